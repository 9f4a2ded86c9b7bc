import { catalogsNotPermitted, notPermitted } from "./errors.ts";
import type { Simulation } from "./simulation.ts";
import type { AccountWorld } from "./world/organic/account.ts";
import type { World } from "./world/world.ts";

/** The account, scopes, and day that a response depends on. */
export interface RequestScope {
  readonly seed: number;
  readonly world: World;
  /** The "operation user_account" of Pinterest's document: the token's own account, or the owner of the ad account. */
  readonly account: AccountWorld;
  readonly secretBoards: boolean;
  readonly secretPins: boolean;
  /** Today in UTC, in days since 1970. */
  readonly today: number;
}

/** The roles that give access to boards and Pins (Pinterest's document, at every operation), and to catalogs. */
const rolesOf = {
  content: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  catalogs: ["OWNER", "ADMIN", "CATALOGS_MANAGER"],
};

/** Returns the scope of a request, from the token's scopes and `ad_account_id`. */
export function requestScope(
  { seed, world, clock }: Simulation,
  scopes: readonly string[],
  adAccountId: string | undefined,
  area: keyof typeof rolesOf,
): RequestScope {
  const adAccount = adAccountId === undefined ? undefined : world.adAccount(adAccountId);
  if (adAccountId !== undefined && adAccount?.roles.some((role) => rolesOf[area].includes(role)) !== true)
    throw area === "catalogs" ? catalogsNotPermitted() : notPermitted();
  return {
    seed,
    world,
    account: adAccount?.owner ?? world.me,
    secretBoards: scopes.includes("boards:read_secret"),
    secretPins: scopes.includes("pins:read_secret"),
    today: clock.today(),
  };
}
