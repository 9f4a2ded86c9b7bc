import assert from "node:assert/strict";
import { hash, Random } from "../../../simulator/random.ts";
import { asText, type JsonObject } from "../../../src/json.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { recordsOf } from "../../messages.ts";
import { Table } from "../../table.ts";
import { amount, isLong } from "../amount.ts";
import { families, type familiesOfAds } from "../families.ts";
import { recordAtEnd } from "../figures.ts";
import { assertFewRepeats, assertGoodOrder, assertNothingTwice, assertTrue, assertWhole, keep } from "./checks.ts";
import { Connection } from "./connection.ts";
import { type Extent, extentOf, leftOf, type Moment, randomMoment } from "./interruption.ts";
import { type Attempt, type Job, runJob } from "./job.ts";
import { endedBy, Tally } from "./tally.ts";

/** Stops a job so many times at the most, each time at another random moment. */
const stopsOfJob = amount({ short: 1, long: 5 });

/** Three hundred times by each signal in all, over every family. */
const share = Math.ceil(300 / Object.keys(families).length);
/** How often a family is stopped at random moments, at the least. */
const promised = {
  kills: amount({ short: 3, long: share }),
  terminations: amount({ short: 1, long: share }),
};
/** Of these, in each test. */
const kills = {
  refresh: amount({ short: 1, long: Math.ceil(share / 3) }),
  incremental: amount({ short: 2, long: Math.ceil(share / 3) }),
  meanwhile: amount({ short: 1, long: Math.ceil(share / 3) }),
};

/**
 * Tests that families of streams are stopped at random moments and resumed, and lose nothing.
 * @param where in which families, in words
 * @param chosen these families
 */
