import type { Clock } from "../clock.ts";
import { millisecondsOfDay } from "../clock.ts";
import type { Settings } from "../settings.ts";

/** So many requests in a window of so many seconds. */
export interface Limit {
  readonly name: string;
  readonly limit: number;
  readonly window: number;
}

/** What a request finds: whether it may pass, and the headers that say how much is left. */
export interface Allowance {
  readonly allowed: boolean;
  readonly headers: Readonly<Record<string, string>>;
}

/** Standard tier, requests a minute for a user and app: Pinterest's page on rate limits, and headers seen live. */
const perMinute: Readonly<Record<string, number>> = {
  ads_read: 1_000,
  ads_analytics: 300,
  ads_write: 400,
  ads_conversions: 120_000,
  org_read: 1_000,
  org_write: 100,
  org_analytics: 60,
  catalogs_read: 100,
  catalogs_write: 100,
  // Not published; taken to be no more than organic analytics.
  trends_read: 60,
};

/** Trial tier: 1,000 requests a day for the app, whatever they are, and as many of each category. */
const perDay: Readonly<Record<string, number>> = { ads_write: 300, org_write: 300 };

const outOfReach = 1_000_000;

/** Counts requests in fixed windows of the simulated time. */
export class RateLimits {
  readonly #settings: Settings;
  readonly #clock: Clock;
  readonly #used = new Map<string, { readonly window: number; readonly count: number }>();

  constructor(settings: Settings, clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** Counts a request of a category, and against a limit of its own that the operation may have. */
  take(category: string, own: Limit | undefined): Allowance {
    const buckets = this.#buckets(category, own).map((bucket) => ({ ...bucket, left: this.#left(bucket) }));
    const allowed = buckets.every(({ left }) => left > 0);
    if (allowed) {
      for (const bucket of buckets) {
        this.#count(bucket);
        bucket.left -= 1;
      }
    }
    // The headers lead with the bucket that is nearest to its limit.
    const nearest = buckets.reduce((first, second) => (second.left < first.left ? second : first));
    const list = buckets.map(({ limit, window, name }) => `${limit};w=${window};name="${name}"`);
    const left = nearest.window * 1000 - (this.#clock.now() % (nearest.window * 1000));
    return {
      allowed,
      headers: {
        "x-ratelimit-limit": [nearest.limit, ...list].join(", "),
        "x-ratelimit-remaining": String(nearest.left),
        "x-ratelimit-reset": String(Math.ceil(left / 1000)),
      },
    };
  }

  /** Forgets what was used. */
  clear(): void {
    this.#used.clear();
  }

  #buckets(category: string, own: Limit | undefined): Limit[] {
    const day = millisecondsOfDay / 1000;
    if (this.#settings.limits === "trial") {
      return [
        { name: "trial_app_id", limit: 1_000, window: day },
        { name: `${category}_app_id`, limit: perDay[category] ?? 1_000, window: day },
      ];
    }
    const standard = [
      { name: "safety_net_app_id_user_id", limit: 100, window: 1 },
      ...(own === undefined ? [] : [own]),
      { name: `${category}_app_id_user_id`, limit: perMinute[category] ?? 60, window: 60 },
    ];
    if (this.#settings.limits === "standard") return standard;
    return standard.map((bucket) => ({ ...bucket, limit: bucket.limit * outOfReach }));
  }

  #left(bucket: Limit): number {
    const used = this.#used.get(bucket.name);
    return bucket.limit - (used?.window === this.#window(bucket) ? used.count : 0);
  }

  #count(bucket: Limit): void {
    this.#used.set(bucket.name, { window: this.#window(bucket), count: bucket.limit - this.#left(bucket) + 1 });
  }

  #window({ window }: Limit): number {
    return Math.floor(this.#clock.now() / (window * 1000));
  }
}
