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

/** The form of the header: one number, with a list of windows, or with their names, too. */
type LimitHeader = "named" | "unnamed" | "number";

/** Counts a request against all limits, or against none if it exceeds one. Headers start with the tightest limit. */
export function take(meters: readonly Meter[], now: number, form: LimitHeader = "named"): Allowance {
  const allowed = meters.every((meter) => meter.left(now) >= 1);
  if (allowed) for (const meter of meters) meter.take(now);
  const [nearest] = meters.toSorted((one, other) => one.left(now) - other.left(now));
  if (nearest === undefined) return { allowed, headers: {} };
  const list = meters.map(({ limit: { name, limit, window } }) =>
    form === "named" ? `${limit};w=${window};name="${name}"` : `${limit};w=${window}`,
  );
  return {
    allowed,
    headers: {
      "x-ratelimit-limit": [nearest.limit.limit, ...(form === "number" ? [] : list)].join(", "),
      "x-ratelimit-remaining": String(nearest.left(now)),
      "x-ratelimit-reset": String(Math.ceil((nearest.resetsAt(now) - now) / 1000)),
    },
  };
}

/** A limit and its current usage. */
export class Meter {
  readonly limit: Limit;
  readonly #length: number;
  /** For windows: the times of the requests that count. */
  readonly #times: number[] = [];
  #tokens: number;
  #filledAt = 0;

  constructor(limit: Limit) {
    this.limit = limit;
    this.#length = limit.window * 1000;
    this.#tokens = limit.limit;
  }

  left(now: number): number {
    const { kind, limit } = this.limit;
    if (kind === "bucket") {
      this.#tokens = Math.min(limit, this.#tokens + ((now - this.#filledAt) * limit) / this.#length);
      this.#filledAt = now;
      return Math.floor(this.#tokens);
    }
    const [first = now] = this.#times;
    const isOver = {
      fixed: (time: number) => time < Math.floor(now / this.#length) * this.#length,
      from_first: () => first <= now - this.#length,
      sliding: (time: number) => time <= now - this.#length,
    }[kind];
    while (this.#times.length > 0 && isOver(this.#times[0] ?? now)) this.#times.shift();
    return limit - this.#times.length;
  }

  /** Counts a request, of which there is one left. */
  take(now: number): void {
    if (this.limit.kind === "bucket") this.#tokens -= 1;
    else this.#times.push(now);
  }

  resetsAt(now: number): number {
    const { kind, limit } = this.limit;
    if (kind === "bucket") return now + (limit - this.#tokens) * (this.#length / limit);
    if (kind === "fixed") return (Math.floor(now / this.#length) + 1) * this.#length;
    return (this.#times[0] ?? now) + this.#length;
  }
}