export function stopAndResume(where: string, chosen: typeof familiesOfAds): void {
  describe(where, () => {
    const tally = new Tally();
    for (const [family, all] of chosen) {
      // In the short run every third of a large family.
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
  let random: Random;
  let connection: Connection;
  let extent: Extent;
  let jobs = 1;
  const stoppedJobs: Job[] = [];

  before(async () => {
    connection = await Connection.open(family.length, extentFor(members));
    // What a read comes to, and that it gives each record once.
    const { outcome, extent: whole } = await undisturbed(connection.catalog(members, "full_refresh"));
    extent = whole;
    for (const { name } of members) {
      const records = recordsOf(outcome.messages).get(name) ?? [];
      const truth = connection.truth(name);
      new Table(name).add(records).assertEquals(truth);
      assert.equal(records.length, truth.length, `${name}: a record came twice`);
    }
  });
  beforeEach(function () {
    random = new Random(hash(this.currentTest?.fullTitle() ?? ""));
  });
  after(() => connection.close());

  async function undisturbed(catalog: JsonObject, states: readonly JsonObject[] = []) {
    connection.simulator.journal.clear();
    const outcome = await connection.read(catalog, states, "1");
    assert.equal(outcome.code, 0, outcome.stderr);
    const requests = connection.simulator.journal.entries;
    return { outcome, requests, extent: extentOf(outcome, requests) };
  }

  function nextJob(): string {
    jobs += 1;
    return `${jobs}`;
  }

  /** Runs a job that is stopped at random moments. */
  async function stopped(
    catalog: JsonObject,
    states: readonly JsonObject[],
    signal: "SIGKILL" | "SIGTERM",
    { whole = extent, meanwhile }: { readonly whole?: Extent; readonly meanwhile?: () => void } = {},
  ): Promise<Job> {
    // One Pin at a time or many, as the app may ask.
    connection.simulator.settings.bulk_pin_analytics = random.chance(0.5);
    connection.simulator.journal.clear();
    const moment = (before: readonly Attempt[]): Moment | undefined =>
      before.length < stopsOfJob
        ? randomMoment(random, leftOf(whole, before, connection.simulator.journal.entries))
        : undefined;
    const job = await runJob(connection, {
      catalog,
      job: nextJob(),
      states,
      signal,
      moment,
      most: stopsOfJob + 1,
      ...(meanwhile === undefined ? {} : { meanwhile }),
    });
    stoppedJobs.push(job);
    tally.add(job);
    return job;
  }

  it("comes to its end when it is killed at each step", async function () {
    if (!isLong() && family !== "searches") this.skip();
    // A list without order takes what changed a moment ago for new, again and again.
    addSome();
    // Some of the streams: it takes a run a batch.
    const some = members.slice(0, 4);
    for (const catalog of catalogsOf(some)) {
      // A run saves at least one batch, and a stream may say in a run of its own that it is complete.
      const most = (await undisturbed(catalog)).requests.length + 2 * some.length;
      const job = await runJob(connection, {
        catalog,
        job: nextJob(),
        states: [],
        signal: "SIGKILL",
        moment: () => ({ at: "progress" }),
        most,
      });
      tally.addSteps(job, most);
      assertWhole(some, connection, job);
      tally.addRepeats(assertFewRepeats(some, connection, job));
    }
  });

  it("misses nothing in full refresh when it is killed, and reads hardly anything twice", async () => {
    const catalog = connection.catalog(members, "full_refresh");
    await untilStopped(kills.refresh, "SIGKILL", async () => {
      const job = await stopped(catalog, [], "SIGKILL");
      assertWhole(members, connection, job);
      tally.addRepeats(assertFewRepeats(members, connection, job));
      return [job];
    });
  });

  it("reads nothing twice that a STATE can cover when it is told to end", async () => {
    const catalogs = catalogsOf(members);
    for (const catalog of isLong() ? catalogs : catalogs.slice(0, 1)) {
      await untilStopped(promised.terminations / catalogs.length, "SIGTERM", async () => {
        const job = await stopped(catalog, [], "SIGTERM");
        job.attempts.forEach(assertGoodOrder);
        assertWhole(members, connection, job);
        assertNothingTwice(members, connection, job);
        return [job];
      });
    }
  });

  it("misses nothing in incremental syncs when it is killed, and reads hardly anything twice", async () => {
    const catalog = connection.catalog(members);
    await untilStopped(kills.incremental, "SIGKILL", async () => {
      const tables = new Map(members.map(({ name }) => [name, new Table(name)]));
      const done: Job[] = [];
      let states: readonly JsonObject[] = [];
      // A first sync, one after changes, and one after days more.
      for (const round of isLong() ? [0, 1, 2] : [0, 1]) {
        if (round > 0) addSome();
        if (round === 2 || !isLong()) connection.advance(2 * 86_400);
        const whole = round === 0 ? extent : (await undisturbed(catalog, states)).extent;
        const job = await stopped(catalog, states, "SIGKILL", { whole });
        done.push(job);
        states = job.states;
        tally.addRepeats(assertFewRepeats(members, connection, job));
        keep(tables, members, job);
        assertTrue(tables, members, connection, done.length > 1);
      }
      return done;
    });
  });

  it("misses nothing of what changes while it is down", async function () {
    if (!isLong() && family !== "ads entities") this.skip();
    const catalog = connection.catalog(members);
    await untilStopped(kills.meanwhile, "SIGKILL", async () => {
      const tables = new Map(members.map(({ name }) => [name, new Table(name)]));
      const killed = await stopped(catalog, [], "SIGKILL", { meanwhile: addSome });
      keep(tables, members, killed);
      connection.advance(600);
      const rest = await runJob(connection, {
        catalog,
        job: nextJob(),
        states: killed.states,
        signal: "SIGKILL",
        moment: () => undefined,
        most: 1,
      });
      keep(tables, members, rest);
      assertTrue(tables, members, connection, true);
      return [killed];
    });
  });

  it("is stopped as often as promised", () => {
    const killed = endedBy("SIGKILL", stoppedJobs);
    const terminated = endedBy("SIGTERM", stoppedJobs);
    assert.ok(killed >= promised.kills, `${killed} kills of ${promised.kills}`);
    assert.ok(terminated >= promised.terminations, `${terminated} terminations of ${promised.terminations}`);
  });

  /** In the richest modes and in full refresh, where that is not the same. */
  function catalogsOf(some: readonly Stream[]): readonly JsonObject[] {
    const refresh = connection.catalog(some, "full_refresh");
    return some.every(({ reading }) => reading.by === "list") ? [refresh] : [connection.catalog(some), refresh];
  }

  function addSome(): void {
    const [board] = connection.truth("boards");
    connection.simulator.change({ add_pins: 12 });
    connection.simulator.change({ add_pins: 3, board_id: asText(board?.id) });
    connection.simulator.change({ add_followers: 4, add_boards: 1 });
    connection.simulator.change({ add_ad_groups: 1 });
    connection.simulator.change({ add_ads: 2 });
    connection.simulator.change({ rename: asText(connection.truth("campaigns")[0]?.id) });
    // Lists without order keep the last minutes open, for clocks that differ.
    connection.advance(600);
  }
}

/** Fewer Pins where each takes a request of its own, and a run of its own when it is killed at each step. */
function extentFor(members: readonly Stream[]): { readonly pins?: number } {
  return members.some(({ name }) => name === "pin_product_tags") ? { pins: 20 } : {};
}

/** Jobs until a signal has ended so many runs. */
async function untilStopped(times: number, signal: NodeJS.Signals, next: () => Promise<readonly Job[]>): Promise<void> {
  for (let stopped = 0, tries = 0; stopped < times; tries += 1) {
    assert.ok(tries < 3 * times + 5, "the signals do not strike");
    stopped += endedBy(signal, await next());
  }
}
