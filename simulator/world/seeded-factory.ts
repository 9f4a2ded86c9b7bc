import { Random } from "../random.ts";
import type { Seconds } from "./advertising-records.ts";
import type { Ids } from "./ids.ts";
import { seedOf } from "./people.ts";
import { idsOf } from "./targets.ts";

const secondsOfDay = 86_400;

/** What records of one owner are made with: chance, ids and times that are a function of the owner's seed and the day. */
export class SeededFactory {
  readonly random: Random;
  /** The midnight that everything lies before. */
  readonly now: Seconds;
  readonly #seed: number;

  constructor(seed: number, part: string, now: Seconds) {
    this.#seed = seedOf(seed, part);
    this.random = new Random(this.#seed);
    this.now = now;
  }

  /** Ids of one kind, half of them beyond 2^53, that no other owner has. */
  ids(kind: bigint, count: number): Ids {
    return idsOf(new Random(this.#seed ^ Number(kind % 1_000_003n)), kind, this.#seed % 1_000_000, count);
  }

  /** A moment between so many days ago, in seconds. */
  ago(fromDays: number, toDays: number): Seconds {
    return this.now - this.random.whole(fromDays, toDays) * secondsOfDay - this.random.whole(1, secondsOfDay - 1);
  }

  /** One of the texts, and each of them in turn for the first few: so the smallest world has every kind. */
  turn<Item>(items: readonly Item[], ordinal: number): Item {
    const item = items[ordinal];
    return item === undefined ? this.random.pick(items) : item;
  }
}
