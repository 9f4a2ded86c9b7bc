import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../src/base/json.ts";
import type { Suspect, Testimony } from "../../../src/sync/books/book.ts";
import { type Partition, singlePartition } from "../../../src/sync/partition.ts";
import { type Sync, type Synced, TableSyncs } from "./table-syncs.ts";

const ids = (count: number, from = 1) => Array.from({ length: count }, (_, index) => String(from + index));
const rows = (...of: readonly (string | JsonObject)[]) => of.map((id) => (typeof id === "string" ? { id } : id));

/** An account in which each list has the given rows; undefined: the list can't be read. */
function lists(parameter: string, of: Readonly<Record<string, readonly JsonObject[] | undefined>>, revision?: string) {
  return {
    partitions: Object.keys(of).map((id): Partition => ({ key: id, parameters: { [parameter]: id }, revision })),
    rowsOf: ({ key }: Partition) => of[key]?.map((row) => ({ ...row, [parameter]: key })),
  };
}
const boards = (of: Parameters<typeof lists>[1], revision?: string) => lists("board_id", of, revision);
const adAccounts = (of: Parameters<typeof lists>[1]) => lists("ad_account_id", of);
const one = (of: readonly JsonObject[] | undefined) => ({ partitions: [singlePartition], rowsOf: () => of });

const always =
  (testimony: Testimony): Sync["testimonyOf"] =>
  () =>
    testimony;
const gone: Testimony = { is: "gone" };
const present = (object: JsonObject): Testimony => ({ is: "present", object });
const unchangedSince = "2026-01-01T00:00:00";

describe("a table without memory", () => {
  it("emits every row in each sync", () => {
    const syncs = new TableSyncs("followers", "none");
    const sync = one([{ username: "ann" }, { username: "bob" }, { username: "cy" }]);
    assert.deepEqual(syncs.run(sync).emitted, ["ann", "bob", "cy"]);
    assert.deepEqual(syncs.state, { table: {} });
    assert.deepEqual(syncs.run(sync).emitted, ["ann", "bob", "cy"]);
  });

  it("continues an unfinished read of its job at the bookmark, without the partitions that are finished", () => {
    const syncs = new TableSyncs("board_sections", "none");
    const sync = boards({ 1: rows("1", "2", "3"), 2: rows("4", "5", "6"), 3: rows("7") });
    syncs.run({ ...sync, killAfter: 3 });
    const { requests, emitted } = syncs.run({ ...sync, isSameJob: true, minutes: 1 });
    assert.deepEqual(requests, ["2 after 5", "3"]);
    assert.deepEqual(emitted, ["6", "7"]);
    assert.deepEqual(syncs.state, { table: {} });
  });

  it("remembers the finished partitions for the next attempt if one failed", () => {
    const syncs = new TableSyncs("board_sections", "none");
    syncs.run(boards({ 1: rows("1"), 2: undefined }));
    assert.deepEqual(syncs.run({ ...boards({ 1: rows("1"), 2: rows("2") }), isSameJob: true }).requests, ["2"]);
  });

  it("has no bookmark of a list whose equal rows are numbered", () => {
    const syncs = new TableSyncs("ads_credit_discounts", "none");
    const sync = adAccounts({ 1: [{ occurrence: "1" }, { occurrence: "2" }, { occurrence: "3" }] });
    syncs.run({ ...sync, killAfter: 1 });
    assert.deepEqual(syncs.run({ ...sync, isSameJob: true }).requests, ["1", "1 after 2"]);
  });
});

