import assert from "node:assert/strict";
import fc, { type Arbitrary } from "fast-check";
import type { JsonObject } from "../../../src/json.ts";
import { isObject } from "../../../src/json.ts";
import type { ListPage as Page } from "../../../src/pinterest/responses/pages.ts";
import { type FeedProgress, isUnchanged, readFeedProgress } from "../../../src/sync/feed/feed-progress.ts";
import { feedReader } from "../../../src/sync/feed/feed-reader.ts";
import { KeyDigests, rowDigest } from "../../../src/sync/progress/key-digests.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

type Value<Source> = Source extends Arbitrary<infer Made> ? Made : never;

interface Row {
  readonly id: number;
  /** Seconds; null: the API does not say. */
  readonly time: number | null;
}

const timestamp = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, 19);

/** A list as the API keeps it. Its bookmarks name the row before the next page, as the API's do, also when it is gone. */
class World {
  /** In the order of the list; rows that are gone keep their place, so that bookmarks can be anchored to them. */
  readonly #rows: { readonly row: Row; gone: boolean }[] = [];
  readonly #ordered: boolean;
  readonly #lag: boolean;
  #nextId = 1;
  #time = 0;
  pagesRead = 0;

  /** @param lag whether every page says that there is more, and an empty page is the last (as seen live) */
  constructor({ ordered, lag }: { readonly ordered: boolean; readonly lag: boolean }) {
    this.#ordered = ordered;
    this.#lag = lag;
    // Two rows that stay, so that a list in no order never looks like one that has an order.
    if (!ordered) for (const place of [0, 0.9]) this.insert(1, place, false);
  }

  /** @param place from 0 to 1, where in an unordered list; an ordered one takes new rows at its top */
  insert(pause: number, place: number, timeless: boolean): void {
    this.#time += pause;
    const row: Row = { id: this.#nextId, time: timeless ? null : this.#time };
    this.#nextId += 1;
    this.#rows.splice(this.#ordered ? 0 : Math.floor(place * (this.#rows.length + 1)), 0, { row, gone: false });
  }

  remove(place: number): void {
    const living = this.#rows.filter(({ row, gone }) => !gone && (this.#ordered || row.id > 2));
    const entry = living[Math.floor(place * living.length)];
    if (entry !== undefined) entry.gone = true;
  }

  get ids(): ReadonlySet<number> {
    return new Set(this.#rows.filter(({ gone }) => !gone).map(({ row }) => row.id));
  }

  get timeless(): ReadonlySet<number> {
    return new Set(this.#rows.filter(({ row }) => row.time === null).map(({ row }) => row.id));
  }

  /** Rows of the newest moment. */
  get ties(): number {
    const times = this.#rows.filter(({ gone }) => !gone).map(({ row }) => row.time);
    return times.filter((time) => time === Math.max(...times.map((each) => each ?? -1))).length;
  }

  async *open(bookmark: string | undefined, size: number): AsyncGenerator<Page> {
    let anchor = bookmark === undefined ? undefined : Number(bookmark);
    for (;;) {
      await Promise.resolve();
      this.pagesRead += 1;
      const start = anchor === undefined ? 0 : this.#rows.findIndex(({ row }) => row.id === anchor) + 1;
      const living = this.#rows.slice(start).filter(({ gone }) => !gone);
      const taken = living.slice(0, size).map(({ row }) => row);
      const more = this.#lag ? taken.length > 0 : living.length > size;
      anchor = taken.at(-1)?.id;
      yield {
        rows: taken.map(({ id, time }) => ({ id: String(id), created_at: time === null ? null : timestamp(time) })),
        bookmark: more ? String(anchor) : null,
      };
      if (!more) return;
    }
  }
}

interface Options {
  readonly cursor?: string;
  readonly order?: "newest_first" | "none";
  readonly revision?: string | undefined;
  readonly now?: () => number;
  readonly readsOn?: boolean;
}

/** What is new in a list, and what holds after each page. */
async function* readFeed(
  open: (bookmark: string | undefined) => AsyncIterable<Page>,
  before: FeedProgress,
  options: Options = {},
) {
  const { cursor = "created_at", order = "newest_first", revision, now = () => Date.UTC(2027, 0, 1) } = options;
  const list = {
    open: (_: unknown, bookmark: string | undefined) => open(bookmark),
    isNeededByChildren: () => options.readsOn === true,
    split: () => [],
    fallBack: () => [],
  };
  const read = { stream: { primaryKey: ["id"] as const }, log: () => undefined };
  const reader = feedReader(read, { by: "feed", cursor, order }, list, now);
  const partition = { key: "1", parameters: {}, revision, group: "" };
  for await (const { records: rows, next: progress = {} } of reader.read(
    { parent: "", members: [partition] },
    before,
  )) {
    yield { rows, progress };
  }
}

/** Progress as the next run reads it from the state. */
function stored(progress: FeedProgress): FeedProgress {
  const state: unknown = JSON.parse(JSON.stringify(progress));
  assert.ok(isObject(state));
  return readFeedProgress(new StateReader(state, "pins"));
}

/** One sync, as `followFeed` makes it: a scan that is resumed is followed by another. Killed after so many batches. */
async function sync(world: World, before: FeedProgress, size: number, kill = Number.POSITIVE_INFINITY) {
  const rows: number[] = [];
  let progress = stored(before);
  let batches = 0;
  for (let resumed = true; resumed; ) {
    resumed = progress.scan !== undefined;
    const open = (bookmark: string | undefined) => world.open(bookmark, size);
    for await (const batch of readFeed(open, progress)) {
      if (batches === kill) return { rows, progress };
      batches += 1;
      rows.push(...batch.rows.map(({ id }) => Number(id)));
      progress = stored(batch.progress);
    }
  }
  return { rows, progress };
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const change = fc.oneof(
  { weight: 3, arbitrary: fc.record({ insert: fc.integer({ min: 0, max: 2 }), place, timeless: fc.constant(false) }) },
  { weight: 1, arbitrary: fc.record({ remove: place }) },
);
const round = fc.record({
  changes: fc.array(change, { maxLength: 8 }),
  kill: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 6 })),
});
const story = (timeless: boolean) =>
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    lag: fc.boolean(),
    rounds: fc.array(round, { minLength: 1, maxLength: 8 }),
    timeless: fc.constant(timeless),
  });

