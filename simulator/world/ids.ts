import type { Random } from "../random.ts";

/** Largest number that JavaScript holds exactly, 2^53: most of Pinterest's ids are beyond it. */
const exact = 2n ** 53n;

/**
 * Ids of one kind, ever larger: "higher-value IDs are associated with more-recently added items" (Pinterest's document).
 * The first `short` of them are below 2^53 and the others above, as in accounts that are old enough.
 */
export class Ids {
  readonly #random: Random;
  readonly #long: bigint;
  #short: number;
  #last: bigint;

  /** `long` is what the ids beyond 2^53 begin at. */
  constructor(random: Random, start: bigint, short = 0, long = 1_099_300_000_000_000_000n) {
    this.#random = random;
    this.#last = start;
    this.#long = long + start;
    this.#short = short;
  }

  next(): string {
    this.#last += BigInt(this.#random.whole(1, 1_000_000_000));
    if (this.#short > 0) this.#short -= 1;
    else if (this.#last < exact) this.#last += this.#long;
    return this.#last.toString();
  }
}

/** Orders ids by their number, without the loss that turning them into numbers would bring. */
export function compareIds(first: string, second: string): number {
  if (first.length !== second.length) return first.length - second.length;
  return first < second ? -1 : first > second ? 1 : 0;
}
