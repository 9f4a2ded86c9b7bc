import { dayOf } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { deletedAt } from "../../../src/streams/tracking.ts";
import type { BookFacts, ReadEnd, Suspect, Testimony } from "../../../src/sync/books/book.ts";
import { TableBook } from "../../../src/sync/books/table.ts";
import type { Page, Partition } from "../../../src/sync/partition.ts";
import { streamNamed } from "../../streams/stream-named.ts";
import { factsOf, readerOf } from "./book-run.ts";

const minute = 60_000;
/** A day after any revision in the tests. */
const begin = Date.parse("2026-06-01T12:00:00Z");

/** What the lists of an account contain, and how one sync reads them. */
export interface Sync {
  readonly partitions: readonly Partition[];
  /** Returns the rows of a list as of a request; undefined: the list can't be read. */
  readonly rowsOf: (partition: Partition) => readonly JsonObject[] | undefined;
  /** Called before each request. */
  readonly beforeRequest?: (() => void) | undefined;
  /** The keys of partitions of whose lists rows are skipped. */
  readonly partial?: readonly string[];
  /** The keys of partitions whose lists restart on their second page. */
  readonly restarted?: readonly string[];
  /** The parents to pass to `enter`, with the partitions below them. */
  readonly parents?: readonly Partition[];
  /** A kill after this number of STATE messages; 0: before the first. Undefined: none. */
  readonly killAfter?: number | undefined;
  /** Whether records reach the destination that come after the last STATE before the kill. */
  readonly isRestLoaded?: boolean;
  readonly testimonyOf?: ((suspect: Suspect) => Testimony | undefined) | undefined;
  readonly end?: ReadEnd;
  readonly minutes?: number;
  readonly isSameJob?: boolean;
  readonly areRowsForgotten?: boolean;
  readonly pageSize?: number;
}

/** What a sync did, by the last part of each key. */
export interface Synced {
  readonly records: readonly JsonObject[];
  readonly emitted: readonly string[];
  readonly deleted: readonly string[];
  /** The partitions of which requests were sent, with the bookmark. */
  readonly requests: readonly string[];
  readonly asked: readonly Suspect[];
  readonly logs: readonly string[];
}

/** What a table knows of rows: nothing in a refresh, their contents, or also their deletions. */
export type Memory = "none" | "contents" | "tracked";

/** The syncs of a list into a table. */
export class TableSyncs {
  /** The rows in the destination, by the last part of their key. */
  readonly table = new Map<string, JsonObject>();
  state: JsonObject | undefined;
  now = begin;
  readonly #facts: BookFacts;
  readonly #idField: string;

  constructor(name: string, memory: Memory, room = 900_000) {
    const stream = streamNamed(name);
    this.#facts = factsOf(name, { isRefresh: memory === "none", isTracked: memory === "tracked", room });
    this.#idField = stream.primaryKey.at(-1) ?? "";
  }

  /** Syncs a day, or some minutes, after the last sync. */
  run(sync: Sync): Synced {
    const { minutes = 24 * 60, isSameJob = false, areRowsForgotten = false, end = { isEverythingFound: true } } = sync;
    this.now += minutes * minute;
    const logs: string[] = [];
    const book = new TableBook({
      ...this.#facts,
      state: readerOf(this.state),
      isSameJob,
      areRowsForgotten,
      today: dayOf(this.now),
      clock: { now: () => this.now },
      log: (level, message) => logs.push(`${level} ${message}`) > 0,
    });
    const emitted: JsonObject[] = [];
    const requests: string[] = [];
    let states = 0;
    /** Returns whether the STATE came before the kill. */
    const save = (isLast: boolean) => {
      const { killAfter = Number.POSITIVE_INFINITY } = sync;
      states += 1;
      if (states > killAfter) return false;
      // Only the last STATE counts.
      if (isLast || states === killAfter) this.state = JSON.parse(JSON.stringify(book.toState()));
      return true;
    };
    const killed = (): Synced => ({ ...this.#summary(emitted), requests, asked: [], logs });
    const load = (records: readonly JsonObject[], isSaved: boolean) => {
      if (isSaved || sync.isRestLoaded === true) {
        emitted.push(...records);
        for (const record of records) this.#load(record);
      }
    };
    const groups = (sync.parents ?? [undefined]).map((parent) => ({
      parent,
      partitions: sync.partitions.filter((each) => parent === undefined || each.parent === parent.key),
    }));
    for (const { parent, partitions } of groups) {
      if (parent !== undefined) book.enter?.(parent);
      for (const { members } of book.todo(partitions)) {
        const [partition] = members;
        let bookmark = book.bookmarkOf({ members });
        let isRestarted = false;
        for (;;) {
          sync.beforeRequest?.();
          const page = this.#page(sync, partition, bookmark, isRestarted);
          requests.push(`${partition.key}${bookmark === undefined ? "" : ` after ${bookmark}`}`);
          if (page === undefined) break;
          isRestarted ||= page.restarted === true;
          const { records } = book.take({ members }, page);
          if (page.next === undefined) book.done({ members });
          const isSaved = save(false);
          load(records, isSaved);
          if (!isSaved) return killed();
          if (typeof page.next !== "object") break;
          ({ bookmark } = page.next);
        }
      }
    }
    const asked = book.suspects?.(end) ?? [];
    const answers = new Map(asked.map((suspect) => [JSON.stringify(suspect), sync.testimonyOf?.(suspect)]));
    const last = book.finish(end, ({ object, id }) => answers.get(JSON.stringify({ object, id })));
    const isSaved = save(true);
    load(last, isSaved);
    return { ...this.#summary(emitted), requests, asked, logs };
  }

  #page(
    { rowsOf, partial = [], restarted = [], pageSize = 2 }: Sync,
    partition: Partition,
    bookmark: string | undefined,
    isRestarted: boolean,
  ): Page | undefined {
    const rows = rowsOf(partition);
    if (rows === undefined) return undefined;
    const restarts = bookmark !== undefined && restarted.includes(partition.key) && !isRestarted;
    // A page begins after the last row of the previous page, so that a deletion moves no row to a page that was read.
    const left = rows.filter((row) => restarts || bookmark === undefined || this.#idOf(row) > bookmark);
    const records = left.slice(0, pageSize);
    const after = this.#idOf(records.at(-1) ?? {});
    return {
      records: records.map((record) => ({ ...record })),
      next: left.length > records.length ? { bookmark: after } : undefined,
      restarted: restarts,
      isPartial: partial.includes(partition.key),
    };
  }

  #load(record: JsonObject): void {
    if (record[deletedAt] === true) this.table.delete(this.#idOf(record));
    else this.table.set(this.#idOf(record), record);
  }

  #idOf(record: JsonObject): string {
    return asText(record[this.#idField]);
  }

  #summary(records: readonly JsonObject[]) {
    const idsOf = (isDeleted: boolean) =>
      records.filter((record) => (record[deletedAt] === true) === isDeleted).map((record) => this.#idOf(record));
    return { records, emitted: idsOf(false), deleted: idsOf(true) };
  }
}
