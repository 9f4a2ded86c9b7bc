import assert from "node:assert/strict";
import { ApiError, type ApiErrorKind } from "../../src/pinterest/errors/api-error.ts";
import { StoppedError } from "../../src/signals.ts";
import { AccessClient } from "../../src/sync/access/access-client.ts";
import { singlePartition } from "../../src/sync/partitions/partition.ts";
import { readStream } from "../../src/sync/read-stream.ts";
import { ListReader } from "../../src/sync/readers/list-reader.ts";
import type { Reader } from "../../src/sync/readers/reader.ts";
import { page } from "../scripted-api.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { uncovered } from "./message-log.ts";
import { CutProgress, scriptedLoop } from "./scripted-loop.ts";
import { type Boards, board, type Lists, oneList, type PassSituation, ScriptedPass } from "./scripted-pass.ts";
import { partitionOf } from "./surroundings.ts";

function failure(kind: ApiErrorKind): ApiError {
  return new ApiError({ kind, operation: "boards/list_pins", reason: kind });
}

/** Reads a stream with these lists of boards. */
async function readLists(lists: Lists, situation?: PassSituation) {
  const pass = new ScriptedPass(lists, situation);
  const outcome = await pass.run();
  return { events: pass.events, log: pass.log, outcome };
}

const read = (boards: Boards, situation?: PassSituation) => readLists(oneList(boards), situation);

describe("readStream", () => {
  it("reads every partition and saves that the stream is complete", async () => {
    const { events, outcome, log } = await read({ a: undefined, b: undefined, c: undefined });
    assert.deepEqual(events, ["read a", "read b", "read c"]);
    assert.equal(outcome, undefined);
    assert.deepEqual((await log.states("pins")).at(-1), { isComplete: true });
  });

  it("stops after three failures", async () => {
    const fault = failure("server_fault");
    const { events, outcome } = await read({ a: fault, b: fault, c: undefined, d: fault, e: undefined });
    assert.deepEqual(events, ["read c"]);
    assert.match(String(outcome), /server_fault \(board a\)/u);
  });

  for (const kind of ["authentication", "missing_scope", "restricted_feature", "rate_limited", "unexpected"] as const) {
    it(`stops immediately after ${kind}`, async () => {
      const error = failure(kind);
      const { events, outcome } = await read({ a: undefined, b: error, c: undefined });
      assert.deepEqual(events, ["read a"]);
      assert.equal(outcome, error);
    });
  }

  it("stops immediately after an internal error", async () => {
    const { events, outcome } = await read({ a: new TypeError("ours"), b: undefined });
    assert.deepEqual(events, []);
    assert.ok(outcome instanceof TypeError);
  });

  it("throws the cause, not the resulting StoppedError", async () => {
    const error = failure("authentication");
    const pass = new ScriptedPass(oneList({ a: undefined, b: error }), { maxOpen: 2 });
    const outcome = await pass.run({
      async *read(slice) {
        if (slice.members[0]?.key === "b") throw error;
        await new Promise<void>((resolve) => pass.signal.addEventListener("abort", () => resolve()));
        yield { records: [], closed: [] };
        throw new StoppedError();
      },
    });
    assert.equal(outcome, error);
  });

  it("saves its progress after a stop signal and starts nothing more", async () => {
    const { log, events, outcome } = await read({ a: undefined, b: undefined, c: undefined }, { stopAfter: "b" });
    assert.ok(outcome instanceof StoppedError);
    assert.deepEqual(events, ["read a", "read b"]);
    assert.deepEqual((await log.states("pins")).at(-1), { events });
  });

  it("reads no slice that still waits when the stop signal arrives", async () => {
    const { events, outcome, log } = await read({ a: undefined }, { isStoppedInQueue: true });
    assert.ok(outcome instanceof StoppedError);
    assert.deepEqual([events, await log.records("pins")], [[], []]);
  });

  describe("by parent", () => {
    it("reads discovered partitions before it opens many parents", async () => {
      const { events, outcome } = await readLists({
        a: { a1: undefined, a2: undefined },
        b: {},
        c: { c1: undefined },
      });
      assert.equal(outcome, undefined);
      assert.deepEqual(events, [
        "find a",
        "open a with 2",
        "read a1",
        "read a2",
        "close a",
        "find b",
        "open b with 0",
        "close b",
        "find c",
        "open c with 1",
        "read c1",
        "close c",
      ]);
    });

    it("limits open parents", async () => {
      const { events } = await readLists(
        { a: { a1: undefined }, b: { b1: undefined }, c: { c1: undefined }, d: { d1: undefined } },
        { maxOpen: 2 },
      );
      assert.deepEqual(events.slice(0, 2), ["find a", "find b"]);
      assert.ok(events.indexOf("find d") > events.findIndex((event) => event.startsWith("close")));
      assert.equal(events.filter((event) => event.startsWith("close")).length, 4);
    });

    it("does not close a parent with a skipped or failed partition", async () => {
      const { events, outcome, log } = await readLists({
        a: { a1: failure("not_found"), a2: undefined },
        b: { b1: failure("server_fault"), b2: undefined },
        c: { c1: undefined },
      });
      assert.deepEqual(
        events.filter((event) => /^(?:read|close)/u.test(event)),
        ["read a2", "read b2", "read c1", "close c"],
      );
      assert.ok(outcome instanceof ApiError && outcome.kind === "server_fault");
      assert.match((await log.logs("WARN")).join(), /^pins: skipped board a1: boards\/list_pins: not_found\./u);
      assert.equal(uncovered(await log.lines(), "pins"), 0);
    });

    it("stops after an error that concerns all partitions", async () => {
      const spent = failure("rate_limited");
      const { events, outcome, log } = await readLists({
        a: { a1: undefined },
        b: { b1: spent },
        c: { c1: undefined },
      });
      assert.equal(outcome, spent);
      assert.ok(!events.includes("find c"));
      assert.deepEqual((await log.states("pins")).at(-1), { events });
    });

    it("saves its progress after a stop signal and starts nothing more", async () => {
      const { events, outcome, log } = await readLists(
        { a: { a1: undefined, a2: undefined }, b: { b1: undefined } },
        { stopAfter: "a1" },
      );
      assert.ok(outcome instanceof StoppedError);
      assert.deepEqual(events, ["find a", "open a with 2", "read a1"]);
      assert.deepEqual((await log.states("pins")).at(-1), { events });
    });
  });
});

