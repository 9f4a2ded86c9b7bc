import type { Clock } from "../../clock.ts";
import { millisecondsOfDay } from "../../clock.ts";
import type { Settings } from "../../settings.ts";
import { type Allowance, type Limit, Meter, take } from "./meters.ts";

/** A fixed-window rate limit. */
export type OperationLimit = Omit<Limit, "kind">;

/** Standard tier, requests per minute, user, and app (Pinterest's page on rate limits); 60 in any other category. */
const perMinute: Readonly<Record<string, number>> = {
  ads_read: 1_000,
  ads_analytics: 300,
  org_read: 1_000,
  catalogs_read: 100,
};

const outOfReach = 1_000_000;

/** The API's rate limits per user and app, in fixed windows of the simulated clock. */
export class RateLimits {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #meters = new Map<string, Meter>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Counts a request against its category and, if it has one, the operation's own limit. */
  take(category: string, own: OperationLimit | undefined): Allowance {
    return take(
      this.#limits(category, own).map((limit) => this.#meterOf({ ...limit, kind: "fixed" })),
      this.#clock.now(),
      this.#settings.limit_headers,
    );
  }

  #limits(category: string, own: OperationLimit | undefined): OperationLimit[] {
    const day = millisecondsOfDay / 1000;
    if (this.#settings.limits === "trial") {
      return ["trial", category].map((name) => ({
        name: `${name}_app_id`,
        limit: this.#settings.trial_requests,
        window: day,
      }));
    }
    const standard = [
      { name: "safety_net_app_id_user_id", limit: 100, window: 1 },
      ...(own === undefined ? [] : [own]),
      { name: `${category}_app_id_user_id`, limit: perMinute[category] ?? 60, window: 60 },
    ];
    if (this.#settings.limits === "standard") return standard;
    return standard.map((limit) => ({ ...limit, limit: limit.limit * outOfReach }));
  }

  #meterOf(limit: Limit): Meter {
    const key = `${limit.name} ${limit.limit}`;
    const meter = this.#meters.get(key) ?? new Meter(limit);
    this.#meters.set(key, meter);
    return meter;
  }
}
