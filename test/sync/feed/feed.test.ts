import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/json.ts";
import { isObject } from "../../../src/json.ts";
import type { ListPage as Page } from "../../../src/pinterest/responses/pages.ts";
import { type FeedProgress, isUnchanged, readFeedProgress } from "../../../src/sync/feed/feed-progress.ts";
import { feedReader } from "../../../src/sync/feed/feed-reader.ts";
import { KeyDigests, rowDigest } from "../../../src/sync/progress/key-digests.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

const timestamp = (seconds: number) => new Date(Date.UTC(2026, 0, 1) + seconds * 1000).toISOString().slice(0, 19);

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

describe("feedReader", () => {
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
      const { batches } = await collect(readTo(1, { scan }), { ...rows("c", 9), restarted: true }, rows(null, 1));
      const [first, second] = batches.map(({ progress }) => progress);
      assert.deepEqual([first?.unordered, second?.unordered, second?.cursor], [undefined, undefined, on(9)]);
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

describe("feedReader of an unordered list whose rows change", () => {
  it("limits the cursor to two hours before the start of the scan, including a resumed one", async () => {
    // The clocks of the connector and of Pinterest can differ by that much.
    const now = () => Date.parse("2026-01-01T06:00:00Z");
    const settings = { cursor: "updated_time", order: "none", now } as const;
    const resumed = { bookmark: "1", newest: "2026-01-01T00:00:01", ids: ["1"], limit: "2026-01-01T00:00:30" };
    for (const [scan, time, cursor, ids] of [
      [undefined, "2026-01-01T05:00:00", "2026-01-01T04:00:00", []],
      [undefined, "2026-01-01T03:00:00", "2026-01-01T03:00:00", ["2"]],
      [resumed, "2026-01-01T00:10:00", "2026-01-01T00:00:30", []],
      [resumed, "2026-01-01T00:00:10", "2026-01-01T00:00:10", ["2"]],
    ] as const) {
      async function* open(): AsyncGenerator<Page> {
        await Promise.resolve();
        yield { rows: [{ id: "2", updated_time: time }], bookmark: null };
      }
      for await (const { rows, progress } of readFeed(
        open,
        stored({ cursor: "2026-01-01T00:00:00", ...(scan === undefined ? {} : { scan }) }),
        settings,
      ))
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
