import assert from "node:assert/strict";
import { dayOf } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { FeedBook } from "../../../src/sync/books/feed.ts";
import { isWholeReadDue } from "../../../src/sync/books/whole-reads.ts";
import { type Partition, singlePartition } from "../../../src/sync/partition.ts";
import { factsOf, type PageAnswer, readerOf, runBook, saved, written } from "./book-run.ts";

const hour = 3_600_000;
const day = 24 * hour;
const noon = Date.parse("2026-06-30T12:00:00Z");

/** A Pin: its ID, and its age in hours at the first sync; undefined: without a time. */
type Pin = readonly [id: string, age?: number];

const rowOf = ([id, age]: Pin): JsonObject => ({
  id,
  created_at: age === undefined ? null : new Date(noon - age * hour).toISOString().slice(0, 19),
});

interface Situation {
  readonly state?: JsonObject | undefined;
  readonly isSameJob?: boolean;
  /** Hours after the first sync. */
  readonly at?: number;
  readonly partitions?: readonly Partition[];
  /** The API's answers to single requests, by number of the request from 1. */
  readonly answers?: Readonly<Record<number, PageAnswer>>;
  readonly room?: number;
  readonly isEverythingFound?: boolean;
}

/** Syncs lists of pages and returns what was requested and written. The bookmark of a page is its index. */
function sync(lists: Readonly<Record<string, readonly (readonly Pin[])[]>>, situation: Situation = {}) {
  const { state, at = 0, partitions = [singlePartition], answers = {}, room = 900_000 } = situation;
  const now = noon + at * hour;
  const log: string[] = [];
  const requests: string[] = [];
  const book = new FeedBook(
    { cursor: "created_at" },
    factsOf("pins", {
      state: readerOf(state),
      isSameJob: situation.isSameJob === true,
      room,
      today: dayOf(now),
      clock: { now: () => now },
      log: (level, message) => log.push(`${level} ${message}`) > 0,
    }),
  );
  const messages = runBook(
    book,
    partitions,
    ({ key }, bookmark) => {
      requests.push(`${key} ${bookmark ?? 0}`);
      const answer = answers[requests.length];
      if (answer !== undefined) return answer;
      return pageOf(lists[key] ?? [], Number(bookmark ?? 0));
    },
    situation.isEverythingFound,
  );
  const { records, state: end } = written(messages);
  return { ids: records.map(({ id }) => asText(id)), requests, state: end, log, book };
}

function pageOf(pages: readonly (readonly Pin[])[], index: number) {
  const next = index + 1 < pages.length ? { bookmark: String(index + 1) } : undefined;
  return { records: (pages[index] ?? []).map(rowOf), next };
}

const board = (key: string, revision?: string): Partition => ({ key, parameters: { board_id: key }, revision });
const boardChanged = (key: string, hoursAgo: number, pins = 3) =>
  board(key, `${new Date(noon - hoursAgo * hour).toISOString().slice(0, 19)} ${pins}`);

/** Returns the number of days after which a partition is due for a whole read. */
function daysUntilWhole(key: string): number {
  const days = Array.from({ length: 30 }, (_, index) => index);
  return days.find((age) => isWholeReadDue(key, dayOf(noon), dayOf(noon + age * day))) ?? Number.NaN;
}

const old: readonly Pin[] = [
  ["c", 30],
  ["b", 50],
  ["a", 51],
];
const older: readonly Pin[] = [
  ["2", 90],
  ["1", 91],
];

