import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";

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
  /** The keys of the previous page's rows. */
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
      if (!isLast && this.#emptyPages + 1 >= maxEmptyPages)
        throw new Error(`the list loops: ${maxEmptyPages} empty pages in a row`);
      this.#emptyPages += 1;
      return rows;
    }
    const keys = rows.map((row) => this.#keyOf(row));
    const identities = rows.map((row, index) => keys[index] ?? JSON.stringify(row));
    const digest = digestOf(identities.toSorted().join("\n"), 16);
    if (this.#digests.has(digest)) throw new Error("the list loops: a page repeats an earlier one in full");
    this.#digests.add(digest);
    this.#emptyPages = 0;
    const known = this.#previous;
    this.#previous = new Set(keys.filter((key) => key !== undefined));
    return rows.filter((_, index) => {
      const key = keys[index];
      // Equal rows without a key can be different ones.
      if (key === undefined) return true;
      const isRepeated = known.has(key);
      known.add(key);
      return !isRepeated;
    });
  }

  /** Returns the key of a row; undefined if it lacks a part of it. */
  #keyOf(row: JsonObject): string | undefined {
    const values = this.#key.map((field) => row[field] ?? null);
    return values.length === 0 || values.includes(null) ? undefined : JSON.stringify(values);
  }
}
