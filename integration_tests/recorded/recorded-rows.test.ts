import assert from "node:assert/strict";
import { join } from "node:path";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { describeWith, recordings } from "../../test/requirements.ts";
import { configure, errorsOf, recordsOf, streamsOf } from "../bed/messages.ts";
import { openScriptedServer } from "../bed/scripted-server.ts";
import { type RecordedAccount, recordedAccounts, recordedLimits } from "./recorded-account.ts";
import { serve } from "./recorded-server.ts";

const config = {
  credentials: { auth_method: "access_token", access_token: "recorded" },
  start_date: "2023-01-01",
  custom_reports: [
    { name: "xxxxx_report", level: "AD_GROUP", granularity: "MONTH", columns: ["ADVERTISER_ID", "IMPRESSION_2"] },
  ],
};

describeWith(recordings, "the rows of a live account, read by the built program", (responses) => {
  const folder = join(responses, "records");
  const limits = recordedLimits(folder);

  for (const account of recordedAccounts(folder)) {
    it(`come out with each value that isn't null (${account.name})`, async () => {
      const emitted = await read(account);
      for (const [stream, rows] of account.rows) {
        const records = emitted.get(stream) ?? [];
        for (const row of rows) assertEmitted(stream, valuesOf(row), records);
      }
    });
  }

  async function read(account: RecordedAccount): Promise<ReadonlyMap<string, readonly JsonObject[]>> {
    const server = await openScriptedServer(serve(account, limits), account.now);
    try {
      const { messages: offers } = await server.run("discover", { config });
      const wanted = streamsOf(offers).filter(({ name }) => account.rows.has(asText(name)));
      assert.equal(wanted.length, account.rows.size);
      // A run in this process takes a tenth of the time.
      const by = account.rows.size > 5 ? "program" : undefined;
      const { messages } = await server.run("read", { config, catalog: configure(wanted) }, by);
      assert.deepEqual(errorsOf(messages), []);
      return recordsOf(messages);
    } finally {
      await server.close();
    }
  }
});

/** Returns the values of a row that aren't null, without what wraps them. */
function valuesOf(row: JsonObject): readonly (readonly [name: string, value: Json])[] {
  return Object.entries(isObject(row.data) ? row.data : row).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, value]],
  );
}

/** Fails unless a record has all values. Numbers can be texts, as IDs are. */
function assertEmitted(
  stream: string,
  values: readonly (readonly [name: string, value: Json])[],
  records: readonly JsonObject[],
): void {
  const wrongIn = (record: JsonObject) => values.filter(([name, value]) => asText(record[name]) !== asText(value));
  const [closest] = records.map(wrongIn).toSorted((one, other) => one.length - other.length);
  assert.deepEqual(
    closest,
    [],
    `${stream}: no record of ${records.length} has all values of ${JSON.stringify(values)}`,
  );
}
