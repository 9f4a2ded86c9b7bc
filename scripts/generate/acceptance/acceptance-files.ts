import { accountConfig } from "../../../integration_tests/bed/account.ts";
import { streams } from "../../../src/streams/all.ts";
import { jsonText } from "../json-text.ts";
import { configuredCatalog } from "./configured-catalog.ts";
import { flatStatesUpTo, statesUpTo } from "./states.ts";

/**
 * Streams whose rows can lack an update time or are of the day of the read. They repeat in every read, whatever the
 * state, so CAT's read from the distant future excludes them.
 */
const alwaysGiveRows: readonly string[] = [
  "account_snapshots",
  "ad_accounts",
  "audiences",
  "customer_segments",
  "ssio_order_lines",
];

/** Returns the files that Airbyte's test suites read. */
export async function acceptanceFiles(): Promise<ReadonlyMap<string, string>> {
  const incremental = streams.filter(({ name, reading }) => reading.by !== "list" && !alwaysGiveRows.includes(name));
  return new Map([
    ["integration_tests/config.json", `${jsonText(accountConfig)}\n`],
    ["integration_tests/configured_catalog.json", `${jsonText(configuredCatalog(streams))}\n`],
    ["integration_tests/sample_state.json", `${jsonText(statesUpTo("2026-11-01", streams))}\n`],
    ["integration_tests/abnormal_state.json", `${jsonText(await flatStatesUpTo("2999-12-31", streams))}\n`],
    ["integration_tests/cat/abnormal_state_catalog.json", `${jsonText(configuredCatalog(incremental))}\n`],
  ]);
}
