import {
  catalogNotFound,
  feedNotFound,
  invalidParameter,
  processingResultNotFound,
  productGroupNotFound,
} from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { showPin } from "../views/pins.ts";
import * as contents from "../world/catalogs/catalog-contents.ts";
import { catalogsOf, reportedOn, requestedItem, someCatalogsOf } from "./areas.ts";
import { byId, list, records, stored } from "./list.ts";
import { type Call, computed, type Operations } from "./operation.ts";

/** Catalogs, feeds, product groups, their contents, and their issues. */
export const catalogOperations: Operations = {
  "catalogs/list": stored((call) => catalogsOf(call).catalogs),
  "feeds/list": stored((call) => catalogsOf(call).feeds),
  "catalogs_product_groups/list": stored((call) => someCatalogsOf(call).productGroups),
  "feed_processing_results/list": list({
    rows: (call) => {
      const catalogs = catalogsOf(call);
      const feed = requestedItem(call, "feed_id", catalogs.feeds, feedNotFound);
      return contents.processingResultsOf(catalogs).filter((result) => result.feed === feed);
    },
    // The bookmark always leads to the first page (Pinterest's document).
    pages: "first_only",
    show: ({ record }) => record,
  }),
  "items_issues/list": records({
    rows: (call) => {
      const results = contents.processingResultsOf(catalogsOf(call));
      return contents.itemIssuesOf(requestedItem(call, "processing_result_id", results, processingResultNotFound));
    },
  }),
  "catalogs_product_groups/product_counts_get": computed((call) => {
    const group = requestedItem(call, "product_group_id", someCatalogsOf(call).productGroups, productGroupNotFound);
    return contents.productCountsOf(group);
  }),
  "catalogs_local_stores/list": records({
    rows: (call) => {
      const catalogs = someCatalogsOf(call);
      return contents.localStoresOf(catalogs, requestedItem(call, "catalog_id", catalogs.catalogs, catalogNotFound));
    },
    order: byId,
  }),
  "catalogs_product_group_pins/list": list({
    rows: (call) => {
      const { productGroups } = catalogsOf(call);
      const group = requestedItem(call, "product_group_id", productGroups, productGroupNotFound);
      return contents
        .productPinsOf(call.scope.account, group, productGroups.indexOf(group))
        .map((pin) => ({ pin, group }));
    },
    order: ({ pin }) => ["", pin.id],
    show: ({ pin, group }, { scope, parameters }) => ({
      catalog_type: group.catalog.type,
      metadata: contents.productMetadata(group, pin),
      pin: showPin(scope, pin, parameters.flag("pin_metrics")),
    }),
  }),
  "catalogs/available_filter_values": computed((call) => {
    const { catalogs } = someCatalogsOf(call);
    // The document has no response for an unknown catalog.
    const unknown = () => invalidParameter("Parameter 'catalog_id' is not a catalog.");
    return contents.filterValuesOf(requestedItem(call, "catalog_id", catalogs, unknown));
  }),
  "reports/stats": records({ rows: statsOf }),
};

function statsOf(call: Call): readonly JsonObject[] {
  const { catalog_type: type, report } = call.parameters.object("parameters") ?? {};
  if (type !== "RETAIL" && type !== "HOTEL")
    throw invalidParameter("Parameter 'parameters' has no known catalog_type.");
  const about = reportedOn(catalogsOf(call), type, report);
  if (about.what === "FEED_INGESTION_ISSUES") return contents.ingestionStatsOf(about.feed);
  if (about.what === "ALL_ITEMS") throw invalidParameter("Parameter 'parameters' has no known report_type.");
  return contents.distributionStatsOf(about.catalog);
}
