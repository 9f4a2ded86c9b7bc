import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { isObject } from "../../../src/json.ts";
import { FeedState } from "../../../src/sync/feed/feed-state.ts";
import { KeyDigests, rowDigest } from "../../../src/sync/progress/key-digests.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";

function again(state: FeedState): FeedState {
  const stored: unknown = JSON.parse(JSON.stringify(state.toState()));
  assert.ok(isObject(stored));
  return FeedState.read(new StateReader(stored, "board_pins"));
}

/** Returns a board ID of the maximum length. */
const id = (index: number) => String(1_099_300_590_356_454_982n + BigInt(index));
const cursor = "2026-07-09T14:29:02.456789";

describe("FeedState", () => {
  it("survives serialization", () => {
    const state = new FeedState([["1", { cursor, ids: ["7", "8"], unordered: true, version: "abcdefgh" }]]);
    state.advance("2", {
      cursor,
      ids: ["9"],
      scan: { bookmark: "b|*=", newest: cursor, ids: ["9"], version: "ijklmnop" },
    });
    state.advance("__proto__", { cursor });
    const read = again(state);
    assert.equal(JSON.stringify(read.toState()), JSON.stringify(state.toState()));
    assert.equal(read.progressOf("__proto__").cursor, cursor);
    assert.equal(read.progressOf("2").scan?.bookmark, "b|*=");
    assert.deepEqual(read.progressOf("3"), {});
  });

  it("limits cursors to the present and returns the latest", () => {
    const present = "2026-06-30T12:00:00";
    const state = new FeedState([
      ["1", { cursor: "2026-01-01T00:00:00", ids: ["7"], seen: "abcdefgh" }],
      ["2", { cursor, ids: ["8"], seen: "ijklmnop", floor: "2026-06-01T00:00:00" }],
      ["3", {}],
      ["4", { cursor: present, scan: { bookmark: "b", newest: "2999-12-31T00:00:00", ids: ["9"] } }],
    ]);
    assert.equal(state.limitToPresent(present), "2999-12-31T00:00:00");
    assert.deepEqual(state.progressOf("1"), { cursor: "2026-01-01T00:00:00", ids: ["7"], seen: "abcdefgh" });
    assert.deepEqual(state.progressOf("2"), {
      cursor: present,
      ids: undefined,
      seen: "ijklmnop",
      floor: "2026-06-01T00:00:00",
    });
    assert.deepEqual(state.progressOf("4").scan, { bookmark: "b", newest: present, ids: undefined });
    assert.equal(state.limitToPresent(present), present);
    assert.equal(new FeedState().limitToPresent(present), undefined);
    const common = new FeedState([], "2999-12-31T00:00:00");
    assert.equal(common.limitToPresent(present), "2999-12-31T00:00:00");
    assert.deepEqual(common.progressOf("5"), { cursor: present });
  });

  it("uses the common cursor for other partitions until the pass ends", () => {
    const state = new FeedState([["1", { cursor: "2026-01-01T00:00:00" }]], "2026-03-01T00:00:00");
    assert.equal(state.progressOf("1").cursor, "2026-01-01T00:00:00");
    assert.deepEqual(state.progressOf("2"), { cursor: "2026-03-01T00:00:00" });
    state.advance("2", { cursor: "2026-04-01T00:00:00" });
    const read = again(state);
    assert.equal(read.progressOf("2").cursor, "2026-04-01T00:00:00");
    assert.deepEqual(read.progressOf("3"), { cursor: "2026-03-01T00:00:00" }, "a read that was cut short keeps it");
    read.endPass(new Set(["1", "2"]));
    assert.deepEqual(again(read).progressOf("3"), {}, "what is new later is read from its beginning");
  });

  it("rejects an invalid common cursor", () => {
    assert.throws(
      () => FeedState.read(new StateReader({ version: 1, cursor: "zzz", partitions: {} }, "ads")),
      /ads.*"cursor"/u,
    );
  });

  it("drops partitions that no longer exist", () => {
    const state = new FeedState([
      ["1", { cursor }],
      ["2", { cursor }],
    ]);
    state.endPass(new Set(["2", "3"]));
    assert.deepEqual(state.toState(), { version: 1, partitions: { "2": { cursor, ids: undefined, scan: undefined } } });
  });

  it("recognizes partitions without a revision only within a job", () => {
    const [plain, versioned] = [
      { key: "1", revision: undefined },
      { key: "2", revision: "v1" },
    ];
    const state = new FeedState();
    for (const partition of [plain, versioned]) state.close(partition, "81");
    assert.equal(again(state).hasRead(plain, "81"), true);
    for (const job of ["82", undefined]) assert.equal(again(state).hasRead(plain, job), false);
    // Its revision is compared instead.
    assert.equal(again(state).hasRead(versioned, "81"), false);
    const without = new FeedState();
    without.close(plain, undefined);
    assert.equal("round" in without.toState(), false);
  });

  describe("of parents", () => {
    const branch = { key: "7", revision: "v1" };
    const section = { key: "7/1", revision: "v1" };
    const digest = createHash("sha256").update("v1").digest("base64url").slice(0, 8);

    function read(progress: object): FeedState {
      const state = new FeedState([["7/1", { cursor, ...progress }]]);
      state.closeParent(branch, [section]);
      return state;
    }

    it("recognizes parents that an unfinished pass has read, if unchanged", () => {
      const state = again(read({ version: digest }));
      assert.equal(state.hasReadParent(branch), true);
      assert.equal(state.hasReadParent({ ...branch, revision: "v2" }), false);
      assert.equal(state.hasReadParent({ ...branch, revision: undefined }), false);
      assert.equal(state.hasReadParent({ ...branch, key: "8" }), false);
    });

    it("excludes parents with an unread partition or without a revision", () => {
      assert.equal(read({ version: "earlier1" }).hasReadParent(branch), false);
      assert.equal(read({ version: digest, scan: { bookmark: "p2" } }).hasReadParent(branch), false);
      const unknown = { key: "7", revision: undefined };
      const state = new FeedState();
      state.closeParent(unknown, []);
      assert.equal(state.hasReadParent(unknown), false);
      assert.equal("round" in state.toState(), false);
    });

    it("drops completed parents at the end of a pass, but keeps the partitions of skipped ones", () => {
      const state = read({ version: digest });
      state.endPass(new Set());
      assert.deepEqual(state.toState(), { version: 1, partitions: {} });
      const resumed = again(read({ version: digest }));
      resumed.endPass(undefined);
      assert.equal(resumed.hasReadParent(branch), false);
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
      const state = new FeedState();
      for (let index = 0; index < count; index += 1) {
        state.closeParent({ key: id(index), revision: "v1" }, []);
        const [key, progress] = form(index);
        // As many scans are unfinished as there are workers.
        const scan =
          index < 40 ? { bookmark: "Y".repeat(200), newest: cursor, ids: [id(index)], version: "abcdefgh" } : undefined;
        state.advance(key, { cursor, ...progress, scan });
      }
      const size = Buffer.byteLength(JSON.stringify(state.toState()));
      assert.ok(size < 1_000_000, `${size} bytes`);
    });
  }

  it("of one board with 100,000 Pins of the same timestamp is smaller than 1 MB", () => {
    const ids = Array.from({ length: 100_000 }, (_, index) => id(index));
    const state = new FeedState([["1", { cursor, ids }]]);
    const size = Buffer.byteLength(JSON.stringify(state.toState()));
    assert.ok(size < 1_000_000, `${size} bytes`);
    assert.equal(again(state).progressOf("1").cursor, cursor);
  });

  describe("with too many rows", () => {
    /** Returns text in the form of digests. */
    const digests = (count: number, first = 0) =>
      KeyDigests.of(
        Array.from({ length: count }, (_, index) => id(first + index)),
        rowDigest,
      ).toText();
    const sizeOf = (state: FeedState) => Buffer.byteLength(JSON.stringify(state.toState()));
    const seenIn = (state: FeedState, key: string) => (again(state).progressOf(key).seen ?? "").length / rowDigest;
    const lately = "2026-07-09T00:00:00";
    const longAgo = "2026-05-01T00:00:00";
    const quietBefore = "2026-07-02T00:00:00";

    it("stores 90,000 rows of one list in less than 1 MB", () => {
      const state = new FeedState([["all", { cursor, ids: [], seen: digests(90_000) }]]);
      assert.equal(seenIn(state, "all"), 90_000);
      assert.ok(sizeOf(state) < 1_000_000);
    });

    it("keeps an equal share from the top of each list", () => {
      const state = new FeedState([
        ["1", { cursor, seen: digests(300) }],
        ["2", { cursor, seen: digests(80_000, 1_000) }],
        ["3", { cursor, seen: digests(90_000, 100_000) }],
      ]);
      assert.equal(seenIn(state, "1"), 300);
      assert.equal(seenIn(state, "2"), seenIn(state, "3"));
      assert.ok(seenIn(state, "2") > 49_000);
      assert.equal(again(state).progressOf("2").seen, digests(seenIn(state, "2"), 1_000));
      assert.ok(sizeOf(state) < 1_000_000, `${sizeOf(state)} bytes`);
    });

    it("includes the rows of an unfinished scan", () => {
      const scan = { bookmark: "b", newest: cursor, ids: [], seen: digests(70_000, 100_000) };
      const state = new FeedState([["all", { cursor, seen: digests(70_000), scan }]]);
      assert.ok(sizeOf(state) < 1_000_000, `${sizeOf(state)} bytes`);
      assert.equal(seenIn(state, "all"), 70_000, "what was known before tells what is new in the rest of the scan");
    });

    it("omits the rows of quiet newest-first lists", () => {
      const state = new FeedState([], undefined, "", quietBefore);
      for (let index = 0; index < 1_000; index += 1) {
        const quiet = index % 10 !== 0;
        const time = quiet ? longAgo : lately;
        state.advance(id(index), {
          cursor: time,
          ids: ["1"],
          seen: digests(100, index * 100),
          floor: "2026-04-01T00:00:00",
        });
      }
      const read = again(state);
      assert.deepEqual(read.progressOf(id(1)).seen, undefined);
      assert.deepEqual(read.progressOf(id(1)).floor, undefined);
      assert.equal(read.progressOf(id(10)).seen?.length, 800);
      assert.equal(read.progressOf(id(10)).floor, "2026-04-01T00:00:00");
      assert.ok(sizeOf(state) < 300_000);
    });

    // Lists with digests take a few members each, more than the string of a quiet list.
    for (const [title, time, most] of [
      ["10,000 quiet lists stays under 1 MB", longAgo, 1_000_000],
      ["10,000 lists in which much has appeared lately stays under 1.2 MB", lately, 1_200_000],
    ] as const) {
      it(`of ${title}`, () => {
        const seen = digests(100);
        const state = new FeedState([], undefined, "", quietBefore);
        for (let index = 0; index < 10_000; index += 1) {
          const progress = { cursor: time, ids: [id(index)], seen, floor: "2026-04-01T00:00:00", version: "abcdefgh" };
          state.advance(id(index), progress);
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
      {},
    ];
    const state = new FeedState();
    for (let index = 0; index < 10_000; index += 1) {
      state.advance(id(index), { ...forms[index % forms.length], ids: [id(index)] });
    }
    const read = again(state);
    for (let index = 0; index < 10_000; index += 1) {
      const { ids, ...rest } = read.progressOf(id(index));
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
      assert.throws(() => FeedState.read(new StateReader(state, "pins")), /pins.*is invalid or of another connector/u);
    });
  }

  it("keeps the IDs of 1,000 boards", () => {
    const boards = Array.from({ length: 1_000 }, (_, index) => [id(index), { cursor, ids: [id(index)] }] as const);
    assert.deepEqual(again(new FeedState(boards)).progressOf(id(7)).ids, [id(7)]);
  });
});
