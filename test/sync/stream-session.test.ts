import assert from "node:assert/strict";
import type { Json, JsonObject } from "../../src/json.ts";
import { ApiError, type ApiErrorKind } from "../../src/pinterest/errors/api-error.ts";
import { LoadableJson } from "../../src/protocol/loadable.ts";
import { StoppedError } from "../../src/signals.ts";
import { Notices } from "../../src/sync/access/notices.ts";
import { RejectedValues } from "../../src/sync/access/rejected-values.ts";
import type { Partition } from "../../src/sync/partitions/partition.ts";
import { Workers } from "../../src/sync/scheduler/workers.ts";
import { StreamSession } from "../../src/sync/stream-session.ts";
import { FakeClock } from "../fake-clock.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { MessageLog, uncovered } from "./message-log.ts";
import { configWith } from "./scripted-api.ts";

function begin({ children = true, workers = 4 } = {}) {
  const clock = new FakeClock(Date.UTC(2026, 0, 1));
  const log = new MessageLog(clock);
  const stop = new AbortController();
  const session = new StreamSession({
    descriptor: { name: "pins" },
    writer: log.writer,
    clock,
    workers: new Workers(workers),
    signal: stop.signal,
    makeRecords: (rows) => rows,
    loadable: new LoadableJson({}),
    stream: streamNamed(children ? "board_pins" : "pins"),
    config: configWith(),
    client: { isAdAccountDenied: () => false },
    rejectedValues: new RejectedValues(),
    notices: new Notices(),
  });
  return { clock, log, stop, session };
}

/** The partition that a part stands for. */
function board(part: number | string): Partition {
  return { key: String(part), parameters: { board_id: String(part) }, version: undefined, group: "" };
}

function failure(kind: ApiErrorKind): ApiError {
  return new ApiError({ kind, operation: "boards/list_pins", reason: kind });
}

/** Progress that counts what is done. */
class Progress {
  done: number[] = [];

  toState(): JsonObject {
    return { done: [...this.done] };
  }
}

/** Runs a part a task, which fails where an error is given. */
async function run(
  tasks: readonly (Error | undefined)[],
  { subjects = 0, ...options }: { children?: boolean; workers?: number; subjects?: number } = {},
) {
  const { log, session, stop } = begin(options);
  session.subjects = subjects;
  const progress = new Progress();
  const begun: number[] = [];
  const outcome = await session
    .each(
      tasks.map((_, index) => index),
      board,
      progress,
      async (part) => {
        begun.push(part);
        const error = tasks[part];
        const advance = () => void (error === undefined && progress.done.push(part));
        await session.write([{ part }], {}, advance, error === undefined ? () => progress.toState() : undefined);
        if (error !== undefined) throw error;
      },
    )
    .catch((error: unknown) => error);
  return { log, session, stop, progress, begun, outcome };
}

