import { type Day, dayOf, isDay } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { JsonObject } from "../../base/json.ts";
import { countOf, grouped } from "../../base/text/count-of.ts";
import { timestampFrom } from "../../base/timestamps.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition, isDigest, partitionDigest, type StateReader } from "../state/state-reader.ts";
import type { Book, BookFacts, ReadEnd } from "./book.ts";
import { isCompleteReadDue, settledRevision } from "./complete-reads.ts";

/** What the last complete read of a list has left. */
interface FeedList {
  /** The time of the newest row when the read began, in epoch seconds; undefined: no row has a time. */
  readonly cursor: number | undefined;
  /** A digest of the revision of the partition; undefined: that can change unnoticed. */
  readonly revision: string | undefined;
  /** The day on which the last read of all rows began. */
  readonly lastComplete: Day;
}

/** A read of a list that has not ended. It keeps what it began with. */
interface FeedRead {
  /** That of the next page. Undefined: the read is lost with the run. */
  readonly bookmark?: string | undefined;
  /** When its last page was read, in epoch seconds. */
  readonly paged: number;
  /** Whether all rows are emitted. */
  readonly emitsAll: boolean;
  /** In epoch seconds. */
  readonly begun: number;
  /** The cursor after the read. */
  readonly newest?: number | undefined;
  /** Whether it is of an earlier run, and what is newer than its beginning is still to be read. */
  readonly isResumed?: boolean;
}

/** In seconds, since the last page of a read: until the list is read from the beginning, in general, and if a read takes days. */
const maxPause = 36 * 3600;
const maxLongPause = 8 * 24 * 3600;
/** In seconds. A row can become visible this long after its time. */
const overlap = 3600;

/** The length of a cursor in base 36. */
const cursorLength = 7;
/** A list in the state: the digest of its partition, the cursor in base 36 (0: none), and the digest of the revision, if settled. */
const wordPattern = /^([\w-]{7})([0-9a-z]{7})([\w-]{7})?$/u;
/** The length of an open read in the state, with a long bookmark. */
const openLength = 1_000;
/** The length of `"2026-06-30":"",`. */
const dayLength = 16;

/**
 * The book of a stream whose lists are sorted newest first, though not strictly: pages can overlap. A read emits what is newer than
 * the cursor less an hour, and ends at the first page that reaches below that and has nothing newer than the cursor. Every fourth to
 * seventh day it reads the list to its end and emits all, since rows can be moved, edited, and inserted anywhere, and revisions and
 * bookmarks can lie.
 */
export class FeedBook implements Book {
  readonly #cursor: string;
  readonly #facts: BookFacts;
  /** Epoch milliseconds. */
  readonly #startedAt: number;
  /** By digest of a partition, the one read last at the end: what its last complete read has left. */
  readonly #lists: Map<string, FeedList>;
  /** By digest of a partition: the reads that have not ended. */
  readonly #reads: Map<string, FeedRead>;
  /** Digests of partitions without a settled revision that an unfinished read of this job has finished. */
  readonly #finished: Set<string>;
  /** By digest of a partition that this read found: whether nothing is left to read of it. */
  readonly #isRead = new Map<string, boolean>();

  /** @param cursor the timestamp field */
  constructor(cursor: string, facts: BookFacts) {
    this.#cursor = cursor;
    this.#facts = facts;
    const state = facts.state.object("feed");
    this.#lists = listsIn(state);
    const pause = facts.isSameJob || facts.hasQuota() ? maxLongPause : maxPause;
    this.#reads = new Map(readsIn(state, facts.clock.now() / 1000 - pause));
    this.#finished = new Set(facts.isSameJob ? state.digests("finished") : []);
    this.#startedAt = facts.clock.now();
  }

