import { asText, isObject, type Json, type JsonObject } from "../../src/json.ts";
import {
  ApiError,
  catalogNotFound,
  feedNotFound,
  invalidParameter,
  noCatalog,
  processingResultNotFound,
  productGroupNotFound,
} from "../errors.ts";
import { showPin } from "../views/pins.ts";
import {
  distributionStatsOf,
  filterValuesOf,
  ingestionStatsOf,
  itemIssuesOf,
  processingResultsOf,
  productCountsOf,
  productMetadata,
  productPinsOf,
} from "../world/catalog-contents.ts";
import type { CatalogProductGroup, CatalogWorld } from "../world/catalogs.ts";
import { pageInOrder } from "./listing.ts";
import { type Call, get, type Operation } from "./operation.ts";

/** What is in catalogues, and what went wrong on the way there. */
export const catalogContentOperations: readonly Operation[] = [
  get("/catalogs/feeds/{feed_id}/processing_results", "feed_processing_results/list", (call) => {
    const { parameters } = call;
    const id = parameters.requiredText("feed_id");
    const catalogs = catalogsOf(call);
    if (!catalogs.feeds.some((feed) => feed.id === id)) throw feedNotFound();
    const results = processingResultsOf(catalogs).filter(({ feed }) => feed.id === id);
    // The bookmark is there but leads nowhere: every page is the first (Pinterest's document).
    return {
      items: results.slice(0, parameters.whole("page_size") ?? 25).map(({ record }) => record),
      bookmark: results.length === 0 ? null : "Y29tZS1hZ2FpbnxmaXJzdCpHUUwq",
    };
  }),
  get("/catalogs/processing_results/{processing_result_id}/item_issues", "items_issues/list", (call) => {
    const { parameters } = call;
    const id = parameters.requiredText("processing_result_id");
    const result = processingResultsOf(catalogsOf(call)).find((one) => one.id === id);
    if (result === undefined) throw processingResultNotFound();
    const [numbers, code] = [parameters.texts("item_numbers"), parameters.text("item_validation_issue")];
    if (numbers !== undefined && code !== undefined) {
      throw new ApiError(501, 4181, "Not implemented at the moment. Please, see documentation.");
    }
    const has = (issues: Json | undefined) => code === undefined || (isObject(issues) && issues[code] !== undefined);
    return pageInOrder(
      call,
      itemIssuesOf(result).filter(
        ({ item_number: number, errors, warnings }) =>
          (numbers?.includes(asText(number)) ?? true) && (has(errors) || has(warnings)),
      ),
    );
  }),
  get(
    "/catalogs/product_groups/{product_group_id}/product_counts",
    "catalogs_product_groups/product_counts_get",
    (call) => {
      const catalogs = catalogsOf(call);
      if (catalogs.catalogs.length === 0) throw noCatalog();
      return productCountsOf(groupOf(catalogs, call).group);
    },
  ),
  get("/catalogs/product_groups/{product_group_id}/products", "catalogs_product_group_pins/list", (call) => {
    const { parameters, scope } = call;
    const { group, place } = groupOf(catalogsOf(call), call);
    const pins = productPinsOf(scope.account, group, place);
    return call.page(
      { items: pins, anchor: ({ id }) => ["", id], direction: "ascending", end: "null bookmark" },
      (pin) => ({
        catalog_type: group.catalog.type,
        metadata: productMetadata(group, pin),
        pin: showPin(scope, pin, parameters.flag("pin_metrics")),
      }),
    );
  }),
  get("/catalogs/available_filter_values", "catalogs/available_filter_values", (call) => {
    const { catalogs, feeds } = catalogsOf(call);
    if (catalogs.length === 0) throw noCatalog();
    const [id, feedId] = [call.parameters.requiredText("catalog_id"), call.parameters.text("feed_id")];
    if (feedId !== undefined && !feeds.some((feed) => feed.id === feedId)) throw feedNotFound();
    const catalog = catalogs.find((one) => one.id === id);
    // The document has no answer to a catalogue that is not known.
    if (catalog === undefined) throw invalidParameter("Parameter 'catalog_id' names no catalog.");
    return filterValuesOf(catalog);
  }),
  get("/catalogs/reports/stats", "reports/stats", (call) => pageInOrder(call, stats(call))),
];

function catalogsOf({ scope }: Call): CatalogWorld {
  return scope.world.catalogsOf(scope.account);
}

function groupOf(
  { productGroups }: CatalogWorld,
  { parameters }: Call,
): { readonly group: CatalogProductGroup; readonly place: number } {
  const id = parameters.requiredText("product_group_id");
  const place = productGroups.findIndex((one) => one.id === id);
  const group = productGroups[place];
  if (group === undefined) throw productGroupNotFound();
  return { group, place };
}

/** Numbers of issues of the feed or the catalogue that the parameter `parameters` names. */
function stats(call: Call): readonly JsonObject[] {
  const { catalog_type: type, report } = call.parameters.object("parameters") ?? {};
  const { report_type: kind, feed_id: feedId, catalog_id: catalogId } = isObject(report) ? report : {};
  if (type !== "RETAIL" && type !== "HOTEL")
    throw invalidParameter("Parameter 'parameters' has no known catalog_type.");
  const { catalogs, feeds } = catalogsOf(call);
  if (kind === "FEED_INGESTION_ISSUES") {
    const feed = feeds.find(({ id, catalog }) => id === feedId && catalog.type === type);
    if (feed === undefined) throw feedNotFound();
    return ingestionStatsOf(feed);
  }
  if (kind !== "DISTRIBUTION_ISSUES") throw invalidParameter("Parameter 'parameters' has no known report_type.");
  const catalog = catalogs.find((one) => one.type === type && (catalogId === undefined || one.id === catalogId));
  if (catalog === undefined) throw catalogNotFound();
  return distributionStatsOf(catalog);
}
