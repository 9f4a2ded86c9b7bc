import { countOf, grouped } from "../../base/count-of.ts";
import { dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { timestampFrom } from "../../base/timestamps.ts";
import type { FeedReading } from "../../streams/stream.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition } from "../state/digests.ts";
import { type FeedRead, feedAsJson, type KnownList, readFeed } from "../state/feed-state.ts";
import type { Book, BookFacts, ReadEnd } from "./book.ts";
import { isWholeReadDue, settledRevision } from "./whole-reads.ts";

const hour = 3600;
/** In seconds. A row can become visible this long after its time, or stand this far out of order. */
const overlap = hour;
/** In seconds. Below a row this much older than the cursor, none is newer than the cursor less the overlap. */
const known = 2 * hour;

/**
 * The book of a stream whose lists are sorted newest first. A read emits what is newer than the cursor less an hour, and ends
 * below that. Every fourth to seventh day it reads the list to its end and emits all, since rows can be moved, edited, and
 * inserted anywhere, and revisions and bookmarks can lie.
 */
export class FeedBook implements Book {
  readonly #reading: Pick<FeedReading, "cursor">;
  readonly #facts: BookFacts;
  /** By digest of a partition, the one read last at the end: what complete reads have left. */
  readonly #lists: Map<string, KnownList>;
  /** By digest of a partition: the reads that have not ended. */
  readonly #reads: Map<string, FeedRead>;
  /** Digests of the parents at their revision below which an unfinished read has read all. */
  readonly #parents: Set<string>;
  /** Digests of partitions without a settled revision that an unfinished read of this job has finished. */
  readonly #finished: Set<string>;
  readonly #found = new Set<string>();
  /** Digests of partitions that this read has not finished. */
  readonly #unread = new Set<string>();

  constructor(reading: Pick<FeedReading, "cursor">, facts: BookFacts) {
    this.#reading = reading;
    this.#facts = facts;
    const { lists, reads, parents, finished } = readFeed(facts.state?.object("feed"));
    this.#lists = lists;
    this.#reads = reads;
    this.#parents = parents;
    this.#finished = facts.isSameJob ? finished : new Set();
  }

  hasRead(parent: Partition): boolean {
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
        if (isUnchanged && !isWholeReadDue(key, list.whole, this.#facts.today)) return false;
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
    // Whatever made an interrupted read a whole one makes its repetition one.
    const before = (restarted === true ? undefined : this.#reads.get(digest)) ?? this.#begin(partition, list);
    const times = records.map((record) => secondsOf(record[this.#reading.cursor]));
    const read = advanced(before, times);
    this.#reads.set(digest, { ...read, bookmark: typeof next === "object" ? next.bookmark : before.bookmark });
    // That of a clock that was ahead can be in the future.
    const cursor = list?.cursor && Math.min(list.cursor, read.begun);
    if (read.isWhole || cursor === undefined) return { records };
    const last = times.at(-1);
    return {
      records: records.filter((_, index) => (times[index] ?? cursor) > cursor - overlap),
      isKnown: !read.isDisordered && last !== undefined && last < cursor - known,
    };
  }

  done({ members: [{ key }] }: Slice): void {
    const digest = digestOfPartition(key);
    const read = this.#reads.get(digest);
    if (read === undefined) return;
    this.#unread.delete(digest);
    if (read.revision === undefined) this.#finished.add(digest);
    const whole = read.isWhole ? dayOf(read.begun * 1000) : this.#lists.get(digest)?.whole;
    this.#reads.delete(digest);
    this.#lists.delete(digest);
    if (whole !== undefined) this.#lists.set(digest, { cursor: read.newest, revision: read.revision, whole });
  }

  finish({ isEverythingFound, isStopped }: ReadEnd): readonly JsonObject[] {
    if (isStopped !== true) this.#parents.clear();
    if (isEverythingFound && this.#unread.size === 0) this.#finished.clear();
    if (!isEverythingFound) return [];
    for (const digest of this.#lists.keys()) if (!this.#found.has(digest)) this.#lists.delete(digest);
    for (const digest of this.#reads.keys()) if (!this.#found.has(digest)) this.#reads.delete(digest);
    return [];
  }

  toState(): JsonObject {
    const { stream, room, log } = this.#facts;
    const parts = { lists: this.#lists, reads: this.#reads, parents: this.#parents, finished: this.#finished };
    const { json, losses } = feedAsJson(parts, room - '{"feed":}'.length);
    if (losses > 0) {
      const some = `${grouped(losses)} of ${countOf(this.#lists.size, "partition")}`;
      const text = `the state has no room for ${some}, so the next sync reads them even if they are unchanged`;
      log("WARN", text, `${stream.name} has no room`);
    }
    return { feed: json };
  }

  #begin({ key, revision }: Partition, list: KnownList | undefined): FeedRead {
    const { today, clock } = this.#facts;
    const settled = settledRevision(revision, clock.now());
    return {
      isWhole: list?.cursor === undefined || isWholeReadDue(key, list.whole, today),
      begun: Math.floor(clock.now() / 1000),
      revision: settled === undefined ? undefined : digestOfPartition(settled),
      isDisordered: false,
    };
  }
}

const digestAtRevision = ({ key, revision }: Partition) => digestOfPartition(`${key} ${revision}`);

/** Returns the epoch seconds of a time of the API; undefined: it has none. */
function secondsOf(value: unknown): number | undefined {
  const time = timestampFrom(value);
  return time === undefined ? undefined : Math.max(0, Math.floor(Date.parse(`${time}Z`) / 1000));
}

/** Returns a read after the rows of one more page. Rows from after its beginning don't move the cursor: there can be more. */
function advanced(read: FeedRead, times: readonly (number | undefined)[]): FeedRead {
  let { newest, oldest, isDisordered } = read;
  for (const time of times) {
    if (time === undefined) continue;
    isDisordered ||= oldest !== undefined && time > oldest + overlap;
    oldest = Math.min(time, oldest ?? time);
    if (time <= read.begun) newest = Math.max(time, newest ?? time);
  }
  return { ...read, newest, oldest, isDisordered };
}
