/** No more requests than this are under way at once under each rate limit: 1,000 per minute at 3 seconds each take 50. */
export const maxSlots = 64;
/** So many are at first, while nothing is known of the limit. */
const firstSlots = 4;

/** Lets so many tasks run at once, in the order in which they came. */
export class Slots {
  readonly #most: number;
  #allowed: number;
  #running = 0;
  readonly #waiting: (() => void)[] = [];

  /** @param first how many may run until `widen` is called, where not as many as ever */
  constructor(most: number, first = most) {
    this.#most = most;
    this.#allowed = Math.min(first, most);
  }

  async run<Result>(task: () => Promise<Result>): Promise<Result> {
    if (this.#running < this.#allowed) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await task();
    } finally {
      this.#running -= 1;
      this.#wake();
    }
  }

  /** One more may run: a task went well. */
  widen(): void {
    this.#allowed = Math.min(this.#most, this.#allowed + 1);
    this.#wake();
  }

  /** Half as many may run from now on: those that do are too many for whoever serves them. */
  narrow(): void {
    this.#allowed = Math.max(1, Math.floor(this.#allowed / 2));
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

/** Slots for each of the API's rate limits: what waits for one limit must not keep back what another lets pass. */
export class SlotsByCategory {
  readonly #most: number;
  readonly #first: number;
  readonly #slots = new Map<string, Slots>();

  /** @param most so many for each category */
  constructor(most: number, first = most) {
    this.#most = most;
    this.#first = first;
  }

  /** For requests, of which few are under way at first, and fewer when they fail. @param chosen the user's number */
  static ofRequests(chosen: number | undefined): SlotsByCategory {
    return new SlotsByCategory(chosen ?? maxSlots, firstSlots);
  }

  of(category: string): Slots {
    const known = this.#slots.get(category);
    const slots = known ?? new Slots(this.#most, this.#first);
    if (known === undefined) this.#slots.set(category, slots);
    return slots;
  }
}
