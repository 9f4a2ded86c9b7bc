import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isObject } from "../../../src/json.ts";
import { type FeedCursors, FeedPasses, readFeedCursors } from "../../../src/sync/feed/feed-passes.ts";
import type { FeedProgress } from "../../../src/sync/feed/feed-progress.ts";
import { onlyParent, type Partition } from "../../../src/sync/partitions/partition.ts";
import { KeyDigests, rowDigest } from "../../../src/sync/progress/key-digests.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

const today = "2026-07-10";

function passesOf(cursors: FeedCursors = {}, quietBefore?: string): FeedPasses {
  return new FeedPasses(cursors, { job: undefined, today }, quietBefore);
}

/** Returns the passes of the next run. */
function again(passes: FeedPasses, job?: string): FeedPasses {
  const stored: unknown = JSON.parse(JSON.stringify(passes.toState()));
  assert.ok(isObject(stored));
  return new FeedPasses(readFeedCursors(new StateReader(stored, "board_pins")), { job, today });
}

function partition(key: string, revision?: string): Partition {
  return { key, parameters: {}, revision, group: "" };
}

const progressOf = (passes: FeedPasses, key: string) =>
  passes.positionOf({ parent: onlyParent.key, members: [partition(key)] });

/** Records the progress of a partition, at the end of its list if it is closed. */
function advance(passes: FeedPasses, of: Partition, next: FeedProgress, isClosed = false): void {
  passes.advance({ parent: onlyParent.key, members: [of] }, { records: [], closed: isClosed ? [of] : [], next });
}

/** Ends a pass in which these partitions exist. */
function endPass(passes: FeedPasses, ...keys: readonly string[]): void {
  passes.begin([onlyParent]);
  passes.open(
    onlyParent,
    keys.map((key) => partition(key)),
  );
  passes.endPass(false);
}

/** Returns a board ID of the maximum length. */
const id = (index: number) => String(1_099_300_590_356_454_982n + BigInt(index));
const cursor = "2026-07-09T14:29:02.456789";

