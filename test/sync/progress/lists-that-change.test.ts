import assert from "node:assert/strict";
import fc, { type Arbitrary } from "fast-check";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { timestampAt } from "../../../src/base/timestamps.ts";
import { amount } from "../../amount.ts";
import { page } from "../../scripted-api.ts";
import { configured, type Script, scriptedRead, unauthorized } from "../scripted-read.ts";
import { ChangingList, type Happening } from "./changing-list.ts";

interface Feed {
  readonly stream: string;
  readonly path: string;
  readonly field: string;
}

const pins: Feed = { stream: "pins", path: "/pins", field: "created_at" };
const adAccounts: Feed = { stream: "ad_accounts", path: "/ad_accounts", field: "updated_time" };

/** The faults of a sync, and the changes to the list during it. */
interface Disturbance {
  /** Before each request. */
  readonly meanwhile: readonly (readonly Happening[])[];
  /** The index of the request that is denied and ends the sync. */
  readonly failAt?: number;
  /** The share of the output that arrived before a kill, from 0 to 1. */
  readonly arrived?: number;
  readonly repeats?: number;
  readonly expired?: boolean;
  /** The number of seconds that the connector's clock is ahead. */
  readonly skew?: number;
}

/** A list, and a destination that stores all records. */
class Sync {
  readonly list: ChangingList;
  readonly #feed: Feed;
  readonly versions = new Set<string>();
  #state: JsonObject | undefined;

  constructor(feed: Feed, isOrdered: boolean, size: number, endsEmpty: boolean) {
    this.#feed = feed;
    this.list = new ChangingList(isOrdered, size, feed.field, endsEmpty);
  }

  /** Replaces the rows in the state by the IDs at the cursor, as in a state of release 0.1.0. */
  forgetRows(): void {
    const { partitions } = this.#state ?? {};
    if (!isObject(partitions) || !isObject(partitions.all)) return;
    const { cursor = null, unordered = null } = partitions.all;
    const ids = this.list.rows.filter(({ time }) => time !== null && timestampAt(time) === cursor).map(({ id }) => id);
    this.#state = { version: 1, partitions: { all: { cursor, unordered, ids } } };
  }

  /** Reads once and returns the records. */
  async run({ meanwhile, failAt, arrived = 1, repeats, expired, skew = 0 }: Disturbance = { meanwhile: [] }) {
    const { stream: name, path, field } = this.#feed;
    let requests = 0;
    const script: Script = (request) => {
      if (request.path !== path) return page([]);
      for (const happening of meanwhile[requests] ?? []) this.list.happen(happening);
      requests += 1;
      if (requests === failAt) return unauthorized;
      return this.list.respond(request, { ...(repeats === undefined ? {} : { repeats }), expired: expired === true });
    };
    const { complete, log } = await scriptedRead([configured(name, "incremental")], script, {
      now: new Date(this.list.now + skew * 1000).toISOString(),
      state: { [name]: this.#state },
    });
    const written = (await log.lines()).filter(
      ({ kind, stream }) => stream === name && /^(?:RECORD|STATE)$/u.test(kind),
    );
    const here = written.slice(0, Math.ceil(arrived * written.length));
    for (const { body } of here.filter(({ kind }) => kind === "STATE")) this.#state = body;
    const records = here.filter(({ kind }) => kind === "RECORD").map(({ body }) => body);
    for (const { id, [field]: time } of records) this.versions.add(versionOf(asText(id), time));
    if (complete && arrived === 1) this.list.settle();
    return records.map(({ id }) => asText(id));
  }

  /** Fails unless the destination has the current version of each row. */
  assertComplete(): void {
    for (const { id, time } of this.list.rows) {
      const written = time === null ? null : new Date(time).toISOString().slice(0, 19);
      assert.ok(this.versions.has(versionOf(id, written)), `row ${versionOf(id, written)} is missing`);
    }
  }
}

const versionOf = (id: string, time: unknown) => `${id} of ${String(time)}`;

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const late: Arbitrary<Happening> = fc.record({
  kind: fc.constant("appear"),
  place: fc.oneof(fc.constant(0), place),
});
const usual: readonly { readonly weight: number; readonly arbitrary: Arbitrary<Happening> }[] = [
  { weight: 2, arbitrary: fc.record({ kind: fc.constant("pass"), minutes: fc.integer({ min: 0, max: 3_000 }) }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant("create"), place }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("foresee"), place, days: fc.integer({ min: 1, max: 40 }) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant("remove"), place }) },
];
const old: Arbitrary<Happening> = fc.record({
  kind: fc.constant("insert"),
  place,
  age: fc.integer({ min: 0, max: 20_000 }),
});
const moved: Arbitrary<Happening> = fc.record({ kind: fc.constant("move"), place, to: place });
const changed: Arbitrary<Happening> = fc.record({ kind: fc.constant("change"), place });

