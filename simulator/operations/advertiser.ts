import { notPermitted } from "../errors.ts";
import type { Simulation } from "../simulation.ts";
import type { AdAccount, Role, World } from "../world/world.ts";
import type { Call } from "./operation.ts";

/** Roles that open what is advertised and its analytics. */
const roles: readonly (Role | "CAMPAIGN_MANAGER")[] = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

export function mayRead(adAccount: AdAccount): boolean {
  return adAccount.roles.some((role) => roles.includes(role));
}

/** The ad accounts that the token's user may read. */
export function readable(world: World): readonly AdAccount[] {
  return world.adAccounts.filter(mayRead);
}

/** The ad account of a request's path, if the token's user may read it. */
export function advertiserOf({ parameters, viewer }: Call): AdAccount {
  const adAccount = viewer.world.adAccount(parameters.requiredText("ad_account_id"));
  if (adAccount === undefined || !mayRead(adAccount)) throw notPermitted();
  return adAccount;
}

/** The simulated time in seconds. */
export function secondsOf({ clock }: Simulation): number {
  return Math.floor(clock.now() / 1000);
}
