import assert from "node:assert/strict";
import { setMaxListeners } from "node:events";
import type { LimitKind } from "../../../simulator/http/meters.ts";
import { fixedToken } from "../../../src/pinterest/access-token.ts";
import { PinterestClient } from "../../../src/pinterest/client.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import type { Admission } from "../../../src/pinterest/limits/rate-limit-window.ts";
import { RateLimiter } from "../../../src/pinterest/limits/rate-limiter.ts";
import type { Transport } from "../../../src/pinterest/network/transport.ts";
import { SlotsByCategory } from "../../../src/slots.ts";
import { FakeClock } from "../../fake-clock.ts";
import { LimitedServer, type ServerLimit } from "../limited-server.ts";

/*
 * Runs the default client without idle time on a clock that advances when all callers wait. The server decides whether a
 * limit was exceeded.
 */

/** Off the full minute, at which the server's windows begin. */
const start = Date.parse("2026-07-09T12:00:17Z");
const forever = new AbortController().signal;
setMaxListeners(0, forever);

/** One operation per category, with its limit per minute with Standard access. */
const requests = {
  org_analytics: { operation: "user_account/analytics", path: "/user_account/analytics", limit: 60 },
  ads_analytics: { operation: "ad_account/analytics", path: "/ad_accounts/1/analytics", limit: 300 },
  org_read: { operation: "boards/list", path: "/boards", limit: 1_000 },
} as const;
type Category = keyof typeof requests;
const categories = ["org_analytics", "ads_analytics", "org_read"] as const satisfies readonly Category[];

interface Load {
  readonly latencyMs: number;
  readonly tier?: "standard" | "trial";
  readonly kind?: LimitKind;
  /** The number of concurrent callers per category. */
  readonly callers?: number;
  /** Whether another client uses half of each limit at an even pace. */
  readonly isShared?: boolean;
  /** A fixed number of requests in flight, sent as soon as the limits allow. */
  readonly fixed?: number;
  readonly minutes?: number;
}

/** Admits requests as soon as the limits allow. */
class UnpacedLimiter extends RateLimiter {
  override turn(_category: string, _signal: AbortSignal, admit: () => Promise<Admission>): Promise<Admission> {
    return admit();
  }
}

function limitsOf(tier: Load["tier"], kind: LimitKind): readonly ServerLimit[] {
  if (tier === "trial") return [{ name: "trial_app_id", categories, limit: 1_000, window: 86_400, kind }];
  return [
    { name: "safety_net_app_id_user_id", categories, limit: 100, window: 1, kind },
    ...categories.map((name) => ({
      name: `${name}_app_id_user_id`,
      categories: [name],
      limit: requests[name].limit,
      window: 60,
      kind,
    })),
  ];
}

/** Returns the numbers of rejected and successful requests, and the share of each limit that all clients used. */
async function work({
  latencyMs,
  tier = "standard",
  kind = "fixed",
  callers = 128,
  isShared = false,
  fixed,
  minutes = 5,
}: Load) {
  const clock = new FakeClock(start);
  const end = start + minutes * 60_000;
  const server = new LimitedServer(limitsOf(tier, kind));
  let rejected = 0;
  let served = 0;
  const transport: Transport = {
    send: async ({ url }) => {
      const { pathname } = new URL(url);
      const category = categories.find((name) => pathname.endsWith(requests[name].path)) ?? "org_read";
      await clock.sleep(latencyMs / 2);
      const response = server.respond(category, clock.now());
      await clock.sleep(latencyMs / 2);
      if (response.status === 429) rejected += 1;
      else served += 1;
      return response;
    },
  };
  const limiter = fixed === undefined ? new RateLimiter(clock) : new UnpacedLimiter(clock);
  const slots = fixed === undefined ? SlotsByCategory.ofRequests(undefined) : new SlotsByCategory(fixed);
  const dependencies = { baseUrl: "http://localhost/v5", transport, limiter, slots, clock, random: () => 0.5 };
  const client = new PinterestClient(dependencies, fixedToken("token"));
  const days = { start_date: "2026-07-01", end_date: "2026-07-02" };
  const parametersOf: Readonly<Record<Category, Record<string, string>>> = {
    org_analytics: days,
    ads_analytics: { ad_account_id: "1", ...days, columns: "SPEND_IN_DOLLAR", granularity: "DAY" },
    org_read: {},
  };
  const call = async (category: Category) => {
    try {
      while (clock.now() < end) {
        await client.call(requests[category].operation, parametersOf[category], { signal: forever }, () => undefined);
      }
    } catch (error) {
      // The daily quota is exhausted.
      if (!(error instanceof ApiError) || tier === "standard") throw error;
    }
  };
  const other = async (category: Category) => {
    while (isShared && clock.now() < end) {
      server.respond(category, clock.now());
      await clock.sleep(60_000 / (requests[category].limit / 2));
    }
  };
  await Promise.all([
    ...categories.flatMap((name) => Array.from({ length: callers }, () => call(name))),
    ...categories.map(other),
  ]);
  const within = server.served.filter(({ at }) => at < end);
  const used =
    tier === "trial"
      ? { all: within.length / 1_000 }
      : Object.fromEntries(
          categories.map((name) => [
            name,
            within.filter(({ category }) => category === name).length / (requests[name].limit * minutes),
          ]),
        );
  return { rejected, served, used };
}

const latencies = [50, 200, 1_000, 3_000] as const;

/**
 * The minimum share of a limit to use. The server can count a request when it is sent or when it responds, up to three
 * seconds later. Then only 60 of 63 seconds are safe to use, and the first requests find the pace.
 */
const minShare = (latencyMs: number) => (latencyMs < 3_000 ? 0.95 : 0.94);

describe("request pacing", () => {
  for (const latencyMs of latencies) {
    for (const [what, load] of [
      ["one account", { callers: 128 }],
      ["five accounts", { callers: 640 }],
      ["another client that uses half of each limit", { isShared: true }],
      ["a daily quota", { tier: "trial" }],
    ] as const) {
      const isShared = "isShared" in load;
      it(`uses ${minShare(latencyMs) * 100}% of each limit with ${latencyMs} ms per response and ${what}, without a rejected request`, async () => {
        const { rejected, used } = await work({ latencyMs, ...load });
        // A request can be in flight when the first response reveals the other client.
        assert.ok(rejected <= (isShared && latencyMs >= 3_000 ? 1 : 0), `${rejected} rejected`);
        for (const [category, share] of Object.entries(used)) {
          assert.ok(share >= minShare(latencyMs), `${category}: ${(share * 100).toFixed(1)}%`);
        }
      });
    }

    it(`serves at least 90% as many requests as the best fixed concurrency with ${latencyMs} ms per response`, async () => {
      const numbers = [1, 2, 4, 8, 16, 32, 64, 128];
      const fixed = await Promise.all(numbers.map((number) => work({ latencyMs, fixed: number, minutes: 2 })));
      const best = Math.max(...fixed.map(({ served }) => served));
      const { served } = await work({ latencyMs, minutes: 2 });
      assert.ok(served >= 0.9 * best, `${served} of ${best}`);
    });
  }
});
