import assert from "node:assert/strict";
import fc from "fast-check";
import type { Config } from "../../src/config/config.ts";
import { addDays, type DateRange, type Day } from "../../src/dates.ts";
import { isObject, type JsonObject } from "../../src/json.ts";
import { Slots } from "../../src/slots.ts";
import type { Partition } from "../../src/sync/partitions/partition.ts";
import { type AnalyticsProgress, analyticsState, readAnalyticsProgress } from "../../src/sync/progress/analytics.ts";
import { KeyDigests } from "../../src/sync/progress/key-digests.ts";
import { StateReader } from "../../src/sync/progress/state-format.ts";
import { readFrom } from "../../src/sync/stream-reading.ts";
import { type ApiRequest, type ApiResponse, apiError } from "../scripted-api.ts";
import { streamNamed } from "../streams/stream-named.ts";
import { uncovered } from "./message-log.ts";
import { scriptedLoop } from "./scripted-loop.ts";
import { configured, scriptedRead } from "./scripted-read.ts";

const stream = streamNamed("pin_analytics");

/** Reads the progress from a state, as the next sync does. */
const stored = (progress: AnalyticsProgress): JsonObject | undefined => {
  const state: unknown = JSON.parse(JSON.stringify(analyticsState(progress)));
  return isObject(state) && Object.keys(state).length > 1 ? state : undefined;
};

function pins(count: number, first = 1): readonly Partition[] {
  return Array.from({ length: count }, (_, index) => {
    const id = String(first + index);
    return { key: id, parameters: { pin_ids: id }, revision: undefined, group: "standard" };
  });
}

const idsOf = ({ query }: ApiRequest) => query.getAll("pin_ids").flatMap((ids) => ids.split(","));
const restricted = apiError(401, 3, "Your application does not have access to this restricted feature.");

function respondWith(statusOf: (day: string) => string = () => "READY") {
  return (request: ApiRequest): ApiResponse => {
    const date = request.query.get("end_date") ?? "";
    const metrics = { all: { daily_metrics: [{ date, data_status: statusOf(date), metrics: {} }] } };
    return { body: Object.fromEntries(idsOf(request).map((id) => [id, metrics])) };
  };
}

/** Returns each request as `from..through firstID-lastID`. */
function rangesOf(requests: readonly string[]): readonly string[] {
  return requests.map((request) => {
    const query = new URLSearchParams(request.split("?")[1]);
    const ids = query.getAll("pin_ids").flatMap((each) => each.split(","));
    return `${query.get("start_date") ?? ""}..${query.get("end_date") ?? ""} ${ids[0] ?? ""}-${ids.at(-1) ?? ""}`;
  });
}

interface Situation {
  readonly script?: (request: ApiRequest) => ApiResponse;
  readonly partitions?: readonly Partition[];
  readonly parents?: number;
  readonly today?: string;
  readonly config?: Partial<Config>;
  /** The dates of a resumed refresh. */
  readonly days?: DateRange;
}

async function read(before: AnalyticsProgress, situation: Situation = {}) {
  const { script = respondWith(), partitions = pins(2), parents = partitions.length, ...facts } = situation;
  const { log, api, loop, context } = scriptedLoop(stream, script, { partitions, parents, ...facts });
  const error = await readFrom(stored(before), "incremental", loop, context).catch((thrown: unknown) => thrown);
  const lines = await log.lines();
  assert.equal(uncovered(lines, stream.name), 0, "every record has a state");
  const states = await log.states(stream.name);
  return { log, error, states, requests: rangesOf(api.requests), progress: progressOf(states.at(-1) ?? {}) };
}

function progressOf(state: JsonObject): AnalyticsProgress {
  const stored: unknown = JSON.parse(JSON.stringify(state));
  assert.ok(isObject(stored));
  return readAnalyticsProgress(new StateReader(stored, stream.name));
}

const known = (...keys: readonly string[]) => KeyDigests.of(keys).toText();

