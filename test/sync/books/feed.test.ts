import assert from "node:assert/strict";
import { addDays, dayOf } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { isCompleteReadDue } from "../../../src/sync/books/complete-reads.ts";
import { FeedBook } from "../../../src/sync/books/feed.ts";
import { type Partition, singlePartition } from "../../../src/sync/partition.ts";
import { factsOf, type PageAnswer, readerOf, runBook, written } from "./book-run.ts";
import { partitionWith } from "./partition-with.ts";

const hour = 3_600_000;
const noon = Date.parse("2026-06-30T12:00:00Z");

/** A Pin: its ID, and its age in hours at the first sync; undefined: without a time. */
type Pin = readonly [id: string, age?: number];
type Pages = readonly (readonly Pin[])[];

const timeOf = (age: number) => new Date(noon - age * hour).toISOString().slice(0, 19);
const rowOf = ([id, age]: Pin): JsonObject => ({ id, created_at: age === undefined ? null : timeOf(age) });

/** One sync, and what it does, each compared if it is given. Without a line given, it logs none. */
interface Sync {
  /** The pages of the only list, or of the lists of partitions. */
  readonly lists: Pages | Readonly<Record<string, Pages>>;
  /** Hours after the first sync. */
  readonly at?: number;
  readonly isSameJob?: boolean;
  readonly hasQuota?: boolean;
  readonly partitions?: readonly Partition[];
  /** The API's answers to single requests, by number of the request from 1. */
  readonly answers?: Readonly<Record<number, PageAnswer>>;
  readonly room?: number;
  readonly isEverythingFound?: boolean;
  /** Instead of the state of the sync before. */
  readonly from?: JsonObject;
  readonly ids?: string;
  /** Each with the key of the partition and the number of the page. */
  readonly requests?: readonly string[];
  readonly log?: readonly string[];
}

/** Syncs lists of pages and returns what was requested and written. The bookmark of a page is its index. */
function run({ lists, at = 0, partitions = [singlePartition], answers = {}, ...more }: Sync, state?: JsonObject) {
  const now = noon + at * hour;
  const log: string[] = [];
  const requests: string[] = [];
  const book = new FeedBook(
    "created_at",
    factsOf("pins", {
      state: readerOf(more.from ?? state),
      isSameJob: more.isSameJob === true,
      hasQuota: () => more.hasQuota === true,
      room: more.room ?? 900_000,
      today: dayOf(now),
      clock: { now: () => now },
      log: (level, message) => log.push(`${level} ${message}`) > 0,
    }),
  );
  const request = ({ key }: Partition, bookmark: string | undefined) => {
    requests.push(`${key} ${bookmark ?? 0}`);
    return answers[requests.length] ?? pageOf(pagesOf(lists, key), Number(bookmark ?? 0));
  };
  const { records, state: end } = written(runBook(book, partitions, request, more.isEverythingFound));
  return { ids: records.map(({ id }) => asText(id)).join(" "), requests, state: end, log, book };
}

const pagesOf = (lists: Sync["lists"], key: string): Pages => (isList(lists) ? lists : (lists[key] ?? []));
const isList = (lists: Sync["lists"]): lists is Pages => Array.isArray(lists);

function pageOf(pages: Pages, index: number) {
  const next = index + 1 < pages.length ? { bookmark: String(index + 1) } : undefined;
  return { records: (pages[index] ?? []).map(rowOf), next };
}
const restarted = (pages: Pages): PageAnswer => ({ ...pageOf(pages, 0), restarted: true });

function itSyncs(title: string, ...syncs: readonly Sync[]): void {
  it(title, () => {
    let state: JsonObject | undefined;
    for (const [index, sync] of syncs.entries()) {
      const did = run(sync, state);
      ({ state } = did);
      const { ids = did.ids, requests = did.requests, log = [] } = sync;
      assert.deepEqual([did.ids, did.requests, did.log], [ids, requests, log], `sync ${index + 1}`);
    }
  });
}

const board = (key: string, revision?: string) => partitionWith({ key, parameters: { board_id: key }, revision });
const boardChanged = (key: string, hoursAgo: number, pins = 3) => board(key, `${timeOf(hoursAgo)} ${pins}`);

/** Returns the hours after which a partition is due for a complete read. */
function hoursUntilWhole(key: string): number {
  const days = Array.from({ length: 30 }, (_, index) => index);
  return 24 * (days.find((age) => isCompleteReadDue(key, dayOf(noon), addDays(dayOf(noon), age))) ?? Number.NaN);
}

