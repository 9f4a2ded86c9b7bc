import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../src/base/json.ts";
import type { Testimony } from "../../../src/sync/books/book.ts";
import { type Partition, singlePartition } from "../../../src/sync/partition.ts";
import { idsOf } from "../api.ts";
import { partitionWith } from "./partition-with.ts";
import { type Memory, type Sync, type Synced, TableSyncs } from "./table-syncs.ts";

/** A sync, and what it does. Without deletions given, it deletes nothing; the rest is compared if it is given. */
type Day = Sync & { readonly [Result in keyof Synced]?: Synced[Result] };

/** Returns what defines a test of syncs of a stream, by default of one a day. */
const itSyncs =
  (memory: Memory, stream: string) =>
  (title: string, ...days: readonly Day[]) =>
    it(title, () => {
      const syncs = new TableSyncs(stream, memory);
      for (const [index, { deleted = [], emitted, requests, asked, logs, ...sync }] of days.entries()) {
        const did = syncs.run(sync);
        const expected = { deleted, emitted, requests, asked, logs };
        const given = Object.entries(expected).filter(([, value]) => value !== undefined);
        const actual = Object.entries(did).filter(([name]) => given.some(([each]) => each === name));
        assert.deepEqual(Object.fromEntries(actual), Object.fromEntries(given), `sync ${index + 1}`);
      }
    });
const itComparesAds = itSyncs("contents", "ads");
const itReadsBoardSections = itSyncs("none", "board_sections");
const itTracksBoardPins = itSyncs("tracked", "board_pins");
const itTracksBoardSectionPins = itSyncs("tracked", "board_section_pins");
const itTracksFollowingBoards = itSyncs("tracked", "following_boards");

const repeated = (count: number, day: Day) => Array.from({ length: count }, () => day);

const rows = (...of: readonly (string | JsonObject)[]) => of.map((id) => (typeof id === "string" ? { id } : id));

/** An account in which each list has the given rows; undefined: the list can't be read. */
function lists(parameter: string, of: Readonly<Record<string, readonly string[] | undefined>>, revision?: string) {
  return {
    partitions: Object.keys(of).map((id) => partitionWith({ key: id, parameters: { [parameter]: id }, revision })),
    rowsOf: ({ key }: Partition) => of[key]?.map((id) => ({ id, [parameter]: key })),
  };
}
const boards = (of: Parameters<typeof lists>[1], revision?: string) => lists("board_id", of, revision);
const adAccounts = (of: Parameters<typeof lists>[1]) => lists("ad_account_id", of);
const one = (...of: readonly (string | JsonObject)[]) => ({ partitions: [singlePartition], rowsOf: () => rows(...of) });

const saying =
  (testimony: Testimony): Sync["testimonyOf"] =>
  () =>
    testimony;
const gone = saying({ is: "gone" });
const failed = saying({ is: "failed" });
const present = (object: JsonObject) => saying({ is: "present", object });
const pin = (id: string) => [{ object: "pin", id }] as const;
const board = (id: string) => [{ object: "board", id }] as const;
const unchangedSince = "2026-01-01T00:00:00";

describe("a table without memory", () => {
  const sections = boards({ 1: idsOf(3), 2: idsOf(3, 4), 3: ["7"] });
  itReadsBoardSections(
    "continues an unfinished read of its job at the bookmark, without the partitions that are finished",
    { ...sections, killAfter: 3 },
    { ...sections, isSameJob: true, minutes: 1, requests: ["2 after 5", "3"], emitted: ["6", "7"] },
    { ...sections, isSameJob: true, requests: ["1", "1 after 2", "2", "2 after 5", "3"] },
  );
  itReadsBoardSections(
    "remembers the finished partitions for the next attempt if one failed",
    boards({ 1: ["1"], 2: undefined }),
    { ...boards({ 1: ["1"], 2: ["2"] }), isSameJob: true, requests: ["2"] },
  );
  const numbered = { ...adAccounts({ 1: [] }), rowsOf: () => idsOf(3).map((occurrence) => ({ occurrence })) };
  itSyncs("none", "ads_credit_discounts")(
    "has no bookmark of a list whose equal rows are numbered",
    { ...numbered, killAfter: 1 },
    { ...numbered, isSameJob: true, requests: ["1", "1 after 2"] },
  );
});

