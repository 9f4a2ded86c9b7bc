import type { JsonObject } from "../json.ts";
import { isNeverActive } from "../metrics/activity.ts";
import { AdvertisingWorld } from "./ads/advertising.ts";
import type { Seconds } from "./ads/advertising-records.ts";
import { AccountWorld } from "./organic/account.ts";
import { seedOf } from "./organic/people.ts";
import type { Pin } from "./records.ts";
import { type Extent, extents, type Scale, sharedExtent } from "./scale.ts";
import { SeededFactory } from "./seeded-factory.ts";
import { type Microseconds, microsecondsOfDay } from "./times.ts";

/** A role of Business Access, as in `permissions` of an ad account. */
export type Role = "OWNER" | "ADMIN" | "ANALYST" | "FINANCE_MANAGER";

export interface AdAccount {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly roles: readonly Role[];
  readonly owner: AccountWorld;
  /** Further fields in the form of the API. */
  readonly record: JsonObject;
  readonly advertising: AdvertisingWorld;
  /** Seed of the records that are made on first use. */
  readonly seed: number;
}

/** The data behind the API: the token's user account, and an account that it can act for. */
export class World {
  readonly seed: number;
  readonly me: AccountWorld;
  readonly shared: AccountWorld;
  adAccounts: readonly AdAccount[];

  /** @param more contents of additional ad accounts of the token's user */
  constructor(seed: number, scale: Scale | Extent, now: Microseconds, more: readonly Extent[] = []) {
    // The previous midnight, so that a world stays the same for a day.
    const end = Math.floor(now / microsecondsOfDay) * microsecondsOfDay;
    const extent = typeof scale === "string" ? extents[scale] : scale;
    this.seed = seed;
    this.me = new AccountWorld(
      seedOf(seed, "me"),
      {
        id: String(1_099_300_000_000_000n * 1000n + BigInt(seedOf(seed, "my id"))),
        username: `garden_and_table${seed}`,
        businessCreatedAt: end - 75 * microsecondsOfDay,
        record: {
          business_name: "Garden & Table — 庭と食卓",
          about: "Ideas for small gardens\u2028and long tables",
          website_url: "https://site0.example.com",
          monthly_views: 48_213,
        },
      },
      extent,
      end,
    );
    this.shared = new AccountWorld(
      seedOf(seed, "shared"),
      {
        id: String(549_755_000_000n + BigInt(seedOf(seed, "shared id"))),
        // The API can't tell a numeric username from an ID.
        username: `2024${seed}`,
        businessCreatedAt: end - 400 * microsecondsOfDay,
        // -1 if the API has no number.
        record: { business_name: null, about: "", website_url: "", monthly_views: -1 },
      },
      sharedExtent,
      end,
    );
    this.adAccounts = this.#adAccounts(extent, more, Math.floor(end / 1_000_000));
  }

  #adAccounts(extent: Extent, more: readonly Extent[], created: Seconds): readonly AdAccount[] {
    const times = { created_time: created - 300 * 86_400, updated_time: created - 3 * 86_400 };
    const adAccount = (
      name: string,
      part: string,
      owner: AccountWorld,
      size: Extent,
      [role, currency, country]: readonly [role: Role, currency: string, country: string] = ["OWNER", "USD", "US"],
    ): AdAccount => {
      const own = seedOf(this.seed, part);
      const id = String(549_700_000_000 + own);
      const ids = (of: string, kind: bigint, count: number) =>
        new SeededFactory(own, of).list(kind, owner === this.me ? count : 0, (one) => one);
      const advertising = new AdvertisingWorld(own, id, size, created, {
        pinIds: promotedPins(this.seed, owner.ownPins()).map((pin) => pin.id),
        productGroups: owner.catalogs.productGroups.filter(({ catalog }) => catalog.type === "RETAIL"),
        orderLineIds: ids("order lines", 268_005_000_000n, 9),
        // More than one page.
        promotionIds: ids("promotions", 783_402_000_000n, 262),
      });
      return { id, seed: own, name, owner, advertising, currency, roles: [role], record: { country, ...times } };
    };
    return [
      adAccount("Garden & Table ads", "own ad account", this.me, extent),
      adAccount("Kunde “Süd”", "shared ad account", this.shared, sharedExtent, ["ADMIN", "EUR", "DE"]),
      adAccount("Kunde “Süd” billing", "billing ad account", this.shared, sharedExtent, [
        "FINANCE_MANAGER",
        "JPY",
        "JP",
      ]),
      ...more.map((size, index) =>
        adAccount(`Garden & Table ads ${index + 2}`, `further ad account ${index}`, this.me, size),
      ),
    ];
  }

  get accounts(): readonly AccountWorld[] {
    return [this.me, this.shared];
  }

  adAccount(id: string): AdAccount | undefined {
    return this.adAccounts.find((adAccount) => adAccount.id === id);
  }

  /** Removes the user's access to an ad account: lists omit it, and requests for it fail. */
  closeAdAccount(id: string): void {
    if (this.adAccount(id) === undefined) throw new RangeError(`Unknown ad account ${id}`);
    this.adAccounts = this.adAccounts.filter((adAccount) => adAccount.id !== id);
  }

  anyPin(id: string): Pin | undefined {
    return this.accounts.map((account) => account.pin(id)).find((pin) => pin !== undefined);
  }
}

/** Returns the Pins that ads choose from: every other one has organic activity, since people promote what works. */
function promotedPins(seed: number, pins: readonly Pin[]): readonly Pin[] {
  const active = pins.filter((pin) => !isNeverActive(seed, pin));
  return pins.map((pin, index) => (index % 2 === 0 ? pin : (active[index % active.length] ?? pin)));
}