  todo(partitions: readonly Partition[]): readonly Slice[] {
    return partitions
      .filter(({ key, revision }) => {
        const digest = digestOfPartition(key);
        const list = this.#lists.get(digest);
        const isUnchanged = revision !== undefined && list?.revision === digestOfPartition(revision);
        const isSkipped = isUnchanged && !isCompleteReadDue(key, list.lastComplete, this.#facts.today);
        this.#isRead.set(digest, isSkipped || this.#finished.has(digest));
        return this.#isRead.get(digest) === false;
      })
      .map((partition) => ({ members: [partition] }));
  }

  isResumed({ members: [{ key }] }: Slice): boolean {
    return this.#reads.get(digestOfPartition(key))?.isResumed === true;
  }

  take({ members: [partition] }: Slice, { records, next, restarted }: Page) {
    const digest = digestOfPartition(partition.key);
    const list = this.#lists.get(digest);
    // Whatever made an interrupted read a complete one makes its repetition one.
    const open = restarted === true ? undefined : this.#reads.get(digest);
    const now = Math.floor(this.#facts.clock.now() / 1000);
    const isDue = isCompleteReadDue(partition.key, list?.lastComplete, this.#facts.today);
    const before = open ?? { emitsAll: isDue || list?.cursor === undefined, begun: now, paged: now };
    const times = records.map((record) => secondsOf(record[this.#cursor]));
    const dated = times.filter((time) => time !== undefined);
    // Rows that were added since the beginning don't move the cursor, since others of the same time might not be visible yet.
    const past = dated.filter((time) => time <= before.begun);
    const newest = past.length === 0 ? before.newest : Math.max(...past, before.newest ?? 0);
    const newerThan = (from: number) => records.filter((_, index) => (times[index] ?? from) > from - overlap);
    const reaches = (from: number) => Math.max(...dated) <= from && Math.min(...dated) <= from - overlap;
    if (before.isResumed === true) {
      const isResumed = next !== undefined && !reaches(before.begun);
      this.#reads.set(digest, { ...before, newest, isResumed });
      return { records: newerThan(before.begun), resumeAt: isResumed ? undefined : before.bookmark };
    }
    this.#reads.set(digest, { ...before, newest, ...(typeof next === "object" && { ...next, paged: now }) });
    // That of a clock that was ahead can be in the future.
    const cursor = list?.cursor && Math.min(list.cursor, before.begun);
    if (before.emitsAll || cursor === undefined) return { records };
    return { records: newerThan(cursor), isKnown: reaches(cursor) };
  }

  done({ members: [{ key, revision }] }: Slice): void {
    const digest = digestOfPartition(key);
    const read = this.#reads.get(digest);
    if (read === undefined) return;
    this.#isRead.set(digest, true);
    const settled = settledRevision(revision, this.#startedAt);
    if (settled === undefined) this.#finished.add(digest);
    const lastComplete = read.emitsAll ? dayOf(read.begun * 1000) : this.#lists.get(digest)?.lastComplete;
    this.#reads.delete(digest);
    this.#lists.delete(digest);
    if (lastComplete === undefined) return;
    const digestOfRevision = settled === undefined ? undefined : digestOfPartition(settled);
    this.#lists.set(digest, { cursor: read.newest, revision: digestOfRevision, lastComplete });
  }

  finish({ isEverythingFound }: ReadEnd): readonly JsonObject[] {
    if (!isEverythingFound) return [];
    if ([...this.#isRead.values()].every(Boolean)) this.#finished.clear();
    for (const kept of [this.#lists, this.#reads])
      for (const digest of kept.keys()) if (!this.#isRead.has(digest)) kept.delete(digest);
    return [];
  }

  /** Lists without room are read completely again. Open reads and finished partitions have a quarter of the room each, or about. */
  toState(): JsonObject {
    const { stream, room, log } = this.#facts;
    const open = [...this.#reads].flatMap(([digest, { bookmark, paged, begun, emitsAll }]) =>
      bookmark === undefined ? [] : [[digest, { bookmark, paged, begun, complete: emitsAll || undefined }] as const],
    );
    const others = {
      open: open.length === 0 ? undefined : Object.fromEntries(open.slice(0, room / 4 / openLength)),
      finished: [...this.#finished].slice(0, room / 4 / partitionDigest).join("") || undefined,
    };
    const byDay = new Map<Day, string[]>();
    let left = room - JSON.stringify({ feed: { lists: {}, ...others } }).length;
    let losses = 0;
    for (const [digest, { cursor = 0, revision = "", lastComplete }] of this.#lists) {
      const word = `${digest}${cursor.toString(36).padStart(cursorLength, "0")}${revision}`;
      left -= word.length + 1 + (byDay.has(lastComplete) ? 0 : dayLength);
      if (left < 0) losses += 1;
      else entryOf(byDay, lastComplete, () => []).push(word);
    }
    if (losses > 0) {
      const some = `${grouped(losses)} of ${countOf(this.#lists.size, "partition")}`;
      const text = `the state has no room for ${some}, so the next sync reads them even if they are unchanged`;
      log("WARN", text, `${stream.name} has no room`);
    }
    const texts = [...byDay].map(([day, words]) => [day, words.join(" ")] as const);
    return { feed: { lists: Object.fromEntries(texts), ...others } };
  }
}

/** Returns the epoch seconds of a time of the API; undefined: it has none. */
function secondsOf(value: unknown): number | undefined {
  const time = timestampFrom(value);
  return time === undefined ? undefined : Math.max(0, Math.floor(Date.parse(`${time}Z`) / 1000));
}

/** Reads what the last complete reads have left, by digest of the partition. */
function listsIn(state: StateReader): Map<string, FeedList> {
  const lists = new Map<string, FeedList>();
  for (const [lastComplete, text] of state.textEntries("lists"))
    for (const word of text.split(" ")) {
      const [, digest, cursor, revision] = wordPattern.exec(word) ?? [];
      if (isDay(lastComplete) && digest !== undefined && cursor !== undefined)
        lists.set(digest, { cursor: Number.parseInt(cursor, 36) || undefined, revision, lastComplete });
      else state.fail(`lists.${lastComplete}`);
    }
  return lists;
}

/** Reads the unfinished reads of lists. @param since when the last page of one must have been read, in epoch seconds */
function readsIn(state: StateReader, since: number) {
  return state.entries("open").flatMap(([digest, each]) => {
    if (!isDigest(digest)) state.fail(`open.${digest}`);
    const bookmark = each.text("bookmark");
    const paged = each.count("paged") ?? 0;
    const begun = each.count("begun") ?? each.fail("begun");
    const read = { bookmark, paged, begun, emitsAll: each.flag("complete"), isResumed: true };
    // A bookmark with a secret isn't in the state, so the read starts over.
    return bookmark === undefined || paged < since ? [] : [[digest, read] as const];
  });
}
