/** So many tasks run at once under each rate limit, unless the user chooses another number. */
export const usualWorkers = 4;

/** Lets so many tasks run at once, in the order in which they came. */
export class Workers {
  readonly count: number;
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.count = count;
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

/**
 * Workers for each of the API's rate limits: a task keeps its worker while it waits for a limit, and must not keep it from
 * what another limit lets pass.
 */
export class WorkersByCategory {
  readonly #count: number;
  readonly #workers = new Map<string, Workers>();

  /** @param count so many for each category */
  constructor(count: number) {
    this.#count = count;
  }

  of(category: string): Workers {
    const known = this.#workers.get(category);
    const workers = known ?? new Workers(this.#count);
    if (known === undefined) this.#workers.set(category, workers);
    return workers;
  }
}
