import { setMaxListeners } from "node:events";
import { type Limit, type LimitKind, Meter, take } from "../../simulator/http/limits/meters.ts";
import { fixedToken } from "../../src/pinterest/access-token.ts";
import { PinterestClient } from "../../src/pinterest/client.ts";
import { ApiError } from "../../src/pinterest/errors/api-error.ts";
import { RateLimiter } from "../../src/pinterest/limits/rate-limiter.ts";
import { SlotsByCategory } from "../../src/pinterest/limits/slots.ts";
import type { Transport } from "../../src/pinterest/network/transport.ts";
import { FakeClock } from "../fake-clock.ts";
import { apiError, respond } from "../scripted-api.ts";

/*
 * Clients without idle time against a server that counts requests. The clock advances when all callers wait. The server's
 * counts decide; a client sees only its responses.
 */

/** On a full minute, at which the server's windows begin. */
const start = Date.parse("2026-07-09T12:00:00Z");
const forever = new AbortController().signal;
setMaxListeners(0, forever);

const days = { start_date: "2026-07-01", end_date: "2026-07-02" };
const ofAds = { ad_account_id: "1", ...days, columns: "SPEND_IN_DOLLAR", granularity: "DAY" };

/** One operation per category, with its limit per minute with Standard access. */
const operations = {
  org_analytics: { operation: "user_account/analytics", path: "/user_account/analytics", limit: 60, parameters: days },
  catalogs_read: { operation: "catalogs/list", path: "/catalogs", limit: 100, parameters: {} },
  ads_analytics: { operation: "ad_account/analytics", path: "/ad_accounts/1/analytics", limit: 300, parameters: ofAds },
  org_read: { operation: "boards/list", path: "/boards", limit: 1000, parameters: {} },
} as const;
type Category = keyof typeof operations;
const categories = Object.keys(operations).filter((name): name is Category => name in operations);

export interface Load {
  /** Concurrent callers per category. */
  readonly callers: Readonly<Partial<Record<Category, number>>>;
  readonly minutes: number;
  readonly kind?: LimitKind;
  /** Start in milliseconds after a full minute. */
  readonly offset?: number;
  /** Returns the duration of a request and its response, in milliseconds. */
  readonly latencyMs: (random: () => number) => number;
  /** Responses that are late or have no headers. */
  readonly headers?: "always" | "late" | "sometimes" | "never";
  /** Offset of the server's clock from the client's, in milliseconds. */
  readonly ahead?: number;
  /** Number of programs that share the account, each with its own callers. */
  readonly programs?: number;
  /** Whether another client uses half of each limit at an even pace. */
  readonly isShared?: boolean;
}

export interface Measured {
  readonly rejected: number;
  readonly failures: number;
  /** Successful requests per program. */
  readonly shares: readonly number[];
  /** Requests of all clients as a share of those that each limit allowed. */
  readonly used: Readonly<Record<string, number>>;
}

function limitsOf(kind: LimitKind): readonly ServerLimit[] {
  return [
    { name: "safety_net_app_id_user_id", categories, limit: 100, window: 1, kind },
    ...categories.map((name) => ({
      name: `${name}_app_id_user_id`,
      categories: [name],
      limit: operations[name].limit,
      window: 60,
      kind,
    })),
  ];
}

/** A limit and the categories of requests that count toward it. */
interface ServerLimit extends Limit {
  readonly categories: readonly string[];
}

interface Request {
  readonly category: string;
  /** Epoch milliseconds. */
  readonly at: number;
}

/** A server that rejects requests beyond its limits and returns the API's rate limit headers. */
class LimitedServer {
  /** The time and category of each accepted request. */
  readonly served: Request[] = [];
  readonly #meters: readonly { readonly categories: readonly string[]; readonly meter: Meter }[];

  constructor(limits: readonly ServerLimit[]) {
    this.#meters = limits.map((limit) => ({ categories: limit.categories, meter: new Meter(limit) }));
  }

  respond(category: string, now: number) {
    const meters = this.#meters.flatMap(({ categories, meter }) => (categories.includes(category) ? [meter] : []));
    const { allowed, headers } = take(meters, now);
    if (allowed) this.served.push({ category, at: now });
    return allowed ? respond(200, {}, headers) : apiError(429, 8, "This request exceeded a rate limit.", headers);
  }
}

/** Returns a number in [0, 1), the same in each run. */
function sequence(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
}

/** Calls the API without idle time for some minutes. A caller ends at its first error. */
export async function work(load: Load): Promise<Measured> {
  const { callers, minutes, kind = "fixed", offset = 0, latencyMs, headers = "always" } = load;
  const { ahead = 0, programs = 1, isShared = false } = load;
  const clock = new FakeClock(start + offset);
  const end = clock.now() + minutes * 60_000;
  const random = sequence();
  const server = new LimitedServer(limitsOf(kind));
  const active = categories.filter((name) => callers[name] !== undefined);
  let [rejected, failures, responses] = [0, 0, 0];
  const transport: Transport = {
    send: async ({ url }) => {
      const { pathname } = new URL(url);
      const category = categories.find((name) => pathname.endsWith(operations[name].path)) ?? "org_read";
      await clock.sleep(latencyMs(random) / 2);
      const response = server.respond(category, clock.now() + ahead);
      if (response.status === 429) rejected += 1;
      responses += 1;
      const isSilent = headers === "never" || (headers === "sometimes" && responses % 3 !== 0);
      await clock.sleep(latencyMs(random) / 2 + (headers === "late" ? 3000 * random() : 0));
      return isSilent ? { ...response, headers: {} } : response;
    },
  };
  const program = async (): Promise<number> => {
    const limiter = new RateLimiter(clock);
    const slots = SlotsByCategory.ofRequests(undefined);
    const dependencies = { baseUrl: "http://limited.invalid/v5", transport, limiter, slots, clock, random };
    const client = new PinterestClient(dependencies, fixedToken("token"));
    let served = 0;
    const call = async (category: Category) => {
      const { operation, parameters } = operations[category];
      try {
        for (; clock.now() < end; served += 1)
          await client.call(operation, parameters, { signal: forever }, () => undefined);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        failures += 1;
      }
    };
    await Promise.all(active.flatMap((name) => Array.from({ length: callers[name] ?? 0 }, () => call(name))));
    return served;
  };
  const other = async (category: Category) => {
    while (isShared && clock.now() < end) {
      server.respond(category, clock.now());
      await clock.sleep(60_000 / (operations[category].limit / 2));
    }
  };
  const shares = (await Promise.all([Promise.all(Array.from({ length: programs }, program)), ...active.map(other)]))[0];
  const within = server.served.filter(({ at }) => at - ahead < end);
  const shareOf = (name: Category) =>
    within.filter(({ category }) => category === name).length / (operations[name].limit * minutes);
  const used = Object.fromEntries(active.map((name) => [name, shareOf(name)]));
  return { rejected, failures, shares, used };
}