describe("metrics in incremental mode", () => {
  it("first reads all dates, with 100 Pins per request", async () => {
    const { requests, error, progress } = await read({}, { partitions: pins(250) });
    assert.equal(error, undefined);
    assert.deepEqual(requests, [
      "2026-04-02..2026-06-30 1-100",
      "2026-04-02..2026-06-30 101-200",
      "2026-04-02..2026-06-30 201-250",
    ]);
    assert.deepEqual([progress.cursor, progress.start, progress.round], ["2026-06-30", "2026-04-02", undefined]);
  });

  it("rereads the lookback window the same day and the next", async () => {
    const { progress } = await read({});
    for (const [today, range] of [
      ["2026-06-30", "2026-06-27..2026-06-30"],
      ["2026-07-01", "2026-06-27..2026-07-01"],
    ] as const)
      assert.deepEqual((await read(progress, { today })).requests, [`${range} 1-2`]);
  });

  it("reads all dates of a new Pin", async () => {
    const { progress } = await read({});
    const next = await read(progress, { today: "2026-07-01", partitions: pins(3) });
    assert.deepEqual(next.requests, ["2026-04-03..2026-07-01 3-3", "2026-06-27..2026-07-01 1-2"]);
    const after = await read(next.progress, { today: "2026-07-02", partitions: pins(3) });
    assert.deepEqual(after.requests, ["2026-06-28..2026-07-02 1-3"]);
  });

  it("rereads dates with provisional metrics", async () => {
    const { progress } = await read({}, { script: respondWith(() => "ESTIMATE") });
    assert.equal(progress.unsettled, "2026-06-30");
    const { requests } = await read(progress, { today: "2026-07-20" });
    assert.deepEqual(requests, ["2026-06-27..2026-07-20 1-2"]);
    const late = await read({ ...progress, unsettled: "2026-06-10" }, { today: "2026-07-01" });
    assert.deepEqual(late.requests, ["2026-06-10..2026-07-01 1-2"]);
    assert.equal(late.progress.unsettled, undefined);
  });

  it("rereads the last days of a range if no response had them yet", async () => {
    const until = (last: string) => (request: ApiRequest) => {
      const { address } = request;
      address.searchParams.set("end_date", last);
      return respondWith()({ ...request, query: address.searchParams });
    };
    const { progress } = await read({}, { script: until("2026-06-20") });
    assert.deepEqual([progress.cursor, progress.unsettled], ["2026-06-30", "2026-06-21"]);
    const next = await read(progress, { today: "2026-07-01" });
    assert.deepEqual([next.requests, next.progress.unsettled], [["2026-06-21..2026-07-01 1-2"], undefined]);
  });

  for (const body of [{}, { all: {} }, { all: { daily_metrics: [], summary_metrics: {} } }]) {
    it(`rereads all dates of the account after a response without any: ${JSON.stringify(body)}`, async () => {
      const name = "user_account_analytics";
      const first = await scriptedRead([configured(name, "incremental")], () => ({ body }));
      const { api } = await scriptedRead(
        [configured(name, "incremental")],
        ({ path }) => (path === "/user_account/analytics" ? { body } : { body: { id: "1" } }),
        { state: await first.stateOf(name), now: "2026-07-01T12:00:00Z" },
      );
      const [range] = api.requests.filter((request) => request.startsWith("/user_account/analytics"));
      assert.equal(range, "/user_account/analytics?start_date=2026-04-03&end_date=2026-07-01");
    });
  }

  it("requests nothing for a cursor in the future, and resumes from today later", async () => {
    const { requests, states, error } = await read({ cursor: "2999-12-31", known: known("1", "2") });
    assert.equal(error, undefined);
    assert.deepEqual(requests, []);
    assert.deepEqual(states, [{ version: 1, cursor: "2026-06-30", known: known("1", "2"), completed: "2026-06-30" }]);
  });

  it("restarts a pass that a clock ahead of time began", async () => {
    const round = { from: "2026-07-02", through: "2026-07-05", first: "2026-04-07", done: [], members: "" };
    const { requests, progress } = await read({
      cursor: "2026-06-29",
      start: "2026-04-01",
      known: known("1", "2"),
      round,
    });
    assert.deepEqual(requests, ["2026-06-26..2026-06-30 1-2"]);
    assert.equal(progress.cursor, "2026-06-30");
  });

  it("requests nothing for a start date in the future, but writes a state", async () => {
    const { requests, states } = await read({}, { config: { startDate: "2026-07-05" } });
    assert.deepEqual(requests, []);
    assert.deepEqual(states, [{ version: 1, completed: "2026-06-30" }]);
  });

  it("writes a state without Pins", async () => {
    const { requests, progress } = await read({}, { partitions: [] });
    assert.deepEqual(requests, []);
    assert.equal(progress.cursor, "2026-06-30");
  });

  describe("when interrupted", () => {
    const failing = (request: ApiRequest): ApiResponse =>
      idsOf(request).includes("101")
        ? apiError(401, 2, "Authentication failed.")
        : respondWith(() => "ESTIMATE")(request);

    it("saves the progress of the pass and keeps the cursor", async () => {
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

    it("finishes the pass on a later day, then reads up to today", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: pins(250), today: "2026-07-10" });
      assert.deepEqual(again.requests, [
        "2026-04-12..2026-06-30 101-200",
        "2026-04-12..2026-06-30 201-250",
        "2026-06-27..2026-07-10 1-100",
        "2026-06-27..2026-07-10 101-200",
        "2026-06-27..2026-07-10 201-250",
      ]);
      assert.equal(again.progress.cursor, "2026-07-10");
    });

    it("drops the pass if its dates are no longer available", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: pins(1, 101), today: "2026-12-31" });
      assert.deepEqual(again.requests, ["2026-10-03..2026-12-31 101-101"]);
      assert.equal(again.progress.round, undefined);
    });

    it("reads a Pin from the first date on that was absent during the pass", async () => {
      const before = { cursor: "2026-06-29", start: "2026-04-01", known: known(...pins(250).map(({ key }) => key)) };
      const most = pins(250).filter(({ key }) => key !== "50");
      const { progress } = await read(before, { partitions: most, script: failing });
      const again = await read(progress, { partitions: pins(250) });
      assert.equal(again.requests.filter((request) => request.endsWith("2026-06-30 50-50")).length, 1);
      assert.ok(again.requests.includes("2026-04-02..2026-06-30 50-50"), again.requests.join());
      assert.ok(KeyDigests.fromText(again.progress.known ?? "").has("50"));
    });

    it("finishes the pass after Pins were added and deleted", async () => {
      const { progress } = await read({}, { partitions: pins(250), script: failing });
      const again = await read(progress, { partitions: [...pins(50), ...pins(1, 150), ...pins(2, 300)] });
      assert.deepEqual(again.requests, ["2026-04-02..2026-06-30 150-301"]);
      assert.equal(again.error, undefined);
    });
  });

  describe("with inactive Pins", () => {
    it("logs the number of API calls saved", async () => {
      const { log } = await read({}, { partitions: pins(100), parents: 1_050 });
      assert.match((await log.logs("INFO")).join(), /950 of 1,050 Pins, which show no activity.*saved 10 API calls/u);
    });

    it("requests each Pin of batches that wait for a slot when another is rejected", async () => {
      const script = (request: ApiRequest): ApiResponse =>
        request.path === "/pins/analytics" ? restricted : { body: { all: { daily_metrics: [] } } };
      const partitions = pins(350);
      const { loop, context, api } = scriptedLoop(stream, script, { partitions });
      const slots = new Slots(1);
      await readFrom(
        undefined,
        "incremental",
        { ...loop, maxOpen: 4, whenSlotFree: (task) => slots.run(task) },
        context,
      );
      const requested = api.requests.flatMap((request) => /^\/pins\/(\d+)\/analytics/u.exec(request)?.slice(1) ?? []);
      assert.deepEqual(new Set(requested), new Set(partitions.map(({ key }) => key)));
    });

    it("logs nothing without inactive Pins", async () => {
      const { log } = await read({});
      assert.deepEqual(await log.logs("INFO"), []);
    });
  });
});

