import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../../../simulator/simulator.ts";
import { type Extent, extents } from "../../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { analyticsStreams } from "../../../src/streams/organic/analytics.ts";
import { isLong } from "../../../test/amount.ts";
import { Bed } from "../../bed/bed.ts";
import type { Outcome } from "../../bed/connector.ts";
import { configure, errorsOf, lastStates, recordsOf, statusesOf, uncoveredOf } from "../../bed/messages.ts";
import { organicOf } from "../../bed/organic.ts";
import { Table } from "../../bed/table.ts";
import { record } from "../figures.ts";
import { sum } from "./sum.ts";

/*
 * Trial access: 1,000 requests per day and app. The connector runs once per day, over HTTP.
 */

/** Long run: a world of 4,200 requests; otherwise slightly more than one day's, of which others use most. */
const { world, wanted, maxDays, usedByOthers } = isLong()
  ? {
      world: { ...extents.medium, boards: 20, sections: 3_480, pins: 8_000, followers: 2_500 },
      wanted: 4200,
      maxDays: 5,
      usedByOthers: 0,
    }
  : { world: { ...extents.small, sections: 140 }, wanted: 220, maxDays: 2, usedByOthers: 800 };

/** Words in simulated Pins, with many pages each. */
const queries = "garden kitchen recipe wedding travel room cake hairstyle bicycle small".split(" ");
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: queries,
  // Excluded since they change daily, so that a table from several days matches no single day.
  pin_metrics: false,
};

interface Day {
  readonly outcome: Outcome;
  /** Number of responses, and of those that repeat a request of an earlier day. */
  readonly calls: number;
  readonly repeated: number;
  readonly rejected: number;
}

describe("trial access", () => {
  let bed: Bed;
  let simulator: Simulator;

  async function openWorld(scale: Extent): Promise<void> {
    bed = await Bed.open({ seed: 3, scale, config });
    simulator = bed.simulator;
    simulator.settings.limits = "trial";
  }
  afterEach(() => bed.close());

  /** Runs once per day, each time with the last states, until a run completes. */
  async function daily(catalog: JsonObject, jobOf: (day: number) => string): Promise<readonly Day[]> {
    const days: Day[] = [];
    const earlier = new Set<string>();
    let state: readonly JsonObject[] = [];
    for (;;) {
      for (let count = 0; count < usedByOthers; count += 1) simulator.limits.take("org_read", undefined);
      const outcome = await bed.read(catalog, { states: state, job: jobOf(days.length) });
      state = lastStates(outcome.messages, state);
      const answered = simulator.journal.entries.filter(({ status }) => status === 200);
      const calls = answered.map(({ path, query }) => JSON.stringify([path, query]));
      const repeated = calls.filter((call) => earlier.has(call)).length;
      for (const call of calls) earlier.add(call);
      const rejected = simulator.journal.entries.length - answered.length;
      days.push({ outcome, calls: calls.length, repeated, rejected });
      simulator.journal.clear();
      if (outcome.code === 0 || days.length === 9) return days;
      bed.advance(86_400);
    }
  }

  const spent = (days: readonly Day[]) =>
    days.map(({ calls, repeated }) => `${calls} (${repeated} repeated)`).join(", ");

  /** Asserts the outcome of a run that exhausts the daily quota. */
  function assertOrderlyEnd({ outcome: { code, signal, stderr, messages }, calls }: Day): void {
    assert.deepEqual({ code, signal, stderr }, { code: 1, signal: null, stderr: "" });
    assert.ok(calls <= 1000 - usedByOthers, `${calls} calls`);
    const stopped = [...statusesOf(messages)].filter(([, statuses]) => statuses.at(-1) !== "COMPLETE");
    for (const [stream, statuses] of stopped) assert.equal(statuses.at(-1), "INCOMPLETE", stream);
    const errors = errorsOf(messages);
    assert.deepEqual(
      errors.map(({ stream_descriptor: stream }) => (isObject(stream) ? asText(stream.name) : "")).toSorted(),
      stopped.map(([stream]) => stream).toSorted(),
    );
    for (const { failure_type: type, message } of errors) {
      assert.equal(type, "transient_error");
      assert.match(asText(message), /used up until \d{4}-\d\d-\d\dT00:00:0\d.* The next sync after that resumes here/u);
    }
    assert.deepEqual(uncoveredOf(messages), []);
  }

  for (const { mode, what, jobOf } of [
    { mode: "full_refresh", what: "a full refresh in attempts of one job", jobOf: () => "17" },
    { mode: undefined, what: "incremental syncs", jobOf: (number: number) => String(number) },
  ] as const) {
    it(`stops in order when the daily quota is exhausted and resumes the next day: ${what}`, async () => {
      await openWorld(world);
      // Product tags take one request per Pin, and snapshots have one row for each day on which a sync started.
      const streams = organicOf(await bed.offered()).filter(
        ({ name }) => name !== "pin_product_tags" && name !== "account_snapshots",
      );
      const days = await daily(configure(streams, mode), jobOf);
      for (const one of days.slice(0, -1)) assertOrderlyEnd(one);
      assert.equal(days.at(-1)?.outcome.code, 0, spent(days));
      const calls = sum(days.map((one) => one.calls));
      const repeated = sum(days.map((one) => one.repeated));
      assert.ok(calls - repeated >= wanted, `the world takes only ${calls - repeated} calls: ${spent(days)}`);
      assert.ok(days.length <= maxDays, spent(days));

      const all = recordsOf(days.flatMap(({ outcome }) => outcome.messages));
      for (const { name } of streams) {
        const stream = asText(name);
        // Their metrics are of the day of the request.
        if (analyticsStreams.some((one) => one.name === stream)) continue;
        const expected = simulator.expectedRecords(stream, { queries, pinMetrics: false });
        new Table(stream).add(all.get(stream) ?? []).assertEquals(expected);
      }
      record({
        what: `Trial access, ${what}`,
        promised: `${maxDays} daily runs of 1,000 calls complete an account of ${wanted} calls`,
        measured: `${days.length} runs, ${spent(days)}; ${calls - repeated} distinct calls`,
      });
    }).timeout(isLong() ? 0 : 300_000);
  }
});
