import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import { countOf, grouped } from "../../base/text/count-of.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import { digestOfPartition, partitionDigest } from "../state/state-reader.ts";
import type { Book, BookFacts, ReadEnd, Suspect, Testimony } from "./book.ts";
import { isCompleteReadDue, settledRevision } from "./complete-reads.ts";
import { Deletions } from "./deletions.ts";
import { KnownRows, revisionDigest } from "./known-rows.ts";

/**
 * The book of a list that is read completely and compared by content: new and changed rows are emitted, in a refresh all; if tracked,
 * also records of deletions.
 */
export class TableBook implements Book {
  readonly #facts: BookFacts;
  readonly #rows: KnownRows;
  /** In epoch minutes. */
  readonly #begunAt: number;
  /** Digests of partitions that an unfinished read of this job has finished. */
  readonly #finished: Set<string>;
  /** Of a refresh, by key of a slice. A compared list is read from its first page on, where new rows are. */
  readonly #bookmarks: Map<string, string>;
  /** By key of a slice: it might lack rows. */
  readonly #partial = new Set<string>();
  /** The keys of partitions that this read has not finished. */
  readonly #unread = new Set<string>();
  /** By key of a part that this read found: the number of its partitions that weren't read completely. */
  readonly #left = new Map<string, number>();
  readonly #foundContainers = new Set<string>();
  /** Whether an earlier attempt has read partitions, to which rows can have moved since. */
  readonly #isAnyReadEarlier: boolean;
  /** Whether rows are emitted only if they are new or changed. */
  readonly #comparesRows: boolean;
  /** The number of rows read. */
  #count = 0;

