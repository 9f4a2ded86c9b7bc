import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import type { LimitKind } from "../../simulator/http/meters.ts";
import { fixedToken } from "../../src/pinterest/access-token.ts";
import { PinterestClient } from "../../src/pinterest/client.ts";
import { ApiError } from "../../src/pinterest/errors/api-error.ts";
import { RateLimiter } from "../../src/pinterest/limits/rate-limiter.ts";
import type { Transport } from "../../src/pinterest/network/transport.ts";
import { FakeClock } from "../../test/fake-clock.ts";
import { LimitedServer, type ServerLimit } from "../../test/pinterest/limited-server.ts";
import { amount } from "./amount.ts";
import { record, recordAtEnd } from "./figures.ts";
import { sum } from "./sum.ts";

/*
 * The client for hours of a simulated clock, against servers with every counting method in use. The server's counts
 * decide; the client sees only its responses.
 */

const kinds = ["fixed", "from_first", "sliding", "bucket"] as const;
const names: Readonly<Record<LimitKind, string>> = {
  fixed: "fixed windows",
  from_first: "windows from the first call",
  sliding: "sliding windows",
  bucket: "token buckets",
};

const start = Date.parse("2026-07-09T12:00:00Z");
const defaultMinutes = amount({ short: 15, long: 360 });
const forever = new AbortController().signal;
setMaxListeners(0, forever);

/** One operation per category, with the limit of the standard tier. */
const operations = {
  org_analytics: { operation: "user_account/analytics", limit: 60 },
  catalogs_read: { operation: "catalogs/list", limit: 100 },
  ads_analytics: { operation: "ad_account/analytics", limit: 300 },
  org_read: { operation: "boards/list", limit: 1000 },
} as const;
type Category = keyof typeof operations;
const categories = Object.keys(operations).filter((name): name is Category => name in operations);

/** Deviations of the responses. */
type Headers = "always" | "late" | "sometimes" | "never";

interface Load {
  readonly kind: LimitKind;
  readonly workers: Partial<Record<Category, number>>;
  /** Start of the read, in milliseconds after a full minute. */
  readonly offset?: number;
  /** Maximum duration of a request and its response, in milliseconds. */
  readonly latency?: number;
  readonly headers?: Headers;
  /** Offset of the server's clock from the client's, in milliseconds. */
  readonly ahead?: number;
  /** Number of programs that share the account, each with its own workers. */
  readonly programs?: number;
  readonly minutes?: number;
}

interface Measured {
  readonly rejected: number;
  readonly failures: number;
  /** Served requests as a share of those that each category's limit allowed. */
  readonly used: Partial<Record<Category, number>>;
  /** Served requests per program. */
  readonly shares: readonly number[];
}

/** Returns a number in [0, 1), the same in each run. */
function sequence(): () => number {
  let seed = 1;
  return () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
}

async function work(load: Load): Promise<Measured> {
  const { kind, workers, offset = 0, latency = 300, headers = "always", ahead = 0, programs = 1 } = load;
  const { minutes = defaultMinutes } = load;
  const clock = new FakeClock(start + offset);
  const random = sequence();
  const limits: ServerLimit[] = [
    { name: "safety_net_app_id_user_id", categories, limit: 100, window: 1, kind },
    ...categories.map((name) => ({
      name: `${name}_app_id_user_id`,
      categories: [name],
      limit: operations[name].limit,
      window: 60,
      kind,
    })),
  ];
  const server = new LimitedServer(limits);
  const end = clock.now() + minutes * 60_000;
  const transitMs = () => latency * (0.1 + 0.8 * random());
  const category = (url: string): Category => {
    const path = new URL(url).pathname;
    if (path.endsWith("/user_account/analytics")) return "org_analytics";
    if (path.endsWith("/boards")) return "org_read";
    return path.endsWith("/analytics") ? "ads_analytics" : "catalogs_read";
  };
  let responses = 0;
  const transport: Transport = {
    send: async ({ url }) => {
      await clock.sleep(transitMs() / 2);
      const response = server.respond(category(url), clock.now() + ahead);
      responses += 1;
      const silent = headers === "never" || (headers === "sometimes" && responses % 3 !== 0);
      await clock.sleep(transitMs() / 2 + (headers === "late" ? 3000 * random() : 0));
      return silent ? { ...response, headers: {} } : response;
    },
  };
  let failures = 0;
  const shares = await Promise.all(
    Array.from({ length: programs }, async () => {
      const parts = {
        baseUrl: "http://limited.invalid/v5",
        transport,
        limiter: new RateLimiter(clock),
        clock,
        random,
      };
      const client = new PinterestClient(parts, fixedToken("token"));
      let served = 0;
      const worker = async (name: Category) => {
        const days = { start_date: "2026-07-01", end_date: "2026-07-02" };
        const parameters =
          name === "ads_analytics"
            ? { ad_account_id: "1", ...days, columns: "SPEND_IN_DOLLAR", granularity: "DAY" }
            : name === "org_analytics"
              ? days
              : {};
        while (clock.now() < end) {
          try {
            await client.call(operations[name].operation, parameters, { signal: forever }, () => undefined);
            served += 1;
          } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            failures += 1;
          }
        }
      };
      await Promise.all(categories.flatMap((name) => Array.from({ length: workers[name] ?? 0 }, () => worker(name))));
      return served;
    }),
  );
  const within = server.served.filter(({ at }) => at - ahead < end);
  const used = Object.fromEntries(
    categories
      .filter((name) => workers[name] !== undefined)
      .map((name) => [
        name,
        within.filter((request) => request.category === name).length / (operations[name].limit * minutes),
      ]),
  );
  return { rejected: server.refused.length, failures, used, shares };
}

