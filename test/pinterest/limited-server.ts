import { type Limit, Meter, take } from "../../simulator/http/limits/meters.ts";
import { apiError, respond } from "../scripted-api.ts";

/** A limit and the categories of requests that count toward it. */
export interface ServerLimit extends Limit {
  readonly categories: readonly string[];
}

interface Request {
  readonly category: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A server that rejects requests beyond its limits and returns the API's rate limit headers. */
export class LimitedServer {
  /** The time and category of each accepted request. */
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
