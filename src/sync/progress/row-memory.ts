import { digestOf } from "../../base/digest.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { timestampAt, timestampFrom } from "../../base/timestamps.ts";
import type { FeedReading } from "../../streams/stream.ts";
import { KeyDigests, rowDigest } from "../state/key-digests.ts";
import { type ListState, maxRowDigests, type RowsState } from "../state/list-state.ts";
import { Overlap } from "./overlap.ts";

/** Rows that changed this recently are emitted again by the next sync: they can change twice in one second. */
const unsettledMs = 60_000;

/** The facts about a list and the present that decide which of its rows are new. */
export interface ListFacts extends Pick<FeedReading, "cursor" | "order"> {
  readonly idField: string;
  /** A digest of the partition's revision. */
  readonly revision: string | undefined;
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** Returns the time of the API, epoch milliseconds. */
  readonly serverNow: () => number;
}

/** The rows of one list that the destination has: the one answer to "is this row new?". Lasts one scan of the list. */
export class RowMemory {
  #before: ListState;
  readonly #facts: ListFacts;
  readonly #isOrdered: boolean;
  readonly #revision: string | undefined;
  #known: KeyDigests;
  /** The rows of this scan, in the order of the list: above its overlap, or all of an unordered list. */
  #top: KeyDigests;
  /** The rows of this scan without a digest before it. Undefined in a list that is in order. */
  #added: KeyDigests | undefined;
  #overlap: Overlap;
  #isUnordered: boolean;
  #isOutOfOrder = false;
  #isFromStart: boolean;
  /** Whether the scan has reached a known row, or at most one is known, which can be gone. Older rows can be inserted above. */
  #hasReachedKnown: boolean;
  #oldest: string | undefined;
  #newest: string | undefined;

  constructor(before: ListState, facts: ListFacts) {
    const { scan } = before;
    this.#before = before;
    this.#facts = facts;
    this.#isOrdered = facts.order === "newest_first";
    this.#isUnordered = !this.#isOrdered || before.unordered === true;
    this.#revision = scan === undefined ? facts.revision : scan.version;
    this.#known = KeyDigests.fromText(before.seen ?? "", rowDigest);
    this.#top = KeyDigests.fromText(scan?.seen ?? "", rowDigest);
    this.#added = this.#isUnordered ? KeyDigests.fromText(scan?.seen ?? "", rowDigest) : undefined;
    this.#overlap = new Overlap(timestampAt(facts.now()), this.#top.size, scan?.floor);
    this.#isFromStart = scan === undefined;
    this.#hasReachedKnown = scan !== undefined || this.#known.size <= 1;
    this.#oldest = scan?.oldest;
    this.#newest = scan?.newest ?? before.cursor;
  }

  /** Begins the scan again, since the bookmark expired. */
  restart(): void {
    this.#top = KeyDigests.of([], rowDigest);
    this.#added = this.#isUnordered ? KeyDigests.of([], rowDigest) : undefined;
    this.#overlap = new Overlap(timestampAt(this.#facts.now()));
    this.#isFromStart = true;
    this.#oldest = undefined;
  }

  /** Whether the scan lacks the first page, so that rows can have arrived above it meanwhile. */
  get isResumed(): boolean {
    return !this.#isFromStart;
  }

