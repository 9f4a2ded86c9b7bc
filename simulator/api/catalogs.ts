import { isObject, type JsonObject } from "../../src/base/json.ts";
import {
  catalogNotFound,
  feedNotFound,
  invalidParameter,
  processingResultNotFound,
  productGroupNotFound,
} from "../errors.ts";
import { showCatalog, showFeed, showProductGroup } from "../views/catalogs.ts";
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
} from "../world/catalogs/catalog-contents.ts";
import type { CatalogWorld } from "../world/catalogs/catalogs.ts";
import { localStoresOf } from "../world/catalogs/local-stores.ts";
import { inCatalogs, inSomeCatalog, requestedItem, someCatalogsOf } from "./areas.ts";
import { byId, list, unchanged } from "./list.ts";
import { type Call, computed, type Operation } from "./operation.ts";

/** Catalogs, feeds, product groups, their contents, and their issues. */
export const catalogOperations: readonly Operation[] = [
  list(
    "catalogs/list",
    inCatalogs(({ catalogs }) => catalogs),
    { order: byId, show: showCatalog },
  ),
  list(
    "feeds/list",
    inCatalogs(({ feeds }) => feeds),
    {
      order: byId,
      show: showFeed,
    },
  ),
  list(
    "catalogs_product_groups/list",
    inSomeCatalog(({ productGroups }) => productGroups),
    {
      order: byId,
      show: showProductGroup,
    },
  ),
  list(
    "feed_processing_results/list",
    inCatalogs((catalogs, call) => {
      const feed = requestedItem(call, "feed_id", catalogs.feeds, feedNotFound);
      return processingResultsOf(catalogs).filter((result) => result.feed === feed);
    }),
    {
      // The bookmark always leads to the first page (Pinterest's document).
      pages: "first_only",
      show: ({ record }) => record,
    },
  ),
  list(
    "items_issues/list",
    inCatalogs((catalogs, call) => {
      const result = requestedItem(
        call,
        "processing_result_id",
        processingResultsOf(catalogs),
        processingResultNotFound,
      );
      return itemIssuesOf(result);
    }),
    {
      show: unchanged,
    },
  ),
  computed("catalogs_product_groups/product_counts_get", (call) => {
    const group = requestedItem(call, "product_group_id", someCatalogsOf(call).productGroups, productGroupNotFound);
    return productCountsOf(group);
  }),
  list(
    "catalogs_local_stores/list",
    inSomeCatalog((catalogs, call) =>
      localStoresOf(catalogs, requestedItem(call, "catalog_id", catalogs.catalogs, catalogNotFound)),
    ),
    { order: byId, show: unchanged },
  ),
  list(
    "catalogs_product_group_pins/list",
    inCatalogs(({ productGroups }, call) => {
      const group = requestedItem(call, "product_group_id", productGroups, productGroupNotFound);
      return productPinsOf(call.scope.account, group, productGroups.indexOf(group)).map((pin) => ({ pin, group }));
    }),
    {
      order: ({ pin }) => ["", pin.id],
      show: ({ pin, group }, { scope, parameters }) => ({
        catalog_type: group.catalog.type,
        metadata: productMetadata(group, pin),
        pin: showPin(scope, pin, parameters.flag("pin_metrics")),
      }),
    },
  ),
  computed("catalogs/available_filter_values", (call) => {
    const { catalogs } = someCatalogsOf(call);
    // The document has no response for an unknown catalog.
    const unknown = () => invalidParameter("Parameter 'catalog_id' is not a catalog.");
    return filterValuesOf(requestedItem(call, "catalog_id", catalogs, unknown));
  }),
  list("reports/stats", inCatalogs(statsOf), { show: unchanged }),
];

/** Returns the issue counts of the feed or catalog in `parameters`. */
function statsOf({ catalogs, feeds }: CatalogWorld, { parameters }: Call): readonly JsonObject[] {
  const { catalog_type: type, report } = parameters.object("parameters") ?? {};
  const { report_type: kind, feed_id: feedId, catalog_id: catalogId } = isObject(report) ? report : {};
  if (type !== "RETAIL" && type !== "HOTEL")
    throw invalidParameter("Parameter 'parameters' has no known catalog_type.");
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