describe("a table that knows contents", () => {
  it("emits a row that left the list and returned, and deletes none", () => {
    const syncs = new TableSyncs("ads", "contents");
    const all = adAccounts({ 9: rows("1", "2") });
    syncs.run(all);
    const without = [syncs.run(adAccounts({ 9: rows("1") })), syncs.run(adAccounts({ 9: rows("1") }))];
    assert.deepEqual(
      without.map(({ deleted, emitted }) => [deleted, emitted]),
      [
        [[], []],
        [[], []],
      ],
    );
    assert.deepEqual(syncs.run(all).emitted, ["2"]);
  });

  it("knows the rows of an ad account that was denied meanwhile", () => {
    const syncs = new TableSyncs("ads", "contents");
    syncs.run(adAccounts({ 8: rows("1"), 9: rows("2") }));
    syncs.run(adAccounts({ 8: undefined, 9: rows("2") }));
    assert.deepEqual(syncs.run(adAccounts({ 8: rows("1"), 9: rows("2") })).emitted, []);
  });

  it("continues at a bookmark of any age, and reads finished partitions again in another job", () => {
    const syncs = new TableSyncs("ads", "contents");
    const sync = adAccounts({ 8: rows("1"), 9: rows("2", "3", "4") });
    syncs.run({ ...sync, killAfter: 2 });
    const { requests, emitted } = syncs.run({ ...sync, minutes: 20 * 1440 });
    assert.deepEqual([requests, emitted], [["8", "9 after 3"], ["4"]]);
  });

  it("emits every row beyond its room, with a warning in each sync that has the number of rows", () => {
    const syncs = new TableSyncs("ads", "contents", 10_000);
    const sync = { ...adAccounts({ 9: rows(...ids(2_000, 680_000_000_000)) }), pageSize: 250 };
    for (let day = 0; day < 3; day += 1) {
      const { emitted, logs } = syncs.run(sync);
      assert.equal(emitted.length, 2_000);
      assert.deepEqual(logs, ["WARN the state has no room for 2,000 records, so each sync emits all of them"]);
      assert.ok(JSON.stringify(syncs.state).length < 100);
    }
    assert.equal(syncs.run({ ...adAccounts({ 9: rows("1") }) }).logs.length, 0);
    assert.deepEqual(syncs.run({ ...adAccounts({ 9: rows("1") }) }).emitted, []);
  });
});