  /** Returns the new rows of a page. */
  select(rows: readonly JsonObject[]): readonly JsonObject[] {
    const times = rows.map((row) => timestampFrom(row[this.#facts.cursor]));
    // The order of the entire page decides whether rows below the floor count as known.
    for (const time of times) this.#checkOrder(time);
    if (this.#isOutOfOrder && !this.#isUnordered) this.#becomeUnordered();
    this.#overlap.beginPage(rows.length);
    return rows.filter((row, index) => this.#isNew(asText(row[this.#facts.idField]), times[index]));
  }

  /** Whether a page without new rows ends the scan. */
  get isDone(): boolean {
    const { floor } = this.#before;
    const isBelow = floor !== undefined && this.#oldest !== undefined && this.#oldest <= floor;
    return !this.#isUnordered && isBelow && this.#hasReachedKnown;
  }

  /** Returns the state after a page. @param bookmark that of the next page */
  at(bookmark: string): ListState {
    const { seen, floor } = this.#isUnordered
      ? { seen: (this.#added ?? this.#top).toText(), floor: undefined }
      : { seen: this.#top.toText(), floor: this.#overlap.floor };
    const scan = { bookmark, oldest: this.#oldest, newest: this.#newest, version: this.#revision, seen, floor };
    return { ...this.#before, unordered: this.#isFound, scan };
  }

  /** Returns the state after the scan. @param isListEnd whether the list has no more rows */
  end(isListEnd: boolean): ListState {
    // A list that is completely in order counts as ordered again.
    const isInOrder = this.#isOrdered && this.#isFromStart && !this.#isOutOfOrder;
    const rows = this.#isUnordered && !isInOrder ? this.#allRows() : this.#topRows(isListEnd);
    return {
      cursor: this.#newest,
      ...rows,
      unordered: isInOrder ? undefined : this.#isFound,
      version: this.#revision,
    };
  }

  get #isFound(): true | undefined {
    return this.#isOrdered && this.#isUnordered ? true : undefined;
  }

  #allRows(): RowsState {
    // The state of an interrupted scan has only its new rows.
    return { seen: (this.#isFromStart ? this.#top : this.#known.union(this.#added ?? this.#top)).toText() };
  }

  #topRows(isListEnd: boolean): RowsState {
    const floor = this.#overlap.floor ?? (isListEnd ? undefined : this.#oldest);
    return { seen: this.#top.toText(), floor };
  }

  #checkOrder(time: string | undefined): void {
    if (time === undefined) return;
    if (this.#isOrdered && this.#oldest !== undefined && time > this.#oldest) this.#isOutOfOrder = true;
    this.#oldest = time;
  }

  #isNew(id: string, time: string | undefined): boolean {
    // A row without a time can be new or changed: a duplicate is better than a loss.
    if (time === undefined) return true;
    const { now, serverNow } = this.#facts;
    const present = timestampAt(now());
    const settled = timestampAt(serverNow() - unsettledMs);
    const latest = this.#isOrdered || present < settled ? present : settled;
    if (time <= latest && (this.#newest === undefined || time > this.#newest)) this.#newest = time;
    // In a list without order, the time is that of the last change.
    const digest = digestOf(this.#isOrdered ? id : `${id} ${time}`, rowDigest);
    const isKnown = this.#known.hasDigest(digest);
    if (isKnown) this.#hasReachedKnown = true;
    const { floor } = this.#before;
    const isNew = !isKnown && (this.#isFound === true || floor === undefined || time > floor);
    const isSettled = this.#isOrdered || time <= settled || time > timestampAt(serverNow() + unsettledMs);
    if (isSettled) this.#remember(digest, time, isKnown);
    return isNew;
  }

  #remember(digest: string, time: string, isKnown: boolean): void {
    if (this.#isOrdered) this.#overlap.take(time);
    const isKept = this.#isUnordered || this.#overlap.floor === undefined;
    if (!isKept || this.#top.size >= maxRowDigests) return;
    this.#top.addDigest(digest);
    if (!isKnown) this.#added?.addDigest(digest);
  }

  /** Forgets all rows except those that a first scan has emitted: others can have counted as known only by their timestamp. */
  #becomeUnordered(): void {
    this.#isUnordered = true;
    if (this.#known.size > 0 || this.#before.floor !== undefined) {
      this.#before = { ...this.#before, seen: undefined, floor: undefined };
      this.#known = KeyDigests.of([], rowDigest);
      this.#top = KeyDigests.of([], rowDigest);
    }
    this.#added = KeyDigests.fromText(this.#top.toText(), rowDigest);
  }
}