describe("a table that knows contents", () => {
  itComparesAds(
    "knows the rows of an ad account that was denied meanwhile",
    adAccounts({ 8: ["1"], 9: ["2"] }),
    adAccounts({ 8: undefined, 9: ["2"] }),
    { ...adAccounts({ 8: ["1"], 9: ["2"] }), emitted: [] },
  );
  const ads = adAccounts({ 8: ["1"], 9: idsOf(3, 2) });
  itComparesAds(
    "begins at the first page, where new rows are, after an interruption, and not again in the same job",
    { ...ads, killAfter: 2 },
    { ...ads, isSameJob: true, requests: ["9", "9 after 3"], emitted: ["4"] },
    { ...ads, requests: ["8", "9", "9 after 3"], emitted: [] },
  );
  itSyncs("none", "ads")(
    "continue at a bookmark in the same job only",
    { ...ads, killAfter: 2 },
    { ...ads, isSameJob: true, killAfter: 0, requests: ["9 after 3"] },
    { ...ads, requests: ["8", "9", "9 after 3"], emitted: ["1", "2", "3", "4"] },
  );
});

describe("the room of a table", () => {
  for (const [memory, stream, text, column] of [
    ["contents", "ads", "the state has no room for 2,000 records, so each sync emits all of them", "id"],
    [
      "tracked",
      "followers",
      "the state has no room for 2,000 records, so each sync emits all of them and finds no deletions",
      "username",
    ],
  ] as const)
    it(`is exceeded by ${memory} ${stream}: each sync emits every row, with a warning that has their number`, () => {
      const syncs = new TableSyncs(stream, memory, 10_000);
      const long = idsOf(2_000, 680_000_000_000).map((id) => ({ [column]: `${id} has a long name` }));
      for (let day = 0; day < 3; day += 1) {
        const { emitted, logs } = syncs.run({ ...one(...long), pageSize: 250 });
        assert.deepEqual([emitted.length, logs.length], [2_000, 1]);
        assert.ok(logs[0]?.startsWith(`WARN ${text}`), logs[0]);
        assert.ok(JSON.stringify(syncs.state).length < 100);
      }
      const few = one({ [column]: "1" });
      assert.deepEqual([syncs.run(few).logs.length, syncs.run(few).emitted], [0, []]);
    });

  it("is enough for 40,000 Pins of an account on 10,000 boards", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    // The upper 26 bits of an ID, its shard and type, are those of its account.
    const id = (type: bigint, index: number) =>
      String((((15_761n << 10n) | type) << 36n) | BigInt(Math.imul(index, 2_654_435_761) >>> 0));
    const pinsOf = (index: number) => [0, 1, 2, 3].map((each) => id(1n, 4 * index + each));
    const all = Object.fromEntries(idsOf(10_000).map((_, index) => [id(2n, index), pinsOf(index)]));
    const sync = { ...boards(all, unchangedSince), pageSize: 250 };
    assert.equal(syncs.run({ ...sync, killAfter: 9_999 }).emitted.length, 39_996);
    const unfinished = JSON.stringify(syncs.state).length;
    const { emitted, logs } = syncs.run(sync);
    assert.deepEqual([emitted.length, logs], [4, []]);
    const { length } = JSON.stringify(syncs.state);
    assert.ok(Math.max(unfinished, length) < 900_000, `${unfinished} and ${length} characters`);
    assert.deepEqual(syncs.run(sync).emitted, []);
  });

  it("has the keys of all rows, so that a record of a deletion has them", () => {
    const text = fc.oneof(
      fc.string(),
      fc.bigInt({ min: 0n, max: 10n ** 25n }).map(String),
      fc.constantFrom("", "007", "0", "~", "#1", " ,%2c;!/", "-", "\u2028", "\ud83d"),
    );
    fc.assert(
      fc.property(fc.uniqueArray(text, { minLength: 1, maxLength: 8 }), fc.boolean(), (keys, flag) => {
        const syncs = new TableSyncs("business_partners", "tracked");
        const parameters = { business_id: "7", partner_type: keys[0] ?? "" };
        const partition = partitionWith({ key: `1/7/${keys[0]}`, parameters });
        const sync = (of: readonly JsonObject[]) => ({ partitions: [partition], rowsOf: () => of, pageSize: 99 });
        const all = keys.map((id) => ({ business_id: "7", partner_type: flag, id }));
        syncs.run(sync(all));
        assert.deepEqual(syncs.run(sync(all)).emitted, []);
        syncs.run(sync([]));
        const { records } = syncs.run(sync([]));
        const tombstones = all.map((row) => ({ ...row, _ab_cdc_deleted_at: true }));
        assert.deepEqual(records, tombstones);
      }),
      { numRuns: 200 },
    );
  });
});

