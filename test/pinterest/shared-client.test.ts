import assert from "node:assert/strict";
import { pages } from "../../src/pinterest/responses/pages.ts";
import { SharedClient } from "../../src/pinterest/shared-client.ts";
import { FakeClock } from "../fake-clock.ts";
import { type Script, ScriptedApi } from "../scripted-api.ts";

const source = { operation: "ad_accounts/list", rows: "items", primaryKey: ["id"] } as const;
const { signal } = new AbortController();

/** Returns a read of the list through one shared client, and its requests. */
function setUp(script: Script) {
  const api = new ScriptedApi(new FakeClock(0), script);
  const client = new SharedClient(api.client, ["ad_accounts/list"], signal);
  const read = async () => {
    const ids: unknown[] = [];
    for await (const { rows } of pages(client, source, {}, { signal })) ids.push(...rows.map(({ id }) => id));
    return ids;
  };
  return { read, requests: api.requests };
}

describe("SharedClient", () => {
  it("requests each page of a list once for all callers", async () => {
    const { read, requests } = setUp(({ query }) => ({
      body: query.has("bookmark") ? { items: [{ id: "2" }] } : { items: [{ id: "1" }], bookmark: "next" },
    }));
    assert.deepEqual(await Promise.all([read(), read()]), [
      ["1", "2"],
      ["1", "2"],
    ]);
    assert.deepEqual(await read(), ["1", "2"]);
    assert.equal(requests.length, 2);
  });

  for (const [status, times] of [
    [500, 7],
    [403, 1],
  ] as const) {
    it(`requests what failed with ${status} ${times === 1 ? "never again" : "again"}`, async () => {
      const { read, requests } = setUp(() => (requests.length <= 6 ? { status, body: {} } : { body: { items: [] } }));
      await assert.rejects(read());
      if (times === 1) await assert.rejects(read());
      else assert.deepEqual(await read(), []);
      assert.equal(requests.length, times);
    });
  }
});
