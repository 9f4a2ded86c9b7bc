import { asText, type JsonObject } from "../../json.ts";
import type { FeedReading } from "../../streams/stream.ts";
import { timestampFrom } from "../../timestamps.ts";
import { KeyDigests, rowDigest } from "../progress/key-digests.ts";
import type { FeedProgress, SeenRows } from "./feed-progress.ts";

/**
 * Clocks of the connector and of the API may differ by so much, in milliseconds: one that was set without its time zone
 * is an hour off or two.
 */
export const maxClockSkewMs = 2 * 60 * 60_000;

/** The maximum number of rows that a stream remembers: 800 kB of a state. */
export const maxSeen = 100_000;

/** What a scan goes by: also the field that tells rows apart, a digest of the partition's version, and the time. */
type ScanOptions = Pick<FeedReading, "cursor" | "order"> & {
  readonly idField: string;
  readonly revision: string | undefined;
  readonly now: () => number;
};

/** A row, as far as it matters here. */
interface Entry {
  readonly row: JsonObject;
  readonly id: string;
  /** Undefined: the API does not say. */
  readonly timestamp: string | undefined;
}

/** One scan of a list: tells which rows are new, and what holds after each page. */
export class FeedScan {
  readonly #before: FeedProgress;
  readonly #options: ScanOptions;
  readonly #ids: ReadonlySet<string>;
  readonly #isOrdered: boolean;
  readonly #revision: string | undefined;
  /**
   * In a list without order the cursor goes no further: what changes while the scan is under way may be on a page that
   * it has passed.
   */
  readonly #limit: string | undefined;
  readonly #recent: string;
  readonly #known: KeyDigests | undefined;
  /** Rows of this scan, in the order of the list. Undefined: it was begun by a version that kept none. */
  #seen: KeyDigests | undefined;
  /** Those of them that are not among the known ones. */
  #added: KeyDigests | undefined;
  #overlap: Overlap;
  #unordered: true | undefined;
  #newest: string | undefined;
  #newestIds: Set<string>;
  #oldest: string | undefined;
  #isDisorderly = false;
  /** Whether this scan has seen the list from its beginning. */
  #isWhole: boolean;
  /** Whether the scan has come to a row that was known, where any was: above it could be rows that are not as new as they stand. */
  #hasMetKnown: boolean;
  /** Whether a row was taken for seen since it lies below the overlap. */
  #hasTrustedOrder = false;
  #page = new Set<string>();

  constructor(before: FeedProgress, options: ScanOptions) {
    const { cursor, ids, scan } = before;
    const began = options.now();
    this.#before = before;
    this.#options = options;
    this.#ids = new Set(ids);
    this.#isOrdered = options.order === "newest_first";
    this.#revision = scan === undefined ? options.revision : scan.version;
    this.#limit = this.#isOrdered ? undefined : (scan?.limit ?? timestampFrom(began - maxClockSkewMs));
    this.#recent = timestampFrom(began - recentMs) ?? "";
    this.#known = before.seen === undefined ? undefined : rowsOf(before.seen);
    this.#isWhole = scan === undefined;
    this.#hasMetKnown = scan !== undefined || this.#known === undefined || this.#known.size === 0;
    this.#seen = scan === undefined ? rowsOf("") : scan.seen === undefined ? undefined : rowsOf(scan.seen);
    this.#added = this.#known === undefined ? this.#seen : rowsOf(scan?.seen ?? "");
    this.#overlap = new Overlap(this.#seen?.size ?? 0, scan?.floor);
    this.#unordered = before.unordered;
    this.#newest = scan?.newest ?? cursor;
    this.#newestIds = new Set(scan?.newest === undefined ? ids : scan.ids);
    this.#oldest = scan?.oldest;
  }

  /** The list begins anew: its bookmark has expired. */
  restart(): void {
    this.#oldest = undefined;
    this.#isWhole = true;
    this.#seen = rowsOf("");
    this.#added = this.#known === undefined ? this.#seen : rowsOf("");
    this.#overlap = new Overlap();
  }

