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
  /** In seconds; null: missing. */
  readonly time: number | null;
}

const timestamp = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, 19);

/** A list of the API. A bookmark names the row before the next page, which can be deleted. */
class World {
  /** In list order. Deleted rows stay, since bookmarks refer to them. */
  readonly #rows: { readonly row: Row; gone: boolean }[] = [];
  readonly #ordered: boolean;
  readonly #lag: boolean;
  #nextId = 1;
  #time = 0;
  pagesRead = 0;

  /** @param lag whether every page has a bookmark until an empty page (as seen live) */
  constructor({ ordered, lag }: { readonly ordered: boolean; readonly lag: boolean }) {
    this.#ordered = ordered;
    this.#lag = lag;
    // Two permanent rows, so that an unordered list never looks ordered.
    if (!ordered) for (const place of [0, 0.9]) this.insert(1, place, false);
  }

  /** @param place the position in an unordered list, from 0 to 1; an ordered list takes new rows at the top */
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

  /** The number of rows with the latest timestamp. */
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

/** Yields the new rows and the progress of each page. */
async function* readFeed(
  open: (bookmark: string | undefined) => AsyncIterable<Page>,
  before: FeedProgress,
  options: Options = {},
) {
  const { cursor = "created_at", order = "newest_first", revision, now = () => Date.UTC(2027, 0, 1) } = options;
  const list = {
    open: (_: unknown, bookmark: string | undefined) => open(bookmark),
    isNeededByChildren: () => options.readsOn === true,
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

/** Returns progress as the next run reads it from the state. */
function stored(progress: FeedProgress): FeedProgress {
  const state: unknown = JSON.parse(JSON.stringify(progress));
  assert.ok(isObject(state));
  return readFeedProgress(new StateReader(state, "pins"));
}

/** Runs one sync, killed after some pages. */
async function sync(world: World, before: FeedProgress, size: number, kill = Number.POSITIVE_INFINITY) {
  const rows: number[] = [];
  let progress = stored(before);
  let batches = 0;
  for await (const batch of readFeed((bookmark) => world.open(bookmark, size), progress)) {
    if (batches === kill) return { rows, progress };
    batches += 1;
    rows.push(...batch.rows.map(({ id }) => Number(id)));
    progress = stored(batch.progress);
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
const scenario = (timeless: boolean) =>
  fc.record({
    size: fc.integer({ min: 1, max: 5 }),
    lag: fc.boolean(),
    rounds: fc.array(round, { minLength: 1, maxLength: 8 }),
    timeless: fc.constant(timeless),
  });

/** Runs a scenario and two uninterrupted syncs, since the first can resume an unordered list. Returns the list, the emitted IDs, and the progress. */
async function run(
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
  for (let last = 0; last < 2; last += 1) {
    const read = await sync(world, progress, size);
    for (const id of read.rows) seen.add(id);
    ({ progress } = read);
  }
  return { world, seen, progress };
}

describe("feedReader", () => {
  for (const isOrdered of [true, false]) {
    for (const [what, isTimeless] of [
      ["no row", false],
      ["no row with or without a timestamp", true],
    ] as const) {
      it(`misses ${what} after any changes and interruptions: ${isOrdered ? "newest first" : "unordered"}`, async () => {
        await fc.assert(
          fc.asyncProperty(scenario(isTimeless), async (given) => {
            const { world, seen, progress } = await run(isOrdered, given);
            for (const id of world.ids) assert.ok(seen.has(id), `row ${id} is missing`);
            if (!isTimeless) assert.deepEqual((await sync(world, progress, given.size)).rows, [], "nothing is new");
          }),
          { numRuns: isTimeless ? 1_000 : 2_000 },
        );
      });
    }
  }

  it("without new rows, reads only the pages with the latest timestamp and the overlap", async () => {
    await fc.assert(
      fc.asyncProperty(scenario(false), async (given) => {
        const { world, progress } = await run(true, given);
        const before = world.pagesRead;
        await sync(world, progress, given.size);
        // The overlap has as many rows as a page, besides those with the latest timestamp.
        const max = Math.max(1, Math.ceil((world.ties + given.size) / given.size)) + (given.lag ? 1 : 0);
        assert.ok(world.pagesRead - before <= max, `${world.pagesRead - before} pages, not ${max}`);
      }),
      { numRuns: 1_000 },
    );
  });

  it("emits each row once without interruptions", async () => {
    await fc.assert(
      fc.asyncProperty(fc.boolean(), scenario(false), async (ordered, { rounds, ...settings }) => {
        const world = new World({ ordered, lag: settings.lag });
        const seen: number[] = [];
        let progress: FeedProgress = {};
        for (const { changes } of rounds) {
          for (const each of changes) {
            if ("remove" in each) world.remove(each.remove);
            else world.insert(each.insert, each.place, false);
          }
          const read = await sync(world, progress, settings.size);
          seen.push(...read.rows);
          ({ progress } = read);
        }
        assert.equal(new Set(seen).size, seen.length, "a row was emitted twice");
      }),
      { numRuns: 1_000 },
    );
  });

  it("reads an unordered list completely each time", async () => {
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
    /** Returns the timestamp of the row with this ID. */
    const on = (id: number) => timestamp((id - 1) * 86_400);
    const at = (id: number, time = on(id)): JsonObject => ({ id: String(id), created_at: time });
    /** Returns a page of rows created on consecutive days. */
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

    it("keeps the cursor until the scan reaches it", async () => {
      const { ids, batches } = await collect(readTo(1), rows("b", 3), rows("c", 2, 1), rows("d", 0));
      assert.deepEqual(ids, [[3], [2], []]);
      const positions = batches.map(({ progress }) => [progress.cursor, progress.scan?.bookmark]);
      assert.deepEqual(positions, [
        [on(1), "b"],
        [on(1), "c"],
        [on(3), undefined],
      ]);
    });

    it("treats a list as ordered again after a complete ordered scan, but not after part of one", async () => {
      const unordered = readTo(2, { unordered: true });
      const healed = await collect(unordered, rows("b", 3), rows(null, 2));
      assert.equal(healed.batches.length, 2, "the list is read to its end");
      assert.equal(healed.progress.unordered, undefined);
      const scan = { bookmark: "a", newest: on(9), ids: ["9"] };
      const half = await collect({ ...unordered, scan }, rows("b", 3), rows(null, 2));
      const resumed = half.batches[1]?.progress;
      assert.equal(resumed?.unordered, true);
      assert.equal(resumed.cursor, on(2), "rows added since the scan began can be anywhere");
      assert.equal((await collect(unordered, rows("b", 2), rows(null, 3))).progress.unordered, true);
    });

    it("continues until a page has no new row", async () => {
      const { batches } = await collect(readTo(1), rows("b", 2, 0), rows("c", -1), rows("d", -2));
      assert.equal(batches.length, 2);
    });

    it("resumes at the bookmark and sets the cursor found by the start of the scan", async () => {
      const scan = { bookmark: "b", newest: on(9), ids: ["9"], version: "old" };
      const { opened, batches } = await collect(readTo(1, { scan }), rows(null, 2));
      const { progress } = batches[0] ?? assert.fail();
      assert.deepEqual([opened, progress.cursor, progress.ids], [["b", undefined], on(9), ["9"]]);
      assert.equal(progress.version, "old", "the revision at the start of the scan");
    });

    it("does not treat a list as unordered after a restart", async () => {
      const scan = { bookmark: "b", newest: on(9), ids: ["9"], oldest: on(8) };
      const { progress } = await collect(readTo(1, { scan }), { ...rows("c", 9), restarted: true }, rows(null, 1));
      assert.deepEqual([progress.unordered, progress.cursor], [undefined, on(9)]);
    });

    it("compares timestamps by value, not by format", async () => {
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

    it("emits a later row with the timestamp of the cursor", async () => {
      const { ids, progress } = await collect(readTo(1), { rows: [at(2, on(1)), at(1)], bookmark: null });
      assert.deepEqual([ids, progress.ids?.toSorted()], [[[2]], ["1", "2"]]);
    });

    it("emits nothing for a cursor in the future and stops after the first page", async () => {
      const { ids, progress } = await collect({ cursor: "2999-12-31T00:00:00" }, rows("b", 2), rows(null, 1));
      assert.deepEqual([ids, progress.cursor], [[[]], "2999-12-31T00:00:00"]);
    });

    it("stores only the new rows of an interrupted scan of an unordered list", async () => {
      const [one, three] = ["1", "3"].map((id) => KeyDigests.of([id], rowDigest).toText());
      const { batches } = await collect(readTo(1, { seen: one, unordered: true }), rows("b", 3, 1), rows(null, 0));
      assert.equal(batches[0]?.progress.scan?.seen, three);
    });

    it("repeats rows above the floor that the state does not contain", async () => {
      const seen = KeyDigests.of(["3"], rowDigest).toText();
      assert.deepEqual((await collect(readTo(3, { seen, floor: on(1) }), rows(null, 3, 2, 1))).ids, [[2]]);
    });

    it("continues if no row of the first page is known, since older rows can be moved to the top", async () => {
      const seen = KeyDigests.of(["9", "8"], rowDigest).toText();
      const pages = [rows("b", 2, 1), rows(null, 9, 8)];
      const first = await collect(readTo(9, { seen, floor: on(7) }), ...pages);
      assert.deepEqual([first.batches.length, first.progress.unordered], [2, true]);
      assert.deepEqual((await collect(stored(first.progress), ...pages)).ids.flat(), [2, 1]);
    });

    it("continues after an empty page with a bookmark, and accepts an empty list", async () => {
      assert.deepEqual((await collect({ cursor: on(1) }, rows("b"), rows(null, 2))).ids, [[], [2]]);
      const { ids, progress } = await collect({}, rows(null));
      assert.deepEqual([ids, progress.cursor, progress.seen], [[[]], undefined, undefined]);
    });
  });
});

/** A list ordered by ID whose rows change during reads, by a clock that differs from the connector's. */
class ChangingWorld {
  readonly rows: { readonly id: number; time: number | null }[] = [];
  readonly #milliseconds: boolean;
  now = Date.UTC(2026, 0, 1);

  constructor(milliseconds: boolean) {
    this.#milliseconds = milliseconds;
  }

  /** @param skew the number of seconds that the API's clock is ahead */
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

describe("feedReader of an unordered list whose rows change", () => {
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
  const scenarios = fc.record({ reads, size: fc.integer({ min: 1, max: 4 }), milliseconds: fc.boolean() });
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

  it("misses no change, repeats only recent ones, and always emits rows without a timestamp", async () => {
    await fc.assert(
      fc.asyncProperty(scenarios, async ({ reads: rounds, size, milliseconds }) => {
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
        for (const { before, during, kill } of rounds) {
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

  it("limits the cursor to the time at the start of the scan, including a resumed one", async () => {
    const scan = { bookmark: "1", newest: "2026-01-01T00:00:01", ids: ["1"], limit: "2026-01-01T00:00:30" };
    const settings = { cursor: "updated_time", order: "none" } as const;
    for (const [time, cursor, ids] of [
      ["2026-01-01T00:10:00", "2026-01-01T00:00:30", []],
      ["2026-01-01T00:00:10", "2026-01-01T00:00:10", ["2"]],
    ] as const) {
      async function* open(): AsyncGenerator<Page> {
        await Promise.resolve();
        yield { rows: [{ id: "2", updated_time: time }], bookmark: null };
      }
      for await (const { rows, progress } of readFeed(open, stored({ cursor: "2026-01-01T00:00:00", scan }), settings))
        assert.deepEqual([rows.length, progress.cursor, progress.ids], [1, cursor, ids]);
    }
  });
});

describe("isUnchanged", () => {
  async function readAt(revision: string | undefined, before: FeedProgress = {}): Promise<FeedProgress> {
    async function* open(): AsyncGenerator<Page> {
      await Promise.resolve();
      yield { rows: [], bookmark: null };
    }
    // Another scan follows a resumed one.
    for await (const { progress } of readFeed(open, before, { revision })) return stored(progress);
    return assert.fail();
  }

  it("is true only of a completely read partition with the same revision", async () => {
    const known = await readAt("2026-07-09T10:43:44");
    const unknown = await readAt(undefined);
    const { version = "" } = await readAt("2026-07-09T10:43:43");
    const daily = await readAt("2026-07-09");
    for (const [progress, revision, isTrue] of [
      [known, "2026-07-09T10:43:44", true],
      [known, "2026-07-09T10:43:44.5", false],
      [{ ...known, scan: { bookmark: "b" } }, "2026-07-09T10:43:44", false],
      [{}, undefined, false],
      [{}, "v1", false],
      [unknown, undefined, false],
      [unknown, "v1", false],
      // Changed within two hours before the read or later: the rows of the change might not be visible yet.
      [await readAt("2026-12-31T22:00:00"), "2026-12-31T22:00:00", true],
      [await readAt("2026-12-31T22:00:01"), "2026-12-31T22:00:01", false],
      [await readAt("2027-01-02T00:00:00"), "2027-01-02T00:00:00", false],
      [daily, "2026-07-09", false],
      // The revision changed during an interrupted scan.
      [await readAt("2026-07-09T10:43:44", { scan: { bookmark: "b", version } }), "2026-07-09T10:43:44", false],
    ] as const)
      assert.equal(isUnchanged(progress, revision), isTrue, JSON.stringify([progress, revision]));
  });

  it("stores at most 8 characters per revision", async () => {
    const { version } = await readAt(`2026-07-09T10:43:44.${"1".repeat(1000)}`);
    assert.ok(version !== undefined && version.length <= 8);
  });
});

describe("readFeedProgress", () => {
  it("rejects a cursor that is not a timestamp", () => {
    assert.throws(() => readFeedProgress(new StateReader({ cursor: "zzz" }, "pins")), /pins.*"cursor"/u);
  });
});

describe("feedReader of a list that child streams need", () => {
  it("emits the same rows and reads the list to its end", async () => {
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
