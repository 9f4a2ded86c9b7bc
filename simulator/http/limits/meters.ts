/**
 * Counting methods of real servers:
 * - `fixed`: windows aligned to the clock
 * - `from_first`: a window starts with the first request after the previous window
 * - `sliding`: the window ends at each request
 * - `bucket`: a token bucket of the size of the limit, refilled evenly
 */
export type LimitKind = "fixed" | "from_first" | "sliding" | "bucket";

/** A maximum number of requests per window of `window` seconds. */
export interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly window: number;
  readonly kind: LimitKind;
}

/** Whether a request is allowed, and its rate limit headers. */
export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts a request against all limits, or against none if it exceeds one. Headers start with the tightest limit. */
export function take(meters: readonly Meter[], now: number): Allowance {
  const allowed = meters.every((meter) => meter.left(now) >= 1);
  if (allowed) for (const meter of meters) meter.take(now);
  const [nearest] = meters.toSorted((one, other) => one.left(now) - other.left(now));
  if (nearest === undefined) return { allowed, headers: {} };
  const list = meters.map(({ limit: { name, limit, window } }) => `${limit};w=${window};name="${name}"`);
  return {
    allowed,
    headers: {
      "x-ratelimit-limit": [nearest.limit.limit, ...list].join(", "),
      "x-ratelimit-remaining": String(nearest.left(now)),
      "x-ratelimit-reset": String(Math.ceil((nearest.resetsAt(now) - now) / 1000)),
    },
  };
}

/** A limit and its current usage. */
export class Meter {
  readonly limit: Limit;
  readonly #length: number;
  /** For windows: the times of the requests in the current window. */
  #counted: number[] = [];
  #startedAt = 0;
  #tokens: number;
  #filledAt = 0;

  constructor(limit: Limit) {
    this.limit = limit;
    this.#length = limit.window * 1000;
    this.#tokens = limit.limit;
  }

  left(now: number): number {
    this.#pass(now);
    return this.limit.kind === "bucket" ? Math.floor(this.#tokens) : this.limit.limit - this.#counted.length;
  }

  take(now: number): void {
    this.#pass(now);
    if (this.limit.kind === "from_first" && this.#counted.length === 0) this.#startedAt = now;
    this.#counted.push(now);
    this.#tokens -= 1;
  }

  resetsAt(now: number): number {
    switch (this.limit.kind) {
      case "fixed":
        return (Math.floor(now / this.#length) + 1) * this.#length;
      case "from_first":
        return this.#startedAt + this.#length;
      case "sliding":
        return (this.#counted[0] ?? now) + this.#length;
      case "bucket":
        return now + (this.limit.limit - this.#tokens) * (this.#length / this.limit.limit);
    }
  }

  /** Drops expired requests, or refills the bucket. */
  #pass(now: number): void {
    switch (this.limit.kind) {
      case "fixed": {
        const start = Math.floor(now / this.#length) * this.#length;
        if (start > this.#startedAt) this.#counted = [];
        this.#startedAt = start;
        return;
      }
      case "from_first":
        if (now >= this.#startedAt + this.#length) this.#counted = [];
        return;
      case "sliding":
        while ((this.#counted[0] ?? now) <= now - this.#length) this.#counted.shift();
        return;
      case "bucket":
        this.#counted = [];
        this.#tokens = Math.min(
          this.limit.limit,
          this.#tokens + ((now - this.#filledAt) * this.limit.limit) / this.#length,
        );
        this.#filledAt = now;
    }
  }
}
