import { type Limit, Meter, take } from "../../simulator/http/meters.ts";
import { apiError, respond } from "../scripted-api.ts";

/** A limit, and the categories of requests that count. */
export interface ServerLimit extends Limit {
  readonly categories: readonly string[];
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
  readonly #meters: readonly { readonly categories: readonly string[]; readonly meter: Meter }[];

  constructor(limits: readonly ServerLimit[]) {
    this.#meters = limits.map((limit) => ({ categories: limit.categories, meter: new Meter(limit) }));
  }

  respond(category: string, now: number) {
    const meters = this.#meters.flatMap(({ categories, meter }) => (categories.includes(category) ? [meter] : []));
    const { allowed, headers } = take(meters, now);
    (allowed ? this.served : this.refused).push({ category, at: now });
    return allowed ? respond(200, {}, headers) : apiError(429, 8, "This request exceeded a rate limit.", headers);
  }
}
