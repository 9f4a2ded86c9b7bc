import { asText, type JsonObject } from "../../json.ts";
import type { FeedReading } from "../../streams/stream.ts";
import { timestampAt, timestampFrom } from "../../timestamps.ts";
import { KeyDigests, rowDigest } from "../progress/key-digests.ts";
import type { FeedProgress, SeenRows } from "./feed-progress.ts";

/**
 * The maximum difference between the clocks of the connector and the API, in milliseconds. A clock set without its time
 * zone differs by an hour or two.
 */
export const maxClockSkewMs = 2 * 60 * 60_000;

/** The maximum number of digests per partition: 800 kB of a state. */
export const maxSeen = 100_000;

type ScanOptions = Pick<FeedReading, "cursor" | "order"> & {
  readonly idField: string;
  /** Digest of the partition's revision. */
  readonly revision: string | undefined;
  /** Returns epoch milliseconds. */
  readonly now: () => number;
};

interface Entry {
  readonly row: JsonObject;
  readonly id: string;
  /** Undefined: the row has none. */
  readonly timestamp: string | undefined;
}

/** One scan of a list: finds the new rows, and the progress after each page. */
export class FeedScan {
  readonly #before: FeedProgress;
  readonly #options: ScanOptions;
  readonly #ids: ReadonlySet<string>;
  readonly #isOrdered: boolean;
  readonly #revision: string | undefined;
  /** The upper limit of the cursor in an unordered list: a row that changes during the scan can be on an earlier page. */
  readonly #limit: string | undefined;
  readonly #recent: string;
  readonly #known: KeyDigests | undefined;
  /** Rows of this scan, in the order of the list. Undefined: begun by a release without digests. */
  #seen: KeyDigests | undefined;
  /** The rows of this scan that were not known before. Undefined: no row was known. */
  #added: KeyDigests | undefined;
  #overlap: Overlap;
  #unordered: true | undefined;
  #newest: string | undefined;
  #newestIds: Set<string>;
  #oldest: string | undefined;
  #isOutOfOrder = false;
  /** Whether this scan includes the first page. */
  #isFromStart: boolean;
  /** Whether the scan has reached a known row, or none was known. Older rows can be inserted above it. */
  #hasReachedKnown: boolean;
  /** Whether a row counted as seen because it is below the overlap. */
  #hasTrustedOrder = false;

  constructor(before: FeedProgress, options: ScanOptions) {
    const { cursor, ids, scan } = before;
    const began = options.now();
    this.#before = before;
    this.#options = options;
    this.#ids = new Set(ids);
    this.#isOrdered = options.order === "newest_first";
    this.#revision = scan === undefined ? options.revision : scan.version;
    this.#limit = this.#isOrdered ? undefined : (scan?.limit ?? timestampAt(began - maxClockSkewMs));
    this.#recent = timestampAt(began - recentMs);
    this.#known = before.seen === undefined ? undefined : rowsOf(before.seen);
    this.#isFromStart = scan === undefined;
    this.#hasReachedKnown = scan !== undefined || this.#known === undefined || this.#known.size === 0;
    this.#seen = scan === undefined ? rowsOf("") : scan.seen === undefined ? undefined : rowsOf(scan.seen);
    this.#added = this.#known === undefined ? undefined : rowsOf(scan?.seen ?? "");
    this.#overlap = new Overlap(this.#seen?.size ?? 0, scan?.floor);
    this.#unordered = before.unordered;
    this.#newest = scan?.newest ?? cursor;
    this.#newestIds = new Set(scan?.newest === undefined ? ids : scan.ids);
    this.#oldest = scan?.oldest;
  }

  /** Restarts the scan because the bookmark expired. */
  restart(): void {
    this.#oldest = undefined;
    this.#isFromStart = true;
    this.#seen = rowsOf("");
    this.#added = this.#known === undefined ? undefined : rowsOf("");
    this.#overlap = new Overlap();
  }

