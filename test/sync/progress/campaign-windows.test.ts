import assert from "node:assert/strict";
import fc from "fast-check";
import { addDays, type Day } from "../../../src/base/dates.ts";
import { isObject, type JsonObject } from "../../../src/base/json.ts";
import { amount } from "../../amount.ts";
import { type ApiRequest, listIn, page } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { denied, readOne, unauthorized } from "../scripted-read.ts";

const real = streamNamed("campaign_analytics");
assert.ok(real.reading.by === "analytics");
// Two date windows.
const campaigns = { ...real, reading: { ...real.reading, maxDaysPerRequest: 45, maxIdDays: 150 } };
const firstToday = "2026-06-30";

interface Call {
  readonly ids: readonly string[];
  readonly from: Day;
  readonly through: Day;
}

interface Situation {
  readonly ids: readonly number[];
  readonly today: Day;
  /** The number of requests for metrics that succeed; all further ones are unauthorized. */
  readonly cutAfter?: number;
  readonly closed?: (id: string) => boolean;
}

/** Reads the metrics of campaigns incrementally. */
async function run(
  state: JsonObject | undefined,
  { ids, today, cutAfter = Number.POSITIVE_INFINITY, closed = () => false }: Situation,
) {
  const calls: Call[] = [];
  const script = ({ path, query }: ApiRequest) => {
    if (path === "/ad_accounts") return page([{ id: "549" }]);
    if (path.endsWith("/campaigns")) return page(ids.map((id) => ({ id: String(id), ad_account_id: "549" })));
    const requested = listIn(query, "campaign_ids");
    if (calls.length >= cutAfter) return unauthorized;
    if (requested.some(closed)) return denied;
    const [from, through] = [query.get("start_date") ?? "", query.get("end_date") ?? ""];
    calls.push({ ids: requested, from, through });
    return { body: requested.map((id) => ({ CAMPAIGN_ID: id, DATE: from })) };
  };
  const { errors, states } = await readOne(campaigns.name, script, {
    mode: "incremental",
    state,
    now: `${today}T12:00:00Z`,
    config: { analyticsBatchSize: 3, numWorkers: 1 },
    streams: [campaigns],
  });
  return { calls, errors, states, last: states.at(-1) };
}

const textOf = ({ ids, from, through }: Call) => `${ids.join()} ${from}..${through}`;

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

/** Returns the marks in a state. */
function marksIn(state: JsonObject | undefined): readonly string[] {
  const { dates } = state ?? {};
  return isObject(dates) && isObject(dates.read) ? Object.keys(dates.read) : [];
}

describe("metrics over several date windows", () => {
  it("are read window by window, batch by batch", async () => {
    const ids = [1, 2, 3, 4, 5];
    const { calls, last } = await run(undefined, { ids, today: firstToday });
    assert.deepEqual(calls.map(textOf).toSorted(), [
      "1,2,3 2026-04-02..2026-05-16",
      "1,2,3 2026-05-17..2026-06-30",
      "4,5 2026-04-02..2026-05-16",
      "4,5 2026-05-17..2026-06-30",
    ]);
    assert.deepEqual(marksIn(last), [firstToday]);
    const next = await run(last, { ids, today: "2026-07-01" });
    assert.deepEqual(next.calls.map(textOf), ["1,2,3 2026-05-31..2026-07-01", "4,5 2026-05-31..2026-07-01"]);
  });

  const cuts = fc.array(
    fc.record({
      cutAfter: fc.integer({ min: 0, max: 8 }),
      pause: fc.integer({ min: 0, max: 40 }),
      count: fc.integer({ min: 1, max: 6 }),
    }),
    { minLength: 1, maxLength: 4 },
  );

  it("miss no available date of a campaign after interruptions at any request", async () => {
    await fc.assert(
      fc.asyncProperty(cuts, fc.integer({ min: 1, max: 6 }), fc.nat(), async (story, count, which) => {
        const first = (length: number) => Array.from({ length }, (_, index) => index + 1);
        const ids = first(count);
        const read = new Set<string>();
        let state: JsonObject | undefined;
        let today = firstToday;
        for (const [index, { cutAfter, pause, count: some }] of story.entries()) {
          const part = await run(state, { ids: first(some), today, cutAfter });
          for (const each of part.calls.flatMap(daysOf)) read.add(each);
          // Any state of the run is valid input.
          state = (index % 2 === 0 ? undefined : part.states[which % part.states.length]) ?? part.last ?? state;
          today = addDays(today, pause);
        }
        const last = await run(state, { ids, today });
        assert.deepEqual(last.errors, []);
        for (const each of last.calls.flatMap(daysOf)) read.add(each);
        for (const each of wanted(ids, today)) assert.ok(read.has(each), `${each} is missing`);
        assert.deepEqual(marksIn(last.last), [today]);
      }),
      { numRuns: amount({ short: 100, long: 3_000 }), examples: [[[{ cutAfter: 3, pause: 0, count: 5 }], 6, 0]] },
    );
  });

  it("of a denied campaign are read from the first date on once it is accessible", async () => {
    const first = await run(undefined, { ids: [1, 2, 3], today: firstToday, closed: (id) => id === "2" });
    assert.deepEqual([first.errors, marksIn(first.last)], [[], [firstToday]]);
    assert.ok(first.calls.every(({ ids }) => !ids.includes("2")));
    const next = await run(first.last, { ids: [1, 2, 3], today: "2026-07-01" });
    const late = next.calls.filter(({ ids }) => ids.includes("2"));
    assert.equal(late[0]?.from, "2026-04-03");
    assert.deepEqual(new Set(late.flatMap(({ ids }) => ids)), new Set(["2"]));
    assert.ok(next.calls.filter(({ ids }) => ids.includes("1")).every(({ from }) => from >= "2026-05-31"));
    const after = await run(next.last, { ids: [1, 2, 3], today: "2026-07-02" });
    assert.ok(
      after.calls.every(({ from }) => from >= "2026-06-01"),
      "known by then",
    );
  });
});