describe("readStream with values that the API rejects", () => {
  it("does not stop while lists with other values are being read", async () => {
    const stream = streamNamed("business_assets");
    const partitions = Array.from({ length: 100 }, (_, index) => String(index)).flatMap((id) =>
      ["A", "B", "C", "D"].map((type) => partitionOf(`${id}/${type}`, { business_id: id, asset_type: type })),
    );
    const { loop, context, log } = scriptedLoop(stream, () => page([]), { partitions });
    const rejection = new ApiError({ kind: "invalid_request", operation: stream.operation, reason: "no", status: 400 });
    let rejected = 0;
    const reader: Reader<string> = {
      async *read({ members: [partition = singlePartition] }) {
        await new Promise(setImmediate);
        if ("AB".includes(String(partition.parameters.asset_type))) {
          rejected += 1;
          throw rejection;
        }
        yield { records: [], closed: [], next: "p2" };
        while (rejected < 80 && !loop.caller.signal.aborted) await new Promise(setImmediate);
        yield { records: [{ key: partition.key }], closed: [partition] };
      },
    };
    const progress = new CutProgress((all) => all.map((partition) => ({ parent: "", members: [partition] })));
    await readStream(progress, reader, { ...loop, maxOpen: 120 }, context);
    assert.deepEqual([progress.closed.length, (await log.logs("WARN")).length], [200, 2]);
  });
});

describe("readStream without an access token", () => {
  it("ends with the error of the token endpoint", async () => {
    const stream = streamNamed("board_pins");
    const partitions = [board("1"), board("2")];
    const { loop, context: usual } = scriptedLoop(stream, () => page([]), { partitions });
    const error = new ApiError({ kind: "authorization_grant", operation: "oauth/token", reason: "invalid" });
    const context = { ...usual, client: new AccessClient({ call: () => Promise.reject(error) }) };
    const reader = new ListReader(loop, context);
    const progress = new CutProgress((all) => all.map((partition) => ({ parent: "", members: [partition] })));
    await assert.rejects(readStream(progress, reader, loop, context), (thrown) => thrown === error);
  });
});