describe("a tracked table", () => {
  it("deletes a row that two reads lack, of which the second began an hour after the first ended", () => {
    const syncs = new TableSyncs("following_boards", "tracked");
    syncs.run(one(rows("1", "2")));
    assert.deepEqual(syncs.run(one(rows("1"))).deleted, []);
    assert.deepEqual(syncs.run({ ...one(rows("1")), minutes: 59 }).deleted, []);
    const { deleted, emitted, logs } = syncs.run({ ...one(rows("1")), minutes: 1 });
    assert.deepEqual([deleted, emitted, logs], [["2"], [], ["INFO found 1 deleted record"]]);
    assert.deepEqual([...syncs.table.keys()], ["1"]);
    assert.deepEqual(syncs.run(one(rows("1"))).deleted, []);
  });

  it("emits a row that returns, even if its record is the same", () => {
    const syncs = new TableSyncs("following_boards", "tracked");
    for (const ids of [["1", "2"], ["1"]]) syncs.run(one(rows(...ids)));
    // The record of the deletion arrived, but not the STATE after it.
    assert.deepEqual(syncs.run({ ...one(rows("1")), killAfter: 1, isRestLoaded: true }).deleted, ["2"]);
    assert.deepEqual(syncs.run(one(rows("1", "2"))).emitted, ["2"]);
    assert.deepEqual(syncs.run(one(rows("1", "2"))).emitted, []);
  });

  const shorter = one(rows("1", "2", "3"));
  const incomplete: Readonly<Record<string, (syncs: TableSyncs) => unknown>> = {
    "can't be read": (syncs) => syncs.run(one(undefined)),
    "skips rows": (syncs) => syncs.run({ ...shorter, partial: ["all"] }),
    "restarts from its first page": (syncs) => syncs.run({ ...shorter, restarted: ["all"] }),
    "continues at a bookmark": (syncs) => {
      syncs.run({ ...shorter, killAfter: 1 });
      syncs.run(shorter);
    },
  };
  for (const [title, readOnce] of Object.entries(incomplete)) {
    it(`finds no deletion in a read that ${title}`, () => {
      const syncs = new TableSyncs("following_boards", "tracked");
      syncs.run(one(rows("1", "2", "3", "4")));
      for (let day = 0; day < 5; day += 1) readOnce(syncs);
      assert.ok(syncs.table.has("4"));
      assert.deepEqual([...syncs.run(shorter).deleted, ...syncs.run(shorter).deleted], ["4"]);
    });
  }

  it("finds the deletions of one ad account while another is denied, and keeps the rows of that one", () => {
    const syncs = new TableSyncs("conversion_tags", "tracked");
    syncs.run(adAccounts({ 8: rows("1", "2"), 9: rows("3") }));
    const denied = adAccounts({ 8: rows("1"), 9: undefined });
    assert.deepEqual([...syncs.run(denied).deleted, ...syncs.run(denied).deleted], ["2"]);
    const absent = adAccounts({ 8: rows("1") });
    assert.deepEqual([...syncs.run(absent).deleted, ...syncs.run(absent).deleted], []);
    assert.deepEqual([...syncs.table.keys()], ["1", "3"]);
  });

  it("has no room for rows with long keys either", () => {
    const syncs = new TableSyncs("followers", "tracked", 10_000);
    const followers = ids(400).map((id) => ({ username: `${id} is a follower with a long name` }));
    for (let day = 0; day < 2; day += 1) {
      const { emitted, logs } = syncs.run({ ...one(followers), pageSize: 250 });
      assert.deepEqual([emitted.length, logs.length], [400, 1]);
      assert.ok(JSON.stringify(syncs.state).length < 10_000);
    }
  });

  it("forgets rows that a read lacks after the token's scopes changed, also in parts that are read later", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const testimonyOf = always(gone);
    syncs.run(boards({ 1: rows("1", "2"), 2: rows("3", "4") }, unchangedSince));
    const fewer = boards({ 1: rows("1"), 2: rows("3") }, unchangedSince);
    const first = syncs.run({
      ...fewer,
      rowsOf: ({ key }) => (key === "1" ? fewer.rowsOf({ key, parameters: {} }) : undefined),
      areRowsForgotten: true,
      testimonyOf,
    });
    const others = [1, 2, 3].flatMap(() => syncs.run({ ...fewer, testimonyOf }).deleted);
    assert.deepEqual([...first.deleted, ...others], []);
    assert.deepEqual([...syncs.table.keys()], ["1", "2", "3", "4"]);
    const last = boards({ 1: [], 2: rows("3") });
    assert.deepEqual(
      [...syncs.run({ ...last, testimonyOf }).deleted, ...syncs.run({ ...last, testimonyOf }).deleted],
      ["1"],
    );
  });

  it("finds no deletions of what a lost role hides", () => {
    const syncs = new TableSyncs("ad_accounts", "tracked");
    syncs.run(one(rows("1", "2")));
    assert.deepEqual(
      [1, 2, 3].flatMap(() => syncs.run(one(rows("1"))).deleted),
      [],
    );
  });

  it("deletes rows below an absent parent, and not below an absent ad account or likes board", () => {
    const member = (business: string, id: string): Partition => ({
      key: `${business}/${id}/AD_ACCOUNT`,
      parameters: { business_id: business, member_id: id, asset_type: "AD_ACCOUNT" },
    });
    const rowsOf = ({ parameters }: Partition) => [
      {
        ...parameters,
        business_id: String(parameters.business_id),
        member_id: String(parameters.member_id),
        asset_type: "AD_ACCOUNT",
        asset_id: `a${String(parameters.member_id)}`,
      },
    ];
    const assets = new TableSyncs("business_member_assets", "tracked");
    assets.run({ partitions: [member("1", "10"), member("1", "11"), member("2", "20")], rowsOf });
    const left = { partitions: [member("1", "10")], rowsOf };
    assert.deepEqual([...assets.run(left).deleted, ...assets.run(left).deleted], ["a11"]);

    const likes = new TableSyncs("likes", "tracked");
    likes.run(boards({ 7: rows("1") }));
    const other = boards({ 8: rows("2") });
    assert.deepEqual([...likes.run(other).deleted, ...likes.run(other).deleted], []);
  });

  it("forgets the rows of search queries that the user removed", () => {
    const syncs = new TableSyncs("search_pins", "tracked");
    const queries = (...of: readonly string[]) =>
      lists("query", Object.fromEntries(of.map((query) => [query, rows(`pin of ${query}`)])));
    syncs.run(queries("cats; dogs, 50%", "a/b"));
    assert.deepEqual(syncs.run(queries("cats; dogs, 50%", "a/b")).emitted, []);
    assert.deepEqual(
      [1, 2, 3].flatMap(() => syncs.run(queries("a/b")).deleted),
      [],
    );
    const none = lists("query", { "a/b": [] });
    assert.deepEqual([...syncs.run(none).deleted, ...syncs.run(none).deleted], ["pin of a/b"]);
  });
});