  constructor(facts: BookFacts) {
    const { stream, isRefresh, isSameJob, areRowsForgotten, room, clock } = facts;
    const state = facts.state.object("table");
    this.#facts = facts;
    this.#begunAt = clock.now() / 60_000;
    this.#finished = new Set(isSameJob ? state.digests("finished") : []);
    this.#isAnyReadEarlier = this.#finished.size > 0;
    this.#rows = new KnownRows(stream.primaryKey, room);
    // A list that another attempt can't resume by its bookmark must not repeat its rows.
    this.#comparesRows = !isRefresh || stream.unlisted !== undefined;
    this.#bookmarks = new Map(this.#comparesRows ? [] : state.textEntries("open"));
    if (!this.#comparesRows) return;
    if (!this.#rows.read(state.text("rows") ?? "")) state.fail("rows");
    if (areRowsForgotten) for (const key of this.#rows.parts.keys()) this.#rows.setNote(key, { is: "forgetful" });
  }

  enter({ container }: Partition): void {
    this.#foundContainers.add(container);
  }

  todo(partitions: readonly Partition[]): readonly Slice[] {
    for (const partition of partitions) {
      this.#addLeft(partition, 1);
      this.#foundContainers.add(partition.container);
    }
    const isFinished = ({ key }: Partition) => this.#finished.has(digestOfPartition(key));
    const left = partitions.filter((each) => !isFinished(each) && !this.#isUnchanged(each));
    for (const { key } of left) this.#unread.add(key);
    return left.map((partition) => ({ members: [partition] }));
  }

  bookmarkOf({ members }: Slice): string | undefined {
    return this.#bookmarks.get(sliceKey(members));
  }

  take({ members }: Slice, { records, next, isPartial }: Page) {
    const key = sliceKey(members);
    if (isPartial === true) this.#partial.add(key);
    // The numbers of equal rows are only valid if all pages are read.
    const isResumable = !this.#comparesRows && this.#facts.stream.occurrence === undefined;
    if (typeof next === "object" && isResumable) this.#bookmarks.set(key, next.bookmark);
    this.#count += records.length;
    return { records: this.#comparesRows ? this.#rows.take(records, members[0].part) : records };
  }

  done({ members }: Slice): void {
    const key = sliceKey(members);
    this.#bookmarks.delete(key);
    for (const member of members) {
      this.#unread.delete(member.key);
      if (!this.#settle(member, !this.#partial.has(key))) this.#finished.add(digestOfPartition(member.key));
    }
  }

  suspects(end: ReadEnd): readonly Suspect[] {
    return this.#deletionsAt(end).suspects();
  }

  finish(end: ReadEnd, testimonyOf: (suspect: Suspect) => Testimony | undefined): readonly JsonObject[] {
    const now = Math.ceil(this.#facts.clock.now() / 60_000);
    const deletions = this.#deletionsAt(end);
    const records = deletions.decide(testimonyOf, now);
    if (end.isEverythingFound && this.#unread.size === 0) this.#finished.clear();
    this.#report(deletions);
    return records;
  }

  toState(): JsonObject {
    const { room } = this.#facts;
    const others = {
      open: this.#bookmarks.size === 0 ? undefined : Object.fromEntries(this.#bookmarks),
      finished: [...this.#finished].slice(0, (room * 0.9) / partitionDigest).join("") || undefined,
    };
    const rows = this.#rows.toText(room - JSON.stringify(others).length - 50) || undefined;
    return { table: { ...others, rows } };
  }

  #addLeft({ part }: Partition, count: number): void {
    this.#left.set(part, (this.#left.get(part) ?? 0) + count);
  }

  /** Whether revisions of partitions change with their rows. That of a board changes with its Pins, not its sections. */
  get #hasRevisions(): boolean {
    const { stream, isTracked } = this.#facts;
    return isTracked && (stream.reading.by === "compared" || stream.reading.by === "newest_first");
  }

  #isUnchanged({ key, part: partKey, revision }: Partition): boolean {
    const part = this.#rows.parts.get(partKey);
    if (!this.#hasRevisions || revision === undefined || part?.note?.is !== "settled") return false;
    if (part.note.revision !== revisionDigest(revision)) return false;
    return !isCompleteReadDue(key, part.note.lastComplete, this.#facts.today);
  }

  /** Records that a partition was read. @returns whether its revision lets the next attempt skip it */
  #settle(partition: Partition, isComplete: boolean): boolean {
    const { part: key } = partition;
    if (isComplete) this.#addLeft(partition, -1);
    const part = this.#rows.parts.get(key);
    if (!this.#hasRevisions || this.#rows.isFull || part?.note?.is === "forgetful") return false;
    // A part that lacks rows is read by the next sync.
    const isLacking = [...(part?.rows ?? [])].some(({ isSeen, since = 0 }) => !isSeen && since <= this.#begunAt);
    // At the beginning of the read: the rows of a later change might not have been visible.
    const revision = settledRevision(partition.revision, this.#begunAt * 60_000);
    const isSettled = isComplete && !isLacking && revision !== undefined;
    const lastComplete = this.#facts.today;
    const note = isSettled ? ({ is: "settled", revision: revisionDigest(revision), lastComplete } as const) : undefined;
    this.#rows.setNote(key, note);
    return isSettled;
  }

  #deletionsAt(end: ReadEnd): Deletions {
    const read = {
      ...end,
      begunAt: this.#begunAt,
      left: this.#left,
      foundContainers: this.#foundContainers,
      isAllRead: this.#unread.size === 0 && !this.#isAnyReadEarlier,
    };
    return new Deletions(this.#rows, read, this.#facts);
  }

  #report({ deleted, unconfirmed }: Deletions): void {
    const { isTracked, log } = this.#facts;
    this.toState();
    const more = isTracked ? " and finds no deletions" : "";
    const text = `the state has no room for ${grouped(this.#count)} records, so each sync emits all of them${more}`;
    if (this.#rows.isFull) log("WARN", text);
    const left = `${countOf(unconfirmed, "record")} that Pinterest's list lacks, until later syncs have requested them by ID`;
    if (deleted > 0) log("INFO", `found ${countOf(deleted, "deleted record")}`);
    if (unconfirmed > 0) log("INFO", `kept ${left}`);
  }
}

/** Returns the key of a slice's bookmark. That of a batch is only valid for the same batch. */
function sliceKey(members: Slice["members"]): string {
  const [{ key }, ...more] = members;
  return more.length === 0 ? key : `${key} ${digestOf(members.map((each) => each.key).join(), 16)}`;
}
