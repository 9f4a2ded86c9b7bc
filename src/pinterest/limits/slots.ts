import { entryOf } from "../../base/entry-of.ts";

/** Maximum number of concurrent requests per rate limit: 1,000 per minute with responses of 3 seconds need 50. */
const maxSlots = 64;
/** Initial number of concurrent requests, before the limit is known. */
const initialSlots = 4;

/**
 * Returns the maximum number of lists or slices of a stream that are read at a time. Under a daily quota, they are read in order,
 * and nothing is in flight when it ends.
 * @param configured the maximum that the user has set
 */
export function maxConcurrentReads(hasQuota: boolean, configured: number | undefined): number {
  return hasQuota ? 1 : (configured ?? maxSlots);
}

/** Limits the number of concurrent tasks. Starts them in the order of the calls, after those that go first. */
export class Slots {
  readonly #max: number;
  #allowed: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param initial the limit until `widen` is called */
  constructor(max: number, initial = max) {
    this.#max = max;
    this.#allowed = Math.min(initial, max);
  }

  /** @param goesFirst before all tasks that wait */
  async run<Result>(task: () => Promise<Result>, goesFirst = false): Promise<Result> {
    if (this.#running < this.#allowed) this.#running += 1;
    else
      await new Promise<void>((resolve) => (goesFirst ? this.#waiting.unshift(resolve) : this.#waiting.push(resolve)));
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#wake();
    }
  }

  /** Raises the limit by one, after a success. */
  widen(): void {
    this.#allowed = Math.min(this.#max, this.#allowed + 1);
    this.#wake();
  }

  #wake(): void {
    while (this.#running < this.#allowed) {
      const next = this.#waiting.shift();
      if (next === undefined) return;
      this.#running += 1;
      next();
    }
  }
}

/** Slots per rate limit category, so that a wait for one limit doesn't block requests of another. */
export class SlotsByCategory {
  readonly #max: number;
  readonly #initial: number;
  readonly #slots = new Map<string, Slots>();

  /** @param max the limit of each category */
  constructor(max: number, initial = max) {
    this.#max = max;
    this.#initial = initial;
  }

  /** Returns the slots for requests. @param configured the maximum that the user has set */
  static ofRequests(configured: number | undefined): SlotsByCategory {
    return new SlotsByCategory(configured ?? maxSlots, initialSlots);
  }

  of(category: string): Slots {
    return entryOf(this.#slots, category, () => new Slots(this.#max, this.#initial));
  }
}
