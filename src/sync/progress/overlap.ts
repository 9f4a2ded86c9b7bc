import { timestampAt } from "../../base/timestamps.ts";

/** The maximum age of recent rows, in milliseconds. */
const recentMs = 24 * 60 * 60_000;
/** The number of rows in the overlap regardless of age, or fewer if pages are shorter. */
const maxOverlapRows = 100;
/** The maximum number of recent rows in the overlap. */
const maxRecentRows = 1_000;

/** The top rows of a newest-first list whose digests are kept, since a row can become visible below rows that were read. */
export class Overlap {
  /** The number of rows in the overlap, from the top of the list. */
  kept: number;
  /** Rows up to this timestamp are below the overlap; undefined: none so far. */
  floor: string | undefined;
  readonly #present: string;
  readonly #recent: string;
  #past: number;
  #last: string | undefined;
  #maxPageRows = 0;

  /** @param present a timestamp. Later rows are always in the overlap */
  constructor(present: string, kept = 0, floor?: string) {
    this.#present = present;
    this.#recent = timestampAt(Date.parse(`${present}Z`) - recentMs);
    this.kept = kept;
    this.#past = kept;
    this.floor = floor;
  }

  beginPage(rows: number): void {
    this.#maxPageRows = Math.max(this.#maxPageRows, rows);
  }

  /** Adds the next row of the list. */
  take(timestamp: string): void {
    if (this.floor !== undefined) return;
    const max = timestamp > this.#recent ? maxRecentRows : Math.min(maxOverlapRows, this.#maxPageRows);
    if (this.#past >= max) {
      // Rows with the timestamp of the last one can be on either side, and all of them were seen.
      this.floor = this.#last ?? timestamp;
      return;
    }
    this.kept += 1;
    if (timestamp > this.#present) return;
    this.#past += 1;
    this.#last = timestamp;
  }
}