/** Returns Pins as `c 30, b 50`. */
const pins = (text: string): readonly Pin[] =>
  text.split(", ").map((each) => {
    const [id = "", age] = each.split(" ");
    return age === undefined ? [id] : [id, Number(age)];
  });
const old = pins("c 30, b 50, a 51");
const older = pins("2 90, 1 91");
const first: Sync = { lists: [old, older] };
const failsSecond = { answers: { 2: "failed" } } as const;

describe("the book of feeds", () => {
  describe("in a list that is newest first", () => {
    itSyncs(
      "emits only Pins that are newer than the newest one of the last sync, less an hour, and those without a time",
      first,
      {
        lists: [pins("e -5, d 10, ?, c2 30, c 30, late 30.9, known 31.1"), pins("b 31.1"), older],
        at: 20,
        ids: "e d ? c2 c late",
        requests: ["all 0", "all 1"],
      },
    );
    itSyncs(
      "emits Pins of the future until they are of the past",
      first,
      { lists: [pins("f -30, c 30, b 50, a 51")], at: 20, ids: "f c" },
      { lists: [pins("f -30, e -25, c 30, b 50")], at: 26, ids: "f e c" },
    );
  });

  describe("in a list whose pages overlap", () => {
    const overlapping = [pins("e -5, b 50"), pins("moved 60, d 10, c 30"), pins("c2 30, b 50"), pins("last 12")];
    itSyncs(
      "reads on below known Pins until a page has none that is newer, and after a resumption",
      first,
      { lists: overlapping, at: 20, ...failsSecond, ids: "e" },
      { lists: overlapping, at: 21, ids: "d c c2", requests: ["all 0", "all 1", "all 2"] },
      { lists: overlapping, at: 22, ids: "e", requests: ["all 0"] },
    );
    itSyncs("reads on while a page without a newer one doesn't reach below the hour before the cursor", first, {
      lists: [pins("c 30, x 30.5"), pins("late 30.9, b 50"), older],
      at: 20,
      ids: "c x late",
      requests: ["all 0", "all 1"],
    });
  });

  describe("on the day of a complete read", () => {
    const at = hoursUntilWhole("all");
    itSyncs(
      "emits every Pin of the rest of an interrupted one on the next day, and counts from its first day",
      first,
      { ...first, at, ...failsSecond, ids: "c b a" },
      { ...first, at: at + 24, ids: "2 1", requests: ["all 0", "all 1"] },
      { ...first, at: 2 * at, ids: "c b a 2 1" },
    );
  });

  describe("after an interruption", () => {
    const pages: Pages = [pins("e -5, d 10"), old, older];
    const interrupted: Sync = { lists: pages, at: 20, ...failsSecond };
    itSyncs(
      "begins again from the first page if the bookmark expired",
      first,
      interrupted,
      { lists: pages, at: 22, answers: { 2: restarted(pages) }, ids: "e d c", requests: ["all 0", "all 1", "all 1"] },
      { lists: pages, at: 23, ids: "e" },
    );
    const four: Pages = [pins("a 5"), pins("b 20"), pins("c 40"), pins("d 60")];
    const withNew: Pages = [pins("new -4, a 5"), ...four.slice(1)];
    const failsFourth: Sync = { lists: four, answers: { 4: "failed" }, ids: "a b c" };
    const rest = { ids: "new d", requests: ["all 0", "all 1", "all 3"] };
    itSyncs(
      "reads first what is newer than its beginning, and again as long as that fails",
      failsFourth,
      { lists: withNew, at: 5, answers: { 2: "failed" }, ids: "new" },
      { lists: withNew, at: 6, ...rest },
      { lists: withNew, at: 7, ids: "new a" },
      { lists: withNew, at: 8, ids: "new" },
    );
    itSyncs("ends with its rest if no other row is left", failsFourth, {
      lists: [pins("new -4")],
      at: 5,
      answers: { 2: pageOf(four, 3) },
      ids: "new d",
      requests: ["all 0", "all 3"],
    });
    for (const [what, more, hours] of [
      ["36 hours", {}, 36],
      ["eight days under a daily quota", { hasQuota: true }, 8 * 24],
      ["eight days in the same job", { isSameJob: true }, 8 * 24],
    ] as const) {
      const late: Sync = { lists: withNew, ...more };
      itSyncs(`continues within ${what} after its last page`, failsFourth, { ...late, at: hours, ...rest });
      const whole = ["all 0", "all 1", "all 2", "all 3"];
      itSyncs(`begins again after ${what}`, failsFourth, { ...late, at: hours + 1, requests: whole });
    }
    itSyncs(
      "continues day after day under a daily quota",
      { lists: four, hasQuota: true, answers: { 2: "stop" } },
      {
        lists: four,
        hasQuota: true,
        at: 7 * 24,
        answers: { 3: "stop" },
        ids: "b",
        requests: ["all 0", "all 1", "all 2"],
      },
      { lists: four, hasQuota: true, at: 14 * 24, ids: "c d", requests: ["all 0", "all 2", "all 3"] },
    );
    const both: Sync = { lists: { 1: [old], 2: [old] }, partitions: [board("1"), board("2")] };
    itSyncs(
      "doesn't read again in the same job what it has finished, and does in the next one",
      { ...both, ...failsSecond, requests: ["1 0", "2 0"] },
      { ...both, isSameJob: true, answers: { 1: "failed" }, requests: ["2 0"] },
      { ...both, isSameJob: true, requests: ["2 0"] },
      { ...both, requests: ["1 0", "2 0"] },
    );
  });

  describe("with boards", () => {
    const lists = { 1: [old, older], 2: [old] };
    const partitions = [boardChanged("1", 30), boardChanged("2", 30)];
    const begun: Sync = { lists, partitions };
    const only: Sync = { lists, partitions: partitions.slice(0, 1), at: 1 };
    itSyncs(
      "forgets a board that no longer exists only if all boards were found",
      begun,
      { ...only, isEverythingFound: false },
      { ...begun, at: 2, requests: [] },
      only,
      { ...begun, at: 2, ids: "c b a" },
    );
  });

  describe("its state", () => {
    const lists = [old, older];
    const many = Array.from({ length: 10_000 }, (_, index) => boardChanged(`8${index}`, 30));

    it("is as documented", () => {
      const open = { begun: 1_782_820_800, bookmark: "1", paged: 1_782_820_800 };
      const { state } = run({ lists, partitions: [boardChanged("1", 30)], ...failsSecond });
      assert.deepEqual(state, {
        feed: { lists: {}, open: { a4ayc_8: { ...open, complete: true } } },
      });
      const done = run({ lists, partitions: [boardChanged("1", 30)], at: 24 }, state).state;
      assert.deepEqual(done, { feed: { lists: { "2026-06-30": "a4ayc_80thdq00leIq1oL" } } });
    });

    const future = { feed: { lists: { "2026-06-29": "a4ayc_8zzzzzzzleIq1oL" } } };
    const partitions = [board("1")];
    itSyncs("continues from now after a cursor of the future", {
      lists,
      partitions: [boardChanged("1", 30)],
      from: future,
      requests: [],
    });
    itSyncs(
      "emits what is new since a sync that continued from now",
      { lists: { 1: [pins("d 0.1, c 30, b 50")] }, partitions, from: future, ids: "d" },
      { lists: { 1: [pins("e -20, c 30, b 50")] }, partitions, at: 24, ids: "e" },
    );
    itSyncs(
      "reads a list completely whose last complete read was in the future, by a clock that was ahead",
      { ...first, at: 9_000 },
      { ...first, ids: "c b a 2 1" },
    );

    const all = { lists, partitions: many };
    itSyncs("has room for 10,000 boards", all, { ...all, at: 24, requests: [] });

    it("reads boards completely that have no room", () => {
      const room = 20_000;
      const { state, log } = run({ lists, partitions: many, room });
      assert.ok(JSON.stringify(state).length <= room, `${JSON.stringify(state).length} characters`);
      assert.match(log[0] ?? "", /^WARN the state has no room for [\d,]+ of 10,000 partitions/u);
      assert.equal(run({ lists, partitions: many.slice(-1), at: 24, room }, state).ids, "c b a 2 1");
      assert.deepEqual(run({ lists, partitions: many.slice(3, 4), at: 24, room }, state).requests, []);
    });

    it("keeps to its room while all boards are unfinished", () => {
      const answers = Object.fromEntries(many.map((_, index) => [many.length + 1 + index, "failed"] as const));
      const { state } = run({ lists, partitions: many, answers });
      assert.ok(JSON.stringify(state).length <= 900_000, `${JSON.stringify(state).length} characters`);
      const { requests } = run({ lists, partitions: many, at: 0 }, state);
      assert.ok(requests.includes(`${many[0]?.key} 1`) && requests.includes(`${many.at(-1)?.key} 0`));
    });
  });
});