/** Lives a story, ends it with an undisturbed read, and gives what came out. */
async function live(
  ordered: boolean,
  {
    size,
    lag,
    rounds,
    timeless,
  }: { size: number; lag: boolean; rounds: readonly Value<typeof round>[]; timeless: boolean },
) {
  const world = new World({ ordered, lag });
  const seen = new Set<number>();
  let progress: FeedProgress = {};
  for (const [index, { changes, kill }] of rounds.entries()) {
    for (const [position, each] of changes.entries()) {
      if ("remove" in each) world.remove(each.remove);
      else world.insert(each.insert, each.place, timeless && (index + position) % 3 === 0);
    }
    const read = await sync(world, progress, size, kill);
    for (const id of read.rows) seen.add(id);
    ({ progress } = read);
  }
  const last = await sync(world, progress, size);
  for (const id of last.rows) seen.add(id);
  return { world, seen, progress: last.progress };
}

describe("feedReader", () => {
  for (const ordered of [true, false]) {
    describe(ordered ? "of a newest-first list" : "of a list in no order", () => {
      it("loses no row, whatever changes between reads and wherever they are cut short", async () => {
        await fc.assert(
          fc.asyncProperty(story(false), async (told) => {
            const { world, seen } = await live(ordered, told);
            for (const id of world.ids) assert.ok(seen.has(id), `row ${id} is missing`);
          }),
          { numRuns: 2_000 },
        );
      });

      it("loses no row without a timestamp, and none beside it", async () => {
        await fc.assert(
          fc.asyncProperty(story(true), async (told) => {
            const { world, seen } = await live(ordered, told);
            for (const id of world.ids) assert.ok(seen.has(id), `row ${id} is missing`);
          }),
          { numRuns: 1_000 },
        );
      });

      it("gives no row when nothing is new", async () => {
        await fc.assert(
          fc.asyncProperty(story(false), async (told) => {
            const { world, progress } = await live(ordered, told);
            const { rows } = await sync(world, progress, told.size);
            assert.deepEqual(rows, []);
          }),
          { numRuns: 1_000 },
        );
      });
    });
  }

  it("reads no more pages than hold the newest moment and the overlap, when nothing is new", async () => {
    await fc.assert(
      fc.asyncProperty(story(false), async (told) => {
        const { world, progress } = await live(true, told);
        const before = world.pagesRead;
        await sync(world, progress, told.size);
        // The overlap has as many rows as a page, besides those of the newest moment.
        const most = Math.max(1, Math.ceil((world.ties + told.size) / told.size)) + (told.lag ? 1 : 0);
        assert.ok(world.pagesRead - before <= most, `${world.pagesRead - before} pages, not ${most}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it("gives every row once and only new ones, when no read is cut short", async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), story(false), async (ordered, { rounds, ...told }) => {
        const world = new World({ ordered, lag: told.lag });
        const seen: number[] = [];
        let progress: FeedProgress = {};
        for (const { changes } of rounds) {
          for (const each of changes) {
            if ("remove" in each) world.remove(each.remove);
            else world.insert(each.insert, each.place, false);
          }
          const read = await sync(world, progress, told.size);
          seen.push(...read.rows);
          ({ progress } = read);
        }
        assert.equal(new Set(seen).size, seen.length, "a row came twice");
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads a list in no order whole each time", async () => {
    const world = new World({ ordered: false, lag: false });
    for (const position of [0.99, 0.99]) world.insert(1, position, false);
    const { progress } = await sync(world, {}, 1);
    assert.equal(progress.unordered, true);
    world.pagesRead = 0;
    world.insert(1, 0.99, false);
    const { rows } = await sync(world, progress, 1);
    assert.deepEqual(rows, [5]);
    assert.equal(world.pagesRead, 5);
  });

  describe("with a scripted list", () => {
    const row = (id: string, time: string | null): JsonObject => ({ id, created_at: time });
    async function* pagesOf(...pages: readonly Page[]): AsyncGenerator<Page> {
      await Promise.resolve();
      yield* pages;
    }
    async function collect(before: FeedProgress, ...pages: readonly Page[]) {
      const opened: (string | undefined)[] = [];
      const batches = [];
      const open = (bookmark: string | undefined) => {
        opened.push(bookmark);
        return pagesOf(...pages);
      };
      for await (const batch of readFeed(open, before, { revision: "v2" })) batches.push(batch);
      return { opened, batches, last: batches.at(-1) };
    }

    it("keeps the cursor where it was until the scan has reached it", async () => {
      const before = { cursor: "2026-01-01T00:00:00", ids: ["1"] };
      const { batches } = await collect(
        before,
        { rows: [row("3", "2026-01-03T00:00:00")], bookmark: "b" },
        { rows: [row("2", "2026-01-02T00:00:00"), row("1", "2026-01-01T00:00:00")], bookmark: "c" },
        { rows: [row("0", "2025-12-31T00:00:00")], bookmark: "d" },
      );
      assert.deepEqual(
        batches.map(({ rows, progress }) => [rows.map(({ id }) => id), progress.cursor, progress.scan?.bookmark]),
        [
          [["3"], "2026-01-01T00:00:00", "b"],
          [["2"], "2026-01-01T00:00:00", "c"],
          [[], "2026-01-03T00:00:00", undefined],
        ],
      );
    });

    it("takes a row that insertions pushed over the edge of a page neither for disorder nor twice", async () => {
      const { batches, last } = await collect(
        {},
        { rows: [row("4", "2026-01-04T00:00:00"), row("3", "2026-01-03T00:00:00")], bookmark: "b" },
        { rows: [row("4", "2026-01-04T00:00:00"), row("3", "2026-01-03T00:00:00")], bookmark: "c" },
        { rows: [row("3", "2026-01-03T00:00:00"), row("2", "2026-01-02T00:00:00")], bookmark: null },
      );
      assert.deepEqual(
        batches.flatMap(({ rows }) => rows.map(({ id }) => id)),
        ["4", "3", "2"],
      );
      assert.equal(last?.progress.unordered, undefined);
      assert.deepEqual([last?.progress.cursor, last?.progress.ids], ["2026-01-04T00:00:00", ["4"]]);
    });

    it("trusts the order of a list again after a whole pass in order, and not after half of one", async () => {
      const inOrder = [
        { rows: [row("3", "2026-01-03T00:00:00")], bookmark: "b" },
        { rows: [row("2", "2026-01-02T00:00:00")], bookmark: null },
      ];
      const healed = await collect({ cursor: "2026-01-02T00:00:00", ids: ["2"], unordered: true }, ...inOrder);
      assert.equal(healed.batches.length, 2, "until then, it is read whole");
      assert.equal(healed.last?.progress.unordered, undefined);
      const scan = { bookmark: "a", newest: "2026-01-09T00:00:00", ids: ["9"] };
      const half = await collect({ cursor: "2026-01-02T00:00:00", ids: ["2"], unordered: true, scan }, ...inOrder);
      assert.equal(half.last?.progress.unordered, true);
      assert.equal(half.last?.progress.cursor, "2026-01-02T00:00:00", "what came since the scan began may be anywhere");
      const again = await collect(
        { cursor: "2026-01-02T00:00:00", ids: ["2"], unordered: true },
        { rows: [row("2", "2026-01-02T00:00:00")], bookmark: "b" },
        { rows: [row("3", "2026-01-03T00:00:00")], bookmark: null },
      );
      assert.equal(again.last?.progress.unordered, true);
    });

    it("reads on until a page holds nothing new", async () => {
      const { batches } = await collect(
        { cursor: "2026-01-01T00:00:00", ids: ["1"] },
        { rows: [row("2", "2026-01-02T00:00:00"), row("0", "2025-12-31T00:00:00")], bookmark: "b" },
        { rows: [row("-1", "2025-12-30T00:00:00")], bookmark: "c" },
        { rows: [row("-2", "2025-12-29T00:00:00")], bookmark: "d" },
      );
      assert.equal(batches.length, 2);
    });

    it("goes on at the bookmark and ends with the cursor that the scan began with", async () => {
      const scan = { bookmark: "b", newest: "2026-01-09T00:00:00", ids: ["9"], version: "old" };
      const { opened, last } = await collect(
        { cursor: "2026-01-01T00:00:00", ids: ["1"], scan },
        { rows: [row("2", "2026-01-02T00:00:00")], bookmark: null },
      );
      assert.deepEqual(opened, ["b"]);
      assert.deepEqual(last?.progress.cursor, "2026-01-09T00:00:00");
      assert.deepEqual(last?.progress.ids, ["9"]);
      assert.equal(last?.progress.version, "old", "the revision of when the scan began");
    });

    it("does not take a list that was begun again, its bookmark gone, for one in no order", async () => {
      const scan = { bookmark: "b", newest: "2026-01-09T00:00:00", ids: ["9"], oldest: "2026-01-08T00:00:00" };
      const { last } = await collect(
        { cursor: "2026-01-01T00:00:00", ids: ["1"], scan },
        { rows: [row("9", "2026-01-09T00:00:00")], bookmark: "c", restarted: true },
        { rows: [row("1", "2026-01-01T00:00:00")], bookmark: null },
      );
      assert.equal(last?.progress.unordered, undefined);
      assert.equal(last?.progress.cursor, "2026-01-09T00:00:00");
    });

    it("gives a row once that a page repeats, and does not take the list for one in no order", async () => {
      const { batches, last } = await collect(
        {},
        {
          rows: [row("3", "2026-01-03T00:00:00"), row("2", "2026-01-02T00:00:00"), row("3", "2026-01-03T00:00:00")],
          bookmark: "b",
        },
        { rows: [row("2", "2026-01-02T00:00:00"), row("1", "2026-01-01T00:00:00")], bookmark: null },
      );
      assert.deepEqual(
        batches.map(({ rows }) => rows.map(({ id }) => id)),
        [["3", "2"], ["1"]],
      );
      assert.equal(last?.progress.unordered, undefined);
    });

    it("gives every row that has no id", async () => {
      const { last } = await collect(
        {},
        { rows: [row("", "2026-01-03T00:00:00"), row("", "2026-01-02T00:00:00")], bookmark: null },
      );
      assert.equal(last?.rows.length, 2);
    });

    it("compares timestamps by what they mean, not how they are written", async () => {
      const { last } = await collect(
        { cursor: "2026-01-01T10:00:00.5", ids: ["1"] },
        {
          rows: [
            row("2", "2026-01-01T12:00:00.600000+02:00"),
            row("1", "2026-01-01T10:00:00.500Z"),
            row("0", "2026-01-01T10:00:00"),
          ],
          bookmark: null,
        },
      );
      assert.deepEqual(
        last?.rows.map(({ id }) => id),
        ["2"],
      );
      assert.equal(last?.progress.cursor, "2026-01-01T10:00:00.6");
      assert.equal(last?.progress.unordered, undefined);
    });

    it("finds a row that came later with the timestamp of the cursor", async () => {
      const { last } = await collect(
        { cursor: "2026-01-01T00:00:00", ids: ["1"] },
        { rows: [row("2", "2026-01-01T00:00:00"), row("1", "2026-01-01T00:00:00")], bookmark: null },
      );
      assert.deepEqual(
        last?.rows.map(({ id }) => id),
        ["2"],
      );
      assert.deepEqual(last?.progress.ids?.toSorted(), ["1", "2"]);
    });

    it("gives nothing from a cursor in the future, and stops at the first page", async () => {
      const { batches } = await collect(
        { cursor: "2999-12-31T00:00:00" },
        { rows: [row("2", "2026-01-02T00:00:00")], bookmark: "b" },
        { rows: [row("1", "2026-01-01T00:00:00")], bookmark: null },
      );
      assert.equal(batches.length, 1);
      assert.deepEqual(batches[0]?.rows, []);
      assert.equal(batches[0]?.progress.cursor, "2999-12-31T00:00:00");
    });

    it("gives rows above the floor again that the state could not remember", async () => {
      const pages = [
        {
          rows: [row("3", "2026-01-03T00:00:00"), row("2", "2026-01-02T00:00:00"), row("1", "2026-01-01T00:00:00")],
          bookmark: null,
        },
      ];
      const seen = KeyDigests.of(["3"], rowDigest).toText();
      const before = { cursor: "2026-01-03T00:00:00", ids: ["3"], seen, floor: "2026-01-01T00:00:00" };
      const { last } = await collect(before, ...pages);
      assert.deepEqual(
        last?.rows.map(({ id }) => id),
        ["2"],
      );
    });

    it("reads on where no row of the first page is known, since older ones may have been put on top", async () => {
      const seen = KeyDigests.of(["9", "8"], rowDigest).toText();
      const before = { cursor: "2026-01-09T00:00:00", ids: ["9"], seen, floor: "2026-01-07T00:00:00" };
      const pages = [
        { rows: [row("2", "2026-01-02T00:00:00"), row("1", "2026-01-01T00:00:00")], bookmark: "b" },
        { rows: [row("9", "2026-01-09T00:00:00"), row("8", "2026-01-08T00:00:00")], bookmark: null },
      ];
      const first = await collect(before, ...pages);
      assert.equal(first.batches.length, 2);
      assert.equal(first.last?.progress.unordered, true);
      const second = await collect(stored(first.last?.progress ?? {}), ...pages);
      assert.deepEqual(
        second.batches.flatMap(({ rows }) => rows.map(({ id }) => id)),
        ["2", "1"],
      );
    });

    it("is content with an empty list", async () => {
      const { last } = await collect({}, { rows: [], bookmark: null });
      assert.deepEqual(last?.rows, []);
      assert.equal(last?.progress.cursor, undefined);
    });

    it("goes on past an empty page that has a bookmark", async () => {
      const { last } = await collect(
        { cursor: "2026-01-01T00:00:00" },
        { rows: [], bookmark: "b" },
        { rows: [row("2", "2026-01-02T00:00:00")], bookmark: null },
      );
      assert.deepEqual(
        last?.rows.map(({ id }) => id),
        ["2"],
      );
    });
  });
});

/** A list in the order of its ids, whose rows change while it is read, with an API whose clock is not the connector's. */
class ChangingWorld {
  readonly rows: { readonly id: number; time: number | null }[] = [];
  readonly #milliseconds: boolean;
  now = Date.UTC(2026, 0, 1);

  constructor(milliseconds: boolean) {
    this.#milliseconds = milliseconds;
  }

  /** @param skew how far the API's clock is ahead, in seconds */
  change({ insert, place, skew }: { readonly insert: boolean; readonly place: number; readonly skew: number }): void {
    const time = Math.floor(this.now / 1000) + skew;
    const row = this.rows[Math.floor(place * this.rows.length)];
    if (insert || row === undefined)
      this.rows.push({ id: this.rows.length + 1, time: place < 0.1 && insert ? null : time });
    else if (row.time !== null) row.time = time;
  }

  async *open(bookmark: string | undefined, size: number, meanwhile: () => void): AsyncGenerator<Page> {
    for (let start = Number(bookmark ?? 0); ; start += size) {
      await Promise.resolve();
      const rows = this.rows.slice(start, start + size).map(({ id, time }) => ({
        id: String(id),
        updated_time: time === null ? null : this.#milliseconds ? time * 1000 : time,
      }));
      const more = start + size < this.rows.length;
      meanwhile();
      yield { rows, bookmark: more ? String(start + size) : null };
      if (!more) return;
    }
  }
}

describe("feedReader of a list in no order whose rows change", () => {
  const slack = 2 * 60 * 60;
  const changes = fc.array(fc.record({ insert: fc.boolean(), place, skew: fc.integer({ min: -290, max: 290 }) }), {
    maxLength: 3,
  });
  const step = fc.record({ pause: fc.integer({ min: 0, max: 10_000 }), changes });
  const reads = fc.array(
    fc.record({
      before: step,
      during: fc.array(step, { maxLength: 6 }),
      kill: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 0, max: 4 })),
    }),
    { minLength: 1, maxLength: 6 },
  );
  const told = fc.record({ reads, size: fc.integer({ min: 1, max: 4 }), milliseconds: fc.boolean() });
  const versionOf = (id: unknown, time: unknown) => `${String(id)} at ${String(time)}`;

  async function once(
    world: ChangingWorld,
    before: FeedProgress,
    size: number,
    meanwhile: () => void = () => undefined,
    kill = Number.POSITIVE_INFINITY,
  ) {
    const rows: JsonObject[] = [];
    let progress = stored(before);
    let batches = 0;
    for (let resumed = true; resumed; ) {
      resumed = progress.scan !== undefined;
      const open = (bookmark: string | undefined) => world.open(bookmark, size, meanwhile);
      const settings = { cursor: "updated_time", order: "none", now: () => world.now } as const;
      for await (const batch of readFeed(open, progress, settings)) {
        if (batches === kill) return { rows, progress };
        batches += 1;
        rows.push(...batch.rows);
        progress = stored(batch.progress);
      }
    }
    return { rows, progress };
  }

  it("loses no change, repeats none that is older than the clocks' difference, and gives rows without a time each time", async () => {
    await fc.assert(
      fc.asyncProperty(told, async ({ reads: story, size, milliseconds }) => {
        const world = new ChangingWorld(milliseconds);
        const seen = new Set<string>();
        const see = (rows: readonly JsonObject[]) => {
          for (const { id, updated_time: time } of rows) seen.add(versionOf(id, time));
        };
        const happen = ({ pause, changes: made }: Value<typeof step>) => {
          world.now += pause * 1000;
          for (const each of made) world.change(each);
        };
        let progress: FeedProgress = {};
        for (const { before, during, kill } of story) {
          happen(before);
          const rest = [...during];
          const meanwhile = () => {
            const next = rest.shift();
            if (next !== undefined) happen(next);
          };
          const read = await once(world, progress, size, meanwhile, kill);
          see(read.rows);
          ({ progress } = read);
        }
        const quietSince = world.now / 1000;
        const last = await once(world, progress, size);
        see(last.rows);
        for (const { id, time } of world.rows) {
          const written = time === null ? null : milliseconds ? time * 1000 : time;
          assert.ok(seen.has(versionOf(id, written)), `row ${versionOf(id, written)} is missing`);
        }
        world.now += 2 * slack * 1000;
        const later = await once(world, last.progress, size);
        for (const { updated_time: time } of later.rows) {
          const seconds = milliseconds ? Number(time) / 1000 : Number(time);
          assert.ok(time === null || seconds > quietSince - slack - 1, `${seconds - quietSince} s`);
        }
        const still = await once(world, later.progress, size);
        const timeless = world.rows.filter(({ time }) => time === null).map(({ id }) => String(id));
        assert.deepEqual(
          still.rows.map(({ id }) => id),
          timeless,
        );
      }),
      { numRuns: 1_500 },
    );
  });

  it("puts the cursor no further than the limit of when the scan began, also when it is resumed", async () => {
    const scan = { bookmark: "1", newest: "2026-01-01T00:00:01", ids: ["1"], limit: "2026-01-01T00:00:30" };
    async function* open(): AsyncGenerator<Page> {
      await Promise.resolve();
      yield { rows: [{ id: "2", updated_time: "2026-01-01T00:10:00" }], bookmark: null };
    }
    const settings = { cursor: "updated_time", order: "none" } as const;
    const batches = [];
    for await (const batch of readFeed(open, stored({ cursor: "2026-01-01T00:00:00", scan }), settings))
      batches.push(batch);
    assert.deepEqual(
      batches.map(({ rows, progress }) => [rows.length, progress.cursor, progress.ids]),
      [[1, "2026-01-01T00:00:30", []]],
    );
  });
});

describe("isUnchanged", () => {
  async function readAt(revision: string | undefined, before: FeedProgress = {}): Promise<FeedProgress> {
    let progress = before;
    async function* open(): AsyncGenerator<Page> {
      await Promise.resolve();
      yield { rows: [], bookmark: null };
    }
    for await (const batch of readFeed(open, before, { revision })) ({ progress } = batch);
    return stored(progress);
  }

  it("skips a partition whose revision did not move since it was read to its end", async () => {
    const progress = await readAt("2026-07-09T10:43:44");
    assert.equal(isUnchanged(progress, "2026-07-09T10:43:44"), true);
    assert.equal(isUnchanged(progress, "2026-07-09T10:43:44.5"), false);
  });

  it("skips none whose revision is not known", async () => {
    assert.equal(isUnchanged({}, undefined), false);
    assert.equal(isUnchanged({}, "v1"), false);
    assert.equal(isUnchanged(await readAt(undefined), undefined), false);
    assert.equal(isUnchanged(await readAt(undefined), "v1"), false);
  });

  it("skips none that is in the middle of a scan", async () => {
    const progress = await readAt("v1");
    assert.equal(isUnchanged({ ...progress, scan: { bookmark: "b" } }, "v1"), false);
  });

  it("reads again when the revision changes while the scan was cut short", async () => {
    const { version } = await readAt("v1");
    const progress = await readAt("v2", { scan: { bookmark: "b", version } });
    assert.equal(isUnchanged(progress, "v2"), false);
  });

  it("takes little room", async () => {
    const { version } = await readAt("x".repeat(1000));
    assert.ok(version !== undefined && version.length <= 8);
  });
});

describe("readFeedProgress", () => {
  it("refuses a cursor that is no timestamp", () => {
    assert.throws(() => readFeedProgress(new StateReader({ cursor: "zzz" }, "pins")), /pins.*"cursor"/u);
  });
});

describe("feedReader of a list that others need", () => {
  it("gives the same, and goes through the list to its end", async () => {
    const pages: readonly Page[] = [
      { rows: [{ id: "3", time: "2026-01-03T00:00:00" }], bookmark: "2" },
      { rows: [{ id: "2", time: "2026-01-02T00:00:00" }], bookmark: "1" },
      { rows: [{ id: "1", time: "2026-01-01T00:00:00" }], bookmark: null },
    ];
    const read = async (readsOn: boolean) => {
      let opened = 0;
      async function* open() {
        for (const page of pages) {
          await Promise.resolve();
          opened += 1;
          yield page;
        }
      }
      const before: FeedProgress = { cursor: "2026-01-03T00:00:00", ids: ["3"] };
      const batches = [];
      const now = () => Date.UTC(2026, 0, 4);
      for await (const batch of readFeed(open, before, { cursor: "time", now, readsOn })) batches.push(batch);
      return { opened, batches };
    };
    const [alone, shared] = [await read(false), await read(true)];
    assert.deepEqual(shared.batches, alone.batches);
    assert.deepEqual([alone.opened, shared.opened], [2, 3]);
  });
});
