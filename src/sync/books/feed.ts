import { type Day, dayOf, isDay } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { JsonObject } from "../../base/json.ts";
import { countOf, grouped } from "../../base/text/count-of.ts";
import { timestampFrom } from "../../base/timestamps.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition, isDigest, partitionDigest, type StateReader } from "../state/state-reader.ts";
import type { Book, BookFacts, ReadEnd } from "./book.ts";
import { isCompleteReadDue, settledRevision } from "./complete-reads.ts";

/** A read of a list that has not ended. It keeps what it began with. */
interface FeedRead {
  /** That of the next page. Undefined: the read is lost with the run. */
  readonly bookmark?: string | undefined;
  /** Whether all rows are emitted. */
  readonly emitsAll: boolean;
  /** In epoch seconds. */
  readonly begun: number;
  /** A digest of the revision that it began at; undefined: the revision can still change unnoticed. */
  readonly revision: string | undefined;
  /** The cursor after the read. */
  readonly newest?: number | undefined;
}

/** In seconds. A row can become visible this long after its time. */
const overlap = 3600;

/** The length of a cursor in base 36. */
const cursorLength = 7;
/** A list in the state: the digest of its partition, the cursor in base 36 (0: none), and the digest of the revision, if settled. */
const wordPattern = /^([\w-]{7})([0-9a-z]{7})([\w-]{7})?$/u;
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
  /** By digest of a partition, the one read last at the end: what its last complete read has left. */
  readonly #lists: ReturnType<typeof listsIn>;
  /** By digest of a partition: the reads that have not ended. */
  readonly #reads: Map<string, FeedRead>;
  /** Digests of the parents at their revision below which an unfinished read has read all. */
  readonly #parents: Set<string>;
  /** Digests of partitions without a settled revision that an unfinished read of this job has finished. */
  readonly #finished: Set<string>;
  readonly #found = new Set<string>();
  /** Digests of partitions that this read has not finished. */
  readonly #unread = new Set<string>();

  /** @param cursor the timestamp field */
  constructor(cursor: string, facts: BookFacts) {
    this.#cursor = cursor;
    this.#facts = facts;
    const state = facts.state?.object("feed");
    const digests = (field: string) => new Set(state?.digests(field));
    this.#lists = listsIn(state);
    this.#reads = new Map(readsIn(state));
    this.#parents = digests("parents");
    this.#finished = facts.isSameJob ? digests("finished") : new Set();
  }

  enter(parent: Partition): boolean {
    return parent.revision !== undefined && this.#parents.has(digestAtRevision(parent));
  }

  doneBelow(parent: Partition): void {
    if (parent.revision !== undefined) this.#parents.add(digestAtRevision(parent));
  }

  todo(partitions: readonly Partition[]): readonly Slice[] {
    return partitions
      .filter(({ key, revision }) => {
        const digest = digestOfPartition(key);
        this.#found.add(digest);
        if (this.#finished.has(digest)) return false;
        const list = this.#lists.get(digest);
        const isUnchanged = revision !== undefined && list?.revision === digestOfPartition(revision);
        if (isUnchanged && !isCompleteReadDue(key, list.lastComplete, this.#facts.today)) return false;
        this.#unread.add(digest);
        return true;
      })
      .map((partition) => ({ members: [partition] }));
  }

  bookmarkOf({ members: [{ key }] }: Slice): string | undefined {
    return this.#reads.get(digestOfPartition(key))?.bookmark;
  }

  take({ members: [partition] }: Slice, { records, next, restarted }: Page) {
    const digest = digestOfPartition(partition.key);
    const list = this.#lists.get(digest);
    // Whatever made an interrupted read a complete one makes its repetition one.
    const before = (restarted === true ? undefined : this.#reads.get(digest)) ?? this.#begin(partition);
    const times = records.map((record) => secondsOf(record[this.#cursor]));
    const dated = times.filter((time) => time !== undefined);
    // Rows that were added since the beginning don't move the cursor, since others of the same time might not be visible yet.
    const past = dated.filter((time) => time <= before.begun);
    const newest = past.length === 0 ? before.newest : Math.max(...past, before.newest ?? 0);
    const bookmark = typeof next === "object" ? next.bookmark : before.bookmark;
    this.#reads.set(digest, { ...before, newest, bookmark });
    // That of a clock that was ahead can be in the future.
    const cursor = list?.cursor && Math.min(list.cursor, before.begun);
    if (before.emitsAll || cursor === undefined) return { records };
    return {
      records: records.filter((_, index) => (times[index] ?? cursor) > cursor - overlap),
      isKnown: Math.max(...dated) <= cursor && Math.min(...dated) <= cursor - overlap,
    };
  }

  done({ members: [{ key }] }: Slice): void {
    const digest = digestOfPartition(key);
    const read = this.#reads.get(digest);
    if (read === undefined) return;
    this.#unread.delete(digest);
    if (read.revision === undefined) this.#finished.add(digest);
    const lastComplete = read.emitsAll ? dayOf(read.begun * 1000) : this.#lists.get(digest)?.lastComplete;
    this.#reads.delete(digest);
    this.#lists.delete(digest);
    if (lastComplete !== undefined)
      this.#lists.set(digest, { cursor: read.newest, revision: read.revision, lastComplete });
  }

  finish({ isEverythingFound, isStopped }: ReadEnd): readonly JsonObject[] {
    if (isStopped !== true) this.#parents.clear();
    if (isEverythingFound && this.#unread.size === 0) this.#finished.clear();
    if (!isEverythingFound) return [];
    for (const digest of this.#lists.keys()) if (!this.#found.has(digest)) this.#lists.delete(digest);
    for (const digest of this.#reads.keys()) if (!this.#found.has(digest)) this.#reads.delete(digest);
    return [];
  }

  /** Lists without room are read completely again. Open reads, parents, and finished partitions have a quarter of the room each. */
  toState(): JsonObject {
    const { stream, room, log } = this.#facts;
    const quarter = Math.floor(room / 4);
    const textOf = (digests: ReadonlySet<string>) => [...digests].slice(0, quarter / partitionDigest).join("");
    const others = {
      open: openReads(this.#reads, quarter),
      parents: textOf(this.#parents) || undefined,
      finished: textOf(this.#finished) || undefined,
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

  #begin({ key, revision }: Partition): FeedRead {
    const list = this.#lists.get(digestOfPartition(key));
    const { today, clock } = this.#facts;
    const settled = settledRevision(revision, clock.now());
    return {
      emitsAll: list?.cursor === undefined || isCompleteReadDue(key, list.lastComplete, today),
      begun: Math.floor(clock.now() / 1000),
      revision: settled === undefined ? undefined : digestOfPartition(settled),
    };
  }
}

const digestAtRevision = ({ key, revision }: Partition) => digestOfPartition(`${key} ${revision}`);

/** Returns the epoch seconds of a time of the API; undefined: it has none. */
function secondsOf(value: unknown): number | undefined {
  const time = timestampFrom(value);
  return time === undefined ? undefined : Math.max(0, Math.floor(Date.parse(`${time}Z`) / 1000));
}

/**
 * Reads what the last complete reads of lists have left, by digest of the partition: the time of the newest row when the read began,
 * in epoch seconds, if any has a time; a digest of its revision, if that can't change unnoticed; and the day on which the last read of
 * all rows began.
 */
function listsIn(state: StateReader | undefined) {
  const lists = new Map<string, { cursor: number | undefined; revision: string | undefined; lastComplete: Day }>();
  for (const [lastComplete, text] of state?.textEntries("lists") ?? []) {
    for (const word of text.split(" ")) {
      const [, digest, cursor, revision] = wordPattern.exec(word) ?? [];
      if (isDay(lastComplete) && digest !== undefined && cursor !== undefined)
        lists.set(digest, { cursor: Number.parseInt(cursor, 36) || undefined, revision, lastComplete });
      else state?.fail(`lists.${lastComplete}`);
    }
  }
  return lists;
}

function readsIn(state: StateReader | undefined): readonly (readonly [digest: string, read: FeedRead])[] {
  return (state?.entries("open") ?? []).flatMap(([digest, each]) => {
    if (!isDigest(digest)) state?.fail(`open.${digest}`);
    const bookmark = each.text("bookmark");
    const read = {
      bookmark,
      emitsAll: each.flag("complete"),
      begun: each.count("begun") ?? each.fail("begun"),
      revision: each.digest("revision"),
      newest: each.count("newest"),
    };
    // A bookmark with a secret isn't in the state, so the read starts over.
    return bookmark === undefined ? [] : [[digest, read] as const];
  });
}

function openReads(reads: ReadonlyMap<string, FeedRead>, room: number): JsonObject | undefined {
  const open: Record<string, JsonObject> = {};
  let left = room;
  for (const [digest, { emitsAll, ...read }] of reads) {
    if (read.bookmark === undefined) continue;
    const json = { ...read, complete: emitsAll || undefined };
    left -= JSON.stringify({ [digest]: json }).length;
    if (left >= 0) open[digest] = json;
  }
  return left === room ? undefined : open;
}
