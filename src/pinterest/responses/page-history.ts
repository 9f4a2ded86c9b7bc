import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";

/** Longer identities of rows are kept as digests. */
const maxIdentityLength = 100;

/** Maximum number of consecutive empty pages. Live lists have had one at most. */
const maxEmptyPages = 50;

/**
 * Detects loops in pagination by the rows of earlier pages. Bookmarks don't show a loop: Pinterest's contain the ID of the
 * request, so the same page has a different one each time. Single rows can repeat, because an insertion at
 * the top of a list moves rows to the next page. Entire pages can't.
 */
export class PageHistory {
  readonly #key: readonly string[];
  readonly #digests = new Set<string>();
  #emptyPages = 0;
  #pages = 0;
  /** The rows of a selected page that haven't repeated since. */
  #awaited = new Set<string>();
  /** The rows of the previous page. */
  #previous = new Set<string>();

  /** @param key the fields that identify a row. Rows without them are compared by all fields. */
  constructor(key: readonly string[]) {
    this.#key = key;
  }

  /**
   * Adds a page.
   * @returns its rows without those that repeat the key of one before, on this or the previous page
   * @throws Error if the list loops; the page is then not added
   */
  add(rows: readonly JsonObject[], isLast: boolean): readonly JsonObject[] {
    if (rows.length === 0) {
      if (!isLast && this.#emptyPages + 1 >= maxEmptyPages) throw loopError(`${maxEmptyPages} empty pages in a row`);
      this.#emptyPages += 1;
      return rows;
    }
    const identities = rows.map((row) => this.#identityOf(row));
    const digest = setDigest(identities);
    if (this.#digests.has(digest)) throw loopError("a page repeats an earlier one in full");
    const rest = new Set(this.#awaited);
    for (const identity of identities) rest.delete(identity);
    if (this.#awaited.size > 0 && rest.size === 0) throw loopError("all rows of an earlier page repeat");
    this.#emptyPages = 0;
    this.#pages += 1;
    this.#digests.add(digest);
    // Selects a page whenever the number of pages doubles (Brent's algorithm), which finds loops with shifted page
    // boundaries. Not a page of one row, which might have moved.
    this.#awaited = isPowerOfTwo(this.#pages) ? new Set(rows.length > 1 ? identities : []) : rest;
    const known = this.#previous;
    this.#previous = new Set(identities);
    return rows.filter((_, index) => {
      const identity = identities[index] ?? "";
      // Equal rows without a key can be different ones.
      const isRepeated = known.has(identity) && isKey(identity);
      known.add(identity);
      return !isRepeated;
    });
  }

  #identityOf(row: JsonObject): string {
    const values = this.#key.map((field) => row[field] ?? null);
    const identity = JSON.stringify(values.length === 0 || values.includes(null) ? row : values);
    return identity.length > maxIdentityLength ? `${identity.slice(0, 1)}${pageDigest(identity)}` : identity;
  }
}

/** Returns whether an identity is a key: a list, unlike an entire row. */
function isKey(identity: string): boolean {
  return identity.startsWith("[");
}

function isPowerOfTwo(count: number): boolean {
  return Number.isInteger(Math.log2(count));
}

/** Returns a digest of a page that is independent of row order. */
function setDigest(identities: readonly string[]): string {
  return pageDigest(identities.toSorted().join("\n"));
}

/** Returns a digest of a page or of its position, short enough for lists of a million pages. */
export function pageDigest(text: string): string {
  return digestOf(text, 16);
}

function loopError(sign: string): Error {
  return new Error(`the list loops: ${sign}`);
}
