import { entryOf } from "./entry-of.ts";

/** So many requests are under way at once under each rate limit, unless the user chooses another number. */
export const usualSlots = 4;

/** Lets so many tasks run at once, in the order in which they came. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#free > 0) this.#free -= 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#free += 1;
      else next();
    }
  }
}

/** Slots for each of the API's rate limits: what waits for one limit must not keep back what another lets pass. */
export class SlotsByCategory {
  readonly #count: number;
  readonly #slots = new Map<string, Slots>();

  /** @param count so many for each category */
  constructor(count: number) {
    this.#count = count;
  }

  of(category: string): Slots {
    return entryOf(this.#slots, category, () => new Slots(this.#count));
  }
}