describe("FeedPasses", () => {
  it("survives serialization", () => {
    const state = passesOf({ partitions: [["1", { cursor, ids: ["7", "8"], unordered: true, version: "abcdefgh" }]] });
    advance(state, partition("2"), {
      cursor,
      ids: ["9"],
      scan: { bookmark: "b|*=", newest: cursor, ids: ["9"], version: "ijklmnop" },
    });
    advance(state, partition("__proto__"), { cursor });
    const read = again(state);
    assert.equal(JSON.stringify(read.toState()), JSON.stringify(state.toState()));
    assert.equal(progressOf(read, "__proto__").cursor, cursor);
    assert.equal(progressOf(read, "2").scan?.bookmark, "b|*=");
    assert.deepEqual(progressOf(read, "3"), {});
  });

  it("limits cursors to the present and returns the latest", () => {
    const present = "2026-06-30T12:00:00";
    const state = passesOf({
      partitions: [
        ["1", { cursor: "2026-01-01T00:00:00", ids: ["7"], seen: "abcdefgh" }],
        ["2", { cursor, ids: ["8"], seen: "ijklmnop", floor: "2026-06-01T00:00:00" }],
        ["3", {}],
        ["4", { cursor: present, scan: { bookmark: "b", newest: "2999-12-31T00:00:00", ids: ["9"] } }],
      ],
    });
    assert.equal(state.limitToPresent(present), "2999-12-31T00:00:00");
    assert.deepEqual(progressOf(state, "1"), { cursor: "2026-01-01T00:00:00", ids: ["7"], seen: "abcdefgh" });
    assert.deepEqual(progressOf(state, "2"), {
      cursor: present,
      ids: undefined,
      seen: "ijklmnop",
      floor: "2026-06-01T00:00:00",
    });
    assert.deepEqual(progressOf(state, "4").scan, { bookmark: "b", newest: present, ids: undefined });
    assert.equal(state.limitToPresent(present), present);
    const fresh = passesOf();
    assert.equal(fresh.limitToPresent(present), undefined);
    assert.deepEqual(progressOf(fresh, "5"), {}, "no cursor, so that all rows are new");
    const common = passesOf({ common: "2999-12-31T00:00:00" });
    assert.equal(common.limitToPresent(present), "2999-12-31T00:00:00");
    assert.deepEqual(progressOf(common, "5"), { cursor: present });
  });

  it("uses the common cursor for other partitions until the pass ends", () => {
    const state = passesOf({ partitions: [["1", { cursor: "2026-01-01T00:00:00" }]], common: "2026-03-01T00:00:00" });
    assert.equal(progressOf(state, "1").cursor, "2026-01-01T00:00:00");
    assert.deepEqual(progressOf(state, "2"), { cursor: "2026-03-01T00:00:00" });
    advance(state, partition("2"), { cursor: "2026-04-01T00:00:00" });
    const read = again(state);
    assert.equal(progressOf(read, "2").cursor, "2026-04-01T00:00:00");
    assert.deepEqual(progressOf(read, "3"), { cursor: "2026-03-01T00:00:00" }, "a read that was cut short keeps it");
    endPass(read, "1", "2");
    assert.deepEqual(progressOf(again(read), "3"), {}, "what is new later is read from its beginning");
  });

  it("rejects an invalid common cursor", () => {
    assert.throws(
      () => readFeedCursors(new StateReader({ version: 1, cursor: "zzz", partitions: {} }, "ads")),
      /ads.*"cursor"/u,
    );
  });

  it("drops partitions that no longer exist", () => {
    const state = passesOf({
      partitions: [
        ["1", { cursor }],
        ["2", { cursor }],
      ],
    });
    endPass(state, "2", "3");
    assert.deepEqual(state.toState(), { version: 1, partitions: { "2": { cursor, ids: undefined, scan: undefined } } });
  });

  it("recognizes partitions without a revision only within a job", () => {
    const [plain, versioned] = [partition("1"), partition("2", "v1")];
    const state = again(passesOf(), "81");
    for (const each of [plain, versioned]) advance(state, each, {}, true);
    const readIn = (job: string | undefined) => again(state, job).open(onlyParent, [plain, versioned]).readBefore;
    // The revision is compared instead.
    assert.deepEqual(readIn("81"), [plain]);
    for (const job of ["82", undefined]) assert.deepEqual(readIn(job), []);
    const without = passesOf();
    advance(without, plain, {}, true);
    assert.equal("round" in without.toState(), false);
  });

  describe("of parents", () => {
    const branch = partition("7", "v1");
    const section = partition("7/1", "v1");
    const digest = createHash("sha256").update("v1").digest("base64url").slice(0, 8);
    const isRead = (state: FeedPasses, parent: Partition) => state.begin([parent]).length === 0;

    function read(progress: object): FeedPasses {
      const state = passesOf({ partitions: [["7/1", { cursor, ...progress }]] });
      state.close(branch, [section]);
      return state;
    }

    it("recognizes parents that an unfinished pass has read, if unchanged", () => {
      const state = again(read({ version: digest }));
      assert.equal(isRead(state, branch), true);
      assert.equal(isRead(state, partition("7", "v2")), false);
      assert.equal(isRead(state, partition("7")), false);
      assert.equal(isRead(state, partition("8", "v1")), false);
    });

    it("excludes parents with an unread partition or without a revision", () => {
      assert.equal(isRead(read({ version: "earlier1" }), branch), false);
      assert.equal(isRead(read({ version: digest, scan: { bookmark: "p2" } }), branch), false);
      const state = passesOf();
      state.close(partition("7"), []);
      assert.equal(isRead(state, partition("7")), false);
      assert.equal("round" in state.toState(), false);
    });

    it("drops completed parents at the end of a pass, but keeps the partitions of skipped ones", () => {
      const state = read({ version: digest });
      endPass(state);
      assert.deepEqual(state.toState(), { version: 1, partitions: {} });
      const resumed = again(read({ version: digest }));
      assert.equal(isRead(resumed, branch), true);
      resumed.endPass(false);
      assert.equal(isRead(resumed, branch), false);
      assert.deepEqual(Object.keys(again(resumed).toState().partitions ?? {}), ["7/1"]);
      assert.equal("round" in resumed.toState(), false);
    });
  });

  const forms: readonly (readonly [string, number, (index: number) => readonly [string, object]])[] = [
    ["10,000 boards", 10_000, (index) => [id(index), { ids: [id(index)], version: "abcdefgh" }]],
    ["10,000 sections", 10_000, (index) => [`${id(index)}/${id(index)}`, { ids: [id(index)], version: "abcdefgh" }]],
    [
      "10,000 sections in no order",
      10_000,
      (index) => [`${id(index)}/${id(index)}`, { ids: [id(index)], version: "abcdefgh", unordered: true }],
    ],
  ];
  for (const [title, count, form] of forms) {
    it(`of ${title} is smaller than 1 MB`, () => {
      const state = passesOf();
      for (let index = 0; index < count; index += 1) {
        state.close(partition(id(index), "v1"), []);
        const [key, progress] = form(index);
        // As many scans are unfinished as there are workers.
        const scan =
          index < 40 ? { bookmark: "Y".repeat(200), newest: cursor, ids: [id(index)], version: "abcdefgh" } : undefined;
        advance(state, partition(key), { cursor, ...progress, scan });
      }
      const size = Buffer.byteLength(JSON.stringify(state.toState()));
      assert.ok(size < 1_000_000, `${size} bytes`);
    });
  }

  describe("with too many rows", () => {
    /** Returns text in the form of digests. */
    const digests = (count: number, first = 0) =>
      KeyDigests.of(
        Array.from({ length: count }, (_, index) => id(first + index)),
        rowDigest,
      ).toText();
    const sizeOf = (state: FeedPasses) => Buffer.byteLength(JSON.stringify(state.toState()));
    const seenIn = (state: FeedPasses, key: string) => (progressOf(again(state), key).seen ?? "").length / rowDigest;
    const lately = "2026-07-09T00:00:00";
    const longAgo = "2026-05-01T00:00:00";
    const quietBefore = "2026-07-02T00:00:00";

    it("stores 90,000 rows of one list in less than 1 MB", () => {
      const state = passesOf({ partitions: [["all", { cursor, ids: [], seen: digests(90_000) }]] });
      assert.equal(seenIn(state, "all"), 90_000);
      assert.ok(sizeOf(state) < 1_000_000);
    });

    it("keeps an equal share from the top of each list", () => {
      const state = passesOf({
        partitions: [
          ["1", { cursor, seen: digests(300) }],
          ["2", { cursor, seen: digests(80_000, 1_000) }],
          ["3", { cursor, seen: digests(90_000, 100_000) }],
        ],
      });
      assert.equal(seenIn(state, "1"), 300);
      assert.equal(seenIn(state, "2"), seenIn(state, "3"));
      assert.ok(seenIn(state, "2") > 49_000);
      assert.equal(progressOf(again(state), "2").seen, digests(seenIn(state, "2"), 1_000));
      assert.ok(sizeOf(state) < 1_000_000, `${sizeOf(state)} bytes`);
    });

    it("includes the rows of an unfinished scan", () => {
      const scan = { bookmark: "b", newest: cursor, ids: [], seen: digests(70_000, 100_000) };
      const state = passesOf({ partitions: [["all", { cursor, seen: digests(70_000), scan }]] });
      assert.ok(sizeOf(state) < 1_000_000, `${sizeOf(state)} bytes`);
      assert.equal(seenIn(state, "all"), 70_000, "what was known before tells what is new in the rest of the scan");
    });

    it("omits the rows of quiet newest-first lists", () => {
      const state = passesOf({}, quietBefore);
      for (let index = 0; index < 1_000; index += 1) {
        const quiet = index % 10 !== 0;
        const time = quiet ? longAgo : lately;
        advance(state, partition(id(index)), {
          cursor: time,
          ids: ["1"],
          seen: digests(100, index * 100),
          floor: "2026-04-01T00:00:00",
        });
      }
      const read = again(state);
      assert.deepEqual(progressOf(read, id(1)).seen, undefined);
      assert.deepEqual(progressOf(read, id(1)).floor, undefined);
      assert.equal(progressOf(read, id(10)).seen?.length, 800);
      assert.equal(progressOf(read, id(10)).floor, "2026-04-01T00:00:00");
      assert.ok(sizeOf(state) < 300_000);
    });

    // Lists with digests take a few members each, more than the string of a quiet list.
    for (const [title, time, most] of [
      ["10,000 quiet lists stays under 1 MB", longAgo, 1_000_000],
      ["10,000 lists in which much has appeared lately stays under 1.2 MB", lately, 1_200_000],
    ] as const) {
      it(`of ${title}`, () => {
        const seen = digests(100);
        const state = passesOf({}, quietBefore);
        for (let index = 0; index < 10_000; index += 1) {
          const progress = { cursor: time, ids: [id(index)], seen, floor: "2026-04-01T00:00:00", version: "abcdefgh" };
          advance(state, partition(id(index)), progress);
        }
        assert.ok(sizeOf(state) < most, `${sizeOf(state)} bytes`);
      });
    }
  });

  it("keeps all of 10,000 boards except the IDs", () => {
    const forms = [
      { cursor },
      { cursor, version: "abcdefgh" },
      { cursor, unordered: true as const },
      { version: "abcdefgh" },
      { version: "abcdefgh", unordered: true as const, cursor },
      { cursor, scan: { bookmark: "b" } },
      {},
    ];
    const state = passesOf();
    for (let index = 0; index < 10_000; index += 1) {
      advance(state, partition(id(index)), { ...forms[index % forms.length], ids: [id(index)] });
    }
    const read = again(state);
    for (let index = 0; index < 10_000; index += 1) {
      const { ids, ...rest } = progressOf(read, id(index));
      assert.equal(ids, undefined);
      assert.deepEqual(JSON.parse(JSON.stringify(rest)), forms[index % forms.length]);
    }
    assert.equal(
      JSON.stringify(again(read).toState()),
      JSON.stringify(read.toState()),
      "a state that was read is the same",
    );
  });

  for (const wrong of ["zzz", `${cursor} abcdefgh disordered`, `${cursor} abcdefgh unordered more`]) {
    it(`rejects a partition that is "${wrong}"`, () => {
      const state = { version: 1, partitions: { "7": wrong } };
      assert.throws(() => readFeedCursors(new StateReader(state, "pins")), /pins.*is invalid or of another connector/u);
    });
  }

  it("keeps the IDs of 1,000 boards", () => {
    const boards = Array.from({ length: 1_000 }, (_, index) => [id(index), { cursor, ids: [id(index)] }] as const);
    assert.deepEqual(progressOf(again(passesOf({ partitions: boards })), id(7)).ids, [id(7)]);
  });
});