describe("the shortcuts of a tracked table", () => {
  const pins = boards({ 1: rows("10"), 2: rows("20") }, unchangedSince);

  it("skip unchanged boards, and read each within four to seven days", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const days = Array.from({ length: 30 }, () => syncs.run(pins).requests);
    for (const board of ["1", "2"]) {
      const read = days.flatMap((requests, day) => (requests.includes(board) ? [day] : []));
      const ages = new Set(read.slice(1).map((day, index) => day - (read[index] ?? 0)));
      assert.equal(ages.size, 1);
      for (const age of ages) assert.ok(age >= 4 && age <= 7, `${age} days`);
    }
  });

  it("read a board whose time of change or number of Pins changed, and one that had changed within two hours", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const at = (revision: string) => syncs.run(boards({ 1: rows("10") }, revision)).requests;
    assert.deepEqual(at("2026-05-01T00:00:00 1"), ["1"]);
    assert.deepEqual(at("2026-05-01T00:00:00 1"), []);
    assert.deepEqual(at("2026-05-01T00:00:00 2"), ["1"]);
    assert.deepEqual(at("2026-06-05T11:00:00 2"), ["1"]);
    assert.deepEqual(at("2026-06-05T11:00:00 2"), ["1"]);
    assert.deepEqual(at("2026-06-05T11:00:00 2"), []);
  });

  it("don't apply to a board that lacks a row, or that wasn't read from its first page on", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    syncs.run(pins);
    const without = boards({ 1: [], 2: rows("20") }, "2026-05-01T00:00:00");
    const synced = [1, 2, 3].map(() => syncs.run({ ...without, testimonyOf: always(gone) }));
    assert.deepEqual(
      synced.map(({ requests, deleted }) => [requests, deleted]),
      [
        [["1", "2"], []],
        [["1"], ["10"]],
        [["1"], []],
      ],
    );
    assert.deepEqual(syncs.run(without).requests, []);
    const longer = boards({ 1: rows("11", "12", "13"), 2: rows("20") }, "2026-05-02T00:00:00");
    syncs.run({ ...longer, killAfter: 1 });
    assert.deepEqual(syncs.run(longer).requests, ["1 after 12", "2"]);
    assert.deepEqual(syncs.run(longer).requests, ["1", "1 after 12"]);
    assert.deepEqual(syncs.run(longer).requests, []);
  });
});

