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

/** Roles that give access to boards and Pins (Pinterest's document, at every operation). */
const contentRoles = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

/** Roles that give access to catalogs. */
const catalogRoles = ["OWNER", "ADMIN", "CATALOGS_MANAGER"];

/** The category of data that a role gives access to. */
export type AccessArea = "content" | "catalogs";

/** Returns the scope of a request, from the token's scopes and `ad_account_id`. */
export function requestScope(
  simulation: Simulation,
  scopes: readonly string[],
  adAccountId: string | undefined,
  area: AccessArea = "content",
): RequestScope {
  const { seed, world, clock } = simulation;
  return {
    seed,
    world,
    account: adAccountId === undefined ? world.me : ownerOf(world, adAccountId, area),
    secretBoards: scopes.includes("boards:read_secret"),
    secretPins: scopes.includes("pins:read_secret"),
    today: clock.today(),
  };
}

function ownerOf(world: World, adAccountId: string, area: AccessArea): AccountWorld {
  const adAccount = world.adAccount(adAccountId);
  const roles = area === "catalogs" ? catalogRoles : contentRoles;
  if (adAccount?.roles.some((role) => roles.includes(role)) === true) return adAccount.owner;
  throw area === "catalogs" ? catalogsNotPermitted() : notPermitted();
}