  /** Adds a page and returns its new rows. */
  take(rows: readonly JsonObject[]): readonly JsonObject[] {
    const { idField, cursor } = this.#options;
    const entries = rows.map((row) => ({ row, id: asText(row[idField]), timestamp: timestampFrom(row[cursor]) }));
    // The order of the entire page must be known before a row can count as below the overlap.
    for (const { timestamp } of entries) {
      if (timestamp === undefined) continue;
      if (this.#isOrdered && this.#oldest !== undefined && timestamp > this.#oldest) this.#isOutOfOrder = true;
      this.#oldest = timestamp;
    }
    if (this.#isOutOfOrder) this.#markUnordered();
    this.#overlap.beginPage(rows.length);
    const now = this.#options.now();
    const present = timestampAt(now);
    const latestPlausible = timestampAt(now + maxClockSkewMs);
    return entries.filter((entry) => this.#isNew(entry, present, latestPlausible)).map(({ row }) => row);
  }

  /** Whether a page without new rows ends the scan. */
  get isBelowOverlap(): boolean {
    const { cursor, floor } = this.#before;
    if (!this.#isOrdered || this.#unordered === true || cursor === undefined || this.#oldest === undefined)
      return false;
    const isBelowFloor = this.#known === undefined || (floor !== undefined && this.#oldest <= floor);
    return this.#oldest < cursor && isBelowFloor && this.#hasReachedKnown;
  }

  /** Returns the progress after a page that is not the last one. */
  at(bookmark: string): FeedProgress {
    const isKept = this.#isOrdered && this.#unordered === undefined;
    const seen = isKept ? this.#seen?.toText(this.#overlap.kept) : (this.#added ?? this.#seen)?.toText();
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

  /** Returns the progress after the last page. @param isListEnd whether the list has no more rows */
  end(isListEnd: boolean): FeedProgress {
    if (isListEnd && this.#unordered === true && this.#before.scan !== undefined) {
      // Rows that arrived since the scan began can be on pages that it passed, so the cursor must not advance.
      const seen = this.#seen === undefined ? {} : this.#seenRows(true, isListEnd);
      return { ...this.#before, ...seen, unordered: true, scan: undefined };
    }
    const isLimited = this.#limit !== undefined && this.#newest !== undefined && this.#newest > this.#limit;
    const reached = isLimited ? { cursor: this.#limit, ids: [] } : { cursor: this.#newest, ids: [...this.#newestIds] };
    // A list that is completely in order counts as ordered again.
    const unordered = this.#isFromStart && !this.#isOutOfOrder ? undefined : this.#unordered;
    const seen = this.#seenRows(unordered === true || !this.#isOrdered, isListEnd);
    return { ...reached, ...seen, unordered, version: this.#revision };
  }

  /** @param all whether to keep the digests of all rows, as in an unordered list */
  #seenRows(all: boolean, isListEnd: boolean): SeenRows {
    if (this.#seen === undefined || (this.#newest === undefined && this.#seen.size === 0)) return {};
    if (all) {
      // The state of an interrupted scan contains only rows that were not known before.
      const isComplete = this.#isFromStart || this.#known === undefined;
      return { seen: (isComplete ? this.#seen : this.#known.union(this.#seen)).toText() };
    }
    return {
      seen: this.#seen.toText(this.#overlap.kept),
      floor: this.#overlap.floor ?? (isListEnd ? undefined : this.#oldest),
    };
  }

  /** Records a row and returns whether it is new. */
  #isNew({ id, timestamp }: Entry, present: string, latestPlausible: string): boolean {
    // A row without a timestamp can be new or changed: a duplicate is better than a loss.
    if (timestamp === undefined) return true;
    if (!this.#isOrdered || timestamp <= present) this.#reach(id, timestamp);
    const { cursor, floor } = this.#before;
    const isAfterCursor = cursor === undefined || timestamp > cursor;
    const isAtCursor = timestamp === cursor && this.#ids.has(id);
    // In an unordered list the timestamp is that of the last change, so a new timestamp means a changed row.
    const rowKey = this.#isOrdered ? id : `${id} ${timestamp}`;
    if (this.#known === undefined) {
      this.#remember(rowKey, timestamp, false);
      return isAfterCursor || (timestamp === cursor && !isAtCursor);
    }
    const isKnown = this.#known.has(rowKey);
    if (isKnown) this.#hasReachedKnown = true;
    if (isKnown || isAtCursor) {
      this.#remember(rowKey, timestamp, isKnown);
      return !this.#isOrdered && isAfterCursor && timestamp <= latestPlausible;
    }
    if (floor !== undefined && this.#unordered === undefined && timestamp <= floor) {
      this.#hasTrustedOrder = true;
      this.#remember(rowKey, timestamp, true);
      return false;
    }
    this.#remember(rowKey, timestamp, false);
    return true;
  }

  /** Marks the list as unordered. From here on and in the next read, only rows known before count as seen. */
  #markUnordered(): void {
    if (this.#unordered === true) return;
    this.#unordered = true;
    if (this.#known === undefined || (this.#isFromStart && !this.#hasTrustedOrder)) return;
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

  #remember(rowKey: string, timestamp: string, isKnown: boolean): void {
    if (this.#seen === undefined || this.#seen.size >= maxSeen) return;
    if (this.#seen.add(rowKey)) this.#overlap.take(timestamp, this.#newest, this.#recent);
    if (!isKnown) this.#added?.add(rowKey);
  }
}

function rowsOf(text: string): KeyDigests {
  return KeyDigests.fromText(text, rowDigest);
}

/** The maximum age of recent rows, in milliseconds. */
export const recentMs = 24 * 60 * 60_000;

/** The number of rows in the overlap regardless of age, or fewer if pages are shorter. */
const maxRows = 100;
/** The maximum number of recent rows in the overlap. */
const maxRecentRows = 1_000;

/** The top rows of a newest-first list whose digests are kept, since a row can become visible below rows that were read. */
export class Overlap {
  /** The number of rows in the overlap, from the top of the list. */
  kept: number;
  /** Rows up to this timestamp are below the overlap; undefined: none so far. */
  floor: string | undefined;
  #belowCursor: number;
  #last: string | undefined;
  #maxPageRows = 0;
  #hasNewest = false;

  constructor(kept = 0, floor?: string) {
    this.kept = kept;
    this.#belowCursor = kept;
    this.floor = floor;
  }

  beginPage(rows: number): void {
    this.#maxPageRows = Math.max(this.#maxPageRows, rows);
  }

  /**
   * Adds the next row of the list.
   * @param cursor the newest timestamp that is not in the future; rows from it on are always in the overlap
   * @param recent rows newer than this timestamp are recent
   */
  take(timestamp: string, cursor: string | undefined, recent: string): void {
    if (this.floor !== undefined) return;
    if (cursor === undefined || timestamp >= cursor) {
      this.kept += 1;
      this.#hasNewest = true;
      return;
    }
    // A page, which also contains the newest row unless that was deleted.
    const ofPage = this.#maxPageRows - (this.#hasNewest ? 1 : 0);
    const max = timestamp > recent ? maxRecentRows : Math.min(maxRows, ofPage);
    if (this.#belowCursor >= max) {
      // Rows with the timestamp of the last one can be on either side, and all of them were seen.
      this.floor = this.#last ?? timestamp;
      return;
    }
    this.kept += 1;
    this.#belowCursor += 1;
    this.#last = timestamp;
  }
}