describe("Pins and boards that a tracked table lacks", () => {
  /** Syncs until the rows that the lists lack are asked for. */
  const lack = (syncs: TableSyncs, before: Sync, after: Sync) => {
    syncs.run(before);
    syncs.run(after);
    return syncs.run(after);
  };

  it("are asked for, at most 100 per sync, those absent longest first", () => {
    const syncs = new TableSyncs("pins", "tracked");
    const all = ids(150, 1_000);
    syncs.run(one(rows(...all)));
    syncs.run(one(rows(...all.slice(0, 100))));
    syncs.run({ ...one([]), testimonyOf: always({ is: "failed" }) });
    const { asked } = syncs.run({ ...one([]), testimonyOf: always({ is: "failed" }) });
    assert.deepEqual(
      asked.map(({ object, id }) => `${object} ${id}`),
      [...all.slice(100), ...all.slice(0, 50)].map((id) => `pin ${id}`),
    );
    const deleted = [1, 2, 3].map(() => syncs.run({ ...one([]), testimonyOf: always(gone) }).deleted.length);
    assert.deepEqual(deleted, [100, 50, 0]);
  });

  it("stay while requests for them fail, and are asked for again after seven days if they exist or are denied", () => {
    for (const testimony of [present({ id: "1" }), { is: "denied" } as const]) {
      const syncs = new TableSyncs("pins", "tracked");
      const without = one(rows("2"));
      lack(syncs, one(rows("1", "2")), without);
      const run = (is: Testimony): Synced => syncs.run({ ...without, testimonyOf: always(is) });
      assert.deepEqual([run({ is: "failed" }).asked.length, run({ is: "failed" }).asked.length], [1, 1]);
      assert.equal(run(testimony).asked.length, 1);
      assert.deepEqual(
        Array.from({ length: 7 }, (): number => run(gone).asked.length),
        [0, 0, 0, 0, 0, 0, 0],
      );
      assert.ok(syncs.table.has("1"));
      assert.deepEqual(run(gone).deleted, ["1"]);
    }
  });

  it("are asked for again after seven days also on a board that is unchanged", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    syncs.run(boards({ 1: rows("1") }, unchangedSince));
    const archived = {
      ...boards({ 1: [] }, "2026-05-02T00:00:00"),
      testimonyOf: always(present({ id: "1", board_id: "1" })),
    };
    const days = Array.from({ length: 18 }, () => syncs.run(archived).asked.length);
    assert.deepEqual(days, [0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
  });

  it("are changes if they moved between boards, also if the second board fails on the same days", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    syncs.run(boards({ 1: rows("1"), 2: [] }, unchangedSince));
    const moved = {
      ...boards({ 1: [], 2: rows("1") }, "2026-05-02T00:00:00"),
      testimonyOf: always(present({ id: "1", board_id: "2" })),
    };
    const failed = {
      ...moved,
      rowsOf: (partition: Partition) => (partition.key === "2" ? undefined : moved.rowsOf(partition)),
    };
    const days = [1, 2, 3, 4].map(() => syncs.run(failed));
    assert.deepEqual(
      days.map(({ asked }) => asked.length),
      [0, 1, 0, 0],
    );
    const { emitted, deleted } = syncs.run(moved);
    assert.deepEqual([days.flatMap((day) => day.deleted), emitted, deleted], [[], ["1"], []]);
    assert.equal(syncs.table.get("1")?.board_id, "2");
    assert.deepEqual(syncs.run(moved).requests, []);
  });

  it("make the board due that they name, although its revision is the same", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    syncs.run(boards({ 1: rows("1"), 2: [] }, unchangedSince));
    const moved = boards({ 1: [], 2: rows("1") });
    const silent = {
      partitions: moved.partitions.map((each) => (each.key === "2" ? { ...each, revision: unchangedSince } : each)),
      rowsOf: moved.rowsOf,
    };
    const testimonyOf = always(present({ id: "1", board_id: "2" }));
    const days = [1, 2, 3].map(() => syncs.run({ ...silent, testimonyOf }));
    assert.deepEqual(
      days.map(({ requests }) => requests.join()),
      ["1", "1", "1,2"],
    );
    assert.deepEqual(
      days.map(({ emitted, deleted }) => [...emitted, ...deleted].join()),
      ["", "", "1"],
    );
  });

  it("are deleted from a stream of whose boards they name none, and stay on the board that hides them", () => {
    for (const [board, expected] of [
      ["77", ["1"]],
      [null, ["1"]],
      ["1", []],
    ] as const) {
      const syncs = new TableSyncs("board_pins", "tracked");
      const after = { ...boards({ 1: [], 2: [] }), testimonyOf: always(present({ id: "1", board_id: board })) };
      assert.deepEqual(lack(syncs, boards({ 1: rows("1"), 2: [] }), after).deleted, expected);
    }
  });

  it("are deleted with their board, which is asked for itself, and stay if it exists", () => {
    for (const [testimony, expected] of [
      [gone, ["1", "2"]],
      [present({ id: "8" }), []],
      [{ is: "denied" }, []],
      [{ is: "failed" }, []],
    ] as const) {
      const syncs = new TableSyncs("board_pins", "tracked");
      const { asked, deleted } = lack(syncs, boards({ 8: rows("1", "2"), 9: rows("3") }), {
        ...boards({ 9: rows("3") }),
        testimonyOf: always(testimony),
      });
      assert.deepEqual(asked, [{ object: "board", id: "8" }]);
      assert.deepEqual(deleted, expected);
    }
  });

  it("are asked for themselves if their board is absent and another wasn't read", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const after = { ...boards({ 9: undefined }), testimonyOf: always(present({ id: "1", board_id: "9" })) };
    const { asked, deleted } = lack(syncs, boards({ 8: rows("1"), 9: [] }), after);
    assert.deepEqual([asked, deleted], [[{ object: "pin", id: "1" }], []]);
    assert.deepEqual(syncs.run(boards({ 9: rows("1") })).emitted, ["1"]);
  });

  it("stay while the list of boards is incomplete", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    const after = { ...boards({ 9: [] }), end: { isEverythingFound: false }, testimonyOf: always(gone) };
    assert.deepEqual([...lack(syncs, boards({ 8: rows("1"), 9: [] }), after).deleted, ...syncs.run(after).deleted], []);
  });

  it("have a board as row, too", () => {
    const syncs = new TableSyncs("boards", "tracked");
    const { asked, deleted } = lack(syncs, one(rows("1", "2")), {
      ...one(rows("1")),
      testimonyOf: always(present({ id: "2" })),
    });
    assert.deepEqual([asked, deleted], [[{ object: "board", id: "2" }], []]);
  });

  it("stay in a section of an archived board, and are deleted if they left the section", () => {
    const section = (board: string, id: string): Partition => ({
      key: `${board}/${id}`,
      parent: board,
      parameters: { board_id: board, section_id: id },
    });
    const rowsOf = ({ parameters }: Partition) => [
      {
        id: `10${String(parameters.section_id)}`,
        board_id: String(parameters.board_id),
        board_section_id: String(parameters.section_id),
      },
    ];
    const before = { partitions: [section("1", "1"), section("2", "2"), section("3", "3")], rowsOf };
    const after = { partitions: [section("3", "3")], rowsOf };
    const syncs = new TableSyncs("board_section_pins", "tracked");
    const testimonyOf = ({ id }: Suspect): Testimony =>
      present({ id, board_id: id.slice(2), board_section_id: id === "101" ? "1" : null });
    assert.deepEqual(lack(syncs, before, { ...after, testimonyOf }).deleted, ["102"]);
  });
});

