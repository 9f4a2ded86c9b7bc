import assert from "node:assert/strict";
import { hash, Random } from "../../simulator/random.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { amount, isLong } from "../../test/amount.ts";
import { words } from "../../test/words.ts";
import { Bed } from "../bed/bed.ts";
import { errorsOf, lastStates, logsOf, recordsOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";
import { record, recordAtEnd } from "./figures.ts";
import { extentOf, randomMoment } from "./kills/interruption.ts";
import { runJob } from "./kills/job.ts";
import { sum } from "./limits/sum.ts";
import { measure, recordCount } from "./runs/measured-run.ts";

/** Tracked streams of six families. */
const names = words(`
  boards board_sections board_pins pins likes followers following_users audiences conversion_tags keywords
  catalogs_product_groups business_members targeting_options
`);
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  track_changes: names,
};
const scale = { ...extents.small, boards: 9, sections: 9, pins: 60, followers: 30, campaigns: 2, adGroups: 3, ads: 4 };

const seeds = Array.from({ length: amount({ short: 1, long: 30 }) }, (_, index) => 7 + index);
/** Number of jobs killed at a random moment, by seed. */
const killsOfSeed = amount({ short: 1, long: 10 });
const days = amount({ short: 5, long: 10 });

/** A simulated account that changes, and a destination. */
class Syncs {
  tombstones = 0;
  readonly #bed: Bed;
  readonly #random: Random;
  readonly #rows = new Map(names.map((name) => [name, new Map<string, JsonObject>()]));
  #states: readonly JsonObject[] = [];
  /** The Pin that the next change restores. */
  #deletedPin: string | undefined;

  constructor(bed: Bed, random: Random) {
    this.#bed = bed;
    this.#random = random;
  }