describe("a tracked table", () => {
  itTracksFollowingBoards(
    "deletes a row that two reads lack, of which the second began an hour after the first ended",
    one("1", "2"),
    one("1"),
    { ...one("1"), minutes: 59 },
    { ...one("1"), minutes: 1, emitted: [], deleted: ["2"], logs: ["INFO found 1 deleted record"] },
    one("1"),
  );
  itTracksFollowingBoards(
    "deletes all rows of a part only if a read lacks them that began twelve hours after the first ended",
    one("1", "2"),
    one(),
    { ...one(), minutes: 60 },
    { ...one(), minutes: 659, logs: [] },
    { ...one(), minutes: 1, emitted: [], deleted: ["1", "2"] },
    one(),
  );
  itTracksFollowingBoards(
    "deletes no row of a list that is empty for some hours",
    one("1", "2"),
    ...repeated(8, { ...one(), minutes: 60 }),
    { ...one("1", "2"), minutes: 60, emitted: ["1", "2"], deleted: [] },
  );
  const lastPin = { ...boards({ 1: [] }), testimonyOf: gone };
  itTracksBoardPins(
    "deletes the last row of a part after an hour if it is requested by its ID",
    boards({ 1: ["1"] }),
    lastPin,
    { ...lastPin, minutes: 61, deleted: ["1"] },
  );
  itTracksFollowingBoards(
    "emits a row that returns, even if its record is the same",
    one("1", "2"),
    one("1"),
    // The record of the deletion arrived, but not the STATE after it.
    { ...one("1"), killAfter: 1, isRestLoaded: true, deleted: ["2"] },
    { ...one("1", "2"), emitted: ["2"] },
    { ...one("1", "2"), emitted: [] },
  );

  const shorter = one("1", "2", "3");
  for (const [title, day] of [
    ["skips rows", { ...shorter, partial: ["all"] }],
    ["restarts from its first page", { ...shorter, restarted: ["all"] }],
  ] as const)
    itTracksFollowingBoards(
      `finds no deletion in a read that ${title}`,
      one("1", "2", "3", "4"),
      ...repeated(3, day),
      shorter,
      { ...shorter, deleted: ["4"] },
    );

  const fewer = { ...boards({ 1: ["1"], 2: ["3"] }, unchangedSince), testimonyOf: gone };
  const changed = { ...boards({ 1: [], 2: ["3"] }), testimonyOf: gone };
  itTracksBoardPins(
    "forgets rows that a read lacks after the token's scopes changed, also in parts that are read later",
    boards({ 1: ["1", "2"], 2: ["3", "4"] }, unchangedSince),
    { ...fewer, rowsOf: (of) => (of.key === "1" ? fewer.rowsOf(of) : undefined), areRowsForgotten: true },
    ...repeated(3, fewer),
    changed,
    { ...changed, deleted: ["1"] },
  );
  itSyncs("tracked", "ad_accounts")(
    "finds no deletions of what a lost role hides",
    one("1", "2"),
    ...repeated(3, one("1")),
  );

  const member = (business: string, id: string) =>
    partitionWith({
      key: `${business}/${id}/AD_ACCOUNT`,
      parameters: { business_id: business, member_id: id, asset_type: "AD_ACCOUNT" },
    });
  const assetsOf = (...partitions: readonly Partition[]): Day => ({
    partitions,
    rowsOf: ({ parameters }) => [
      {
        business_id: String(parameters.business_id),
        member_id: String(parameters.member_id),
        asset_type: "AD_ACCOUNT",
        asset_id: `a${String(parameters.member_id)}`,
      },
    ],
  });
  itSyncs("tracked", "business_member_assets")(
    "deletes rows below an absent parent, and not below an absent container",
    assetsOf(member("1", "10"), member("1", "11"), member("2", "20")),
    assetsOf(member("1", "10")),
    { ...assetsOf(member("1", "10")), deleted: ["a11"] },
  );
  itSyncs("tracked", "likes")(
    "deletes no like below an absent board of likes",
    boards({ 7: ["1"] }),
    ...repeated(2, boards({ 8: ["2"] })),
  );
  const queries = (of: Parameters<typeof lists>[1]) => lists("query", of);
  itSyncs("tracked", "search_pins")(
    "forgets the rows of search queries that the user removed",
    queries({ "cats; dogs, 50%": ["1"], "a/b": ["2"] }),
    { ...queries({ "cats; dogs, 50%": ["1"], "a/b": ["2"] }), emitted: [] },
    ...repeated(2, queries({ "a/b": ["2"] })),
    queries({ "a/b": [] }),
    { ...queries({ "a/b": [] }), deleted: ["2"] },
  );

  const parents = ["1", "2"].map((key) => partitionWith({ key, parameters: { board_id: key } }));
  const section = (parent: string, id: string) =>
    partitionWith({ key: `${parent}/${id}`, parent, parameters: { board_id: parent, section_id: id } });
  const ofSections: Day = {
    parents,
    partitions: [section("1", "1"), section("2", "2"), section("2", "3")],
    rowsOf: ({ key }) => rows(`${key.length}${key.slice(2)}`),
  };
  itTracksBoardSectionPins(
    "doesn't read finished sections and boards again in the same job, and does in the next one",
    { ...ofSections, killAfter: 2 },
    { ...ofSections, isSameJob: true, requests: ["2/3"] },
    { ...ofSections, requests: ["1/1", "2/2", "2/3"], emitted: [] },
  );

  const group = (adAccount: string, id: string) =>
    partitionWith({
      key: `2/${adAccount}/${id}`,
      part: `2/${adAccount}`,
      parameters: { ad_account_id: adAccount, ad_group_ids: id },
    });
  const keywords = (found: readonly string[]): Day => ({
    partitions: [group("9", "2"), group("9", "3")],
    rowsOf: ({ key }) => (key === "2/9/2" ? rows(...found) : rows("92")),
  });
  const unlisted = [partitionWith({ key: "8", parameters: { ad_account_id: "8" } })];
  itSyncs("tracked", "keywords")(
    "finds deletions in an ad account of batches that was read completely, while the parents of another are denied",
    keywords(["91"]),
    ...repeated(2, { ...keywords([]), end: { isEverythingFound: false } }),
    { ...keywords([]), end: { isEverythingFound: false, unlisted } },
    { ...keywords([]), end: { isEverythingFound: false, unlisted }, deleted: ["91"] },
  );
});