describe("a tracked table read by parent", () => {
  const board = (key: string): Partition => ({ key, parameters: { board_id: key } });
  const section = (parent: string, id: string): Partition => ({
    key: `${parent}/${id}`,
    parent,
    parameters: { board_id: parent, section_id: id },
  });

  it("doesn't read finished sections and boards again in the same job, and does in the next one", () => {
    const syncs = new TableSyncs("board_section_pins", "tracked");
    const parents = [board("1"), board("2")];
    const partitions = [section("1", "1"), section("2", "2"), section("2", "3")];
    const sync = { parents, partitions, rowsOf: ({ key }: Partition) => rows(`${key.length}${key.slice(2)}`) };
    syncs.run({ ...sync, killAfter: 2 });
    assert.deepEqual(syncs.run({ ...sync, isSameJob: true }).requests, ["2/3"]);
    const { requests, emitted } = syncs.run(sync);
    assert.deepEqual([requests, emitted], [["1/1", "2/2", "2/3"], []]);
    assert.equal(syncs.table.size, 3);
  });
});

describe("a tracked table whose partitions share requests", () => {
  const group = (adAccount: string, id: string): Partition => ({
    key: `2/${adAccount}/${id}`,
    parameters: { ad_account_id: adAccount, ad_group_ids: id },
  });
  const rowsOf = ({ key }: Partition) => (key === "2/8/1" ? rows("81") : key === "2/9/2" ? rows("91") : rows("92"));
  const all = [group("8", "1"), group("9", "2"), group("9", "3")];

  it("finds deletions in an ad account that was read completely, while the parents of another are denied", () => {
    const unlisted = [{ key: "8", parameters: { ad_account_id: "8" } }];
    const syncs = new TableSyncs("keywords", "tracked");
    syncs.run({ partitions: all, rowsOf });
    const after = { partitions: all.slice(1), rowsOf: ({ key }: Partition) => (key === "2/9/2" ? [] : rows("92")) };
    const run = (end: Sync["end"]) => syncs.run({ ...after, ...(end === undefined ? {} : { end }) }).deleted;
    assert.deepEqual([...run({ isEverythingFound: false }), ...run({ isEverythingFound: false })], []);
    assert.deepEqual(
      [...run({ isEverythingFound: false, unlisted }), ...run({ isEverythingFound: false, unlisted })],
      ["91"],
    );
  });
});

