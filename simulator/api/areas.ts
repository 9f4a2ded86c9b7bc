import { catalogNotFound, feedNotFound, invalidParameter, notPermitted } from "../errors.ts";
import { asText, isObject, type Json } from "../json.ts";
import { type Area, adAccountIn } from "../request-scope.ts";
import { type CatalogReport, catalogReportsOf } from "../world/catalogs/catalog-reports.ts";
import type { Group } from "../world/tables.ts";
import type { AdAccount } from "../world/world.ts";
import type { Call } from "./operation.ts";

/** Returns the ad account in the path. @throws ApiError if it is unknown or the user has no access */
export function adAccountOf({ parameters, scope }: Call, area: Area = "advertising"): AdAccount {
  return adAccountIn(scope.world, parameters.requiredText("ad_account_id"), area);
}

/** Returns the report with the members of a request. @throws ApiError if there is none, or for an unknown type */
export function catalogReportOf({ scope }: Call, type: Json | undefined, report: Json | undefined): CatalogReport {
  const { report_type: what, feed_id, catalog_id } = isObject(report) ? report : {};
  const isOnFeed = what === "FEED_INGESTION_ISSUES";
  if (!isOnFeed && what !== "DISTRIBUTION_ISSUES" && (what !== "ALL_ITEMS" || type === "HOTEL"))
    throw invalidParameter("Unknown report_type.");
  const found = catalogReportsOf(scope.account.catalogs).find(({ keys }) => {
    const isAbout = isOnFeed ? keys.feed_id === feed_id : (catalog_id ?? keys.catalog_id) === keys.catalog_id;
    return keys.report_type === what && keys.catalog_type === type && isAbout;
  });
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