describe("the book of feeds", () => {
  const first = sync({ all: [old, older] });

  describe("in a list that is newest first", () => {
    it("reads all of it in the first sync", () => {
      assert.deepEqual(first.ids, ["c", "b", "a", "2", "1"]);
      assert.deepEqual(first.requests, ["all 0", "all 1"]);
      assert.deepEqual(first.log, []);
    });

    it("emits only Pins that are newer than the newest one of the last sync, less an hour", () => {
      const now: readonly Pin[] = [
        ["e", -5],
        ["d", 10],
        ["c2", 30],
        ["c", 30],
        ["late", 30.9],
        ["known", 31.1],
      ];
      const { ids, requests } = sync({ all: [now, older, older] }, { state: first.state, at: 20 });
      assert.deepEqual(ids, ["e", "d", "c2", "c", "late"]);
      assert.deepEqual(requests, ["all 0", "all 1"]);
    });

    it("finds a Pin on the next page that stands an hour below its place", () => {
      const { ids } = sync(
        {
          all: [
            [
              ["c", 30],
              ["b", 31.6],
            ],
            [["late", 30.8]],
            older,
          ],
        },
        { state: first.state, at: 20 },
      );
      assert.deepEqual(ids, ["c", "late"]);
    });

    it("emits Pins without a readable time in each sync", () => {
      const { ids } = sync({ all: [[["?"], ...old], older] }, { state: first.state, at: 20 });
      assert.deepEqual(ids, ["?", "c"]);
    });

    it("emits Pins of the future until they are of the past", () => {
      const future: readonly Pin[] = [["f", -30], ...old];
      const second = sync({ all: [future] }, { state: first.state, at: 20 });
      assert.deepEqual(second.ids, ["f", "c"]);
      const third = sync({ all: [[["f", -30], ["e", -25], ...old]] }, { state: second.state, at: 26 });
      assert.deepEqual(third.ids, ["f", "e", "c"]);
    });

    it("reads a list again whose Pins have all gone", () => {
      const second = sync({ all: [[]] }, { state: first.state, at: 20 });
      assert.deepEqual(second.ids, []);
      assert.deepEqual(sync({ all: [old, older] }, { state: second.state, at: 40 }).ids.length, 5);
    });
  });

  describe("in a list that is not in order", () => {
    const now: readonly (readonly Pin[])[] = [
      [
        ["e", -5],
        ["moved", 60],
        ["d", 10],
        ["b", 50],
      ],
      older,
      [["last", 12]],
    ];

    it("reads to the end and emits only new Pins", () => {
      const { ids, requests } = sync({ all: now }, { state: first.state, at: 20 });
      assert.deepEqual(ids, ["e", "d", "last"]);
      assert.deepEqual(requests, ["all 0", "all 1", "all 2"]);
    });

    it("notices disorder between two pages, also where it resumes", () => {
      const pages: readonly (readonly Pin[])[] = [
        [
          ["e", -5],
          ["c", 31.8],
        ],
        [
          ["d", 10],
          ["b", 50],
        ],
        older,
        [["last", 12]],
      ];
      const { ids, state } = sync({ all: pages }, { state: first.state, at: 20, answers: { 2: "failed" } });
      assert.deepEqual(ids, ["e"]);
      assert.deepEqual(sync({ all: pages }, { state, at: 21 }).ids, ["d", "last"]);
    });

    it("keeps reading to the end after an interruption", () => {
      const { state } = sync({ all: now }, { state: first.state, at: 20, answers: { 2: "failed" } });
      const { ids, requests } = sync({ all: now }, { state, at: 21 });
      assert.deepEqual(requests, ["all 1", "all 2"]);
      assert.deepEqual(ids, ["last"]);
    });

    it("ends early again in the next sync if the list is in order", () => {
      const second = sync({ all: now }, { state: first.state, at: 20 });
      assert.deepEqual(sync({ all: [old, older] }, { state: second.state, at: 21 }).requests, ["all 0"]);
    });
  });

  describe("on the day of a whole read", () => {
    const due = daysUntilWhole("all");
    const at = due * 24;

    it("reads to the end and emits every Pin", () => {
      assert.deepEqual(sync({ all: [old, older] }, { state: first.state, at: at - 24 }).ids, ["c"]);
      const { ids, requests } = sync({ all: [old, older] }, { state: first.state, at });
      assert.deepEqual(ids, ["c", "b", "a", "2", "1"]);
      assert.deepEqual(requests, ["all 0", "all 1"]);
    });

    it("emits every Pin of the rest of an interrupted one on the next day, and counts from its first day", () => {
      const second = sync({ all: [old, older] }, { state: first.state, at, answers: { 2: "failed" } });
      const third = sync({ all: [old, older] }, { state: second.state, at: at + 24 });
      assert.deepEqual(
        [second.ids, third.ids],
        [
          ["c", "b", "a"],
          ["2", "1"],
        ],
      );
      assert.deepEqual(third.requests, ["all 1"]);
      assert.equal(sync({ all: [old, older] }, { state: third.state, at: 2 * at }).ids.length, 5);
    });

    it("finishes an earlier read that was none, and reads all in the next sync", () => {
      const pages: readonly (readonly Pin[])[] = [
        [
          ["e", -5],
          ["c", 30],
        ],
        old,
        older,
      ];
      const second = sync({ all: pages }, { state: first.state, at: at - 24, answers: { 2: "failed" } });
      const third = sync({ all: pages }, { state: second.state, at });
      assert.deepEqual([third.requests, third.ids], [["all 1"], ["c"]]);
      assert.equal(sync({ all: pages }, { state: third.state, at: at + 24 }).ids.length, 7);
    });
  });

  describe("after an interruption", () => {
    const pages: readonly (readonly Pin[])[] = [
      [
        ["e", -5],
        ["d", 10],
      ],
      old,
      older,
    ];
    const interrupted = sync({ all: pages }, { state: first.state, at: 20, answers: { 2: "failed" } });

    it("continues at the bookmark, however old, and finds what has arrived above it in the next sync", () => {
      const later: readonly (readonly Pin[])[] = [
        [
          ["f", -21],
          ["e", -5],
        ],
        ...pages.slice(1),
      ];
      const resumed = sync({ all: later }, { state: interrupted.state, at: 70 });
      assert.deepEqual([resumed.requests, resumed.ids], [["all 1"], ["c"]]);
      assert.deepEqual(sync({ all: later }, { state: resumed.state, at: 71 }).ids, ["f", "e"]);
    });

    it("begins again from the first page if the bookmark expired", () => {
      const restarted = { ...pageOf(pages, 0), restarted: true };
      const { ids, requests, log, state } = sync(
        { all: pages },
        { state: interrupted.state, at: 22, answers: { 1: restarted } },
      );
      assert.deepEqual(ids, ["e", "d", "c"]);
      assert.deepEqual([requests, log], [["all 1", "all 1"], []]);
      assert.deepEqual(sync({ all: pages }, { state, at: 23 }).ids, ["e"]);
    });

    it("begins a whole read again as a whole one", () => {
      const begun = sync({ all: [old, older, [["0", 99]]] }, { answers: { 2: "failed" } });
      const restarted = { ...pageOf([old, older], 0), restarted: true };
      const { ids } = sync({ all: [old, older] }, { state: begun.state, at: 24, answers: { 1: restarted } });
      assert.deepEqual(ids, ["c", "b", "a", "2", "1"]);
    });

    it("begins again without a bookmark, which a state omits if it contains a secret", () => {
      const state = { feed: { open: { a4ayc_8: { begun: 1_782_820_800, whole: true } } } };
      assert.deepEqual(sync({ "1": [old] }, { partitions: [board("1")], state }).requests, ["1 0"]);
    });

    it("doesn't read again in the same job what it has finished, and does in the next one", () => {
      const lists = { "1": [old], "2": [old] };
      const partitions = [board("1"), board("2")];
      const cut = sync(lists, { partitions, answers: { 2: "failed" } });
      const again = sync(lists, { partitions, state: cut.state, isSameJob: true, answers: { 1: "failed" } });
      const last = sync(lists, { partitions, state: again.state, isSameJob: true });
      assert.deepEqual([cut.requests, again.requests, last.requests], [["1 0", "2 0"], ["2 0"], ["2 0"]]);
      assert.deepEqual(sync(lists, { partitions, state: again.state }).requests, ["1 0", "2 0"]);
      assert.equal(readerOf(last.state)?.object("feed")?.text("finished"), undefined, "everything is done");
    });

    it("reads a list again that failed on its first page, and moves the others on", () => {
      const lists = { "1": [old], "2": [old] };
      const partitions = [boardChanged("1", 30), boardChanged("2", 30)];
      const { ids, state } = sync(lists, { partitions, answers: { 1: "failed" } });
      assert.deepEqual(ids, ["c", "b", "a"]);
      assert.deepEqual(sync(lists, { partitions, state, at: 1 }).requests, ["1 0"]);
    });
  });

  describe("with boards", () => {
    const lists = { "1": [old, older], "2": [old] };
    const partitions = [boardChanged("1", 30), boardChanged("2", 30)];
    const begun = sync(lists, { partitions });

    it("skips a board until it changes or is due for a whole read", () => {
      assert.deepEqual(sync(lists, { partitions, state: begun.state, at: 24 }).requests, []);
      for (const changed of [boardChanged("1", -1), boardChanged("1", 30, 4), board("1")])
        assert.deepEqual(sync(lists, { partitions: [changed], state: begun.state, at: 24 }).requests, ["1 0"]);
      for (const { key } of partitions) {
        const days = daysUntilWhole(key);
        const { requests } = sync(lists, { partitions, state: begun.state, at: days * 24 });
        assert.ok(requests.includes(`${key} 0`));
      }
    });

    it("reads a board again that changed while its read was interrupted", () => {
      const { state } = sync(lists, { partitions, answers: { 3: "failed" } });
      const changed = [boardChanged("1", -3), ...partitions.slice(1)];
      const resumed = sync(lists, { partitions: changed, state, at: 24 });
      assert.deepEqual(resumed.requests, ["1 1"]);
      assert.deepEqual(sync(lists, { partitions: changed, state: resumed.state, at: 25 }).requests, ["1 0"]);
    });

    it("forgets a board that no longer exists only if all boards were found", () => {
      const only = partitions.slice(0, 1);
      const known = sync(lists, { partitions: only, state: begun.state, at: 1, isEverythingFound: false });
      assert.deepEqual(sync(lists, { partitions, state: known.state, at: 2 }).requests, []);
      const { state } = sync(lists, { partitions: only, state: begun.state, at: 1 });
      assert.deepEqual(sync(lists, { partitions, state, at: 2 }).ids, ["c", "b", "a"]);
    });
  });

  describe("below parents", () => {
    const parent = boardChanged("1", 30);
    const section: Partition = { ...board("1/7", parent.revision), parent: "1" };
    const lists = { "1/7": [old] };
    const stopped = { isEverythingFound: false, isStopped: true };
    const readBelow = () => {
      const { book } = sync(lists, { partitions: [section] });
      book.doneBelow?.(parent);
      return book;
    };
    const bookFrom = (state: JsonObject, at: number) => sync(lists, { state, at, partitions: [] }).book;

    it("doesn't ask again for what an interrupted read has finished, until the parent changes", () => {
      const book = readBelow();
      book.finish(stopped);
      const state = saved(book);
      const next = feedFrom(state);
      assert.ok(next.hasRead?.(parent));
      assert.ok(!next.hasRead?.(boardChanged("1", -1)));
      assert.ok(!next.hasRead?.(boardChanged("2", 30)));
      assert.ok(!next.hasRead?.(board("1")));
    });

    it("asks again after the read has ended, also if something failed", () => {
      for (const isEverythingFound of [true, false]) {
        const book = readBelow();
        book.finish({ isEverythingFound });
        assert.ok(!feedFrom(saved(book)).hasRead?.(parent));
      }
      assert.ok(bookFrom(saved(readBelow()), 1));
    });
  });

  describe("its state", () => {
    it("is as documented", () => {
      const { state } = sync({ "1": [old, older] }, { partitions: [boardChanged("1", 30)], answers: { 2: "failed" } });
      assert.deepEqual(state, {
        feed: {
          lists: {},
          open: {
            a4ayc_8: {
              begun: 1_782_820_800,
              bookmark: "1",
              newest: 1_782_712_800,
              oldest: 1_782_637_200,
              revision: "leIq1oL",
              whole: true,
            },
          },
        },
      });
      const lists = sync({ "1": [old, older] }, { partitions: [boardChanged("1", 30)], state, at: 24 });
      assert.deepEqual(lists.state, { feed: { lists: { "2026-06-30": "a4ayc_80thdq00leIq1oL" } } });
    });

    it("continues from now after a cursor of the future", () => {
      const state = { feed: { lists: { "2026-06-29": "a4ayc_8zzzzzzzleIq1oL" } } };
      const same = sync({ "1": [old] }, { state, partitions: [boardChanged("1", 30)] });
      const present = sync({ "1": [[["d", 0.1], ...old]] }, { state, partitions: [board("1")] });
      assert.deepEqual([same.requests, present.ids], [[], ["d"]]);
      const next = sync({ "1": [[["e", -20], ...old]] }, { state: present.state, at: 24, partitions: [board("1")] });
      assert.deepEqual(next.ids, ["e"]);
    });

    it("reads a list whole whose last whole read was in the future, by a clock that was ahead", () => {
      const ahead = sync({ all: [old] }, { at: 9_000 });
      const { ids, log } = sync({ all: [old] }, { state: ahead.state });
      assert.deepEqual([ids, log], [["c", "b", "a"], []]);
    });

    it("names the member that is invalid", () => {
      for (const [feed, member] of [
        [{ lists: { "2026-06-30": "short" } }, /pins|feed/u],
        [{ lists: { today: "a4ayc_80tgvq80" } }, /lists\.today/u],
        [{ open: { a4ayc_8: { bookmark: "1" } } }, /begun/u],
        [{ parents: 7 }, /parents/u],
      ] as const)
        assert.throws(() => feedFrom({ feed }), { failureType: "config_error", message: member });
    });

    const many = Array.from({ length: 10_000 }, (_, index) =>
      boardChanged(`${10n ** 17n + BigInt(index)}`, 30 + index, 250),
    );
    const pagesOfAll = Object.fromEntries(many.map(({ key }) => [key, [old, older]]));

    it("has room for 10,000 boards of one profile, and for 1,000 of each of ten", () => {
      const { state, log } = sync(pagesOfAll, { partitions: many });
      assert.ok(JSON.stringify(state).length < 250_000, `${JSON.stringify(state).length} characters`);
      assert.equal(sync(pagesOfAll, { partitions: many, state, at: 24 }).requests.length, 0);
      const tenth = many.slice(0, 1_000);
      const small = sync(pagesOfAll, { partitions: tenth, room: 90_000 });
      const again = sync(pagesOfAll, { partitions: tenth, state: small.state, at: 24, room: 90_000 });
      assert.equal(again.requests.length, 0);
      assert.deepEqual([log, small.log], [[], []]);
    }).timeout(60_000);

    it("reads boards whole that have no room", () => {
      const room = 20_000;
      const { state, log } = sync(pagesOfAll, { partitions: many, room });
      assert.ok(JSON.stringify(state).length <= room, `${JSON.stringify(state).length} characters`);
      assert.match(log[0] ?? "", /^WARN the state has no room for [\d,]+ of 10,000 partitions/u);
      const last = sync(pagesOfAll, { partitions: many.slice(-1), state, at: 24, room });
      assert.deepEqual(last.ids, ["c", "b", "a", "2", "1"]);
      assert.equal(sync(pagesOfAll, { partitions: many.slice(3, 4), state, at: 24, room }).requests.length, 0);
    }).timeout(60_000);

    it("keeps to its room while all boards are unfinished", () => {
      const answers = Object.fromEntries(many.map((_, index) => [many.length + 1 + index, "failed"] as const));
      const { state, requests } = sync(pagesOfAll, { partitions: many, answers });
      assert.equal(requests.length, 20_000);
      assert.ok(JSON.stringify(state).length <= 900_000, `${JSON.stringify(state).length} characters`);
      const next = sync(pagesOfAll, { partitions: many, state });
      assert.ok(next.requests.includes(`${many[0]?.key} 1`) && next.requests.includes(`${many.at(-1)?.key} 0`));
    }).timeout(60_000);
  });
});

const feedFrom = (state: JsonObject) =>
  new FeedBook({ cursor: "created_at" }, factsOf("pins", { state: readerOf(state) }));
