import type { AccountWorld } from "../world/organic/account.ts";
import type { AdAccount, World } from "../world/world.ts";
import type { ReadOptions } from "./read-options.ts";

/**
 * The roles that give access to each category (Pinterest's document): campaigns ("Admin, Analyst, Campaign Manager"),
 * order lines ("Admin, Finance, Campaign"), leads ("Only requests for the OWNER or ADMIN"), and catalogs ("Owner,
 * Admin, Catalogs Manager").
 */
const roles = {
  content: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  advertising: ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"],
  billing: ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"],
  leads: ["OWNER", "ADMIN"],
  catalogs: ["OWNER", "ADMIN", "CATALOGS_MANAGER"],
} as const;

export type Access = keyof typeof roles;

function isGranted(adAccount: AdAccount, access: Access): boolean {
  const granting: readonly string[] = roles[access];
  return adAccount.roles.some((role) => granting.includes(role));
}

/** Returns the acting account. @throws RangeError for an ad account on which the user has no role */
export function actingAccount(world: World, { adAccountId }: ReadOptions, access: Access = "content"): AccountWorld {
  if (adAccountId === undefined) return world.me;
  const adAccount = world.adAccounts.find(({ id }) => id === adAccountId);
  if (adAccount === undefined || !isGranted(adAccount, access)) throw new RangeError(`No access to ${adAccountId}`);
  return adAccount.owner;
}

/** Returns the selected ad accounts, by default all that the user can list. */
export function namedAdAccounts(world: World, { adAccountId, adAccountIds = [] }: ReadOptions): readonly AdAccount[] {
  const ids = adAccountId === undefined ? adAccountIds : [adAccountId, ...adAccountIds];
  return world.adAccounts.filter(({ id }) => ids.length === 0 || ids.includes(id));
}

/** Returns the ad accounts to read, without those whose roles give no access. */
export function adAccountsToRead(
  world: World,
  options: ReadOptions,
  access: Access = "advertising",
): readonly AdAccount[] {
  return namedAdAccounts(world, options).filter((adAccount) => isGranted(adAccount, access));
}
