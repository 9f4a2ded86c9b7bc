import assert from "node:assert/strict";
import { hash, Random } from "../../simulator/random.ts";
import { asText, isStringArray, type JsonObject } from "../../src/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { describeWith } from "../../test/requirements.ts";
import type { Bed } from "../bed/bed.ts";
import { run } from "../bed/connector.ts";
import { streamsOf } from "../bed/messages.ts";
import { isLong } from "./amount.ts";
import { families } from "./families.ts";
import { openAccount } from "./kills/account.ts";
import { extentOf, randomMoment } from "./kills/interruption.ts";
import { recordsOfJob, runJob } from "./kills/job.ts";
import { buildEarlierVersion, type EarlierProgram, earlierHistory } from "./runs/earlier-version.ts";

/** Streams of the short run, one per kind of reader. */
const few = ["pins", "board_pins", "ad_accounts", "campaigns", "audiences", "campaign_analytics", "advertiser_report"];

/** Streams whose rows of the same day have other values or keys since 0.2.0. */
const otherRows = ["brand_category_sku_report", "mmm_report", "template_reports"];

type Tables = ReadonlyMap<string, Map<string, JsonObject>>;

/** A connection that an earlier version has partly synced. */
class Reading {
  readonly #bed: Bed;
  readonly #members: readonly Stream[];
  readonly #keys: ReadonlyMap<string, readonly string[]>;
  readonly #random: Random;
  #states: readonly JsonObject[] = [];
  readonly #tables: Tables;
  #jobs = 0;

  /** @param keys the primary key of each stream, equal in both versions */
  constructor(bed: Bed, members: readonly Stream[], keys: ReadonlyMap<string, readonly string[]>, random: Random) {
    this.#bed = bed;
    this.#members = members;
    this.#keys = keys;
    this.#random = random;
    this.#tables = new Map(members.map(({ name }) => [name, new Map()]));
  }

  /** Runs a job in which one program is killed and another completes it. @param programs paths; undefined: latest */
  async handOver(programs: readonly [first: string | undefined, second: string | undefined]): Promise<void> {
    const catalog = await this.#bed.catalog(this.#members.map(({ name }) => name));
    this.#bed.simulator.journal.clear();
    const complete = await this.#bed.read(catalog, { states: this.#states, job: "0" });
    const extent = extentOf(complete, this.#bed.simulator.journal.entries);
    this.#jobs += 1;
    const job = await runJob(this.#bed, {
      catalog,
      job: String(this.#jobs),
      states: this.#states,
      signal: "SIGKILL",
      moment: (before) => (before.length === 0 ? randomMoment(this.#random, extent) : undefined),
      maxAttempts: 3,
      program: (before) => programs[before === 0 ? 0 : 1],
    });
    this.#states = job.states;
    for (const [stream, records] of recordsOfJob(job)) {
      for (const record of records) this.#tables.get(stream)?.set(this.#keyOf(stream, record), record);
    }
  }

  /** Fails unless each table holds the account's rows, and besides them only days that the API no longer returns. */
  assertMatches(): void {
    for (const { name, reading } of this.#members) {
      const expected = this.#bed.expectedRecords(name);
      const isOfDays = reading.by === "analytics" || reading.by === "report";
      const first = isOfDays ? (expected.map((row) => asText(row[reading.cursor])).sort()[0] ?? "") : "";
      const held = [...(this.#tables.get(name) ?? [])].filter(
        ([, row]) => !isOfDays || asText(row[reading.cursor]) >= first,
      );
      const current = new Set(expected.map((row) => this.#keyOf(name, row)));
      assert.deepEqual(held.map(([key]) => key).sort(), [...current].sort(), name);
    }
  }

  #keyOf(stream: string, record: JsonObject): string {
    return JSON.stringify((this.#keys.get(stream) ?? []).map((field) => record[field]));
  }
}

describeWith(earlierHistory, "states of version 0.1.0 in this version, and the reverse", () => {
  let earlier: EarlierProgram | undefined;
  let keys: ReadonlyMap<string, readonly string[]>;

  before(async () => {
    earlier = await buildEarlierVersion();
    keys = await earlierKeys(earlier.program);
  });
  after(() => earlier?.remove());

  const isIncremental = ({ name, reading }: Stream) => reading.by !== "list" && !otherRows.includes(name);
  const all = Object.entries(families).map(([family, { members }]) => [family, members] as const);
  const selected = all.flatMap(([, members]) => members.filter(({ name }) => few.includes(name)));
  for (const [family, streams] of isLong() ? all : [["some of each kind", selected] as const]) {
    const members = streams.filter(isIncremental);
    if (members.length === 0) continue;
    it(`keep all records of ${family} in both directions`, async () => {
      const bed = await openAccount(family.length);
      try {
        // Streams that are new or have another primary key have no table that both versions could keep.
        const both = members.filter(({ name, primaryKey }) => keys.get(name)?.join() === primaryKey.join());
        assert.ok(both.length > 0);
        const reading = new Reading(bed, both, keys, new Random(hash(family)));
        const ways = [
          [earlier?.program, undefined],
          [undefined, earlier?.program],
          [earlier?.program, earlier?.program],
          [undefined, undefined],
        ] as const;
        for (const programs of isLong() ? [...ways, ...ways] : ways.slice(0, 2)) {
          await reading.handOver(programs);
          reading.assertMatches();
          addSome(bed);
        }
      } finally {
        await bed.close();
      }
    });
  }
});

/** Returns the primary key of each incremental stream. */
async function earlierKeys(program: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const credentials = { auth_method: "access_token", access_token: "token" };
  const { messages } = await run("discover", { config: { credentials, search_queries: ["tea"] } }, { program });
  return new Map(
    streamsOf(messages).map(({ name, source_defined_primary_key: key }) => [
      asText(name),
      Array.isArray(key) ? key.flatMap((path) => (isStringArray(path) ? path : [])) : [],
    ]),
  );
}

function addSome(bed: Bed): void {
  const [board] = bed.expectedRecords("boards");
  bed.simulator.change({ add_pins: 12 });
  bed.simulator.change({ add_pins: 3, board_id: asText(board?.id) });
  bed.simulator.change({ add_boards: 1 });
  bed.simulator.change({ add_ad_groups: 1 });
  bed.simulator.change({ add_ads: 2 });
  bed.simulator.change({ rename: asText(bed.expectedRecords("campaigns")[0]?.id) });
  bed.advance(86_400);
}
