/**
 * A small seeded generator (mulberry32): the same seed gives the same numbers on every machine. The simulator uses no
 * other source of chance.
 */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = mix(seed, 0x9e3779b9);
  }

  /** A number from 0 up to, but not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** A whole number from `from` to `to`, both included. */
  whole(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** True so often. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError("There is nothing to pick from");
    return item;
  }
}

/** A 32-bit hash of a text (FNV-1a, then scrambled): for numbers that depend on a name and nothing else. */
export function hash(text: string, seed = 0): number {
  let word = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(word, seed);
}

/** Two numbers made into one 32-bit number that shows no trace of either. */
export function mix(first: number, second: number): number {
  let word = Math.imul(first ^ (second + 0x7f4a7c15), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 16) ^ second, 0x27d4eb2f);
  return (word ^ (word >>> 15)) >>> 0;
}

/** A hash as a number from 0 up to, but not including, 1. */
export function fraction(word: number): number {
  return (word >>> 0) / 4_294_967_296;
}
