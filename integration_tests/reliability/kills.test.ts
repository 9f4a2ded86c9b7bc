import assert from "node:assert/strict";
import { hash, Random } from "../../simulator/random.ts";
import { asText, type JsonObject } from "../../src/json.ts";
import { pollOf, type Stream } from "../../src/streams/stream.ts";
import { recordsOf, statusesOf } from "../messages.ts";
import { Table } from "../table.ts";
import { amount, isLong } from "./amount.ts";
import { families } from "./families.ts";
import { recordAtEnd } from "./figures.ts";
import { inFlight } from "./kills/batches.ts";
import { Connection } from "./kills/connection.ts";
import { type Extent, extentOf, type Moment, randomMoment } from "./kills/interruption.ts";
import { type Job, keyOf, recordsOfJob, repeatsOf, runJob, uncounted } from "./kills/job.ts";

/** What the figures are made of. */
const measured = {
  kills: 0,
  terminations: 0,
  attempts: 0,
  /** The kill after which most rows came again. */
  repeated: { rows: 0, bound: 0, stream: "none" },
  steps: { runs: 0, most: 0 },
};

/** Stops a job so many times at the most, each time at another random moment. */
const killsAtOnce = amount({ short: 1, long: 7 });

for (const [family, all] of Object.entries(families)) {
  // In the short run every third of a large family.
  const members = isLong() || all.length < 9 ? all : all.filter((_, index) => index % 3 === 0);

  describe(`${family}, stopped and resumed`, function () {
    this.timeout(isLong() ? 0 : 180_000);
    let random: Random;
    let connection: Connection;
    let extent: Extent;
    let jobs = 0;

    before(async () => {
      connection = await Connection.open(family.length);
      // What a read comes to, and that it gives each record once.
      const { outcome, requests } = await undisturbed(connection.catalog(members, "full_refresh"));
      extent = extentOf(outcome, requests);
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

    async function undisturbed(catalog: JsonObject) {
      connection.simulator.journal.clear();
      const outcome = await connection.read(catalog, [], "1");
      assert.equal(outcome.code, 0, outcome.stderr);
      return { outcome, requests: connection.simulator.journal.entries };
    }

    /** Runs a job that is stopped at random moments. */
    async function stopped(
      catalog: JsonObject,
      states: readonly JsonObject[],
      signal: "SIGKILL" | "SIGTERM",
      meanwhile?: () => void,
    ): Promise<Job> {
      jobs += 1;
      // One Pin at a time or many, as the app may ask.
      connection.simulator.settings.bulk_pin_analytics = random.chance(0.5);
      const moment = (attempt: number): Moment | undefined =>
        attempt < killsAtOnce ? randomMoment(random, extent) : undefined;
      const job = await runJob(connection, {
        catalog,
        job: `${jobs + 1}`,
        states,
        signal,
        moment,
        most: killsAtOnce + 1,
        ...(meanwhile === undefined ? {} : { meanwhile }),
      });
      count(job);
      return job;
    }

    it("misses nothing in full refresh when it is killed, and reads hardly anything twice", async () => {
      const catalog = connection.catalog(members, "full_refresh");
      await untilKilled(amount({ short: 1, long: 14 }), async () => {
        const job = await stopped(catalog, [], "SIGKILL");
        const records = recordsOfJob(job);
        for (const { name } of members) {
          new Table(name).add(records.get(name) ?? []).assertEquals(connection.truth(name));
        }
        assertFewRepeats(members, connection, job);
        return job;
      });
    });

    it("misses nothing in incremental syncs when it is killed, and reads hardly anything twice", async () => {
      const catalog = connection.catalog(members);
      await untilKilled(amount({ short: 2, long: 16 }), async () => {
        const tables = new Map(members.map(({ name }) => [name, new Table(name)]));
        const kills: Job[] = [];
        let states: readonly JsonObject[] = [];
        // A first sync, one after changes, and one after days more.
        for (const round of isLong() ? [0, 1, 2] : [0, 1]) {
          if (round > 0) addSome();
          if (round === 2 || !isLong()) connection.advance(2 * 86_400);
          const job = await stopped(catalog, states, "SIGKILL");
          kills.push(job);
          states = job.states;
          assertFewRepeats(members, connection, job);
          keep(tables, members, job);
          assertTrue(tables, members, connection, kills.length > 1);
        }
        return { attempts: kills.flatMap(({ attempts }) => attempts), states };
      });
    });

    it("misses nothing of what changes while it is down", async function () {
      if (!isLong() && family !== "ads entities") this.skip();
      const catalog = connection.catalog(members);
      await untilKilled(amount({ short: 1, long: 10 }), async () => {
        const tables = new Map(members.map(({ name }) => [name, new Table(name)]));
        const killed = await stopped(catalog, [], "SIGKILL", addSome);
        keep(tables, members, killed);
        connection.advance(600);
        jobs += 1;
        const job = `${jobs + 1}`;
        const rest = await runJob(connection, {
          catalog,
          job,
          states: killed.states,
          signal: "SIGKILL",
          moment: () => undefined,
          most: 1,
        });
        keep(tables, members, rest);
        assertTrue(tables, members, connection, true);
        return killed;
      });
    });

    it("reads nothing twice that a STATE can cover when it is told to end", async () => {
      const catalogs = [connection.catalog(members), connection.catalog(members, "full_refresh")];
      for (const catalog of isLong() ? catalogs : catalogs.slice(0, 1)) {
        const job = await stopped(catalog, [], "SIGTERM");
        for (const attempt of job.attempts) {
          assert.deepEqual([...uncounted(attempt)], [], "records without a STATE after them");
          assertStatuses(attempt.messages, attempt.outcome.code === 0);
        }
        const records = recordsOfJob(job);
        const repeats = repeatsOf(job);
        for (const stream of members) {
          const { name } = stream;
          const truth = connection.truth(name);
          new Table(name).add(records.get(name) ?? []).assertEquals(truth);
          const most = pollOf(stream) !== undefined ? inFlight(stream, connection) : timeless(stream, truth);
          for (const rows of repeats.get(name) ?? []) assert.ok(rows <= most, `${name}: ${rows} rows came twice`);
        }
      }
    });

    it("comes to its end when it is killed at each step", async function () {
      if (!isLong() && family !== "searches") this.skip();
      // Some of the streams: it takes a run a batch.
      const some = members.slice(0, 4);
      for (const catalog of [connection.catalog(some), connection.catalog(some, "full_refresh")]) {
        // A run saves at least one batch, and a stream may say in a run of its own that it is complete.
        const most = (await undisturbed(catalog)).requests.length + 2 * some.length;
        jobs += 1;
        const job = await runJob(connection, {
          catalog,
          job: `${jobs + 1}`,
          states: [],
          signal: "SIGKILL",
          moment: () => ({ at: "progress" }),
          most,
        });
        count(job);
        if (job.attempts.length > measured.steps.runs) measured.steps = { runs: job.attempts.length, most };
        const records = recordsOfJob(job);
        for (const { name } of some) {
          new Table(name).add(records.get(name) ?? []).assertEquals(connection.truth(name));
        }
        assertFewRepeats(some, connection, job);
      }
    });

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
  });
}

describe("all families, stopped and resumed", () => {
  it("were killed as often as promised", () => {
    const promised = amount({ short: 20, long: 300 });
    assert.ok(measured.kills >= promised, `${measured.kills} kills of ${promised}`);
  });

  recordAtEnd(() => {
    const { kills, terminations, attempts, repeated, steps } = measured;
    return [
      {
        what: "kills (SIGKILL)",
        promised:
          "at least 300 over every family: nothing missing; rows read twice under one batch of each partition in flight",
        measured: `${kills} kills in ${attempts} runs: nothing missing; at most ${repeated.rows} rows twice (${repeated.stream}, of ${repeated.bound} in flight)`,
      },
      {
        what: "kills at each step",
        promised: "a read that is killed at every new STATE comes to its end",
        measured: `at most ${steps.runs} runs, where ${steps.most} would do`,
      },
      {
        what: "terminations (SIGTERM)",
        promised: "nothing twice that a STATE can cover; every record counted by one",
        measured: `${terminations} terminations: nothing twice but of reports that were half read`,
      },
    ];
  });
});

/** Jobs until so many runs have been killed. */
async function untilKilled(kills: number, next: () => Promise<Job>): Promise<void> {
  for (let killed = 0, tries = 0; killed < kills; tries += 1) {
    assert.ok(tries < 3 * kills + 5, "the kills do not strike");
    const { attempts } = await next();
    killed += attempts.filter(({ outcome }) => outcome.signal === "SIGKILL").length;
  }
}

function count({ attempts }: Job): void {
  measured.attempts += attempts.length;
  measured.kills += attempts.filter(({ outcome }) => outcome.signal === "SIGKILL").length;
  measured.terminations += attempts.filter(({ outcome }) => outcome.signal === "SIGTERM").length;
}

/** Fails when a kill made more rows come again than were in flight. */
function assertFewRepeats(members: readonly Stream[], connection: Connection, job: Job): void {
  const repeats = repeatsOf(job);
  for (const stream of members) {
    const bound = inFlight(stream, connection);
    for (const rows of repeats.get(stream.name) ?? []) {
      assert.ok(rows <= bound, `${stream.name}: a kill made ${rows} rows come again, and ${bound} may be in flight`);
      if (rows > measured.repeated.rows) measured.repeated = { rows, bound, stream: stream.name };
    }
  }
}

/** Brings what a job wrote into the tables, as a destination does: what is read whole replaces what was there. */
function keep(tables: Map<string, Table>, members: readonly Stream[], job: Job): void {
  const records = recordsOfJob(job);
  for (const { name, reading } of members) {
    if (reading.by === "list") tables.set(name, new Table(name));
    tables.get(name)?.add(records.get(name) ?? []);
  }
}

/** Fails unless the tables hold what there is. A Pin that was read before shows the metrics of then: only keys count. */
function assertTrue(
  tables: ReadonlyMap<string, Table>,
  members: readonly Stream[],
  connection: Connection,
  later: boolean,
): void {
  for (const { name, reading } of members) {
    const table = tables.get(name) ?? new Table(name);
    const truth = connection.truth(name);
    if (reading.by === "analytics" || reading.by === "report") {
      // Days that the API no longer tells of stay in the table.
      const first = truth.map((row) => asText(row[reading.cursor])).sort()[0] ?? "";
      // Names are those of when the row was read.
      table.from(reading.cursor, first).assertEquals(truth, ["CAMPAIGN_NAME", "AD_GROUP_NAME"]);
    } else if (later && reading.by === "feed" && reading.order === "newest_first") {
      table.assertKeys(truth.map((row) => keyOf(name, row)));
    } else {
      table.assertEquals(truth, ["summary_status"]);
    }
  }
}

/** Of rows without a time, no STATE of a list with a time can say that they were read. */
function timeless({ reading }: Stream, truth: readonly JsonObject[]): number {
  return reading.by === "feed" ? truth.filter((row) => (row[reading.cursor] ?? null) === null).length : 0;
}

/** Every stream that was begun says how it ended: COMPLETE, or INCOMPLETE in a run that was stopped. */
function assertStatuses(messages: readonly JsonObject[], ended: boolean): void {
  for (const [name, statuses] of statusesOf(messages)) {
    assert.equal(statuses[0], "STARTED", name);
    assert.match(statuses.at(-1) ?? "", ended ? /^COMPLETE$/u : /^(?:IN)?COMPLETE$/u, name);
  }
}
