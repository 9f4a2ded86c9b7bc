import type { HttpResponse } from "../../src/pinterest/transport.ts";

/** A limit as a server holds it. `sliding` looks back from each request; `fixed` counts from one full minute to the next. */
export interface ServerLimit {
  readonly name: string;
  readonly categories: readonly string[];
  readonly limit: number;
  readonly seconds: number;
  readonly kind: "fixed" | "sliding";
}

/** A server that counts requests, refuses those beyond its limits, and says what is left as the API does. */
export class LimitedServer {
  /** When each request that was not refused came, with its category. */
  readonly served: { readonly category: string; readonly at: number }[] = [];
  readonly refused: { readonly category: string; readonly at: number }[] = [];
  #limits: readonly ServerLimit[];

  constructor(limits: readonly ServerLimit[]) {
    this.#limits = limits;
  }

  change(limits: readonly ServerLimit[]): void {
    this.#limits = limits;
  }

  answer(category: string, now: number): HttpResponse {
    const limits = this.#limits.filter(({ categories }) => categories.includes(category));
    const isOver = limits.some((limit) => this.#used(limit, now).length >= limit.limit);
    (isOver ? this.refused : this.served).push({ category, at: now });
    const [nearest] = limits
      .map((limit) => {
        const used = this.#used(limit, now);
        return { limit, remaining: limit.limit - used.length, resetsAt: this.#resetsAt(limit, used, now) };
      })
      .sort((one, other) => one.remaining / one.limit.limit - other.remaining / other.limit.limit);
    return {
      status: isOver ? 429 : 200,
      headers:
        nearest === undefined
          ? {}
          : {
              "x-ratelimit-limit": [
                nearest.limit.limit,
                ...limits.map(({ name, limit, seconds }) => `${limit};w=${seconds};name="${name}"`),
              ].join(", "),
              "x-ratelimit-remaining": String(nearest.remaining),
              "x-ratelimit-reset": String(Math.ceil((nearest.resetsAt - now) / 1000)),
            },
      body: isOver ? '{"code":8,"message":"This request exceeded a rate limit."}' : "{}",
    };
  }

  #used(limit: ServerLimit, now: number): readonly { readonly at: number }[] {
    const length = limit.seconds * 1000;
    const isCounted = (at: number) =>
      limit.kind === "sliding" ? at > now - length : Math.floor(at / length) === Math.floor(now / length);
    const used: { readonly at: number }[] = [];
    for (let index = this.served.length - 1; index >= 0; index -= 1) {
      const request = this.served[index];
      if (request === undefined || !isCounted(request.at)) break;
      if (limit.categories.includes(request.category)) used.unshift(request);
    }
    return used;
  }

  #resetsAt({ kind, seconds }: ServerLimit, used: readonly { readonly at: number }[], now: number): number {
    const length = seconds * 1000;
    if (kind === "fixed") return (Math.floor(now / length) + 1) * length;
    return (used[0]?.at ?? now) + length;
  }
}
