import { catalogNotFound, feedNotFound, invalidParameter, notPermitted } from "../errors.ts";
import { asText, isObject, type Json } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { type CatalogReport, catalogReportsOf } from "../world/catalogs/catalog-reports.ts";
import type { Group } from "../world/tables.ts";
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

/** Returns the report with the members of a request. @throws ApiError if there is none, or for an unknown type */
export function catalogReportOf({ scope }: Call, type: Json | undefined, report: Json | undefined): CatalogReport {
  const { report_type: what, feed_id, catalog_id } = isObject(report) ? report : {};
  if (what !== "FEED_INGESTION_ISSUES" && what !== "DISTRIBUTION_ISSUES" && (what !== "ALL_ITEMS" || type === "HOTEL"))
    throw invalidParameter("Unknown report_type.");
  const isOnFeed = what === "FEED_INGESTION_ISSUES";
  const found = catalogReportsOf(scope.account.catalogs).find(
    ({ type: kind, keys }) =>
      kind === what &&
      keys.catalog_type === type &&
      (isOnFeed ? keys.feed_id === feed_id : catalog_id === undefined || keys.catalog_id === catalog_id),
  );
  if (found === undefined) throw isOnFeed ? feedNotFound() : catalogNotFound();
  return found;
}

/** Returns the rows of a table that the parameters select. @throws the error of `missing` if nothing has these parameters */
export function rowsIn<Row>(
  { parameters }: Call,
  table: readonly Group<Row>[],
  missing: () => Error = notPermitted,
): readonly Row[] {
  const isSelected = ([name, key]: [string, Json]) => (parameters.text(name) ?? asText(key)) === asText(key);
  const groups = table.filter(({ keys }) => Object.entries(keys).every(isSelected));
  if (groups.length === 0) throw missing();
  return groups.flatMap(({ rows }) => rows());
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
