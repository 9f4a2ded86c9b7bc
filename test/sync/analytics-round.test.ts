import assert from "node:assert/strict";
import type { Config } from "../../src/config/config.ts";
import type { JsonObject } from "../../src/json.ts";
import { isObject } from "../../src/json.ts";
import { type AnalyticsProgress, type DaySpan, readAnalyticsProgress } from "../../src/sync/analytics.ts";
import { readAnalytics, refreshAnalytics } from "../../src/sync/analytics-round.ts";
import { KeyDigests } from "../../src/sync/key-digests.ts";
import type { Partition } from "../../src/sync/partition.ts";
import { StateReader } from "../../src/sync/state-format.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { uncovered } from "./message-log.ts";
import { type Answer, type Asked, refusal } from "./scripted-api.ts";
import { scriptedSession } from "./scripted-session.ts";

const stream = streamNamed("pin_analytics");
const reading = stream.reading.by === "analytics" ? stream.reading : undefined;

function pins(count: number, first = 1): readonly Partition[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(first + index);
    return { key: id, parameters: { pin_ids: id }, version: undefined, group: "standard" };
  });
}

const idsOf = ({ query }: Asked) => query.getAll("pin_ids").flatMap((ids) => ids.split(","));
const restricted = refusal(401, 3, "Your application does not have access to this restricted feature.");

function answerOf(statusOf: (day: string) => string = () => "READY") {
  return (asked: Asked): Answer => {
    const date = asked.query.get("end_date") ?? "";
    const metrics = { all: { daily_metrics: [{ date, data_status: statusOf(date), metrics: {} }] } };
    return { body: Object.fromEntries(idsOf(asked).map((id) => [id, metrics])) };
  };
}

/** Each request as `from..through first id-last id`. */
function spansOf(asked: readonly string[]): readonly string[] {
  return asked.map((request) => {
    const query = new URLSearchParams(request.split("?")[1]);
    const ids = query.getAll("pin_ids").flatMap((each) => each.split(","));
    return `${query.get("start_date") ?? ""}..${query.get("end_date") ?? ""} ${ids[0] ?? ""}-${ids.at(-1) ?? ""}`;
  });
}

interface Situation {
  readonly script?: (asked: Asked) => Answer;
  readonly partitions?: readonly Partition[];
  readonly parents?: number;
  readonly today?: string;
  readonly config?: Partial<Config>;
  /** The days of a refresh that is resumed. */
  readonly days?: DaySpan;
}

async function read(before: AnalyticsProgress, situation: Situation = {}) {
  assert.ok(reading !== undefined);
  const { script = answerOf(), partitions = pins(2), parents = partitions.length, ...facts } = situation;
  const { log, api, session, context } = scriptedSession(stream, script, { list: { partitions, parents }, ...facts });
  const error = await readAnalytics(stream, reading, before, session, context).catch((thrown: unknown) => thrown);
  const lines = await log.lines();
  assert.equal(uncovered(lines, stream.name), 0, "every record has a state");
  const states = await log.states(stream.name);
  return { log, error, states, asked: spansOf(api.asked), progress: progressOf(states.at(-1) ?? {}) };
}

function progressOf(state: JsonObject): AnalyticsProgress {
  const stored: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(stored));
  return readAnalyticsProgress(new StateReader(stored, stream.name));
}

const known = (...keys: readonly string[]) => KeyDigests.of(keys).toText();

