import assert from "node:assert/strict";
import { hash, Random } from "../../../simulator/random.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { amount, isLong } from "../../../test/amount.ts";
import { unix } from "../../../test/requirements.ts";
import type { Bed } from "../../bed/bed.ts";
import { Destination } from "../../bed/destination.ts";
import { recordsOf } from "../../bed/messages.ts";
import { Table } from "../../bed/table.ts";
import { families, familyNames } from "../families.ts";
import { recordAtEnd } from "../figures.ts";
import { openAccount } from "./account.ts";
import { assertComplete, assertFewRepeats, assertNoRepeats, assertOrderlyEnd } from "./checks.ts";
import { type Extent, extentOf, type Moment, randomMoment, remainingOf } from "./interruption.ts";
import { type Attempt, type Job, recordsOfJob, runJob } from "./job.ts";
import { endedBy, Tally } from "./tally.ts";

/** Maximum number of stops per job, each at another random moment. */
const stopsOfJob = amount({ short: 1, long: 5 });

/** Three hundred stops per signal in total, over all families. */
const share = Math.ceil(300 / familyNames.length);
/** Minimum number of kills per family, and of terminations per family that is terminated. */
const promised = amount({ short: 1, long: share });
/** The share of each test that kills. */
const kills = amount({ short: 1, long: Math.ceil(share / 3) });

/**
 * Tests that stream families lose nothing when they are stopped at random moments and resumed.
 * @param where the families, in words
 * @param chosen the names of the families
 */
export function stopAndResume(where: string, chosen: readonly string[]): void {
  describe(where, () => {
    const tally = new Tally();
    for (const family of chosen) {
      const all = families[family]?.members ?? [];
      // The short run takes every third stream of a large family.
      const members = isLong() || all.length < 9 ? all : all.filter((_, index) => index % 3 === 0);
      describe(`${family}, stopped and resumed`, function () {
        this.timeout(isLong() ? 0 : 180_000);
        stopFamily(family, members, tally);
      });
    }
    recordAtEnd(() => tally.figures(where));
  });
}

