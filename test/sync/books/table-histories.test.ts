import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../src/base/json.ts";
import { timestampAt } from "../../../src/base/timestamps.ts";
import type { Suspect, Testimony } from "../../../src/sync/books/book.ts";
import { type Partition, singlePartition } from "../../../src/sync/partition.ts";
import { amount } from "../../amount.ts";
import { partitionWith } from "./partition-with.ts";
import { type Memory, TableSyncs } from "./table-syncs.ts";

/** A change of a row: undefined content deletes it, "hidden" removes it from lists. Row 0: of a list itself. */
interface Change {
  readonly row: number;
  readonly list: number;
  readonly content: number | "hidden" | undefined;
}

interface FaultySync {
  readonly before: readonly Change[];
  readonly meanwhile: readonly (readonly Change[])[];
  readonly unread: readonly number[];
  readonly partial: readonly number[];
  readonly restarted: readonly number[];
  readonly killAfter: number | undefined;
  readonly isRestLoaded: boolean;
  readonly isSameJob: boolean;
  readonly minutes: number;
  readonly answers: Testimony["is"];
}

const change = fc.record<Change>({
  row: fc.integer({ min: 0, max: 7 }),
  list: fc.integer({ min: 1, max: 3 }),
  content: fc.option(fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant("hidden" as const)), {
    nil: undefined,
    freq: 2,
  }),
});
const someLists = fc.oneof(
  { weight: 3, arbitrary: fc.constant([]) },
  { weight: 1, arbitrary: fc.subarray([1, 2, 3], { minLength: 1 }) },
);
const faultySync = fc.record<FaultySync>({
  before: fc.array(change, { maxLength: 4 }),
  meanwhile: fc.array(fc.array(change, { maxLength: 2 }), { maxLength: 5 }),
  unread: someLists,
  partial: someLists,
  restarted: someLists,
  killAfter: fc.option(fc.integer({ min: 0, max: 7 }), { nil: undefined, freq: 2 }),
  isRestLoaded: fc.boolean(),
  isSameJob: fc.boolean(),
  minutes: fc.constantFrom(5, 50, 70, 1440, 1440, 3 * 1440),
  answers: fc.constantFrom("present", "present", "failed", "denied"),
});
const quiet: FaultySync = {
  before: [],
  meanwhile: [],
  unread: [],
  partial: [],
  restarted: [],
  killAfter: undefined,
  isRestLoaded: false,
  isSameJob: false,
  minutes: 1440,
  answers: "present",
};

/** A stream and what its lists are. */
interface Kind {
  readonly stream: string;
  readonly memory: Memory;
  /** The parameter of a list; undefined: there is one list. */
  readonly parameter: string | undefined;
  /** Whether rows move between lists, and requests for them and their lists say whether they exist. */
  readonly isAsked: boolean;
  /** Whether a list is absent when the user lost access. */
  readonly isContainer: boolean;
}

const kinds: readonly Kind[] = [
  { stream: "board_pins", memory: "tracked", parameter: "board_id", isAsked: true, isContainer: false },
  { stream: "pins", memory: "tracked", parameter: undefined, isAsked: true, isContainer: false },
  { stream: "conversion_tags", memory: "tracked", parameter: "ad_account_id", isAsked: false, isContainer: true },
  { stream: "ads", memory: "contents", parameter: "ad_account_id", isAsked: false, isContainer: true },
];

interface Row {
  readonly id: string;
  readonly list: number;
  readonly content: number;
  readonly isHidden: boolean;
}

/** An account, a destination, and the syncs between them. */
class History {
  readonly syncs: TableSyncs;
  readonly #kind: Kind;
  readonly #rows = new Map<string, Row>();
  readonly #absentLists = new Set<number>();
  readonly #revisions = new Map<number, number>();
  /** The IDs of rows that arrived without a STATE after them. */
  readonly #uncovered = new Set<string>();
  /** The IDs of rows that exist since the beginning of the read. */
  #existing = new Set<string>();
  /** The IDs of rows that moved during the read. */
  readonly #moved = new Set<string>();

  constructor(kind: Kind) {
    this.#kind = kind;
    this.syncs = new TableSyncs(kind.stream, kind.memory);
  }

  /** The rows that exist, in a list or hidden from it. */
  get #account(): readonly Row[] {
    return [...this.#rows.values()].filter(({ list }) => this.#kind.isContainer || !this.#absentLists.has(list));
  }

