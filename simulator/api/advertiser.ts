import { notFound, notPermitted } from "../errors.ts";
import type { Simulation } from "../simulation.ts";
import type { AdAccount, Role, World } from "../world/world.ts";
import type { Call } from "./operation.ts";

/** Roles that open something: one of them is enough. */
export type Roles = readonly (Role | "CAMPAIGN_MANAGER")[];

/** Roles that open what is advertised and its analytics. */
const advertisingRoles: Roles = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

/** Roles that open insertion orders (Pinterest's document) and, which is a guess, bills. */
export const billingRoles: Roles = ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"];

/** "Only requests for the OWNER or ADMIN of the ad_account will be allowed" (Pinterest's document, of leads). */
export const leadRoles: Roles = ["OWNER", "ADMIN"];

export function mayRead(adAccount: AdAccount, roles: Roles = advertisingRoles): boolean {
  return adAccount.roles.some((role) => roles.includes(role));
}

/** The ad accounts that the token's user may read. */
export function readable(world: World, roles: Roles = advertisingRoles): readonly AdAccount[] {
  return world.adAccounts.filter((adAccount) => mayRead(adAccount, roles));
}

/** The ad account of a request's path, if the token's user may read it. */
export function advertiserOf({ parameters, scope, simulation }: Call, roles: Roles = advertisingRoles): AdAccount {
  const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
  if (adAccount === undefined && simulation.settings.gone_ad_accounts === "not_found") throw notFound("AdAccount");
  if (adAccount === undefined || !mayRead(adAccount, roles)) throw notPermitted();
  return adAccount;
}

/** Throws if something is asked for by the id of an entity that is gone, and the settings want that to be an error. */
export function checkPresent(
  { simulation }: Call,
  ids: readonly string[],
  find: (id: string) => object | undefined,
): void {
  if (simulation.settings.gone_entities === "left_out") return;
  if (ids.some((id) => find(id) === undefined)) throw notFound("Entity");
}

/** The simulated time in seconds. */
export function secondsOf({ clock }: Simulation): number {
  return Math.floor(clock.now() / 1000);
}
