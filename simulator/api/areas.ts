import { noCatalog, notFound, notPermitted } from "../errors.ts";
import type { Simulation } from "../simulation.ts";
import { type Business, businessesOf } from "../world/business.ts";
import type { CatalogWorld } from "../world/catalogs.ts";
import type { AdAccount, Role } from "../world/world.ts";
import type { Call } from "./operation.ts";

/** Roles that open something: one of them is enough. */
export type Roles = readonly (Role | "CAMPAIGN_MANAGER")[];

/** Roles that open what is advertised and its analytics. */
const advertisingRoles: Roles = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

/** Roles that open insertion orders (Pinterest's document) and, which is a guess, bills. */
export const billingRoles: Roles = ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"];

/** "Only requests for the OWNER or ADMIN of the ad_account will be allowed" (Pinterest's document, of leads). */
export const leadRoles: Roles = ["OWNER", "ADMIN"];

/** Rows of the ad account in the request's path. */
export function inAdAccount<Row>(
  rows: (adAccount: AdAccount, call: Call) => readonly Row[],
  roles: Roles = advertisingRoles,
) {
  return (call: Call) => rows(adAccountOf(call, roles), call);
}

/** Rows of the business in the request's path. */
export function inBusiness<Row>(rows: (business: Business, call: Call) => readonly Row[]) {
  return (call: Call) => rows(businessOf(call), call);
}

/** Rows of the catalogs of the account acted for. */
export function inCatalogs<Row>(rows: (catalogs: CatalogWorld, call: Call) => readonly Row[]) {
  return (call: Call) => rows(catalogsOf(call), call);
}

/** The same of what an account without a catalog cannot be asked for. */
export function inSomeCatalog<Row>(rows: (catalogs: CatalogWorld, call: Call) => readonly Row[]) {
  return (call: Call) => rows(someCatalogsOf(call), call);
}

/** The ad account of a request's path, if the token's user may read it. */
export function adAccountOf({ parameters, scope, simulation }: Call, roles: Roles = advertisingRoles): AdAccount {
  const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
  if (adAccount === undefined && simulation.settings.gone_ad_accounts === "not_found") throw notFound("AdAccount");
  if (adAccount === undefined || !adAccount.roles.some((role) => roles.includes(role))) throw notPermitted();
  return adAccount;
}

/** A business that the token's user administers. */
export function businessOf({ parameters, scope }: Call): Business {
  const id = parameters.requiredText("business_id");
  const known = businessesOf(scope.world).find((one) => one.id === id);
  if (known?.administered !== true) throw notPermitted();
  return known;
}

export function catalogsOf({ scope }: Call): CatalogWorld {
  return scope.world.catalogsOf(scope.account);
}

export function someCatalogsOf(call: Call): CatalogWorld {
  const catalogs = catalogsOf(call);
  if (catalogs.catalogs.length === 0) throw noCatalog();
  return catalogs;
}

/** The item that a parameter names by its ID. */
export function named<Item extends { readonly id: string }>(
  { parameters }: Call,
  parameter: string,
  items: readonly Item[],
  missing: () => Error = notPermitted,
): Item {
  const id = parameters.requiredText(parameter);
  const item = items.find((one) => one.id === id);
  if (item === undefined) throw missing();
  return item;
}

/** Throws if something is asked for by the ID of an entity that is gone, and the settings want that to be an error. */
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
