import { Random } from "../random.ts";
import { Ids } from "./ids.ts";
import { seedOf } from "./organic/people.ts";

/** The first ID beyond 2^53 of the ads API. */
const longIds = 254_200_000_000_000_000n;

/** Random values and IDs for the records of one owner, as a function of the owner's seed. */
export class SeededFactory {
  readonly random: Random;
  readonly #seed: number;

  constructor(seed: number, part: string) {
    this.#seed = seedOf(seed, part);
    this.random = new Random(this.#seed);
  }

  /** Makes records with IDs of one kind that no other owner has, half of them beyond 2^53. */
  list<Made>(kind: bigint, count: number, make: (id: string, index: number) => Made): readonly Made[] {
    const random = new Random(this.#seed ^ Number(kind % 1_000_003n));
    const ids = new Ids(random, kind + BigInt(this.#seed % 1_000_000) * 1_000n, Math.ceil(count / 2), longIds + kind);
    return Array.from({ length: count }, (_, index) => make(ids.next(), index));
  }
}
