import { asText, type JsonObject } from "../../base/json.ts";

/** The maximum number of rows of a file that are compared, which take about 20 MB. */
const maxComparedRows = 400_000;

/** Counts the rows of a file that have the key of an earlier row and other numbers. */
export class ConflictingRows {
  /** The number of such rows. */
  count = 0;
  readonly #key: readonly string[];
  /** By hash of a key: the weighted sum of the row's numbers. */
  readonly #sums = new Map<number, number>();

  /** @param key the fields that identify a row */
  constructor(key: readonly string[]) {
    this.#key = key;
  }

  add(rows: readonly JsonObject[]): void {
    for (const row of rows) {
      const key = hashOf(this.#key.map((field) => asText(row[field])).join("\n"));
      const sum = sumOf(row);
      const earlier = this.#sums.get(key);
      if (earlier === undefined && this.#sums.size >= maxComparedRows) continue;
      if (earlier !== undefined && earlier !== sum) this.count += 1;
      this.#sums.set(key, sum);
    }
  }
}

/** Returns a hash of 53 bits: in a file of 400,000 rows, two keys share one with a probability of 1 in 100,000. */
function hashOf(text: string): number {
  let [low, high] = [0x811c9dc5, 0x01000193];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x5bd1e995) ^ (low >>> 15);
  }
  return (low >>> 0) + (high >>> 11) * 2 ** 32;
}

function sumOf(row: JsonObject): number {
  let sum = 0;
  let weight = 0;
  for (const name in row) {
    const value = row[name];
    weight += 1;
    if (typeof value === "number") sum += value * weight;
  }
  return sum;
}
