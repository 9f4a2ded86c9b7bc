import assert from "node:assert/strict";
import { join } from "node:path";
import { intendedDifferences } from "../../scripts/compatibility/differences.ts";
import { hash, Random } from "../../simulator/random.ts";
import { asText, type JsonObject } from "../../src/base/json.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { isTrackable, withTracking } from "../../src/streams/tracking.ts";
import { isLong } from "../../test/amount.ts";
import { describeWith } from "../../test/requirements.ts";
import type { Bed } from "../bed/bed.ts";
import { run } from "../bed/connector.ts";
import { Destination } from "../bed/destination.ts";
import { errorsOf, lastStates, recordsOf, streamsOf } from "../bed/messages.ts";
import { families } from "./families.ts";
import { openAccount } from "./kills/account.ts";
import { extentOf, randomMoment } from "./kills/interruption.ts";
import { recordsOfJob, runJob } from "./kills/job.ts";
import { buildEarlierVersion, type EarlierVersion, historyTo } from "./runs/earlier-version.ts";

/** Streams of the short run, one per kind of reader. */
const few = ["pins", "board_pins", "ad_accounts", "campaigns", "audiences", "campaign_analytics", "advertiser_report"];

/** Reports with further targeting types since 0.3.0. */
const moreTypes = [
  "advertiser_targeting_report",
  "campaign_targeting_report",
  "ad_group_targeting_report",
  "pin_promotion_targeting_report",
  "product_group_targeting_report",
];
/** Streams whose rows of the same day have other values or keys since 0.1.0. */
const otherRows = [...moreTypes, "brand_category_sku_report", "mmm_report", "template_reports"];

/** A connection whose jobs begin in one version and end in another. */
class Reading {
  readonly #bed: Bed;
  readonly #catalog: JsonObject;
  readonly #random: Random;
  readonly #destination: Destination;
  #states: readonly JsonObject[] = [];
  #jobs = 0;

  constructor(bed: Bed, catalog: JsonObject, destination: Destination, random: Random) {
    this.#bed = bed;
    this.#catalog = catalog;
    this.#destination = destination;
    this.#random = random;
  }

  /** Runs a job in which one program is killed and another completes it. @param programs paths; undefined: latest */
  async handOver(programs: readonly [first: string | undefined, second: string | undefined]): Promise<void> {
    const catalog = this.#catalog;
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
    this.#destination.add(recordsOfJob(job));
  }

