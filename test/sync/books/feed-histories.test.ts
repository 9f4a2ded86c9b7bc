import assert from "node:assert/strict";
import fc, { type Arbitrary } from "fast-check";
import { dayOf } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { FeedBook } from "../../../src/sync/books/feed.ts";
import { amount } from "../../amount.ts";
import { factsOf, type PageAnswer, readerOf, runBook, written } from "./book-run.ts";
import { type BookmarkKind, type Change, hour, minute, PinAccount } from "./pin-account.ts";

/** What happens to a sync. */
interface Disturbance {
  /** Changes before each request. */
  readonly meanwhile: readonly (readonly Change[])[];
  /** The number of the request that fails for its board, and of the one that the daily quota doesn't allow. */
  readonly failAt?: number;
  readonly stopAt?: number;
  /** The share of the output that arrived before a kill, from 0 to 1. */
  readonly arrived?: number;
  /** Whether bookmarks of earlier syncs have expired. */
  readonly expired?: boolean;
}

/** An account, and a destination that keeps the last version of each Pin. */
class Connection {
  readonly account: PinAccount;
  readonly #table = new Map<string, number>();
  #state: JsonObject | undefined;

  constructor(account: PinAccount) {
    this.account = account;
  }

  /** Syncs once and returns the keys of the boards that were requested, and the IDs of the Pins that arrived. */
  sync({ meanwhile, failAt, stopAt, arrived = 1, expired }: Disturbance = { meanwhile: [] }) {
    const { account } = this;
    const book = new FeedBook(
      "created_at",
      factsOf("board_pins", {
        state: readerOf(this.#state),
        today: dayOf(account.now),
        clock: { now: () => account.now },
      }),
    );
    const boards: string[] = [];
    const request = (key: string, bookmark: string | undefined): PageAnswer => {
      for (const change of meanwhile[boards.length] ?? []) account.happen(change);
      account.now += 1000;
      const isResumed = bookmark !== undefined && !boards.includes(key);
      boards.push(key);
      if (boards.length === failAt) return "failed";
      if (boards.length === stopAt) return "stop";
      if (isResumed && expired === true) return { ...account.pageOf(key, undefined), restarted: true };
      return account.pageOf(key, bookmark);
    };
    const messages = runBook(book, account.partitions(), ({ key }, bookmark) => request(key, bookmark));
    const { records, state } = written(messages.slice(0, Math.ceil(arrived * messages.length)));
    this.#state = state ?? this.#state;
    for (const { id, version } of records) this.#table.set(asText(id), Number(version));
    return { boards: new Set(boards), ids: records.map(({ id }) => asText(id)) };
  }

  /** Returns the Pins that the destination lacks, or has in an old version. */
  missing(): readonly string[] {
    const pins = this.account.boards.flatMap((board) => board.pins);
    return pins.filter(({ id, version }) => this.#table.get(id) !== version).map(({ id }) => id);
  }
}

const place = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
const passing: Arbitrary<Change> = fc.record({ kind: fc.constant("pass"), minutes: fc.integer({ min: 0, max: 300 }) });
const creation: Arbitrary<Change> = fc.record({
  kind: fc.constant("create"),
  board: place,
  lateBy: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 50 })),
  isSameSecond: fc.boolean(),
});
const disorder: Arbitrary<Change> = fc.record({
  kind: fc.constantFrom("insert", "move", "edit", "delete"),
  board: place,
  place,
  to: place,
  hours: fc.integer({ min: 0, max: 400 }),
  isUnnoticed: fc.boolean(),
});

const ordered = fc.oneof({ weight: 1, arbitrary: passing }, { weight: 3, arbitrary: creation });
const any = fc.oneof(
  { weight: 1, arbitrary: passing },
  { weight: 2, arbitrary: creation },
  { weight: 3, arbitrary: disorder },
);

/** Returns histories of an account and its syncs. */
const historyOf = (change: Arbitrary<Change>) =>
  fc.record({
    account: fc.record({
      boards: fc.integer({ min: 1, max: 3 }),
      pins: fc.integer({ min: 0, max: 9 }),
      size: fc.integer({ min: 1, max: 4 }),
      bookmarks: fc.constantFrom<BookmarkKind>("offset", "row"),
    }),
    syncs: fc.array(
      fc.record({
        before: fc.array(change, { maxLength: 4 }),
        hours: fc.constantFrom(0, 1, 5, 24, 24, 24, 72),
        disturbance: fc.record(
          {
            meanwhile: fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 5 }),
            failAt: fc.integer({ min: 1, max: 6 }),
            stopAt: fc.integer({ min: 1, max: 9 }),
            arrived: place,
            expired: fc.boolean(),
          },
          { requiredKeys: ["meanwhile"] },
        ),
      }),
      { maxLength: 9 },
    ),
  });

type History = ReturnType<typeof historyOf> extends Arbitrary<infer Value> ? Value : never;

function play({ account, syncs }: History): Connection {
  const connection = new Connection(new PinAccount(account));
  for (const { before, hours, disturbance } of syncs) {
    for (const change of before) connection.account.happen(change);
    connection.account.now += hours * hour;
    connection.sync(disturbance);
  }
  return connection;
}

/** Lets a day pass since the last sync began. */
function nextDay({ account }: Connection, last: number): number {
  account.now = Math.max(account.now, last + 24 * hour);
  return account.now;
}

const numRuns = amount({ short: 300, long: 3_000 });

describe("newest-first lists over weeks", () => {
  it("have every Pin in the destination after seven days of daily syncs, whatever happened before", () => {
    fc.assert(
      fc.property(historyOf(any), (history) => {
        const connection = play(history);
        // Pins that appear late have appeared.
        connection.account.now += hour;
        let last = connection.account.now;
        connection.sync();
        for (let day = 1; day <= 7; day += 1) {
          last = nextDay(connection, last);
          connection.sync();
        }
        assert.deepEqual(connection.missing(), []);
      }),
      { numRuns },
    );
  });

  it("have a new Pin in the destination after the next sync, also one that was created before the last and appeared late", () => {
    fc.assert(
      fc.property(historyOf(ordered), fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 4 }), (history, late) => {
        const connection = play(history);
        connection.account.now += hour;
        connection.sync();
        for (const board of connection.account.boards)
          for (const lateBy of late) {
            connection.account.create(board, lateBy);
            connection.account.now += 5 * minute;
          }
        connection.sync();
        connection.account.now += hour;
        connection.sync();
        assert.deepEqual(connection.missing(), []);
      }),
      { numRuns },
    );
  });

  it("are not requested while their revision is the same, but for a complete read", () => {
    fc.assert(
      fc.property(historyOf(any), (history) => {
        const connection = play(history);
        connection.account.now += 3 * hour;
        let last = connection.account.now;
        connection.sync();
        connection.account.now += 3 * hour;
        connection.sync();
        // Between two complete reads are at least four days.
        const reads = new Map<string, number>();
        for (let day = 0; day < 4; day += 1) {
          last = nextDay(connection, last);
          const { boards, ids } = connection.sync();
          for (const key of boards) reads.set(key, (reads.get(key) ?? 0) + 1);
          if (boards.size === 0) assert.deepEqual(ids, []);
        }
        for (const { key } of connection.account.boards.slice(0, -1)) assert.ok((reads.get(key) ?? 0) <= 1, key);
      }),
      { numRuns },
    );
  });
});