describe("the shortcuts of a tracked table", () => {
  it("skip unchanged boards, and read each within four to seven days", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const sync = boards({ 1: ["10"], 2: ["20"] }, unchangedSince);
    const days = Array.from({ length: 30 }, () => syncs.run(sync).requests);
    for (const key of ["1", "2"]) {
      const read = days.flatMap((requests, day) => (requests.includes(key) ? [day] : []));
      const ages = new Set(read.slice(1).map((day, index) => day - (read[index] ?? 0)));
      assert.equal(ages.size, 1);
      for (const age of ages) assert.ok(age >= 4 && age <= 7, `${age} days`);
    }
  });

  const at = (revision: string, ...requests: readonly string[]): Day => ({
    ...boards({ 1: ["10"] }, revision),
    requests,
  });
  itTracksBoardPins(
    "don't apply to a board whose time of change or number of Pins changed, or that had changed within two hours",
    at("2026-05-01T00:00:00 1", "1"),
    at("2026-05-01T00:00:00 1"),
    at("2026-05-01T00:00:00 2", "1"),
    at("2026-06-05T11:00:00 2", "1"),
    at("2026-06-05T11:00:00 2", "1"),
    at("2026-06-05T11:00:00 2"),
  );

  const without = { ...boards({ 1: [], 2: ["20"] }, "2026-05-01T00:00:00"), testimonyOf: gone };
  itTracksBoardPins(
    "don't apply to a board that lacks a row",
    boards({ 1: ["10"], 2: ["20"] }, unchangedSince),
    { ...without, requests: ["1", "2"] },
    { ...without, requests: ["1"], deleted: ["10"] },
    { ...without, requests: ["1"] },
    { ...without, requests: [] },
  );
});

