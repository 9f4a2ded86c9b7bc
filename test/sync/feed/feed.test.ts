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
  for (const isOrdered of [true, false]) {
    for (const [what, isTimeless] of [
      ["no row", false],
      ["no row without a timestamp, and none beside it", true],
    ] as const) {
      it(`loses ${what}, whatever changes and wherever reads are cut short: ${isOrdered ? "newest first" : "no order"}`, async () => {
        await fc.assert(
          fc.asyncProperty(story(isTimeless), async (told) => {
            const { world, seen, progress } = await live(isOrdered, told);
            for (const id of world.ids) assert.ok(seen.has(id), `row ${id} is missing`);
            if (!isTimeless) assert.deepEqual((await sync(world, progress, told.size)).rows, [], "nothing is new");
          }),
          { numRuns: isTimeless ? 1_000 : 2_000 },
        );
      });
    }
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
    /** The time of the row with this ID. */
    const on = (id: number) => timestamp((id - 1) * 86_400);
    const at = (id: number, time = on(id)): JsonObject => ({ id: String(id), created_at: time });
    /** A page of rows that were created a day after one another. */
    const rows = (bookmark: string | null, ...ids: readonly number[]): Page => ({
      rows: ids.map((id) => at(id)),
      bookmark,
    });

    async function collect(before: FeedProgress, ...pages: readonly Page[]) {
      const opened: (string | undefined)[] = [];
      async function* open(bookmark: string | undefined): AsyncGenerator<Page> {
        opened.push(bookmark);
        await Promise.resolve();
        yield* pages;
      }
      const batches = [];
      for await (const batch of readFeed(open, before, { revision: "v2" })) batches.push(batch);
      const ids = batches.map((batch) => batch.rows.map(({ id }) => Number(id)));
      return { opened, batches, ids, progress: batches.at(-1)?.progress ?? {} };
    }
    const readTo = (id: number, more: FeedProgress = {}): FeedProgress => ({
      cursor: on(id),
      ids: [String(id)],
      ...more,
    });

    it("keeps the cursor where it was until the scan has reached it", async () => {
      const { ids, batches } = await collect(readTo(1), rows("b", 3), rows("c", 2, 1), rows("d", 0));
      assert.deepEqual(ids, [[3], [2], []]);
      const told = batches.map(({ progress }) => [progress.cursor, progress.scan?.bookmark]);
      assert.deepEqual(told, [
        [on(1), "b"],
        [on(1), "c"],
        [on(3), undefined],
      ]);
    });

    it("takes a row that insertions pushed over the edge of a page neither for disorder nor twice", async () => {
      const { ids, progress } = await collect({}, rows("b", 4, 3), rows("c", 4, 3), rows(null, 3, 2));
      assert.deepEqual(ids.flat(), [4, 3, 2]);
      assert.deepEqual([progress.unordered, progress.cursor, progress.ids], [undefined, on(4), ["4"]]);
    });

    it("trusts the order of a list again after a complete pass in order, and not after half of one", async () => {
      const unordered = readTo(2, { unordered: true });
      const healed = await collect(unordered, rows("b", 3), rows(null, 2));
      assert.equal(healed.batches.length, 2, "until then, it is read to its end");
      assert.equal(healed.progress.unordered, undefined);
      const scan = { bookmark: "a", newest: on(9), ids: ["9"] };
      const half = await collect({ ...unordered, scan }, rows("b", 3), rows(null, 2));
      assert.equal(half.progress.unordered, true);
      assert.equal(half.progress.cursor, on(2), "what came since the scan began may be anywhere");
      assert.equal((await collect(unordered, rows("b", 2), rows(null, 3))).progress.unordered, true);
    });

    it("reads on until a page holds nothing new", async () => {
      const { batches } = await collect(readTo(1), rows("b", 2, 0), rows("c", -1), rows("d", -2));
      assert.equal(batches.length, 2);
    });

    it("resumes at the bookmark and ends with the cursor that the scan began with", async () => {
      const scan = { bookmark: "b", newest: on(9), ids: ["9"], version: "old" };
      const { opened, progress } = await collect(readTo(1, { scan }), rows(null, 2));
      assert.deepEqual([opened, progress.cursor, progress.ids], [["b"], on(9), ["9"]]);
      assert.equal(progress.version, "old", "the revision of when the scan began");
    });

    it("does not take a list that starts over, its bookmark expired, for one in no order", async () => {
      const scan = { bookmark: "b", newest: on(9), ids: ["9"], oldest: on(8) };
      const { progress } = await collect(readTo(1, { scan }), { ...rows("c", 9), restarted: true }, rows(null, 1));
      assert.deepEqual([progress.unordered, progress.cursor], [undefined, on(9)]);
    });

    it("emits a row once that a page repeats, and does not take the list for one in no order", async () => {
      const { ids, progress } = await collect({}, rows("b", 3, 2, 3), rows(null, 2, 1));
      assert.deepEqual([ids, progress.unordered], [[[3, 2], [1]], undefined]);
    });

    it("emits every row that has no ID", async () => {
      const nameless = [3, 2].map((day) => ({ ...at(day), id: "" }));
      assert.equal((await collect({}, { rows: nameless, bookmark: null })).batches[0]?.rows.length, 2);
    });

    it("compares timestamps by what they mean, not how they are written", async () => {
      const given = [
        at(2, "2026-01-01T12:00:00.600000+02:00"),
        at(1, "2026-01-01T10:00:00.500Z"),
        at(0, "2026-01-01T10:00:00"),
      ];
      const { ids, progress } = await collect(readTo(1, { cursor: "2026-01-01T10:00:00.5" }), {
        rows: given,
        bookmark: null,
      });
      assert.deepEqual([ids, progress.cursor, progress.unordered], [[[2]], "2026-01-01T10:00:00.6", undefined]);
    });

    it("finds a row that came later with the timestamp of the cursor", async () => {
      const { ids, progress } = await collect(readTo(1), { rows: [at(2, on(1)), at(1)], bookmark: null });
      assert.deepEqual([ids, progress.ids?.toSorted()], [[[2]], ["1", "2"]]);
    });

    it("emits nothing from a cursor in the future, and stops at the first page", async () => {
      const { ids, progress } = await collect({ cursor: "2999-12-31T00:00:00" }, rows("b", 2), rows(null, 1));
      assert.deepEqual([ids, progress.cursor], [[[]], "2999-12-31T00:00:00"]);
    });

    it("emits rows above the floor again that the state could not remember", async () => {
      const seen = KeyDigests.of(["3"], rowDigest).toText();
      assert.deepEqual((await collect(readTo(3, { seen, floor: on(1) }), rows(null, 3, 2, 1))).ids, [[2]]);
    });

    it("reads on where no row of the first page is known, since older ones may have been put on top", async () => {
      const seen = KeyDigests.of(["9", "8"], rowDigest).toText();
      const pages = [rows("b", 2, 1), rows(null, 9, 8)];
      const first = await collect(readTo(9, { seen, floor: on(7) }), ...pages);
      assert.deepEqual([first.batches.length, first.progress.unordered], [2, true]);
      assert.deepEqual((await collect(stored(first.progress), ...pages)).ids.flat(), [2, 1]);
    });

    it("reads past an empty page that has a bookmark, and an empty list", async () => {
      assert.deepEqual((await collect({ cursor: on(1) }, rows("b"), rows(null, 2))).ids, [[], [2]]);
      const { ids, progress } = await collect({}, rows(null));
      assert.deepEqual([ids, progress.cursor], [[[]], undefined]);
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

  it("is true of a partition whose revision did not move since it was read to its end, and of none else", async () => {
    const known = await readAt("2026-07-09T10:43:44");
    const unknown = await readAt(undefined);
    const { version = "" } = await readAt("v1");
    for (const [progress, revision, isTrue] of [
      [known, "2026-07-09T10:43:44", true],
      [known, "2026-07-09T10:43:44.5", false],
      [{ ...known, scan: { bookmark: "b" } }, "2026-07-09T10:43:44", false],
      [{}, undefined, false],
      [{}, "v1", false],
      [unknown, undefined, false],
      [unknown, "v1", false],
      // It moved while the scan was cut short.
      [await readAt("v2", { scan: { bookmark: "b", version } }), "v2", false],
    ] as const)
      assert.equal(isUnchanged(progress, revision), isTrue, JSON.stringify([progress, revision]));
  });

  it("needs little room for a revision", async () => {
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
