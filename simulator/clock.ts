/** Where the time comes from: epoch milliseconds. */
export interface Clock {
  now(): number;
}

/** The time of this machine. */
export const systemClock: Clock = { now: () => Date.now() };

/** The simulated time: another clock's, moved forward by as much as a test asks for. */
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

  /** Today in UTC, as days since 1970. */
  today(): number {
    return Math.floor(this.now() / millisecondsOfDay);
  }
}

export const millisecondsOfDay = 86_400_000;