const timeless: Arbitrary<Happening> = fc.record({ kind: fc.constant("create"), place, isTimeless: fc.constant(true) });

const kinds = {
  ordered: fc.oneof(...usual, { weight: 3, arbitrary: late }),
  disordered: fc.oneof(
    ...usual,
    { weight: 3, arbitrary: late },
    { weight: 1, arbitrary: old },
    { weight: 1, arbitrary: moved },
  ),
  none: fc.oneof(
    ...usual,
    { weight: 3, arbitrary: late },
    { weight: 2, arbitrary: old },
    { weight: 1, arbitrary: moved },
    { weight: 2, arbitrary: changed },
    { weight: 1, arbitrary: timeless },
  ),
} as const;

function storyOf(happening: Arbitrary<Happening>) {
  const disturbance = fc.record(
    {
      meanwhile: fc.array(fc.array(happening, { maxLength: 3 }), { maxLength: 5 }),
      failAt: fc.integer({ min: 1, max: 8 }),
      arrived: place,
      repeats: fc.integer({ min: 0, max: 2 }),
      expired: fc.boolean(),
      skew: fc.integer({ min: -7_000, max: 7_000 }),
    },
    { requiredKeys: ["meanwhile"] },
  );
  return fc.record({
    size: fc.integer({ min: 2, max: 6 }),
    endsEmpty: fc.boolean(),
    syncs: fc.array(fc.record({ before: fc.array(happening, { maxLength: 8 }), disturbance }), { maxLength: 6 }),
    last: fc.array(happening, { maxLength: 8 }),
  });
}

const disorder: readonly Happening[] = [
  { kind: "insert", place: 0, age: 30_000 },
  { kind: "create", place: 0.999 },
];

describe("a list that changes during and between syncs", () => {
  it("emits the rows that counted as known by their time once it is found unordered", async () => {
    const sync = new Sync(pins, false, 2, false);
    for (let count = 0; count < 3; count += 1) sync.list.happen({ kind: "appear", place: 0 });
    await sync.run({ meanwhile: [], expired: true });
    sync.list.happen({ kind: "appear", place: 0 });
    sync.list.happen({ kind: "pass", minutes: 1_500 });
    await sync.run();
    for (const happening of disorder) sync.list.happen(happening);
    await sync.run();
    await sync.run();
    sync.assertComplete();
  });

  for (const { title, feed, isOrdered, happening, finally: end, undisturbed } of [
    { title: "newest-first", feed: pins, isOrdered: true, happening: kinds.ordered, finally: [], undisturbed: 1 },
    // Until a read finds a list unordered, it relies on the order of the earlier pages.
    {
      title: "one of Pins in no order",
      feed: pins,
      isOrdered: false,
      happening: kinds.disordered,
      finally: disorder,
      undisturbed: 2,
    },
    { title: "in no order", feed: adAccounts, isOrdered: false, happening: kinds.none, finally: [], undisturbed: 1 },
  ] as const) {
    it(`loses no row and repeats no unchanged row if it is ${title}`, async () => {
      await fc.assert(
        fc.asyncProperty(storyOf(happening), async ({ size, endsEmpty, syncs, last }) => {
          const sync = new Sync(feed, isOrdered, size, endsEmpty);
          for (const { before, disturbance } of syncs) {
            for (const each of before) sync.list.happen(each);
            await sync.run(disturbance);
          }
          // Rows that an interrupted read missed can be below the rows that the next one reads.
          if (syncs.length > 0) await sync.run();
          for (const each of [...last, ...end]) sync.list.happen(each);
          for (let count = 0; count < undisturbed; count += 1) await sync.run();
          sync.assertComplete();
          // Changes within the clock skew are repeated, and a state of an earlier release has no rows of the future.
          sync.list.happen({ kind: "pass", minutes: 130 });
          const { now } = sync.list;
          const times = new Map(sync.list.rows.map(({ id, time }) => [id, time ?? now]));
          const again = async (isAgain: (time: number) => boolean) =>
            (await sync.run()).filter((id) => isAgain(times.get(id) ?? 0));
          const isFar = (time: number) => Math.abs(time - now) > 121 * 60_000;
          await sync.run();
          assert.deepEqual(await again(isFar), [], "rows that were there before");
          sync.forgetRows();
          // A row can have appeared at any place of a list in another order.
          const isUpgraded = (time: number) => (feed !== pins || isOrdered ? isFar(time) && time <= now : false);
          assert.deepEqual(await again(isUpgraded), [], "rows after an upgrade");
          assert.deepEqual(await again(isFar), [], "rows after the first read with this version");
        }),
        { numRuns: amount({ short: 50, long: 2_000 }) },
      );
    });
  }
});
