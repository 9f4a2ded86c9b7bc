import { catalogsNotPermitted, notPermitted } from "./errors.ts";
import type { Simulation } from "./simulation.ts";
import type { AccountWorld } from "./world/account.ts";
import type { World } from "./world/world.ts";

/** Who looks at the world: on what is answered depends the account acted for, the scopes and the day. */
export interface RequestScope {
  readonly seed: number;
  readonly world: World;
  /** The "operation user_account" of Pinterest's document: the token's own account, or the owner of the ad account. */
  readonly account: AccountWorld;
  readonly secretBoards: boolean;
  readonly secretPins: boolean;
  /** Today in UTC, as days since 1970. */
  readonly today: number;
}

/** Roles that give access to boards and Pins (Pinterest's document lists them at every operation). */
const contentRoles = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

/** Roles that give access to catalogs. */
const catalogRoles = ["OWNER", "ADMIN", "CATALOGS_MANAGER"];

/** What of an account is looked at. */
export type AccessArea = "content" | "catalogs";

/** The scope that a token's scopes and an `ad_account_id` make. */
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