describe("StreamSession", () => {
  it("repeats no state while it goes on, whatever records came since", async () => {
    const { log, session, clock } = begin();
    for (const state of [{ done: 1 }, { done: 1 }, { done: 2 }]) {
      clock.advance(60_000);
      await session.write(
        [{ id: "1" }],
        {},
        () => undefined,
        () => state,
      );
    }
    assert.deepEqual(await log.states("pins"), [{ done: 1 }, { done: 2 }]);
    assert.equal(uncovered(await log.lines(), "pins"), 0);
  });

  describe("each", () => {
    it("runs every part", async () => {
      const { begun, outcome } = await run([undefined, undefined, undefined]);
      assert.deepEqual(begun, [0, 1, 2]);
      assert.equal(outcome, undefined);
    });

    for (const kind of ["permission_denied", "not_found"] as const) {
      it(`skips a child that is ${kind} with a warning`, async () => {
        const { log, progress, outcome } = await run([undefined, failure(kind), undefined]);
        assert.equal(outcome, undefined);
        assert.deepEqual(progress.done, [0, 2]);
        const warnings = await log.logs("WARN");
        assert.equal(warnings.length, 1);
        assert.ok(warnings[0]?.startsWith(`pins: skipped board 1: boards/list_pins: ${kind}. `), warnings[0]);
      });
    }

    it("is an error when every child is denied", async () => {
      const denied = failure("permission_denied");
      assert.equal((await run([failure("not_found"), denied, failure("permission_denied")])).outcome, denied);
    });

    it("is an error when several things are all gone, and none when it is one thing, in however many parts", async () => {
      const gone = failure("not_found");
      const { outcome, log } = await run([gone, failure("not_found")], { subjects: 2 });
      assert.equal(outcome, gone);
      assert.deepEqual(await log.states("pins"), [{ done: [] }]);
      assert.equal((await run([gone, failure("not_found")], { subjects: 1 })).outcome, undefined);
      assert.equal((await run([gone, failure("not_found"), undefined], { subjects: 3 })).outcome, undefined);
    });

    it("is an error when what is not a child is denied", async () => {
      const denied = failure("permission_denied");
      assert.equal((await run([denied], { children: false })).outcome, denied);
    });

    it("reads the others when one fails, and then throws", async () => {
      const error = failure("server_fault");
      const { progress, outcome } = await run([undefined, error, undefined, undefined], { workers: 1 });
      assert.equal(outcome, error);
      assert.deepEqual(progress.done, [0, 2, 3]);
    });

    it("gives up after three failures", async () => {
      const error = () => failure("server_fault");
      const { begun, outcome } = await run([error(), error(), undefined, error(), undefined, undefined], {
        workers: 1,
      });
      assert.deepEqual(begun, [0, 1, 2, 3]);
      assert.ok(outcome instanceof ApiError);
    });

    for (const kind of [
      "authentication",
      "missing_scope",
      "restricted_feature",
      "rate_limited",
      "unexpected",
    ] as const) {
      it(`stops at once at ${kind}, which every part would meet`, async () => {
        const error = failure(kind);
        const { begun, outcome } = await run([undefined, error, undefined, undefined], { workers: 1 });
        assert.deepEqual(begun, [0, 1]);
        assert.equal(outcome, error);
      });
    }

    it("stops at once at a mistake of ours", async () => {
      const { begun, outcome } = await run([new TypeError("ours"), undefined], { workers: 1 });
      assert.deepEqual(begun, [0]);
      assert.ok(outcome instanceof TypeError);
    });

    it("throws what went wrong, not that others were stopped for it", async () => {
      const error = failure("authentication");
      const { session } = begin();
      await assert.rejects(
        session.each([0, 1], board, new Progress(), async (part) => {
          await Promise.resolve();
          if (part === 1) throw error;
          await new Promise<void>((resolve) => session.caller.signal.addEventListener("abort", () => resolve()));
          throw new StoppedError();
        }),
        (thrown: unknown) => thrown === error,
      );
    });

    it("saves what was read when not everything could be", async () => {
      const { log } = await run([undefined, failure("server_fault"), undefined], { workers: 1 });
      assert.deepEqual((await log.states("pins")).at(-1), { done: [0, 2] });
      assert.equal(uncovered(await log.lines(), "pins"), 0);
    });

    it("saves what was read when the program is stopped, and begins nothing more", async () => {
      const { log, session, stop } = begin({ workers: 1 });
      const progress = new Progress();
      const begun: number[] = [];
      await assert.rejects(
        session.each([0, 1, 2], board, progress, async (part) => {
          begun.push(part);
          await session.write([{ part }], {});
          progress.done.push(part);
          if (part === 1) stop.abort();
        }),
        StoppedError,
      );
      assert.deepEqual(begun, [0, 1]);
      assert.deepEqual(await log.states("pins"), [{ done: [0, 1] }]);
    });

    it("is content without parts", async () => {
      assert.equal((await run([])).outcome, undefined);
    });
  });

  describe("eachOf", () => {
    /** Branches with parts; an error instead of what is found or read. */
    async function runOf(
      branches: Readonly<Record<string, Error | Readonly<Record<string, Error | undefined>>>>,
      { workers = 1, before = 0, stopAt = "" } = {},
    ) {
      const { log, session, stop } = begin({ workers });
      const events: string[] = [];
      const outcome = await session
        .eachOf(
          Object.entries(branches).map(([name, parts]) => ({
            ...board(name),
            name,
            find: async () => {
              await Promise.resolve();
              events.push(`find ${name}`);
              if (parts instanceof Error) throw parts;
              return Object.keys(parts).map(board);
            },
          })),
          { toState: () => ({ events: [...events] }) },
          {
            open: ({ name }, parts) => events.push(`open ${name} with ${parts.length}`),
            read: async ({ key: part }, { name }) => {
              await session.write([{ part }], {});
              const error = branches[name];
              const failed = error instanceof Error ? error : error?.[part];
              if (failed !== undefined) throw failed;
              events.push(`read ${part}`);
              if (part === stopAt) stop.abort();
            },
            close: ({ name }) => events.push(`close ${name}`),
          },
          before,
        )
        .catch((error: unknown) => error);
      return { log, events, outcome };
    }

    it("reads what it has found before it opens many branches more", async () => {
      const { events, outcome } = await runOf({ a: { a1: undefined, a2: undefined }, b: {}, c: { c1: undefined } });
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

    it("opens as many branches at once as there are workers, and no more", async () => {
      const { events } = await runOf(
        { a: { a1: undefined }, b: { b1: undefined }, c: { c1: undefined }, d: { d1: undefined } },
        { workers: 2 },
      );
      assert.deepEqual(events.slice(0, 2), ["find a", "find b"]);
      assert.ok(events.indexOf("find c") > events.findIndex((event) => event.startsWith("close")));
      assert.equal(events.filter((event) => event.startsWith("close")).length, 4);
    });

    it("does not close a branch of which a part was refused or has failed", async () => {
      const { events, outcome, log } = await runOf({
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

    it("passes over a branch that is refused, and does not say so twice", async () => {
      const { events, outcome, log } = await runOf({ a: failure("permission_denied"), b: { b1: undefined } });
      assert.equal(outcome, undefined);
      assert.deepEqual(events, ["find a", "find b", "open b with 1", "read b1", "close b"]);
      assert.deepEqual(await log.logs("WARN"), []);
    });

    it("is an error when all that there is was denied, and none when an earlier run has read the rest", async () => {
      const denied = failure("permission_denied");
      const branches = { a: denied, b: { b1: failure("permission_denied") } };
      assert.equal((await runOf(branches)).outcome, denied);
      assert.equal((await runOf(branches, { before: 1 })).outcome, undefined);
    });

    it("ends with what concerns all, and opens nothing more", async () => {
      const spent = failure("rate_limited");
      const { events, outcome, log } = await runOf({ a: { a1: undefined }, b: { b1: spent }, c: { c1: undefined } });
      assert.equal(outcome, spent);
      assert.ok(!events.includes("find c"));
      assert.deepEqual((await log.states("pins")).at(-1), { events });
    });

    it("saves what was read when the program is stopped, and begins nothing more", async () => {
      const { events, outcome, log } = await runOf(
        { a: { a1: undefined, a2: undefined }, b: { b1: undefined } },
        { stopAt: "a1" },
      );
      assert.ok(outcome instanceof StoppedError);
      assert.deepEqual(events, ["find a", "open a with 2", "read a1"]);
      assert.deepEqual(await log.states("pins"), [{ events }]);
    });
  });

  describe("states", () => {
    it("come after their records and count them, over several states and however large the pages are", async () => {
      const { log, session, clock } = begin();
      const progress = new Progress();
      // Pages beyond the writer's chunk, of many partitions at once: a state may become due in the middle of one.
      const large = Array.from({ length: 40 }, (_, id) => ({ id, text: "x".repeat(5_000) }));
      await session.each([0, 1, 2, 3, 4, 5, 6, 7], board, progress, async (part) => {
        for (let page = 0; page < 3; page += 1) {
          clock.advance(60_000);
          await session.write(
            part % 2 === 0 ? large : large.slice(0, 1),
            {},
            () => progress.done.push(part),
            () => progress.toState(),
          );
        }
      });
      session.saveState(progress.toState());
      const lines = await log.lines();
      assert.equal(uncovered(lines, "pins"), 0);
      assert.equal(lines.filter(({ kind }) => kind === "RECORD").length, session.records);
      assert.ok(lines.filter(({ kind }) => kind === "STATE").length > 2);
    });

    it("cover just the records before them, however slow the reader is", async () => {
      const { log, session, clock } = begin();
      let written = 0;
      const large = Array.from({ length: 40 }, (_, id) => ({ id, text: "x".repeat(5_000) }));
      await session.each([0, 1, 2, 3, 4, 5], board, { toState: () => ({ written }) }, async (part) => {
        for (let page = 0; page < 3; page += 1) {
          const rows = part % 2 === 0 ? large : [];
          clock.advance(60_000);
          const advance = () => {
            written += rows.length;
          };
          await session.write(rows, {}, advance, () => ({ written }));
        }
      });
      let records = 0;
      let states = 0;
      for (const { kind, body } of await log.lines()) {
        if (kind === "RECORD") records += 1;
        if (kind !== "STATE") continue;
        states += 1;
        assert.deepEqual(body, { written: records });
      }
      assert.ok(states > 2);
    });

    it("come with every batch while they are small", async () => {
      const { log, session } = begin();
      for (let index = 0; index < 10; index += 1) {
        await session.write(
          [{ index }],
          {},
          () => undefined,
          () => ({ index }),
        );
      }
      assert.equal((await log.states("pins")).length, 10);
    });

    it("are few beside small records, and come anyway when time passes", async () => {
      const { log, session, clock } = begin();
      const state = { version: 1, text: "y".repeat(1_000) };
      for (let index = 0; index < 1_000; index += 1) {
        await session.write(
          [{ index }],
          {},
          () => undefined,
          () => ({ ...state, index }),
        );
      }
      const few = (await log.states("pins")).length;
      assert.ok(few >= 3 && few <= 6, `${few} states`);
      clock.advance(10_000);
      await session.write(
        [{ index: 1_000 }],
        {},
        () => undefined,
        () => ({ ...state, index: 1_000 }),
      );
      assert.equal((await log.states("pins")).length, few + 1);
    });

    it("count no record that could not be written, nor is any of its page", async () => {
      const { log, session } = begin();
      const endless: Record<string, Json> = { id: 2 };
      endless.itself = endless;
      await assert.rejects(session.write([{ id: 1 }, endless], {}), TypeError);
      session.saveState({ done: 1 });
      assert.deepEqual(await log.records("pins"), []);
      assert.deepEqual(await log.states("pins"), [{ done: 1 }]);
      assert.equal(uncovered(await log.lines(), "pins"), 0);
      assert.equal(session.records, 0);
    });

    it("are written once when nothing was read since", async () => {
      const { log, session } = begin();
      session.saveState({ done: 1 });
      session.saveState({ done: 1 });
      session.saveState({ done: 2 });
      await session.write(
        [],
        {},
        () => undefined,
        () => ({ done: 3 }),
      );
      assert.deepEqual(await log.states("pins"), [{ done: 1 }, { done: 2 }]);
    });

    it("are written again, though the same, when records need one", async () => {
      const { log, session } = begin();
      session.saveState({ done: 1 });
      await session.write([{ id: 1 }], {});
      session.saveState({ done: 1 });
      assert.equal(uncovered(await log.lines(), "pins"), 0);
    });
  });

  describe("the rate limit", () => {
    it("is told with its end in whole milliseconds, once a wait", async () => {
      const { log, session } = begin();
      session.caller.onRateLimit?.(1_767_225_600_000.25);
      session.caller.onRateLimit?.(1_767_225_600_000.25);
      session.caller.onRateLimit?.(1_767_225_500_000);
      session.caller.onRateLimit?.(1_767_225_700_000);
      const told = (await log.lines()).filter(({ kind }) => kind === "RATE_LIMITED").map(({ body }) => body);
      assert.deepEqual(
        told.map(({ status, reasons }) => [status, reasons]),
        [1_767_225_600_001, 1_767_225_700_000].map((reset) => [
          "RUNNING",
          [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }],
        ]),
      );
    });
  });

  it("counts records and calls, and says why a request is sent again", async () => {
    const { log, session } = begin();
    await session.write([{ id: 1 }, { id: 2 }], {});
    session.caller.onCall?.();
    session.caller.onRetry?.(failure("network"), 1_500);
    assert.deepEqual([session.records, session.calls], [2, 1]);
    assert.deepEqual(await log.logs("WARN"), ["pins: boards/list_pins: network; asking again in 1.5 s"]);
  });
});