describe("metrics in full refresh", () => {
  async function refresh(done: readonly (readonly [string, string])[], situation: Situation = {}) {
    const { script = respondWith(), partitions = pins(3), days, ...facts } = situation;
    const { log, api, loop, context } = scriptedLoop(stream, script, { partitions, ...facts });
    const state = days === undefined ? undefined : { version: 1, refresh: { ...days, done, open: {} } };
    const error = await readFrom(state, "full_refresh", loop, context).catch((thrown: unknown) => thrown);
    return { log, error, requests: rangesOf(api.requests) };
  }

  it("resumes in the same job", async () => {
    const days = { from: "2026-04-02", through: "2026-06-30" };
    const done = [["2026-04-02/1", "2026-04-02/2"]] as const;
    const { requests, log } = await refresh(done, { days, today: "2026-07-01" });
    assert.deepEqual(requests, ["2026-04-03..2026-06-30 3-3"]);
    assert.deepEqual((await log.states(stream.name))[0], {
      version: 1,
      refresh: { ...days, done: [["2026-04-02/1", "2026-04-02/3"]], open: {} },
    });
  });

  it("does not mark a rejected Pin as done", async () => {
    const about = (request: ApiRequest): ApiResponse =>
      idsOf(request).includes("2") ? apiError(400, 1, "Invalid Pin.") : respondWith()(request);
    const { error, log } = await refresh([], { script: about });
    assert.match(String(error), /\(pin_ids 2\)/u);
    const days = { from: "2026-04-02", through: "2026-06-30" };
    assert.deepEqual((await log.states(stream.name)).at(-1), {
      version: 1,
      refresh: {
        ...days,
        done: [
          ["2026-04-02/1", "2026-04-02/1"],
          ["2026-04-02/3", "2026-04-02/3"],
        ],
        open: {},
      },
    });
  });
});