  /** Changes the account and moves to the next day. Some new Pins and boards are deleted by the next change. */
  change(): void {
    const { simulator } = this.#bed;
    const random = this.#random;
    const idOf = (name: string) => {
      // Excludes the board of likes: without it, likes are inaccessible.
      const found = simulator.expectedRecords(name).filter((record) => record.name !== "Your Pinterest Likes");
      const record = random.chance(0.5) ? found[0] : found.at(-1);
      return found.length > 1 ? asText(record?.id) : undefined;
    };
    const remove = (change: string, name: string, chance: number) => {
      const id = idOf(name);
      if (id !== undefined && random.chance(chance)) simulator.change({ [change]: id });
      return id;
    };
    simulator.change({ advance_days: 1, add_pins: 2, add_followers: 1, add_boards: 1 });
    if (this.#deletedPin !== undefined) simulator.change({ restore_pin: this.#deletedPin });
    simulator.change({ move_pin: asText(idOf("pins")), board_id: asText(idOf("boards")) });
    remove("delete_section", "board_sections", 0.5);
    remove("delete_board", "boards", 0.5);
    const deleted = remove("delete_pin", "pins", 1);
    this.#deletedPin = random.chance(0.5) ? deleted : undefined;
  }

  async sync(): Promise<void> {
    const { messages, code } = await this.#bed.read(names, { states: this.#states });
    assert.deepEqual([code, errorsOf(messages)], [0, []]);
    this.#load(messages);
  }

  /** Runs a job that is killed at a random moment and resumes after another change. Returns the number of runs. */
  async killedSync(job: string): Promise<number> {
    const { simulator } = this.#bed;
    const catalog = await this.#bed.catalog(names);
    const from = simulator.journal.entries.length;
    const complete = await this.#bed.read(catalog, { states: this.#states });
    const extent = extentOf(complete, simulator.journal.entries.slice(from));
    const { attempts } = await runJob(this.#bed, {
      catalog,
      job,
      states: this.#states,
      signal: "SIGKILL",
      moment: (before) => (before.length === 0 ? randomMoment(this.#random, extent) : undefined),
      maxAttempts: 2,
      meanwhile: () => this.change(),
    });
    for (const { messages } of attempts) this.#load(messages);
    return attempts.length;
  }

  /** Syncs until each deletion is confirmed, and each board was read again. */
  async settle(): Promise<void> {
    for (const seconds of [7 * 86_400, 2 * 3_600]) {
      this.#bed.advance(seconds);
      await this.sync();
    }
  }

  /** Fails if a table lacks a row of the account. It can still have rows that were deleted lately. */
  assertHasAll(): void {
    for (const name of names) {
      const expected = new Table(name).add(this.#bed.expectedRecords(name));
      assert.equal(expected.keysIn(this.#tableOf(name)).length, expected.size, name);
    }
  }

  /** Fails unless the tables have the rows of the account. @param more whether they can have others */
  assertMatches(more: "no_others" | "others" = "no_others"): void {
    for (const name of names) {
      const expected = this.#bed.expectedRecords(name);
      const keys = new Set(new Table(name).add(expected).keys);
      const table = this.#tableOf(name);
      const own = table.where((row) => keys.has(JSON.stringify(table.keyOf(row))));
      (more === "others" ? own : table).assertEquals(expected);
    }
  }

  #tableOf(name: string): Table {
    return new Table(name).add([...(this.#rows.get(name)?.values() ?? [])]);
  }

  #load(messages: readonly JsonObject[]): void {
    this.#states = lastStates(messages, this.#states);
    for (const [name, records] of recordsOf(messages)) {
      const rows = this.#rows.get(name);
      const keys = new Table(name);
      for (const { [updatedAt]: at, [deletedAt]: deleted, ...record } of records) {
        assert.equal(typeof at, "string", name);
        const key = JSON.stringify(keys.keyOf(record));
        if (deleted === null) rows?.set(key, record);
        else rows?.delete(key);
        if (deleted !== null) this.tombstones += 1;
      }
    }
  }
}

describe("tracked streams of a changing account", () => {
  const total = { kills: 0, runs: 0, tombstones: 0 };
  recordAtEnd(() => [
    {
      what: "Kills (SIGKILL), tracked streams of six families",
      promised: "300 kills; the account changes before each next run; one sync later, no table lacks a row",
      measured: `${total.kills} kills in ${total.runs} runs: no table lacks a row; ${total.tombstones} tombstones`,
    },
  ]);

  for (const seed of seeds) {
    it(`have the rows of the account after each of ${days} syncs, and match it two syncs later, also after ${killsOfSeed} killed jobs (seed ${seed})`, async () => {
      const bed = await Bed.open({ seed, scale, config });
      try {
        const syncs = new Syncs(bed, new Random(hash("changes", seed)));
        for (let day = 0; day < days; day += 1) {
          if (day > 0) syncs.change();
          await syncs.sync();
          syncs.assertHasAll();
        }
        await syncs.settle();
        syncs.assertMatches();
        assert.ok(syncs.tombstones >= days, `${syncs.tombstones} tombstones`);
        for (let kills = 0; kills < killsOfSeed; kills += 1) {
          syncs.change();
          const runs = await syncs.killedSync(`job ${kills}`);
          total.runs += runs;
          total.kills += runs - 1;
          // The next sync finds what the killed one missed.
          await syncs.sync();
          syncs.assertHasAll();
        }
        await syncs.settle();
        // What a killed run wrote without a STATE, and what is deleted before the next one, stays.
        syncs.assertMatches("others");
        total.tombstones += syncs.tombstones;
      } finally {
        await bed.close();
      }
    }).timeout(600_000);
  }
});

describe("a tracked stream, compared with a full refresh", function () {
  this.timeout(0);
  const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
  const tracked = { credentials, track_changes: ["followers"] };
  let bed: Bed;

  const open = async (followers: number) => {
    bed = await Bed.open({ seed: 5, config: tracked, scale: { ...extents.small, followers } });
  };
  afterEach(() => bed.close());

  it("takes as many requests and little more CPU time if nothing has changed", async () => {
    await open(amount({ short: 2_000, long: 20_000 }));
    /** Reads the stream with the built program, either tracked from states or in full refresh mode. */
    const read = async (state: readonly JsonObject[] | "full_refresh") => {
      const { journal, url } = bed.simulator;
      journal.clear();
      const isFull = state === "full_refresh";
      const config = isFull ? { credentials } : tracked;
      const catalog = await bed.catalog(["followers"], isFull ? state : undefined, config);
      const files = { config, catalog, ...(isFull || state.length === 0 ? {} : { state }) };
      const outcome = await measure("read", files, { environment: { PINTEREST_API_BASE_URL: url } });
      assert.deepEqual([outcome.code, outcome.stderr], [0, ""]);
      return { ...outcome, written: recordCount(outcome), requests: journal.entries.length };
    };
    const { lastStates: states } = await read([]);
    const ratios: number[] = [];
    for (let pair = 0; pair < amount({ short: 1, long: 25 }); pair += 1) {
      const plain = await read("full_refresh");
      const again = await read(states);
      assert.deepEqual([again.requests, again.written, again.states], [plain.requests, 0, 1]);
      ratios.push(again.used.cpu / plain.used.cpu);
    }
    ratios.sort((one, other) => one - other);
    const [low = 0, median = 0, high = 0] = [0.25, 0.5, 0.75].map((part) => ratios[Math.floor(part * ratios.length)]);
    if (!isLong()) return;
    record({
      what: "Tracking 20,000 unchanged rows",
      promised: "as many requests as a full refresh, and about a tenth more CPU time",
      measured: `as many requests; ${median.toFixed(2)} of the CPU time (25 pairs; quartiles ${low.toFixed(2)} and ${high.toFixed(2)})`,
    });
    // Other load on the machine changes the median by a few percent.
    assert.ok(median < 1.2, `${median} of the CPU time of a full refresh`);
  });

  it("emits all rows in each sync, with a warning, if the state has no room for them", async () => {
    await open(50_000);
    let states: readonly JsonObject[] = [];
    for (const sync of [1, 2]) {
      const { messages } = await bed.read(["followers"], { states, keepsRecords: false });
      states = lastStates(messages);
      const counts = messages.map(({ state }) =>
        isObject(state) && isObject(state.sourceStats) ? Number(state.sourceStats.recordCount) : 0,
      );
      assert.equal(sum(counts), 50_000, `sync ${sync}`);
      assert.ok(JSON.stringify(states).length < 1_000_000);
      const warnings = logsOf(messages).filter((line) => line.includes("not tracked: "));
      assert.equal(warnings.length, 1, warnings.join("\n"));
      assert.match(warnings[0] ?? "", /^followers: not tracked: the state has no room for [\d,]+ records/u);
    }
  });
});
