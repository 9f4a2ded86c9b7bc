import { compareKeys } from "../partitions/partition.ts";

/** A range of keys, both ends inclusive. */
export type KeyRange = readonly [first: string, last: string];

/**
 * Stores which keys of a sorted list are done, as ranges. Their number is close to that of concurrent requests. A key that
 * appears within a range later counts as done.
 */
export class DoneRanges {
  readonly #keys: readonly string[];
  readonly #positions: ReadonlyMap<string, number>;
  readonly #alone: ReadonlySet<string>;
  /** Ranges of positions, ascending, never adjacent. */
  #ranges: (readonly [number, number])[] = [];

  /**
   * @param keys sorted by `compareKeys`
   * @param done ranges of an earlier attempt
   * @param alone keys that are ranges of their own, so that they cover no others
   */
  constructor(keys: readonly string[], done: readonly KeyRange[] = [], alone: ReadonlySet<string> = new Set()) {
    this.#keys = keys;
    this.#alone = alone;
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
    const ranges = this.#alone.size === 0 ? this.#ranges : this.#ranges.flatMap((range) => this.#separated(range));
    return ranges.map(([first, last]) => [this.#keys[first] ?? "", this.#keys[last] ?? ""]);
  }

  /** Splits a range of positions at the keys that are ranges of their own. */
  #separated([first, last]: readonly [number, number]): readonly (readonly [number, number])[] {
    const separated: [number, number][] = [];
    let isOpen = false;
    for (let position = first; position <= last; position += 1) {
      const isAlone = this.#alone.has(this.#keys[position] ?? "");
      const open = isOpen && !isAlone ? separated.at(-1) : undefined;
      if (open === undefined) separated.push([position, position]);
      else open[1] = position;
      isOpen = !isAlone;
    }
    return separated;
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
