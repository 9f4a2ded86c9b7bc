import { catalogNotFound, feedNotFound, invalidParameter, noCatalog, notPermitted } from "../errors.ts";
import { isObject, type Json } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { type Business, businessesOf } from "../world/business.ts";
import type { CatalogWorld } from "../world/catalogs/catalogs.ts";
import type { AdAccount, Role } from "../world/world.ts";
import type { Call } from "./operation.ts";

/** Alternative roles; one of them is enough. */
export type Roles = readonly (Role | "CAMPAIGN_MANAGER")[];

const advertisingRoles: Roles = ["OWNER", "ADMIN", "ANALYST", "CAMPAIGN_MANAGER"];

/** Roles that give access to insertion orders (Pinterest's document) and to billing. */
export const billingRoles: Roles = ["OWNER", "ADMIN", "FINANCE_MANAGER", "CAMPAIGN_MANAGER"];

/** "Only requests for the OWNER or ADMIN of the ad_account will be allowed" (Pinterest's document, about leads). */
export const leadRoles: Roles = ["OWNER", "ADMIN"];

/** Returns the ad account in the path. @throws ApiError if it is unknown or the user has none of the roles */
export function adAccountOf({ parameters, scope }: Call, roles: Roles = advertisingRoles): AdAccount {
  const adAccount = scope.world.adAccount(parameters.requiredText("ad_account_id"));
  if (adAccount === undefined || !adAccount.roles.some((role) => roles.includes(role))) throw notPermitted();
  return adAccount;
}

/** Returns the business in the path. @throws ApiError if the user isn't its administrator */
export function businessOf({ parameters, scope }: Call): Business {
  const id = parameters.requiredText("business_id");
  const known = businessesOf(scope.world).find((one) => one.id === id);
  if (known?.administered !== true) throw notPermitted();
  return known;
}

export function catalogsOf({ scope }: Call): CatalogWorld {
  return scope.account.catalogs;
}

export function someCatalogsOf(call: Call): CatalogWorld {
  const catalogs = catalogsOf(call);
  if (catalogs.catalogs.length === 0) throw noCatalog();
  return catalogs;
}

/** Returns the feed or catalog that a catalog report is about. @throws ApiError if there is none, or for an unknown type */
export function reportedOn({ catalogs, feeds }: CatalogWorld, type: Json | undefined, report: Json | undefined) {
  const { report_type: what, feed_id: feedId, catalog_id: catalogId } = isObject(report) ? report : {};
  if (what === "FEED_INGESTION_ISSUES") {
    const feed = feeds.find(({ id, catalog }) => id === feedId && catalog.type === type);
    if (feed === undefined) throw feedNotFound();
    return { what, feed } as const;
  }
  if (what !== "DISTRIBUTION_ISSUES" && (what !== "ALL_ITEMS" || type === "HOTEL"))
    throw invalidParameter("Unknown report_type.");
  const catalog = catalogs.find((one) => one.type === type && (catalogId === undefined || one.id === catalogId));
  if (catalog === undefined) throw catalogNotFound();
  return { what, catalog } as const;
}

/** Returns the item whose ID is the value of a parameter. @throws the error of `missing` if there is none */
export function requestedItem<Item extends { readonly id: string }>(
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

/** Simulated time in epoch seconds. */
export function secondsOf({ clock }: Simulation): number {
  return Math.floor(clock.now() / 1000);
}
