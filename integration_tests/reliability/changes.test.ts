import assert from "node:assert/strict";
import { hash, Random } from "../../simulator/random.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";
import { asText, isObject, type JsonObject } from "../../src/base/json.ts";
import { deletedAt, updatedAt } from "../../src/streams/tracking.ts";
import { amount } from "../../test/amount.ts";
import { words } from "../../test/words.ts";
import { Bed } from "../bed/bed.ts";
import { errorsOf, lastStates, logsOf, recordsOf } from "../bed/messages.ts";
import { Table } from "../bed/table.ts";
import { recordAtEnd } from "./figures.ts";

/** Tracked streams of six families. */
const names = words(`
  boards board_sections board_pins pins likes followers following_users audiences conversion_tags keywords
  catalogs_product_groups business_members targeting_options
`);
const credentials = { auth_method: "access_token", access_token: knownCredentials.access_token };
const scale = { ...extents.small, boards: 9, sections: 9, pins: 60, followers: 30, campaigns: 2, adGroups: 3, ads: 4 };

const seeds = Array.from({ length: amount({ short: 1, long: 12 }) }, (_, index) => 7 + index);
/** Number of syncs whose output is cut at a random message, by seed. */
const kills = amount({ short: 1, long: 10 });
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

  async sync(job = ""): Promise<void> {
    this.#load(await this.#read(job));
  }

  /** Syncs, of which the platform has only the output up to a random message; then the account changes, and the job goes on. */
  async killedSync(job: string): Promise<void> {
    const messages = await this.#read(job);
    this.#load(messages.slice(0, this.#random.integer(1, messages.length - 1)));
    this.change();
    await this.sync(job);
  }

  async #read(job: string): Promise<readonly JsonObject[]> {
    const { messages, code } = await this.#bed.read(names, { states: this.#states, job });
    assert.deepEqual([code, errorsOf(messages)], [0, []]);
    return messages;
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
  let tombstones = 0;
  recordAtEnd(() => [
    {
      what: "Kills, tracked streams of six families",
      promised: "the account changes before each next sync; one sync later, no table lacks a row",
      measured: `${seeds.length * kills} runs cut at random messages: no table lacks a row; ${tombstones} tombstones`,
    },
  ]);

  for (const seed of seeds) {
    it(`have the rows of the account after each of ${days} syncs, and match it two syncs later, also after ${kills} of them were killed (seed ${seed})`, async () => {
      const bed = await Bed.open({ seed, scale, config: { credentials, track_changes: names } });
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
        for (let kill = 0; kill < kills; kill += 1) {
          syncs.change();
          await syncs.killedSync(`job ${kill}`);
          // The next sync finds what the killed one missed.
          await syncs.sync();
          syncs.assertHasAll();
        }
        await syncs.settle();
        // What a killed run wrote without a STATE, and what is deleted before the next one, stays.
        syncs.assertMatches("others");
        tombstones += syncs.tombstones;
      } finally {
        await bed.close();
      }
    }).timeout(600_000);
  }
});

describe("a tracked stream, compared with a full refresh", () => {
  const tracked = { credentials, track_changes: ["followers"] };
  let bed: Bed;

  const open = async (followers: number) => {
    bed = await Bed.open({ seed: 5, config: tracked, scale: { ...extents.small, followers } });
  };
  afterEach(() => bed.close());

  it("takes as many requests if nothing has changed, and emits no record", async () => {
    await open(2_000);
    const requestsOf = async (read: () => ReturnType<Bed["read"]>) => {
      bed.simulator.journal.clear();
      const { messages } = await read();
      return { messages, requests: bed.simulator.journal.entries.length };
    };
    const first = await requestsOf(() => bed.read(["followers"]));
    const plain = await requestsOf(() => bed.read(["followers"], { config: { credentials }, mode: "full_refresh" }));
    const again = await requestsOf(() => bed.read(["followers"], { states: lastStates(first.messages) }));
    assert.deepEqual([again.requests, recordsOf(again.messages).size], [plain.requests, 0]);
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
      assert.equal(
        counts.reduce((sum, count) => sum + count, 0),
        50_000,
        `sync ${sync}`,
      );
      assert.ok(JSON.stringify(states).length < 1_000_000);
      const warnings = logsOf(messages).filter((line) => line.includes("finds no deletions"));
      assert.equal(warnings.length, 1, warnings.join("\n"));
      assert.match(warnings[0] ?? "", /^followers: the state has no room for [\d,]+ records/u);
    }
  });
});