describe("the state of a table", () => {
  it("has room for 40,000 Pins on 10,000 boards", () => {
    const syncs = new TableSyncs("board_pins", "tracked");
    // The upper 26 bits of an ID, its shard and type, are those of its account.
    const id = (type: bigint, index: number) =>
      String((((15_761n << 10n) | type) << 36n) | BigInt(Math.imul(index, 2_654_435_761) >>> 0));
    const sync = {
      ...boards(
        Object.fromEntries(
          ids(10_000).map((_, index) => [id(2n, index), rows(...ids(4).map((__, pin) => id(1n, 4 * index + pin)))]),
        ),
        unchangedSince,
      ),
      pageSize: 250,
    };
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
        const partition = { key: `1/7/${keys[0]}`, parameters: { business_id: "7", partner_type: keys[0] ?? "" } };
        const sync = (of: readonly JsonObject[]) => ({ partitions: [partition], rowsOf: () => of, pageSize: 99 });
        const all = keys.map((id) => ({ business_id: "7", partner_type: flag, id }));
        syncs.run(sync(all));
        assert.deepEqual(syncs.run(sync(all)).emitted, []);
        syncs.run(sync([]));
        const { records } = syncs.run(sync([]));
        assert.deepEqual(
          records,
          all.map((row) => ({ ...row, _ab_cdc_deleted_at: true })),
        );
      }),
      { numRuns: 200 },
    );
  });

  it("names the member that is invalid", () => {
    for (const [member, value] of [
      ["rows", "no state"],
      ["rows", 1],
      ["open", []],
    ] as const) {
      const syncs = new TableSyncs("pins", "tracked");
      syncs.state = { table: { [member]: value } };
      assert.throws(() => syncs.run(one([])), new RegExp(`The state of the stream.*is invalid .*"${member}`, "u"));
    }
  });
});
