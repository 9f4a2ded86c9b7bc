/** A seeded generator (mulberry32) with the same numbers on every machine: the only source of randomness. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = mix(seed, 0x9e3779b9);
  }

  /** Returns a number in [0, 1). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let word = this.#state;
    word = Math.imul(word ^ (word >>> 15), word | 1);
    word ^= word + Math.imul(word ^ (word >>> 7), word | 61);
    return ((word ^ (word >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** Returns an integer from `from` to `to`, both inclusive. */
  integer(from: number, to: number): number {
    return from + Math.floor(this.next() * (to - from + 1));
  }

  /** Returns true with the given probability. */
  chance(share: number): boolean {
    return this.next() < share;
  }

  pick<Item>(items: readonly Item[]): Item {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError("Cannot pick from an empty list");
    return item;
  }
}

/** Returns a 32-bit hash of a text (FNV-1a, then scrambled). */
export function hash(text: string, seed = 0): number {
  let word = 0x811c9dc5 ^ seed;
  for (let index = 0; index < text.length; index++) {
    word = Math.imul(word ^ text.charCodeAt(index), 0x01000193);
  }
  return mix(word, seed);
}

/** Mixes two numbers into a 32-bit hash. */
export function mix(first: number, second: number): number {
  let word = Math.imul(first ^ (second + 0x7f4a7c15), 0x85ebca6b);
  word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
  word = Math.imul(word ^ (word >>> 16) ^ second, 0x27d4eb2f);
  return (word ^ (word >>> 15)) >>> 0;
}

/** Maps a 32-bit hash to a number in [0, 1). */
export function fraction(word: number): number {
  return (word >>> 0) / 4_294_967_296;
}