function stopFamily(family: string, members: readonly Stream[], tally: Tally): void {
  /** The short run stops only every n-th family in some ways. */
  const isOneOf = (nth: number) => isLong() || familyNames.indexOf(family) % nth === 0;
  /** Windows has no signal that a program can end on in an orderly way. */
  const isTerminated = isOneOf(3) && unix.value === true;
  let random: Random;
  let bed: Bed;
  let extent: Extent;
  let jobs = 1;
  const stoppedJobs: Job[] = [];

  before(async () => {
    bed = await openAccount(family.length, extentFor(members));
    // Determines the size of a read, and asserts that it returns each record once.
    const { outcome, extent: total } = await undisturbed(await catalogOf(members, "full_refresh"));
    extent = total;
    for (const { name } of members) {
      const records = recordsOf(outcome.messages).get(name) ?? [];
      const expected = bed.expectedRecords(name);
      new Table(name).add(records).assertEquals(expected);
      assert.equal(records.length, expected.length, `${name}: a record is repeated`);
    }
  });
  beforeEach(function () {
    random = new Random(hash(this.currentTest?.fullTitle() ?? ""));
  });
  after(() => bed.close());

  async function undisturbed(catalog: JsonObject, states: readonly JsonObject[] = []) {
    bed.simulator.journal.clear();
    const outcome = await bed.read(catalog, { states, job: "1" });
    assert.equal(outcome.code, 0, outcome.stderr);
    const requests = bed.simulator.journal.entries;
    return { outcome, requests, extent: extentOf(outcome, requests) };
  }

  const catalogOf = (some: readonly Stream[], mode?: "full_refresh") =>
    bed.catalog(
      some.map(({ name }) => name),
      mode,
    );

  function nextJob(): string {
    jobs += 1;
    return `${jobs}`;
  }

  /** Runs a job with stops at random moments. */
  async function stopped(
    catalog: JsonObject,
    states: readonly JsonObject[],
    signal: "SIGKILL" | "SIGTERM",
    { total = extent, meanwhile }: { readonly total?: Extent; readonly meanwhile?: () => void } = {},
  ): Promise<Job> {
    // One Pin per request or in bulk, as the app allows.
    bed.simulator.settings.bulk_pin_analytics = random.chance(0.5);
    bed.simulator.journal.clear();
    const moment = (before: readonly Attempt[]): Moment | undefined =>
      before.length < stopsOfJob
        ? randomMoment(random, remainingOf(total, before, bed.simulator.journal.entries))
        : undefined;
    const job = await runJob(bed, {
      catalog,
      job: nextJob(),
      states,
      signal,
      moment,
      maxAttempts: stopsOfJob + 1,
      ...(meanwhile === undefined ? {} : { meanwhile }),
    });
    stoppedJobs.push(job);
    tally.add(job);
    return job;
  }

  /** Runs a job without a stop. */
  function completed(catalog: JsonObject, states: readonly JsonObject[]): Promise<Job> {
    return runJob(bed, { catalog, job: nextJob(), states, signal: "SIGKILL", moment: () => undefined, maxAttempts: 1 });
  }

  if (isLong() || family === "searches") {
    it("completes when it is killed at each step", async () => {
      // An unordered list rereads recent changes again and again.
      addSome();
      // Only some of the streams, since each batch takes one run.
      const some = members.slice(0, 4);
      for (const catalog of await catalogsOf(some)) {
        // Each run saves at least one batch, and a stream can complete in a run of its own.
        const maxAttempts = (await undisturbed(catalog)).requests.length + 2 * some.length;
        const job = await runJob(bed, {
          catalog,
          job: nextJob(),
          states: [],
          signal: "SIGKILL",
          moment: () => ({ at: "progress" }),
          maxAttempts,
        });
        tally.addSteps(job, maxAttempts);
        assertComplete(some, bed, job);
        tally.addRepeats(assertFewRepeats(some, bed, job));
      }
    });
  }

  if (isOneOf(2)) {
    it("misses no record in full refresh when it is killed, and repeats few", async () => {
      const catalog = await catalogOf(members, "full_refresh");
      await untilStopped(kills, "SIGKILL", async () => {
        const job = await stopped(catalog, [], "SIGKILL");
        assertComplete(members, bed, job);
        tally.addRepeats(assertFewRepeats(members, bed, job));
        return [job];
      });
    });
  }

  if (isTerminated) {
    it("repeats no record that a STATE can cover after a graceful stop", async () => {
      const catalogs = await catalogsOf(members);
      for (const catalog of isLong() ? catalogs : catalogs.slice(0, 1)) {
        await untilStopped(promised / catalogs.length, "SIGTERM", async () => {
          const job = await stopped(catalog, [], "SIGTERM");
          job.attempts.forEach(assertOrderlyEnd);
          assertComplete(members, bed, job);
          assertNoRepeats(members, bed, job);
          return [job];
        });
      }
    });
  }

  it("misses no record in incremental syncs when it is killed, and repeats few", async () => {
    const catalog = await catalogOf(members);
    await untilStopped(kills, "SIGKILL", async () => {
      const destination = new Destination(members);
      const done: Job[] = [];
      let states: readonly JsonObject[] = [];
      // A first sync, one after changes, and one several days later.
      for (const round of isLong() ? [0, 1, 2] : [0, 1]) {
        if (round > 0) addSome();
        if (round === 2 || !isLong()) bed.advance(2 * 86_400);
        // The short run kills the first sync.
        const isKilled = isLong() || round === 0;
        const total = round === 0 || !isKilled ? extent : (await undisturbed(catalog, states)).extent;
        const job = isKilled ? await stopped(catalog, states, "SIGKILL", { total }) : await completed(catalog, states);
        done.push(job);
        states = job.states;
        tally.addRepeats(assertFewRepeats(members, bed, job));
        destination.add(recordsOfJob(job));
        destination.assertMatches((name) => bed.expectedRecords(name));
      }
      return done;
    });
  });

  if (isLong() || family === "ads entities") {
    it("misses no change during downtime", async () => {
      const catalog = await catalogOf(members);
      await untilStopped(kills, "SIGKILL", async () => {
        const destination = new Destination(members);
        const killed = await stopped(catalog, [], "SIGKILL", { meanwhile: addSome });
        destination.add(recordsOfJob(killed));
        bed.advance(600);
        destination.add(recordsOfJob(await completed(catalog, killed.states)));
        destination.assertMatches((name) => bed.expectedRecords(name));
        return [killed];
      });
    });
  }

  it("is stopped as often as promised", () => {
    const killed = endedBy("SIGKILL", stoppedJobs);
    const terminated = endedBy("SIGTERM", stoppedJobs);
    assert.ok(killed >= promised, `${killed} kills of ${promised}`);
    assert.ok(!isTerminated || terminated >= promised, `${terminated} terminations of ${promised}`);
  });

  /** In full refresh, and in incremental mode where it differs. */
  async function catalogsOf(some: readonly Stream[]): Promise<readonly JsonObject[]> {
    const refresh = await catalogOf(some, "full_refresh");
    return some.every(({ reading }) => reading.by === "list") ? [refresh] : [await catalogOf(some), refresh];
  }

  function addSome(): void {
    const [board] = bed.expectedRecords("boards");
    bed.simulator.change({ add_pins: 12 });
    bed.simulator.change({ add_pins: 3, board_id: asText(board?.id) });
    bed.simulator.change({ add_followers: 4, add_boards: 1 });
    bed.simulator.change({ add_ad_groups: 1 });
    bed.simulator.change({ add_ads: 2 });
    bed.simulator.change({ rename: asText(bed.expectedRecords("campaigns")[0]?.id) });
    // Unordered lists reread the last minutes, because clocks can differ.
    bed.advance(600);
  }
}

/** Fewer Pins where each takes its own request, and its own run when killed at each step. */
function extentFor(members: readonly Stream[]): { readonly pins?: number } {
  return members.some(({ name }) => name === "pin_product_tags") ? { pins: 20 } : {};
}

/** Runs jobs until a signal has ended the given number of runs. */
async function untilStopped(times: number, signal: NodeJS.Signals, next: () => Promise<readonly Job[]>): Promise<void> {
  for (let stopped = 0, tries = 0; stopped < times; tries += 1) {
    assert.ok(tries < 3 * times + 5, "the signals do not strike");
    stopped += endedBy(signal, await next());
  }
}