describe("Pins and boards that a tracked table lacks", () => {
  it("are asked for, those absent longest first", () => {
    const syncs = new TableSyncs("pins", "tracked");
    const all = idsOf(150, 1_000);
    for (const [ids, testimonyOf] of [[all], [all.slice(0, 100)], [[], failed]] as const)
      syncs.run({ ...one(...ids), testimonyOf });
    const { asked } = syncs.run({ ...one(), testimonyOf: failed });
    assert.deepEqual(asked, [...all.slice(100), ...all.slice(0, 100)].flatMap(pin));
    assert.equal(syncs.run({ ...one(), testimonyOf: gone }).deleted.length, 150);
  });

  for (const [what, testimonyOf] of Object.entries({
    exist: present({ id: "1" }),
    "are denied": saying({ is: "denied" }),
  }))
    itSyncs("tracked", "pins")(
      `stay while requests for them fail, and are asked for again after seven days if they ${what}`,
      one("1", "2"),
      { ...one("2"), asked: [] },
      ...repeated(2, { ...one("2"), testimonyOf: failed, asked: pin("1") }),
      { ...one("2"), testimonyOf, asked: pin("1") },
      ...repeated(7, { ...one("2"), testimonyOf: gone, asked: [] }),
      { ...one("2"), testimonyOf: gone, asked: pin("1"), deleted: ["1"] },
    );

  const moved = {
    ...boards({ 1: [], 2: ["1"] }, "2026-05-02T00:00:00"),
    testimonyOf: present({ id: "1", board_id: "2" }),
  };
  const silent = {
    ...moved,
    partitions: moved.partitions.map((each) => ({ ...each, revision: each.key === "2" ? unchangedSince : undefined })),
  };
  itTracksBoardPins(
    "make the board due that they name, although its revision is the same",
    boards({ 1: ["1"], 2: [] }, unchangedSince),
    ...repeated(2, { ...silent, requests: ["1"] }),
    { ...silent, requests: ["1", "2"], emitted: ["1"] },
  );

  for (const [what, named, deleted] of [
    ["are deleted from a stream of whose boards they name another", "77", ["1"]],
    ["are deleted from a stream of whose boards they name none", null, ["1"]],
    ["stay on the board that hides them", "1", []],
  ] as const) {
    const hidden = { ...boards({ 1: [], 2: [] }), testimonyOf: present({ id: "1", board_id: named }) };
    itTracksBoardPins(what, boards({ 1: ["1"], 2: [] }), hidden, { ...hidden, deleted });
  }

  for (const [what, testimonyOf, deleted] of [
    ["are deleted with their board, which is asked for itself", gone, ["1", "2"]],
    ["stay if their board exists", present({ id: "8" }), []],
    ["stay if their board is denied", saying({ is: "denied" }), []],
    ["stay if the request for their board fails", failed, []],
  ] as const) {
    const absent = { ...boards({ 9: ["3"] }), testimonyOf };
    const last = { ...absent, asked: board("8"), deleted };
    itTracksBoardPins(what, boards({ 8: ["1", "2"], 9: ["3"] }), absent, last);
  }

  const unfound = { ...boards({ 9: [] }), end: { isEverythingFound: false }, testimonyOf: gone };
  itTracksBoardPins(
    "stay while the list of boards is incomplete",
    boards({ 8: ["1"], 9: [] }),
    ...repeated(3, unfound),
  );
  const withoutBoard = { ...one("1"), testimonyOf: present({ id: "2" }) };
  itSyncs("tracked", "boards")("have a board as row, too", one("1", "2"), withoutBoard, {
    ...withoutBoard,
    asked: board("2"),
  });

  const pinsIn = (...partitions: readonly Partition[]): Day => ({
    partitions,
    rowsOf: ({ parameters: { board_id, section_id } }) => [
      { id: `10${String(section_id)}`, board_id: String(board_id), board_section_id: String(section_id) },
    ],
    testimonyOf: ({ id }) => ({
      is: "present",
      object: { id, board_id: id.slice(2), board_section_id: id === "101" ? "1" : null },
    }),
  });
  itTracksBoardSectionPins(
    "stay in a section of an archived board, and are deleted if they left the section",
    pinsIn(section("1"), section("2"), section("3")),
    pinsIn(section("3")),
    { ...pinsIn(section("3")), deleted: ["102"] },
  );

  function section(id: string): Partition {
    return partitionWith({ key: `${id}/${id}`, parent: id, parameters: { board_id: id, section_id: id } });
  }
});