describe("metrics over several date windows", () => {
  const ofOffer = streamNamed("campaign_analytics");
  assert.ok(ofOffer.reading.by === "analytics");
  // The number of date windows depends on the campaigns: two for three or five, otherwise one.
  const campaigns = { ...ofOffer, reading: { ...ofOffer.reading, maxIdDays: 150 } };
  const firstToday = "2026-06-30";

  function campaign(id: number): Partition {
    const parameters = { ad_account_id: "549", campaign_ids: String(id) };
    return { key: `549/${id}`, parameters, revision: undefined, group: "" };
  }

  interface Call {
    readonly ids: readonly string[];
    readonly from: Day;
    readonly through: Day;
  }

  /** Reads until the given number of requests succeeded; all further requests are unauthorized. */
  async function run(
    before: AnalyticsProgress,
    {
      ids,
      today,
      cutAfter = Number.POSITIVE_INFINITY,
      closed = () => false,
    }: { ids: readonly number[]; today: Day; cutAfter?: number; closed?: (id: string) => boolean },
  ) {
    const calls: Call[] = [];
    const partitions = ids.map(campaign);
    const script = ({ query }: ApiRequest): ApiResponse => {
      const ids = query.getAll("campaign_ids").flatMap((each) => each.split(","));
      if (calls.length >= cutAfter) return apiError(401, 2, "Authentication failed.");
      if (ids.some(closed)) return apiError(403, 29, "You are not permitted to access that resource.");
      const [from, through] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
      calls.push({ ids, from, through });
      return { body: ids.map((CAMPAIGN_ID) => ({ CAMPAIGN_ID, DATE: from })) };
    };
    const config = { analyticsBatchSize: 3 };
    const { log, loop, context } = scriptedLoop(campaigns, script, { partitions, today, config });
    const error = await readFrom(stored(before), "incremental", loop, context).catch((thrown: unknown) => thrown);
    const states = await log.states(campaigns.name);
    return { calls, error, states: states.map(progressOf), progress: progressOf(states.at(-1) ?? { version: 1 }) };
  }

  const daysOf = ({ ids, from, through }: Call) =>
    ids.flatMap((id) => {
      const each: string[] = [];
      for (let day = from; day <= through; day = addDays(day, 1)) each.push(`${id} on ${day}`);
      return each;
    });

  /** The metrics that must be read of these campaigns. */
  function wanted(ids: readonly number[], today: Day): readonly string[] {
    return ids.flatMap((id) => daysOf({ ids: [String(id)], from: addDays(today, -89), through: today }));
  }

  it("succeeds despite a denied campaign if all others were read before an interruption", async () => {
    const closed = (id: string) => id === "3";
    const whole = await run({}, { ids: [1, 2, 3], today: firstToday, closed });
    // Killed after everything else: a run doesn't repeat the denied request.
    const cut = whole.states.findLast(({ round }) => round !== undefined);
    assert.ok(cut?.round !== undefined);
    const { calls, error, progress } = await run(cut, { ids: [1, 2, 3], today: firstToday, closed });
    assert.deepEqual(calls, []);
    assert.equal(error, undefined);
    assert.equal(progress.cursor, firstToday);
  });

  it("reads date windows batch by batch", async () => {
    const ids = [1, 2, 3, 4, 5];
    const { calls, progress } = await run({}, { ids, today: firstToday });
    assert.deepEqual(
      calls.map(({ ids, from, through }) => `${ids.join()} ${from}..${through}`),
      [
        "1,2,3 2026-04-02..2026-05-16",
        "4,5 2026-04-02..2026-05-16",
        "1,2,3 2026-05-17..2026-06-30",
        "4,5 2026-05-17..2026-06-30",
      ],
    );
    assert.deepEqual([progress.cursor, progress.start, progress.round], [firstToday, "2026-04-02", undefined]);
    const next = await run(progress, { ids, today: "2026-07-01" });
    assert.deepEqual(
      next.calls.map(({ ids, from, through }) => `${ids.join()} ${from}..${through}`),
      ["1,2,3 2026-05-31..2026-07-01", "4,5 2026-05-31..2026-07-01"],
    );
  });

  const cuts = fc.array(
    fc.record({
      cutAfter: fc.integer({ min: 0, max: 8 }),
      pause: fc.integer({ min: 0, max: 40 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
    {
      minLength: 1,
      maxLength: 4,
    },
  );

  it("misses no available date of a campaign after interruptions at any request", async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 1, max: 6 }), fc.nat(), async (story, count, which) => {
        const first = (length: number) => Array.from({ length }, (_, index) => index + 1);
        const ids = first(count);
        const read = new Set<string>();
        let progress: AnalyticsProgress = {};
        let today = firstToday;
        for (const [index, { cutAfter, pause, count: some }] of story.entries()) {
          const part = await run(progress, { ids: first(some), today, cutAfter });
          for (const each of part.calls.flatMap(daysOf)) read.add(each);
          // Any state of the run is valid input.
          progress = (index % 2 === 0 ? undefined : part.states[which % part.states.length]) ?? part.progress;
          today = addDays(today, pause);
        }
        const last = await run(progress, { ids, today });
        assert.equal(last.error, undefined);
        // A campaign that appeared between two that were read is left to the next pass.
        const next = await run(last.progress, { ids, today });
        for (const each of [...last.calls, ...next.calls].flatMap(daysOf)) read.add(each);
        for (const each of wanted(ids, today)) assert.ok(read.has(each), `${each} is missing`);
        assert.equal(last.progress.round, undefined);
        assert.equal(last.progress.cursor, today);
      }),
      { numRuns: 150, examples: [[[{ cutAfter: 3, pause: 0, count: 5 }], 6, 0]] },
    );
  });

  it("repeats no request if resumed on the same day", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 3 }), async (story) => {
        const ids = [1, 2, 3, 4, 5];
        const read: string[] = [];
        let progress: AnalyticsProgress = {};
        for (const cutAfter of story) {
          const part = await run(progress, { ids, today: firstToday, cutAfter });
          read.push(...part.calls.flatMap(daysOf));
          ({ progress } = part);
          if (progress.round === undefined && progress.cursor !== undefined) return;
        }
        read.push(...(await run(progress, { ids, today: firstToday })).calls.flatMap(daysOf));
        assert.deepEqual(read.toSorted(), wanted(ids, firstToday).toSorted());
      }),
      { numRuns: 100 },
    );
  });

  it("reads a denied campaign from the first date on once it is accessible", async () => {
    const first = await run({}, { ids: [1, 2, 3], today: firstToday, closed: (id) => id === "2" });
    assert.equal(first.error, undefined);
    assert.ok(first.calls.every(({ ids }) => !ids.includes("2")));
    assert.equal(first.progress.cursor, firstToday);
    const next = await run(first.progress, { ids: [1, 2, 3], today: "2026-07-01" });
    const late = next.calls.filter(({ ids }) => ids.includes("2"));
    assert.equal(late[0]?.from, "2026-04-03");
    assert.deepEqual(new Set(late.flatMap(({ ids }) => ids)), new Set(["2"]));
    assert.ok(next.calls.filter(({ ids }) => ids.includes("1")).every(({ from }) => from >= "2026-05-31"));
    const after = await run(next.progress, { ids: [1, 2, 3], today: "2026-07-02" });
    assert.ok(
      after.calls.every(({ from }) => from >= "2026-06-01"),
      "known by then",
    );
  });
});