  /** Takes in a page and gives the rows that are new. */
  take(rows: readonly JsonObject[]): readonly JsonObject[] {
    const entries = this.#withoutRepetitions(rows);
    // The whole page tells whether the list is in order; only then can a row be told to lie below the overlap.
    for (const { timestamp } of entries) {
      if (timestamp === undefined) continue;
      if (this.#isOrdered && this.#oldest !== undefined && timestamp > this.#oldest) this.#isDisorderly = true;
      this.#oldest = timestamp;
    }
    if (this.#isDisorderly) this.#giveUpOrder();
    this.#overlap.beginPage(rows.length);
    const now = this.#options.now();
    const present = timestampFrom(now) ?? "";
    const soon = timestampFrom(now + maxClockSkewMs) ?? "";
    return entries.filter((entry) => this.#note(entry, present, soon)).map(({ row }) => row);
  }

  /** Whether a page without anything new is reason enough to end the scan. */
  get isBelowOverlap(): boolean {
    const { cursor, floor } = this.#before;
    if (!this.#isOrdered || this.#unordered === true || cursor === undefined || this.#oldest === undefined)
      return false;
    const isBelowFloor = this.#known === undefined || (floor !== undefined && this.#oldest <= floor);
    return this.#oldest < cursor && isBelowFloor && this.#hasMetKnown;
  }

  /** What holds after a page that is not the last one. */
  at(bookmark: string): FeedProgress {
    const isKept = this.#isOrdered && this.#unordered === undefined;
    const seen = isKept ? this.#seen?.toText(this.#overlap.kept) : this.#added?.toText();
    return {
      ...this.#before,
      unordered: this.#unordered,
      scan: {
        bookmark,
        oldest: this.#oldest,
        newest: this.#newest,
        ids: [...this.#newestIds],
        version: this.#revision,
        limit: this.#limit,
        seen: this.#seen === undefined ? undefined : seen,
        floor: isKept ? this.#overlap.floor : undefined,
      },
    };
  }

  /**
   * What holds after the last page.
   * @param isListEnd whether the list has no more rows
   */
  end(isListEnd: boolean): FeedProgress {
    if (isListEnd && this.#unordered === true && this.#before.scan !== undefined) {
      // What came since the scan began may be on either side of where it was resumed: the cursor must not pass it.
      const seen = this.#seen === undefined ? {} : this.#seenRows(true, isListEnd);
      return { ...this.#before, ...seen, unordered: true, scan: undefined };
    }
    const isLimited = this.#limit !== undefined && this.#newest !== undefined && this.#newest > this.#limit;
    const reached = isLimited ? { cursor: this.#limit, ids: [] } : { cursor: this.#newest, ids: [...this.#newestIds] };
    // A list that was in order from one end to the other may be trusted again.
    const unordered = this.#isWhole && !this.#isDisorderly ? undefined : this.#unordered;
    const seen = this.#seenRows(unordered === true || !this.#isOrdered, isListEnd);
    return { ...reached, ...seen, unordered, version: this.#revision };
  }

  /** @param all whether every row is to be known again, in whatever order */
  #seenRows(all: boolean, isListEnd: boolean): SeenRows {
    if (this.#seen === undefined || (this.#newest === undefined && this.#seen.size === 0)) return {};
    if (all) {
      // Of a scan that was resumed, the state tells only what was not known before.
      const isComplete = this.#isWhole || this.#known === undefined;
      return { seen: (isComplete ? this.#seen : this.#known.union(this.#seen)).toText() };
    }
    return {
      seen: this.#seen.toText(this.#overlap.kept),
      floor: this.#overlap.floor ?? (isListEnd ? undefined : this.#oldest),
    };
  }

  /** Rows that came in above push others down, over the edge of the page before. */
  #withoutRepetitions(rows: readonly JsonObject[]): readonly Entry[] {
    const passed = this.#page;
    const page = new Set<string>();
    this.#page = page;
    return rows.flatMap((row) => {
      const id = asText(row[this.#options.idField]);
      const isRepeated = id !== "" && (passed.has(id) || page.has(id));
      page.add(id);
      return isRepeated ? [] : [{ row, id, timestamp: timestampFrom(row[this.#options.cursor]) }];
    });
  }

  /** Takes in a row and tells whether it is new. */
  #note({ id, timestamp }: Entry, present: string, soon: string): boolean {
    // A row without a time could be new or changed: better twice than never.
    if (timestamp === undefined) return true;
    if (!this.#isOrdered || timestamp <= present) this.#reach(id, timestamp);
    const { cursor, floor } = this.#before;
    const isAfterCursor = cursor === undefined || timestamp > cursor;
    const isAtCursor = timestamp === cursor && this.#ids.has(id);
    // A time of creation stays, one of change does not: a row with another one was not seen.
    const mark = this.#isOrdered ? id : `${id} ${timestamp}`;
    if (id === "") return isAfterCursor || timestamp === cursor;
    if (this.#known === undefined) {
      this.#remember(mark, timestamp, false);
      return isAfterCursor || (timestamp === cursor && !isAtCursor);
    }
    const isKnown = this.#known.has(mark);
    if (isKnown) this.#hasMetKnown = true;
    if (isKnown || isAtCursor) {
      this.#remember(mark, timestamp, isKnown);
      return !this.#isOrdered && isAfterCursor && timestamp <= soon;
    }
    if (floor !== undefined && this.#unordered === undefined && timestamp <= floor) {
      this.#hasTrustedOrder = true;
      this.#remember(mark, timestamp, true);
      return false;
    }
    this.#remember(mark, timestamp, false);
    return true;
  }

  /** The list is in no order: from here on, and in the next read, only rows that were known before count as seen. */
  #giveUpOrder(): void {
    if (this.#unordered === true) return;
    this.#unordered = true;
    if (this.#known === undefined || (this.#isWhole && !this.#hasTrustedOrder)) return;
    this.#seen = rowsOf(this.#known.toText());
    this.#added = rowsOf("");
  }

  #reach(id: string, timestamp: string): void {
    if (this.#newest === undefined || timestamp > this.#newest) {
      this.#newest = timestamp;
      this.#newestIds = new Set([id]);
    } else if (timestamp === this.#newest) {
      this.#newestIds.add(id);
    }
  }

  #remember(mark: string, timestamp: string, isKnown: boolean): void {
    if (this.#seen === undefined || this.#seen.size >= maxSeen) return;
    if (this.#seen.add(mark)) this.#overlap.take(timestamp, this.#newest, this.#recent);
    if (!isKnown && this.#added !== this.#seen) this.#added?.add(mark);
  }
}

function rowsOf(text: string): KeyDigests {
  return KeyDigests.fromText(text, rowDigest);
}

/** How old a row may be, in milliseconds, to belong to the overlap for its age. */
export const recentMs = 24 * 60 * 60_000;

/** So many rows belong to the overlap whatever their age, or fewer where pages are shorter: a page is read anyway. */
const maxRows = 100;
/** The maximum number of rows that belong to it for their age. */
const maxRecentRows = 1_000;

/**
 * How far down rows of a newest-first list are remembered: a row may become visible some time after it was created, below
 * rows that were read.
 */
export class Overlap {
  /** How many rows belong to it, from the top of the list. */
  kept: number;
  /** Rows that are no newer lie below it; undefined: none was found that does. */
  floor: string | undefined;
  #belowCursor: number;
  #last: string | undefined;
  #longestPage = 0;

  constructor(kept = 0, floor?: string) {
    this.kept = kept;
    this.#belowCursor = kept;
    this.floor = floor;
  }

  beginPage(rows: number): void {
    this.#longestPage = Math.max(this.#longestPage, rows);
  }

  /**
   * Takes in the next row of the list.
   * @param cursor the newest timestamp that is not in the future: rows with it, and later ones, always belong
   * @param recent rows that are newer than this are recent
   */
  take(timestamp: string, cursor: string | undefined, recent: string): void {
    if (this.floor !== undefined) return;
    if (cursor === undefined || timestamp >= cursor) {
      this.kept += 1;
      return;
    }
    // With the newest row above them, they fill a page.
    const max = timestamp > recent ? maxRecentRows : Math.min(maxRows, this.#longestPage - 1);
    if (this.#belowCursor >= max) {
      // Others like the last one may lie on either side, and were all seen.
      this.floor = this.#last ?? timestamp;
      return;
    }
    this.kept += 1;
    this.#belowCursor += 1;
    this.#last = timestamp;
  }
}
