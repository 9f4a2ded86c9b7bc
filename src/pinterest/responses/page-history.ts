import { digestOf } from "../../digest.ts";
import type { JsonObject } from "../../json.ts";

/** No list was seen with more than one empty page in a row before it went on. */
const maxEmptyPages = 50;

/**
 * Remembers the pages of a list, to tell one that goes in circles. Bookmarks do not tell: Pinterest's hold the ID of the
 * request, so that the same page never comes with the same one twice (seen live). Rows may come again, since those that
 * are inserted at the top push others over the edge of a page; a page of nothing but such rows may not.
 */
export class PageHistory {
  readonly #key: readonly string[];
  readonly #digests = new Set<string>();
  #emptyPages = 0;
  #pages = 0;
  /** Of a page that was chosen to be waited for: the rows that have not come again. */
  #awaited = new Set<string>();

  /** @param key the fields that tell the rows of the list apart. Rows without them are told apart by all that they hold */
  constructor(key: readonly string[]) {
    this.#key = key;
  }

  /**
   * Takes a page in.
   * @throws Error when the list goes in circles; then the page does not count
   */
  add(rows: readonly JsonObject[], isLast: boolean): void {
    if (rows.length === 0) {
      if (!isLast && this.#emptyPages + 1 >= maxEmptyPages) throw circle(`${maxEmptyPages} empty pages in a row`);
      this.#emptyPages += 1;
      return;
    }
    const identities = rows.map((row) => this.#identityOf(row));
    const digest = setDigest(identities);
    if (this.#digests.has(digest)) throw circle("a page repeats an earlier one in full");
    const rest = new Set(this.#awaited);
    for (const identity of identities) rest.delete(identity);
    if (this.#awaited.size > 0 && rest.size === 0) throw circle("all rows of an earlier page have come again");
    this.#emptyPages = 0;
    this.#pages += 1;
    this.#digests.add(digest);
    // Each time the list has doubled, its last page is waited for: that finds circles whose pages are cut differently
    // each time around (Brent's way). A single row may have moved to another place.
    this.#awaited = isPowerOfTwo(this.#pages) ? new Set(rows.length > 1 ? identities : []) : rest;
  }

  #identityOf(row: JsonObject): string {
    const values = this.#key.map((field) => row[field] ?? null);
    return JSON.stringify(values.length === 0 || values.includes(null) ? row : values);
  }
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

/** The same for a page in whatever order, so short that a list of a million rows costs little memory. */
function setDigest(identities: readonly string[]): string {
  return digestOf(identities.toSorted().join("\n"), 16);
}

function circle(sign: string): Error {
  return new Error(`the list goes in circles: ${sign}`);
}