  apply({ row, list: given, content }: Change): void {
    const { parameter, isAsked } = this.#kind;
    const id = String(row);
    const before = this.#rows.get(id);
    const list = parameter === undefined ? 1 : isAsked ? given : 1 + (row % 3);
    for (const each of [list, before?.list ?? list]) this.#revisions.set(each, this.syncs.now);
    if (before !== undefined && before.list !== list) this.#moved.add(id);
    if (row === 0) {
      if (parameter !== undefined && !this.#absentLists.delete(list)) this.#absentLists.add(list);
      // What a deleted board contained is deleted with it.
      if (isAsked) for (const one of this.#rows.values()) if (this.#absentLists.has(one.list)) this.#delete(one.id);
    } else if (content === undefined) this.#delete(id);
    else if (isAsked && this.#absentLists.has(list)) return;
    else if (content !== "hidden") this.#rows.set(id, { id, list, content, isHidden: false });
    else if (before !== undefined && isAsked) this.#rows.set(id, { ...before, isHidden: true });
    for (const one of this.#existing) if (!this.#account.some((each) => each.id === one)) this.#existing.delete(one);
  }

  sync({ before, meanwhile, unread, partial, restarted, answers, ...sync }: FaultySync) {
    for (const each of before) this.apply(each);
    this.#moved.clear();
    this.#existing = new Set(this.#account.map(({ id }) => id));
    const lists = this.#kind.parameter === undefined ? [1] : [1, 2, 3].filter((list) => !this.#absentLists.has(list));
    const keyOf = (list: number) => (this.#kind.parameter === undefined ? singlePartition.key : String(list));
    let requests = 0;
    const synced = this.syncs.run({
      ...sync,
      partitions: lists.map((list) => this.#partition(list)),
      rowsOf: ({ key }) => {
        const list = key === singlePartition.key ? 1 : Number(key);
        if (unread.includes(list)) return undefined;
        const rows = this.#account.filter((row) => row.list === list && !row.isHidden);
        return rows.toSorted((one, other) => Number(one.id) - Number(other.id)).map((row) => this.#record(row));
      },
      beforeRequest: () => {
        for (const each of meanwhile[requests] ?? []) this.apply(each);
        requests += 1;
      },
      partial: partial.map(keyOf),
      restarted: restarted.map(keyOf),
      testimonyOf: (suspect) => this.#testimony(suspect, answers),
    });
    for (const id of synced.deleted) {
      // Of the Pins of a deleted board, one that was moved and archived between two syncs, or moves during the read, is in no list.
      const isInNoList = this.#rows.get(id)?.isHidden === true || this.#moved.has(id);
      const isUnseen = isInNoList && synced.asked.some(({ object }) => object === "board");
      assert.ok(!this.#existing.has(id) || isUnseen, `${id} was deleted, but existed during the entire read`);
    }
    if (sync.killAfter !== undefined && sync.isRestLoaded) for (const id of synced.emitted) this.#uncovered.add(id);
    return synced;
  }

  /** Asserts that the table has the rows of the account as they are. */
  assertMatches(): void {
    const { table } = this.syncs;
    for (const row of this.#account.filter(({ isHidden, list }) => !isHidden && !this.#absentLists.has(list))) {
      const { id, content, list } = table.get(row.id) ?? {};
      // Of a row that a killed sync wrote without a STATE, a change back to its former content is unknown.
      if (this.#uncovered.has(row.id)) assert.equal(id, row.id);
      else assert.deepEqual([id, content, list], [row.id, row.content, row.list]);
    }
    if (this.#kind.memory === "contents") return;
    const existing = new Set(this.#account.map(({ id }) => id));
    for (const [id, { list }] of table) {
      const isInAbsentContainer = this.#kind.isContainer && this.#absentLists.has(Number(list));
      assert.ok(existing.has(id) || this.#uncovered.has(id) || isInAbsentContainer, `${id} was not deleted`);
    }
  }

  #delete(id: string): void {
    this.#rows.delete(id);
  }

  #partition(list: number): Partition {
    const { parameter } = this.#kind;
    if (parameter === undefined) return singlePartition;
    const revision = `${timestampAt(this.#revisions.get(list) ?? 0)} ${this.#account.filter((row) => row.list === list).length}`;
    return partitionWith({ key: String(list), parameters: { [parameter]: String(list) }, revision });
  }

  #record({ id, list, content }: Row): JsonObject {
    return {
      id,
      list,
      content,
      ...(this.#kind.parameter === undefined ? {} : { [this.#kind.parameter]: String(list) }),
    };
  }

  /** Returns the answer about an object: the truth, unless the request fails or an existing object is denied. */
  #testimony({ object, id }: Suspect, answers: Testimony["is"]): Testimony {
    if (answers === "failed") return { is: "failed" };
    if (object === "board") {
      if (this.#absentLists.has(Number(id))) return { is: "gone" };
      return answers === "denied" ? { is: "denied" } : { is: "present", object: { id } };
    }
    const row = this.#account.find((each) => each.id === id);
    if (row === undefined) return { is: "gone" };
    return answers === "denied" ? { is: "denied" } : { is: "present", object: this.#record(row) };
  }
}

for (const kind of kinds) {
  describe(`the table of ${kind.memory} ${kind.stream}`, () => {
    it("deletes no existing row, becomes equal to the account, and then receives nothing", () => {
      fc.assert(
        fc.property(fc.array(faultySync, { minLength: 1, maxLength: 6 }), (syncs) => {
          const history = new History(kind);
          for (const each of syncs) history.sync(each);
          // Rows that a request has found, or that were denied, are asked for again after seven days.
          for (let day = 0; day < 20; day += 1) history.sync(quiet);
          history.assertMatches();
          const { emitted, deleted } = history.sync(quiet);
          assert.deepEqual([emitted, deleted], [[], []]);
        }),
        { numRuns: amount({ short: 150, long: 20_000 }) },
      );
    });
  });
}

describe("a Pin that is back, on a board that an earlier attempt had read", () => {
  it("isn't deleted with its former board", () => {
    const [kind] = kinds;
    assert.ok(kind !== undefined);
    const history = new History(kind);
    history.sync({ ...quiet, before: [{ row: 2, list: 2, content: 0 }] });
    history.sync({ ...quiet, before: [{ row: 0, list: 2, content: undefined }], minutes: 5 });
    // Changed just now, so that its revision doesn't say that it was read.
    history.sync({ ...quiet, before: [{ row: 1, list: 1, content: undefined }], minutes: 5, killAfter: 1 });
    const { deleted } = history.sync({
      ...quiet,
      before: [{ row: 2, list: 1, content: 0 }],
      isSameJob: true,
      minutes: 70,
    });
    assert.deepEqual(deleted, []);
    history.sync(quiet);
    history.assertMatches();
  });
});
