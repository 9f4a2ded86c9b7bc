import type { HttpResponse } from "../../src/pinterest/network/transport.ts";

/**
 * How a server may count, all of them in use somewhere:
 * - `fixed`: from one full minute of its clock to the next
 * - `from_first`: a window begins with the first request after the last window was over
 * - `sliding`: looks back from each request
 * - `bucket`: holds as many tokens as the limit, and is filled evenly
 */
export type LimitKind = "fixed" | "from_first" | "sliding" | "bucket";

/** A limit as a server holds it. */
export interface ServerLimit {
  readonly name: string;
  readonly categories: readonly string[];
  readonly limit: number;
  readonly seconds: number;
  readonly kind: LimitKind;
}

interface Request {
  readonly category: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A server that counts requests, refuses those beyond its limits, and says what is left as the API does. */
export class LimitedServer {
  /** When each request that was not refused came, with its category. */
  readonly served: Request[] = [];
  readonly refused: Request[] = [];
  readonly #meters: readonly Meter[];

  constructor(limits: readonly ServerLimit[]) {
    this.#meters = limits.map((limit) => new Meter(limit));
  }

  answer(category: string, now: number): HttpResponse {
    const meters = this.#meters.filter(({ limit }) => limit.categories.includes(category));
    const isOver = meters.some((meter) => meter.left(now) < 1);
    (isOver ? this.refused : this.served).push({ category, at: now });
    if (!isOver) for (const meter of meters) meter.take(now);
    const [nearest] = meters.toSorted((one, other) => one.left(now) - other.left(now));
    return {
      status: isOver ? 429 : 200,
      headers:
        nearest === undefined
          ? {}
          : {
              "x-ratelimit-limit": [
                nearest.limit.limit,
                ...meters.map(({ limit: { name, limit, seconds } }) => `${limit};w=${seconds};name="${name}"`),
              ].join(", "),
              "x-ratelimit-remaining": String(nearest.left(now)),
              "x-ratelimit-reset": String(Math.ceil((nearest.resetsAt(now) - now) / 1000)),
            },
      body: isOver ? '{"code":8,"message":"This request exceeded a rate limit."}' : "{}",
    };
  }
}

class Meter {
  readonly limit: ServerLimit;
  readonly #length: number;
  /** Of the windows: when those that count came. */
  #counted: number[] = [];
  #startedAt = 0;
  /** Of the bucket. */
  #tokens: number;
  #filledAt = 0;

  constructor(limit: ServerLimit) {
    this.limit = limit;
    this.#length = limit.seconds * 1000;
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

  /** Forgets what no longer counts. */
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
