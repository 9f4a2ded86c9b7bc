/** A source of the current time in epoch milliseconds. */
export interface Clock {
  now(): number;
}

export const systemClock: Clock = { now: () => Date.now() };

/** Another clock, moved forward by tests. */
export class SimulatedClock implements Clock {
  readonly #base: Clock;
  #ahead = 0;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now() + this.#ahead;
  }

  advance(milliseconds: number): void {
    this.#ahead += milliseconds;
  }

  /** The time in seconds since 1970. */
  seconds(): number {
    return Math.floor(this.now() / 1000);
  }

  /** Today in UTC, in days since 1970. */
  today(): number {
    return Math.floor(this.now() / millisecondsOfDay);
  }
}

export const millisecondsOfDay = 86_400_000;