const percent = (part: number) => `${(part * 100).toFixed(1)}%`;

/** Cases without a rejected request or unused quota for any counting method. */
const alone: Readonly<Record<string, Omit<Load, "kind">>> = {
  "one worker": { workers: { org_analytics: 1 }, offset: 17_300 },
  "ten workers": { workers: { org_analytics: 10 }, offset: 17_300 },
  "forty workers, at a minute's end": { workers: { org_analytics: 40 }, offset: 52_000 },
  "four categories that share the safety net": {
    workers: { org_analytics: 10, catalogs_read: 10, ads_analytics: 10, org_read: 20 },
    offset: 3000,
    minutes: amount({ short: 2, long: 20 }),
  },
  "slow responses": { workers: { org_analytics: 10 }, latency: 6000 },
  "headers late and out of order": { workers: { org_analytics: 10 }, headers: "late" },
  "headers in some responses": { workers: { org_analytics: 10 }, headers: "sometimes" },
  "a server whose clock is an hour ahead": { workers: { org_analytics: 10 }, ahead: 3_600_000 },
};

describe("rate limits over hours", () => {
  for (const kind of kinds) {
    const figures: Measured[] = [];

    for (const [what, load] of Object.entries(alone)) {
      it(`of ${names[kind]}, ${what}: no 429, 95% used`, async () => {
        const measured = await work({ kind, ...load });
        assert.deepEqual([measured.rejected, measured.failures], [0, 0]);
        for (const [category, used] of Object.entries(measured.used)) {
          assert.ok(used >= 0.95, `${category}: ${percent(used)}`);
        }
        figures.push(measured);
      });
    }

    recordAtEnd(() => [
      {
        what: `Rate limits, ${names[kind]}`,
        promised: "no 429, 95% of the allowed calls used",
        measured: `${sum(figures.map(({ rejected }) => rejected))} of ${sum(figures.flatMap(({ shares }) => shares))} calls rejected; at least ${percent(Math.min(...figures.flatMap(({ used }) => Object.values(used))))} used`,
      },
    ]);

    it(`of ${names[kind]}, without rate limit headers: retries after 429, 90% used`, async () => {
      const { failures, used } = await work({ kind, workers: { org_analytics: 10 }, headers: "never" });
      assert.equal(failures, 0);
      assert.ok((used.org_analytics ?? 0) >= 0.9, percent(used.org_analytics ?? 0));
    });

    it(`of ${names[kind]}, with two programs for one account: both share the limit, and neither fails`, async () => {
      // In minutes, the first burst hides what the pace leaves unused.
      const load: Load = { kind, workers: { org_analytics: 10 }, programs: 2, minutes: 360 };
      const { failures, used, shares, rejected } = await work(load);
      assert.equal(failures, 0);
      assert.ok((used.org_analytics ?? 0) >= 0.95, percent(used.org_analytics ?? 0));
      // The reset time of a bucket is when it is full. While one program waits for it, the other one takes each new token.
      const least = kind === "bucket" ? 0.1 : 0.25;
      assert.ok(Math.min(...shares) >= least * sum(shares), shares.join());
      record({
        what: `Rate limits, ${names[kind]}, two concurrent syncs`,
        promised: `neither fails, 95% of the allowed calls used in total, at least ${percent(least)} of them by each`,
        measured: `${failures} failed; ${percent(used.org_analytics ?? 0)} used; shares ${shares.join(" and ")}; ${rejected} calls rejected with 429 and retried`,
      });
    });
  }
});
