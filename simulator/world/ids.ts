import type { Random } from "../random.ts";

/** The limit of exact integers in JavaScript; most of Pinterest's IDs are beyond it. */
const exact = 2n ** 53n;

/**
 * Ascending IDs of one kind: "higher-value IDs are associated with more-recently added items" (Pinterest's document).
 * The first `short` ones are below 2^53, as in older accounts.
 */
export class Ids {
  readonly #random: Random;
  readonly #long: bigint;
  #short: number;
  #last: bigint;

  /** @param long the first ID beyond 2^53 */
  constructor(random: Random, start: bigint, short = 0, long = 1_099_300_000_000_000_000n) {
    this.#random = random;
    this.#last = start;
    this.#long = long + start;
    this.#short = short;
  }

  next(): string {
    this.#last += BigInt(this.#random.integer(1, 1_000_000_000));
    if (this.#short > 0) this.#short -= 1;
    else if (this.#last < exact) this.#last += this.#long;
    return this.#last.toString();
  }
}

/** Compares IDs by number, without loss of precision. */
export function compareIds(first: string, second: string): number {
  if (first.length !== second.length) return first.length - second.length;
  return Number(first > second) - Number(first < second);
}

/** Whether a field has an ID, or several. */
export function isIdName(name: string): boolean {
  return /(?:^|_)ids?$/iu.test(name);
}
