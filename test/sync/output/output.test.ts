import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../../src/json.ts";
import { ReadSummary } from "../../../src/sync/output/read-summary.ts";
import { StreamStatusReport } from "../../../src/sync/output/stream-status.ts";
import { FakeClock } from "../../fake-clock.ts";
import { MessageLog, uncovered } from "../message-log.ts";
import { oneList, ScriptedPass } from "../scripted-pass.ts";
import { outputTo } from "../surroundings.ts";

const slice = { parent: "", members: [] };

function begin() {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const log = new MessageLog(clock);
  const summary = new ReadSummary();
  const output = outputTo(log, clock, "pins", summary);
  /** Commits records with a state. */
  const commit = (records: readonly JsonObject[], state: () => JsonObject, advance: () => void = () => undefined) => {
    const progress = Object.assign(new ScriptedPass(oneList({})), { toState: state, advance });
    return output.commit(progress, slice, { records, closed: [], next: "further" });
  };
  return { clock, log, output, summary, commit };
}

/** Pages larger than the writer's chunk, so that a state can be due within one. */
const large = Array.from({ length: 40 }, (_, id) => ({ id, text: "x".repeat(5_000) }));

describe("Output", () => {
  it("does not repeat a state during a read", async () => {
    const { log, commit, clock } = begin();
    for (const state of [{ done: 1 }, { done: 1 }, { done: 2 }]) {
      clock.advance(60_000);
      await commit([{ id: "1" }], () => state);
    }
    assert.deepEqual(await log.states("pins"), [{ done: 1 }, { done: 2 }]);
    assert.equal(uncovered(await log.lines(), "pins"), 0);
  });

  it("writes and counts records before the state that covers them, for pages of any size", async () => {
    const { log, commit, output, summary, clock } = begin();
    let written = 0;
    const readOne = async (index: number) => {
      for (let page = 0; page < 3; page += 1) {
        clock.advance(60_000);
        const records = index % 2 === 0 ? large : large.slice(0, 1);
        await commit(
          records,
          () => ({ written }),
          () => {
            written += records.length;
          },
        );
      }
    };
    await Promise.all([0, 1, 2, 3, 4, 5, 6, 7].map(readOne));
    output.saveState({ written });
    let records = 0;
    let states = 0;
    const lines = await log.lines();
    for (const { kind, body } of lines) {
      if (kind === "RECORD") records += 1;
      if (kind !== "STATE") continue;
      states += 1;
      assert.deepEqual(body, { written: records });
    }
    assert.ok(states > 2);
    assert.equal(uncovered(lines, "pins"), 0);
    assert.match(String(summary), new RegExp(`^read ${records} records `, "u"));
  });

  it("writes a state with each page while states are small", async () => {
    const { log, commit } = begin();
    for (let index = 0; index < 10; index += 1) await commit([{ index }], () => ({ index }));
    assert.equal((await log.states("pins")).length, 10);
  });

  it("limits the share of states, but writes one after ten seconds", async () => {
    const { log, commit, clock } = begin();
    const state = { version: 1, text: "y".repeat(1_000) };
    for (let index = 0; index < 1_000; index += 1) await commit([{ index }], () => ({ ...state, index }));
    const few = (await log.states("pins")).length;
    assert.ok(few >= 3 && few <= 6, `${few} states`);
    clock.advance(10_000);
    await commit([{ index: 1_000 }], () => ({ ...state, index: 1_000 }));
    assert.equal((await log.states("pins")).length, few + 1);
  });

  it("writes no state after a page that cannot be resumed", async () => {
    const { log, output } = begin();
    const pass = new ScriptedPass(oneList({}));
    await output.commit(pass, slice, { records: [{ id: 1 }], closed: [] });
    assert.deepEqual(await log.states("pins"), []);
    await output.commit(pass, slice, { records: [{ id: 2 }], closed: [], next: "further" });
    assert.equal((await log.states("pins")).length, 1);
  });

  it("counts no record of a page that could not be written", async () => {
    const { log, output, summary, commit } = begin();
    const endless: Record<string, Json> = { id: 2 };
    endless.itself = endless;
    await assert.rejects(
      commit([{ id: 1 }, endless], () => ({})),
      TypeError,
    );
    output.saveState({ done: 1 });
    assert.deepEqual(await log.records("pins"), []);
    assert.deepEqual(await log.states("pins"), [{ done: 1 }]);
    assert.equal(uncovered(await log.lines(), "pins"), 0);
    assert.match(String(summary), /^read 0 records /u);
  });

  it("does not repeat a state without new records", async () => {
    const { log, output, commit } = begin();
    output.saveState({ done: 1 });
    output.saveState({ done: 1 });
    output.saveState({ done: 2 });
    await commit([], () => ({ done: 3 }));
    assert.deepEqual(await log.states("pins"), [{ done: 1 }, { done: 2 }]);
  });

  it("repeats a state to cover new records", async () => {
    const { log, output } = begin();
    output.saveState({ done: 1 });
    await output.commit(new ScriptedPass(oneList({})), slice, { records: [{ id: 1 }], closed: [] });
    output.saveState({ done: 1 });
    assert.equal(uncovered(await log.lines(), "pins"), 0);
  });
});

describe("StreamStatusReport", () => {
  it("reports RUNNING once, and always before the end", async () => {
    const log = new MessageLog(new FakeClock(0));
    const [pins, boards] = ["pins", "boards"].map((name) => new StreamStatusReport(log.writer, { name }));
    pins?.start();
    boards?.start();
    pins?.run();
    pins?.run();
    pins?.complete();
    boards?.complete();
    for (const name of ["pins", "boards"]) assert.deepEqual(await log.kinds(name), ["STARTED", "RUNNING", "COMPLETE"]);
  });

  it("reports the end of a rate limit once per wait, in integer milliseconds", async () => {
    const log = new MessageLog(new FakeClock(0));
    const status = new StreamStatusReport(log.writer, { name: "pins" });
    status.waitUntil(1_767_225_600_000.25);
    status.waitUntil(1_767_225_600_000.25);
    status.waitUntil(1_767_225_500_000);
    status.waitUntil(1_767_225_700_000);
    const told = (await log.lines()).filter(({ kind }) => kind === "RATE_LIMITED").map(({ body }) => body);
    assert.deepEqual(
      told.map(({ status: each, reasons }) => [each, reasons]),
      [1_767_225_600_001, 1_767_225_700_000].map((reset) => [
        "RUNNING",
        [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }],
      ]),
    );
  });
});
