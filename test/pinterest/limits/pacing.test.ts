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
 * The client with its defaults, which has always more to request, on a clock that moves when everyone waits. The server
 * counts, and is what a limit is judged by.
 */

/** Not on a full minute, where the windows of the server begin. */
const start = Date.parse("2026-07-09T12:00:17Z");
const forever = new AbortController().signal;
setMaxListeners(0, forever);

/** A request of each category, and the limit per minute of the standard tier. */
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
  /** So many things are requested side by side, in each category. */
  readonly callers?: number;
  /** Another client uses half of each limit, evenly. */
  readonly isShared?: boolean;
  /** A number of requests in flight that somebody has chosen, and that leave as soon as they may. */
  readonly fixed?: number;
  readonly minutes?: number;
}

/** Requests leave as soon as the limits allow them. */
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

/** Returns how many requests were refused, and what share of each limit was used, by ours and the other client. */
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
  let refused = 0;
  let served = 0;
  const transport: Transport = {
    send: async ({ url }) => {
      const { pathname } = new URL(url);
      const category = categories.find((name) => pathname.endsWith(requests[name].path)) ?? "org_read";
      await clock.sleep(latencyMs / 2);
      const response = server.respond(category, clock.now());
      await clock.sleep(latencyMs / 2);
      if (response.status === 429) refused += 1;
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
      // The day's quota is used up.
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
  return { refused, served, used };
}

const latencies = [50, 200, 1_000, 3_000] as const;

/**
 * The least part of a limit that is used. A request may be counted when it leaves or when it is answered, up to three
 * seconds later: 60 seconds of 63 are what can be used for sure then, and the first of them are spent on finding the pace.
 */
const leastUsed = (latencyMs: number) => (latencyMs < 3_000 ? 0.95 : 0.94);

describe("the pace of requests", () => {
  for (const latencyMs of latencies) {
    for (const [what, load] of [
      ["one account", { callers: 128 }],
      ["five accounts", { callers: 640 }],
      ["another client that uses half of each limit", { isShared: true }],
      ["a day's quota", { tier: "trial" }],
    ] as const) {
      const isShared = "isShared" in load;
      it(`uses ${leastUsed(latencyMs) * 100}% of each limit with ${latencyMs} ms per response and ${what}, and no request is refused`, async () => {
        const { refused, used } = await work({ latencyMs, ...load });
        // One that was on its way when the first responses told of the other client.
        assert.ok(refused <= (isShared && latencyMs >= 3_000 ? 1 : 0), `${refused} refused`);
        for (const [category, share] of Object.entries(used)) {
          assert.ok(share >= leastUsed(latencyMs), `${category}: ${(share * 100).toFixed(1)}%`);
        }
      });
    }

    it(`serves within 10% of what the best fixed number does with ${latencyMs} ms per response`, async () => {
      const numbers = [1, 2, 4, 8, 16, 32, 64, 128];
      const fixed = await Promise.all(numbers.map((number) => work({ latencyMs, fixed: number, minutes: 2 })));
      const best = Math.max(...fixed.map(({ served }) => served));
      const { served } = await work({ latencyMs, minutes: 2 });
      assert.ok(served >= 0.9 * best, `${served} of ${best}`);
    });
  }
});