describe("readAnalytics", () => {
  it("reads all days at first, a hundred Pins a request", async () => {
    const { asked, error, progress } = await read({}, { partitions: pins(250) });
    assert.equal(error, undefined);
    assert.deepEqual(asked, [
      "2026-04-02..2026-06-30 1-100",
      "2026-04-02..2026-06-30 101-200",
      "2026-04-02..2026-06-30 201-250",
    ]);
    assert.deepEqual([progress.cursor, progress.start, progress.round], ["2026-06-30", "2026-04-02", undefined]);
  });

  it("goes on from there the next day", async () => {
    const { progress } = await read({});
    const { asked } = await read(progress, { today: "2026-07-01" });
    assert.deepEqual(asked, ["2026-06-27..2026-07-01 1-2"]);
  });

  it("reads all days of a Pin that it has not read before", async () => {
    const { progress } = await read({});
    const next = await read(progress, { today: "2026-07-01", partitions: pins(3) });
    assert.deepEqual(next.asked, ["2026-04-03..2026-07-01 3-3", "2026-06-27..2026-07-01 1-2"]);
    const after = await read(next.progress, { today: "2026-07-02", partitions: pins(3) });
    assert.deepEqual(after.asked, ["2026-06-28..2026-07-02 1-3"]);
  });

  it("reads again the days that were not final", async () => {
    const { progress } = await read({}, { script: answerOf(() => "ESTIMATE") });
    assert.equal(progress.unsettled, "2026-06-30");
    const { asked } = await read(progress, { today: "2026-07-20" });
    assert.deepEqual(asked, ["2026-06-27..2026-07-20 1-2"]);
    const late = await read({ ...progress, unsettled: "2026-06-10" }, { today: "2026-07-01" });
    assert.deepEqual(late.asked, ["2026-06-10..2026-07-01 1-2"]);
    assert.equal(late.progress.unsettled, undefined);
  });

  it("asks for nothing and keeps the state for a cursor in the future", async () => {
    const { asked, states, error } = await read({ cursor: "2999-12-31" });
    assert.equal(error, undefined);
    assert.deepEqual(asked, []);
    assert.deepEqual(states, [{ version: 1, cursor: "2999-12-31" }]);
  });

  it("asks for nothing for a start_date in the future, and has a state all the same", async () => {
    const { asked, states } = await read({}, { config: { startDate: "2026-07-05" } });
    assert.deepEqual(asked, []);
    assert.deepEqual(states, [{ version: 1 }]);
  });

  it("has a state without any Pin", async () => {
    const { asked, progress } = await read({}, { partitions: [] });
    assert.deepEqual(asked, []);
    assert.equal(progress.cursor, "2026-06-30");
  });

  describe("cut short", () => {
    const failing = (asked: Asked): Answer =>
      idsOf(asked).includes("101") ? refusal(401, 2, "Authentication failed.") : answerOf(() => "ESTIMATE")(asked);

    it("saves what is done of the round, and keeps the cursor", async () => {
      const before = { cursor: "2026-06-29", start: "2026-04-01", known: known(...pins(250).map(({ key }) => key)) };
      const { error, progress } = await read(before, { partitions: pins(250), script: failing });
      assert.ok(error instanceof Error);
      assert.deepEqual(progress, {
        ...before,
        unsettled: undefined,
        round: {
          first: "2026-04-02",
          from: "2026-06-26",
          through: "2026-06-30",
          done: [["2026-06-26/1", "2026-06-26/100"]],
          unsettled: "2026-06-30",
        },
      });
    });

    it("skips what is done, reads the rest and nothing else", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: pins(250) });
      assert.deepEqual(again.asked, ["2026-04-02..2026-06-30 101-200", "2026-04-02..2026-06-30 201-250"]);
      assert.equal(again.progress.unsettled, "2026-06-30", "a day not final in the first part is known in the end");
      assert.equal(again.progress.round, undefined);
      assert.equal(again.progress.cursor, "2026-06-30");
    });

    it("is finished days later, and then the days until today follow", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: pins(250), today: "2026-07-10" });
      assert.deepEqual(again.asked, [
        "2026-04-12..2026-06-30 101-200",
        "2026-04-12..2026-06-30 201-250",
        "2026-06-27..2026-07-10 1-100",
        "2026-06-27..2026-07-10 101-200",
        "2026-06-27..2026-07-10 201-250",
      ]);
      assert.equal(again.progress.cursor, "2026-07-10");
    });

    it("is given up when the API has none of its days any more", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: pins(1, 101), today: "2026-12-31" });
      assert.deepEqual(again.asked, ["2026-10-03..2026-12-31 101-101"]);
      assert.equal(again.progress.round, undefined);
    });

    it("is finished although Pins came and went in between", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: [...pins(50), ...pins(1, 150), ...pins(2, 300)] });
      assert.deepEqual(again.asked, ["2026-04-02..2026-06-30 150-301"]);
      assert.equal(again.error, undefined);
    });
  });

  describe("of Pins some of which are silent", () => {
    it("says how many calls that saved", async () => {
      const { log } = await read({}, { partitions: pins(100), parents: 1_050 });
      assert.match((await log.logs("INFO")).join(), /950 of 1050 Pins show no activity.*saved 10 calls/u);
    });

    it("counts a call a Pin without access to batches", async () => {
      const script = (asked: Asked): Answer =>
        asked.path === "/pins/analytics" ? restricted : { body: { all: { daily_metrics: [] } } };
      const { log } = await read({}, { script, partitions: pins(2), parents: 12 });
      assert.match((await log.logs("INFO")).join(), /saved 10 calls/u);
    });

    it("says nothing when none is", async () => {
      const { log } = await read({});
      assert.deepEqual(await log.logs("INFO"), []);
    });
  });
});

describe("refreshAnalytics", () => {
  async function refresh(done: readonly (readonly [string, string])[], situation: Situation = {}) {
    assert.ok(reading !== undefined);
    const { script = answerOf(), partitions = pins(3), ...facts } = situation;
    const list = { partitions, parents: partitions.length };
    const { log, api, session, context } = scriptedSession(stream, script, { list, ...facts });
    const progress = { complete: false, done, open: new Map<string, string>(), days: situation.days };
    await refreshAnalytics(stream, reading, progress, session, context);
    return { log, asked: spansOf(api.asked) };
  }

  it("reads all days of all Pins", async () => {
    assert.deepEqual((await refresh([])).asked, ["2026-04-02..2026-06-30 1-3"]);
  });

  it("goes on where the same job stopped", async () => {
    const days = { from: "2026-04-02", through: "2026-06-30" };
    const done = [["2026-04-02/1", "2026-04-02/2"]] as const;
    const { asked, log } = await refresh(done, { days, today: "2026-07-01" });
    assert.deepEqual(asked, ["2026-04-03..2026-06-30 3-3"]);
    assert.deepEqual(await log.states(stream.name), [
      { version: 1, refresh: { ...days, done: [["2026-04-02/1", "2026-04-02/3"]], open: {} } },
    ]);
  });

  it("reads nothing for a start_date in the future", async () => {
    assert.deepEqual((await refresh([], { config: { startDate: "2026-07-05" } })).asked, []);
  });
});
