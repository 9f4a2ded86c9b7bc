/** How old a row may be, in milliseconds, to belong to the overlap for its age. */
export const recentTime = 24 * 60 * 60_000;

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
