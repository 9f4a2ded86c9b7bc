import * as errors from "../errors.ts";
import type { JsonObject } from "../json.ts";
import { showPin } from "../views/pins.ts";
import * as contents from "../world/catalogs/catalog-contents.ts";
import { catalogReportOf, rowsIn } from "./areas.ts";
import { byId, list, records } from "./list.ts";
import { type Call, computed, type Operations } from "./operation.ts";

/** Catalogs, feeds, product groups, their contents, and their issues. */
export const catalogOperations: Operations = {
  "catalogs/list": records({ rows: rowsOf("catalogs"), order: byId }),
  "feeds/list": records({ rows: rowsOf("catalogs_feeds"), order: byId }),
  "catalogs_product_groups/list": records({ rows: someRowsOf("catalogs_product_groups"), order: byId }),
  "feed_processing_results/list": records({
    rows: rowsOf("catalogs_feed_processing_results", errors.feedNotFound),
    // The bookmark always leads to the first page (Pinterest's document).
    paging: "first_only",
  }),
  "items_issues/list": records({ rows: rowsOf("catalogs_item_issues", errors.processingResultNotFound) }),
  "catalogs_product_groups/product_counts_get": computed(
    (call) => someRowsOf("catalogs_product_group_product_counts", errors.productGroupNotFound)(call)[0] ?? null,
  ),
  "catalogs_local_stores/list": records({
    rows: someRowsOf("catalogs_local_stores", errors.catalogNotFound),
    order: byId,
  }),
  "catalogs_product_group_pins/list": list({
    rows: (call) => rowsIn(call, contents.productsOf(call.scope.account), errors.productGroupNotFound),
    order: ({ pin }) => ["", pin.id],
    show: ({ pin, row }, { scope, parameters }) => ({
      ...row,
      pin: showPin(scope, pin, parameters.flag("pin_metrics")),
    }),
  }),
  "catalogs/available_filter_values": computed(
    (call) => someRowsOf("catalogs_available_filter_values", unknownCatalog)(call)[0] ?? null,
  ),
  "reports/stats": records({ rows: statsOf }),
};

/** Returns the rows of the acting account that the parameters select. */
function rowsOf(table: keyof typeof contents.catalogTables, missing?: () => Error) {
  return (call: Call) => rowsIn(call, contents.catalogTables[table](call.scope.account), missing);
}

/** The same, with an error for an account without a catalog. */
function someRowsOf(...of: Parameters<typeof rowsOf>) {
  return (call: Call) => {
    if (call.scope.account.catalogs.catalogs.length === 0) throw errors.noCatalog();
    return rowsOf(...of)(call);
  };
}

/** The document has no response for an unknown catalog. */
const unknownCatalog = () => errors.invalidParameter("Parameter 'catalog_id' is not a catalog.");

function statsOf(call: Call): readonly JsonObject[] {
  const { catalog_type: type, report } = call.parameters.object("parameters") ?? {};
  if (type !== "RETAIL" && type !== "HOTEL")
    throw errors.invalidParameter("Parameter 'parameters' has no known catalog_type.");
  const about = catalogReportOf(call, type, report);
  if (about.type === "ALL_ITEMS") throw errors.invalidParameter("Parameter 'parameters' has no known report_type.");
  return about.stats;
}
