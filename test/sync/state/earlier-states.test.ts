import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { page } from "../../scripted-api.ts";
import { metricsOfAll } from "../pin-metrics.ts";
import { configured, type Script, scriptedRead } from "../scripted-read.ts";

const api: Script = (request) => {
  const { path } = request;
  if (path === "/user_account") return { body: { id: "1", username: "ann" } };
  if (path === "/ad_accounts/1/campaigns/analytics") return { body: [{ CAMPAIGN_ID: "1", DATE: "2026-06-29" }] };
  if (path.endsWith("/analytics")) return path.startsWith("/ad") ? { body: [] } : metricsOfAll(request);
  if (path === "/user_account/followers") return page([{ username: "ann" }, { username: "bob" }]);
  const changed = { board_pins_modified_at: "2026-05-01T00:00:00", created_at: "2026-05-01T00:00:00" };
  return page(["1", "2"].map((id) => ({ id, updated_time: 1_780_000_000, ...changed })));
};

const pins = { cursor: "2026-06-29T00:00:00", seen: "Zk3V0u1aB7qLw9Xc", floor: "2026-06-20T08:00:11" };
const rows = { "": { known: { "": "~annq3VbX0 ~bobR7wkQa" } } };
/** States as 0.3.0 wrote them, by stream. */
const golden: Readonly<Record<string, JsonObject>> = {
  user_account_analytics: { cursor: "2026-06-29", start: "2026-04-02", unsettled: "2026-06-28", known: "M79twW" },
  campaign_analytics: {
    cursor: "2026-06-29",
    pass: { first: "2026-04-02", from: "2026-06-26", through: "2026-06-30", days: 90, done: [["1", "2"]] },
  },
  pins: { partitions: { all: pins }, account: "a4ayc_80_OGda4BO" },
  board_pins: { partitions: { "1": { ...pins, version: "hZkq0Tt1", scan: { bookmark: "b", newest: pins.cursor } } } },
  campaigns: { partitions: { "1": { cursor: pins.cursor, seen: pins.seen } }, round: "Zk3V0u1a", job: "17" },
  boards: { refresh: { job: "17", done: [["1", "1"]], open: { "2": "b" } } },
  followers: { changes: { at: "2026-06-29T12:00:00.000Z", question: "hZkq0Tt1", swept: "2026-06-29", read: {}, rows } },
  following_boards: {
    __ab_full_refresh_sync_complete: true,
    job: "17",
    completed: "2026-06-29",
    account: "a4ayc_80_OGda4BO",
  },
};

describe("a state of a release before 0.4", () => {
  for (const [name, members] of Object.entries(golden)) {
    for (const [title, state] of [
      ["", { version: 1, ...members }],
      [" of several profiles", { version: 1, main: "1", profiles: { "1": { version: 1, ...members } } }],
    ] as const) {
      it(`starts ${name} over, with one line${title}`, async () => {
        const situation = { config: { trackChanges: ["followers"] } };
        const wanted = { ...configured(name, "incremental"), cursorField: "_ab_cdc_updated_at" };
        const fresh = await scriptedRead([wanted], api, situation);
        const read = await scriptedRead([wanted], api, { ...situation, job: "17", state: { [name]: state } });
        const { log } = read;
        assert.deepEqual([read.errors, await log.logs("WARN")], [[], await fresh.log.logs("WARN")]);
        const told = (await log.logs("INFO")).filter((line) => line.includes("release before 0.4"));
        const line = `${name}: starting from the beginning, since the saved state is of a release before 0.4`;
        assert.deepEqual(told, [line]);
        assert.ok((await log.records(name)).length > 0);
        assert.deepEqual(await log.records(name), await fresh.log.records(name));
        assert.deepEqual(read.api.requests, fresh.api.requests);
        assert.equal((await log.states(name)).at(-1)?.version, 2);
      });
    }
  }
});
