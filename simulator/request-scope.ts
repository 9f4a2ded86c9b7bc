import { catalogsNotPermitted, notPermitted } from "./errors.ts";
import type { Settings } from "./settings.ts";
import type { Simulation } from "./simulation.ts";
import type { AccountWorld } from "./world/organic/account.ts";
import type { AdAccount, World } from "./world/world.ts";

/** The account, scopes, and day that a response depends on. */
export interface RequestScope {
  readonly seed: number;
  readonly settings: Settings;
  readonly world: World;
  /** The "operation user_account" of Pinterest's document: the token's own account, or the owner of the ad account. */
  readonly account: AccountWorld;
  readonly secretBoards: boolean;
  readonly secretPins: boolean;
  /** Today in UTC, in days since 1970. */
  readonly today: number;
}

/**
 * The roles that give access to boards and Pins, to advertising, to insertion orders and billing, to leads ("Only requests
 * for the OWNER or ADMIN of the ad_account will be allowed"), and to catalogs (Pinterest's document). One is enough.
 */
const roles = {
  content: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  advertising: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  billing: ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"],
  leads: ["OWNER", "ADMIN"],
  catalogs: ["OWNER", "ADMIN", "CATALOGS_MANAGER"],
};

export type Area = keyof typeof roles;

/** Returns an ad account. @throws ApiError if it is unknown or the user has no access to the area */
export function adAccountIn(world: World, id: string, area: Area): AdAccount {
  const adAccount = world.adAccount(id);
  if (adAccount?.roles.some((role) => roles[area].includes(role)) === true) return adAccount;
  throw area === "catalogs" ? catalogsNotPermitted() : notPermitted();
}

/** Returns the scope of a request, from the token's scopes and `ad_account_id`. */
export function requestScope(
  { seed, settings, world, clock }: Simulation,
  scopes: readonly string[],
  adAccountId: string | undefined,
  area: Area,
): RequestScope {
  return {
    seed,
    settings,
    world,
    account: adAccountId === undefined ? world.me : adAccountIn(world, adAccountId, area).owner,
    secretBoards: scopes.includes("boards:read_secret"),
    secretPins: scopes.includes("pins:read_secret"),
    today: clock.today(),
  };
}
