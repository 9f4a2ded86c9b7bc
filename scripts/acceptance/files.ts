import { accountReadOptions, accountTime, openAccount } from "../../integration_tests/acceptance/account.ts";
import { emittedRecords } from "../../integration_tests/emitted-records.ts";
import { streams } from "../../src/streams/all.ts";
import { jsonText } from "../openapi/json-text.ts";
import { configuredCatalog } from "./configured-catalog.ts";
import { expectedRecords } from "./expected-records.ts";
import { statesUpTo } from "./states.ts";

/**
 * The files of `integration_tests/` that follow from the streams and from the simulated account, by their names.
 * @param time the moment at which the account stands, epoch milliseconds: numbers of days depend on it
 */
export async function acceptanceFiles(time: number = accountTime): Promise<ReadonlyMap<string, string>> {
  const account = await openAccount(time);
  try {
    const records = expectedRecords(streams, (stream) => emittedRecords(account, stream, accountReadOptions), time);
    return new Map([
      ["configured_catalog.json", `${jsonText(configuredCatalog(streams))}\n`],
      ["abnormal_state.json", `${jsonText(statesUpTo("2999-12-31", streams))}\n`],
      ["sample_state.json", `${jsonText(statesUpTo("2026-11-01", streams))}\n`],
      ["expected_records.jsonl", records],
    ]);
  } finally {
    await account.close();
  }
}
