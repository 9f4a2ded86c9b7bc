import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";

describe("account_snapshots", () => {
  it("shares its request with user_account and the owner of states", async () => {
    const wanted = [configured("account"), configured("account_snapshots", "incremental"), configured("boards")];
    const script: Script = ({ path }) =>
      path === "/user_account" ? { body: { id: "1", username: "a", follower_count: 7 } } : undefined;
    const { api, complete, log } = await scriptedRead(wanted, script, { now: "2026-06-30T23:59:00Z" });
    assert.equal(complete, true);
    assert.equal(api.calls("/user_account"), 1);
    const [account] = await log.records("account");
    assert.equal(account?.follower_count, 7);
    assert.deepEqual(await log.records("account_snapshots"), [{ ...account, date: "2026-06-30" }]);
    for (const { descriptor } of wanted.slice(0, 2)) {
      assert.deepEqual(await log.kinds(descriptor.name), ["STARTED", "RUNNING", "RECORD", "STATE", "COMPLETE"]);
    }
  });

  it("emits today's row regardless of the state's date", async () => {
    const { complete, log } = await scriptedRead(
      [configured("account_snapshots", "incremental")],
      ({ path }) => (path === "/user_account" ? { body: { id: "1" } } : undefined),
      { now: "2026-06-30T09:00:00Z", state: { account_snapshots: { date: "2999-12-31" } } },
    );
    assert.equal(complete, true);
    assert.deepEqual(
      (await log.records("account_snapshots")).map(({ date }) => date),
      ["2026-06-30"],
    );
  });

  it("emits a row per sync with the date in UTC, but none in another attempt of a job", async () => {
    let followers = 7;
    const script: Script = ({ path }) =>
      path === "/user_account" ? { body: { id: "1", follower_count: followers } } : undefined;
    let state: JsonObject | undefined;
    const snapshots: unknown[] = [];
    for (const [now, job] of [
      ["2026-06-30T09:00:00Z", "1"],
      ["2026-06-30T10:00:00Z", "1"],
      ["2026-06-30T21:00:00Z", "2"],
      ["2026-07-01T01:00:00Z", "3"],
    ] as const) {
      const wanted = [configured("account_snapshots", "incremental")];
      const { log, complete } = await scriptedRead(wanted, script, { now, job, state: { account_snapshots: state } });
      assert.equal(complete, true);
      const records = await log.records("account_snapshots");
      snapshots.push(records.map(({ id, date, follower_count: count }) => [id, date, count]));
      state = (await log.states("account_snapshots")).at(-1);
      followers += 1;
    }
    assert.deepEqual(snapshots, [[["1", "2026-06-30", 7]], [], [["1", "2026-06-30", 9]], [["1", "2026-07-01", 10]]]);
  });
});
