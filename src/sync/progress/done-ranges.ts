import { compareKeys } from "../partition.ts";
import type { KeyRange } from "../state/refresh-state.ts";

/**
 * Stores which keys of a sorted list are done, as ranges: about one per concurrent request, and per gap of keys that aren't
 * read. A key that appears within a range later counts as done.
 */
export class DoneRanges {
  readonly #keys: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  /** Ranges of positions, ascending, never adjacent. */
  #ranges: (readonly [number, number])[] = [];

  /**
   * @param keys sorted by `compareKeys`
   * @param done ranges of an earlier attempt
   */
  constructor(keys: readonly string[], done: readonly KeyRange[] = []) {
    this.#keys = keys;
    this.#positions = new Map(keys.map((key, position) => [key, position]));
    let next = 0;
    for (const [first, last] of done) {
      while (next < keys.length && compareKeys(keys[next] ?? "", first) < 0) next += 1;
      const start = next;
      while (next < keys.length && compareKeys(keys[next] ?? "", last) <= 0) next += 1;
      if (next > start) this.#insert(start, next - 1);
    }
  }

  has(key: string): boolean {
    const position = this.#positions.get(key);
    return position !== undefined && this.#ranges.some(([first, last]) => first <= position && position <= last);
  }

  add(key: string): void {
    const position = this.#positions.get(key);
    if (position !== undefined && !this.has(key)) this.#insert(position, position);
  }

  toRanges(): readonly KeyRange[] {
    return this.#ranges.map(([first, last]) => [this.#keys[first] ?? "", this.#keys[last] ?? ""]);
  }

  /** Whether no key is done. */
  get isEmpty(): boolean {
    return this.#ranges.length === 0;
  }

  #insert(first: number, last: number): void {
    const before = this.#ranges.filter(([, end]) => end < first - 1);
    const after = this.#ranges.filter(([start]) => start > last + 1);
    const touching = this.#ranges.slice(before.length, this.#ranges.length - after.length);
    const start = Math.min(first, ...touching.map(([from]) => from));
    const end = Math.max(last, ...touching.map(([, to]) => to));
    this.#ranges = [...before, [start, end], ...after];
  }
}