  /** Runs a complete sync of this version. */
  async sync(): Promise<void> {
    this.#jobs += 1;
    const options = { states: this.#states, job: String(this.#jobs) };
    const { code, messages } = await this.#bed.read(this.#catalog, options);
    assert.deepEqual([code, errorsOf(messages)], [0, []]);
    this.#states = lastStates(messages, this.#states);
    this.#destination.add(recordsOf(messages));
  }

  /** Fails unless each table holds the account's rows. */
  assertMatches(compared: "rows" | "keys"): void {
    this.#destination.assertMatches((name) => this.#bed.expectedRecords(name), compared);
  }
}

/** Streams whose states one version writes and the other resumes. */
interface Handover {
  readonly what: string;
  readonly streamsIn: (all: readonly Stream[]) => readonly Stream[];
  readonly mode?: "full_refresh";
  readonly isTracked?: boolean;
  /** Records of 0.1.0 have fewer fields. */
  readonly compared: "rows" | "keys";
}

/** Streams that the upgrade notes say to clear, because their columns have other types since 0.2.0. */
const cleared = new Set(
  intendedDifferences()
    .filter(({ action }) => action === "clear")
    .flatMap(({ streams }) => streams),
);
const isKept = ({ name }: Stream) => !cleared.has(name) && !moreTypes.includes(name);

/** Lists about the last days, whose rows leave them at any time. */
const recent = ["user_account_top_pins", "user_account_top_video_pins", "metrics_ready_state"];

const isIncremental = ({ reading }: Stream) => reading.by !== "list";
const tracked = (all: readonly Stream[]) =>
  withTracking(
    all.filter((stream) => isTrackable(stream) && isKept(stream) && !recent.includes(stream.name)),
    all.map(({ name }) => name),
  );

const handovers: Readonly<Record<EarlierVersion, readonly Handover[]>> = {
  "0.1.0": [
    {
      what: "incremental syncs",
      streamsIn: (all) =>
        all.filter((stream) => isIncremental(stream) && ![...otherRows, "account_snapshots"].includes(stream.name)),
      compared: "keys",
    },
  ],
  "0.2.0": [
    {
      what: "incremental syncs",
      streamsIn: (all) => all.filter((stream) => isIncremental(stream) && isKept(stream)),
      compared: "rows",
    },
    { what: "full refreshes", mode: "full_refresh", streamsIn: (all) => all.filter(isKept), compared: "rows" },
    { what: "tracked streams", isTracked: true, streamsIn: tracked, compared: "rows" },
  ],
};

for (const version of ["0.1.0", "0.2.0"] as const) {
  describeWith(historyTo(version), `states of version ${version} in this version, and the reverse`, () => {
    let earlier = "";
    let keys: ReadonlyMap<string, string>;

    before(async () => {
      earlier = join(await buildEarlierVersion(version), "src/main.js");
      keys = await earlierKeys(earlier);
    });

    const all = Object.entries(families).map(([family, { members }]) => [family, members] as const);
    const selected = all.flatMap(([, members]) => members.filter(({ name }) => few.includes(name)));
    for (const handover of handovers[version]) {
      for (const [family, streams] of isLong() ? all : [["some of each kind", selected] as const]) {
        const members = handover.streamsIn(streams);
        if (members.length === 0) continue;
        it(`keep all records in ${handover.what} of ${family}, in both directions`, async () => {
          // Streams that are new or have another primary key have no table that both versions could keep.
          const both = members.filter(({ name, primaryKey }) => keys.get(name) === primaryKey.join());
          assert.ok(both.length > 0);
          await verify(handover, both, earlier, family);
        });
      }
    }
  });
}

/** In seconds. */
const week = 7 * 86_400;

async function verify(
  { what, mode, isTracked = false, compared }: Handover,
  members: readonly Stream[],
  earlier: string,
  family: string,
): Promise<void> {
  const names = members.map(({ name }) => name);
  // Version 0.2.0 has a setting for how often it reads tracked Pins completely.
  const bed = await openAccount(
    family.length,
    isLong() ? {} : { pins: 260, followers: 60 },
    isTracked ? { track_changes: names, track_sweep_days: 1 } : {},
  );
  try {
    const destination = new Destination(members, mode);
    const reading = new Reading(bed, await bed.catalog(names, mode), destination, new Random(hash(what + family)));
    const ways = [
      [earlier, undefined],
      [undefined, earlier],
      [earlier, earlier],
      [undefined, undefined],
    ] as const;
    // Two complete syncs find each deletion.
    const findDeletions = async () => {
      for (let sync = 0; sync < 2; sync += 1) {
        bed.advance(week);
        await reading.sync();
      }
    };
    for (const programs of isLong() ? [...ways, ...ways] : ways.slice(0, 2)) {
      await reading.handOver(programs);
      // Rows can leave a list by themselves.
      if (isTracked) await findDeletions();
      reading.assertMatches(compared);
      addSome(bed);
      // Boards with the same revision are read again after a week, and metrics change without one.
      if (isTracked) bed.advance(week);
    }
    for (const programs of isTracked ? ways.slice(0, isLong() ? 4 : 1) : []) {
      deleteSome(bed);
      await reading.handOver(programs);
      await findDeletions();
      reading.assertMatches(compared);
    }
  } finally {
    await bed.close();
  }
}

/** Returns the primary keys of the streams that a program offers. */
async function earlierKeys(program: string): Promise<ReadonlyMap<string, string>> {
  const credentials = { auth_method: "access_token", access_token: "token" };
  const config = { credentials, search_queries: ["tea"], terms: ["tea"], countries: ["US"], trend_regions: ["US"] };
  const { messages } = await run("discover", { config }, { program });
  return new Map(
    streamsOf(messages).map(({ name, source_defined_primary_key: key }) => [
      asText(name),
      Array.isArray(key) ? key.join() : "",
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

function deleteSome({ simulator }: Bed): void {
  const pins = simulator.expectedRecords("pins");
  simulator.change({ delete_pin: asText(pins[2]?.id) });
  simulator.change({ delete_pin: asText(pins.at(-1)?.id) });
  simulator.change({ delete_section: asText(simulator.expectedRecords("board_sections")[0]?.id) });
}
