import { asText, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { showPin } from "../views/pins.ts";
import * as contents from "../world/catalogs/catalog-contents.ts";
import { distributionRows, ingestionRows, itemRows } from "../world/catalogs/catalog-reports.ts";
import type { Catalog, CatalogWorld } from "../world/catalogs/catalogs.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import { actingAccount, type ExpectedStream, without } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

interface Context {
  readonly account: AccountWorld;
  readonly simulation: Simulation;
  readonly options: ReadOptions;
}

/** Catalogs and their contents. */
export const catalogStreams: Readonly<Record<string, ExpectedStream>> = {
  catalogs: ofCatalogs(({ catalogs }) => catalogs.map(({ record }) => record)),
  catalogs_feeds: ofCatalogs(({ feeds }) => feeds.map(({ record }) => without(record, "credentials"))),
  catalogs_product_groups: ofCatalogs(({ productGroups }) => productGroups.map(({ record }) => record)),
  // The API returns one page only, which is enough for every feed.
  catalogs_feed_processing_results: ofCatalogs((catalogs) =>
    contents.processingResultsOf(catalogs).map(({ record, feed }) => ({ ...record, feed_id: feed.id })),
  ),
  catalogs_item_issues: ofCatalogs((catalogs) =>
    contents
      .processingResultsOf(catalogs)
      .flatMap((result) =>
        contents.itemIssuesOf(result).map((issue) => ({ ...issue, processing_result_id: result.id })),
      ),
  ),
  catalogs_local_stores: ofCatalogs((world) =>
    world.catalogs.flatMap((catalog) =>
      contents.localStoresOf(world, catalog).map((store) => ({ ...store, catalog_id: catalog.id })),
    ),
  ),
  catalogs_product_group_product_counts: ofCatalogs(({ productGroups }) =>
    productGroups.map((group) => ({ ...contents.productCountsOf(group), product_group_id: group.id })),
  ),
  catalogs_product_group_products: ofCatalogs(({ productGroups }, { account, simulation, options }) => {
    const { seed, clock } = simulation;
    const context = { seed, account, today: clock.today() };
    return productGroups.flatMap((group, position) =>
      contents.productPinsOf(account, group, position).map((pin) => ({
        catalog_type: group.catalog.type,
        metadata: contents.productMetadata(group, pin),
        pin: showPin(context, pin, options.pinMetrics ?? true),
        pin_id: pin.id,
        product_group_id: group.id,
      })),
    );
  }),
  catalogs_available_filter_values: ofCatalogs(({ catalogs }) =>
    catalogs.map((catalog) => ({ ...contents.filterValuesOf(catalog), catalog_id: catalog.id })),
  ),
  catalogs_reports_feed_ingestion_issues: ofCatalogs(({ feeds }, context) =>
    feeds.flatMap((feed) => reportOn(feed.catalog, ingestionRows(feed), "FEED_INGESTION_ISSUES", context, feed.id)),
  ),
  catalogs_reports_distribution_issues: ofCatalogs(({ catalogs }, context) =>
    catalogs.flatMap((catalog) => reportOn(catalog, distributionRows(catalog), "DISTRIBUTION_ISSUES", context)),
  ),
  // Hotels are excluded.
  catalogs_reports_all_items: ofCatalogs(({ catalogs }, context) =>
    catalogs
      .filter(({ type }) => type === "RETAIL")
      .flatMap((catalog) => reportOn(catalog, itemRows(catalog), "ALL_ITEMS", context)),
  ),
  catalogs_report_stats: ofCatalogs(({ catalogs, feeds }) => [
    ...feeds
      .filter(({ catalog }) => hasReports(catalog))
      .flatMap((feed) =>
        contents
          .ingestionStatsOf(feed)
          .map((one) => ({ catalog_id: null, ...one, feed_id: feed.id, source_id: feed.id })),
      ),
    ...catalogs
      .filter(hasReports)
      .flatMap((catalog) =>
        contents.distributionStatsOf(catalog).map((one) => ({ ...one, feed_id: null, source_id: catalog.id })),
      ),
  ]),
};

function ofCatalogs(records: (catalogs: CatalogWorld, context: Context) => readonly JsonObject[]): ExpectedStream {
  return (simulation, options) => {
    const account = actingAccount(simulation.world, options, "catalogs");
    return records(account.catalogs, { account, simulation, options });
  };
}

/** Whether the document has reports for the type of catalog. */
function hasReports({ type }: Catalog): boolean {
  return type === "RETAIL" || type === "HOTEL";
}

/**
 * Returns the rows of a report with the parameters of its request. In CSV all values are strings.
 */
function reportOn(
  catalog: Catalog,
  rows: readonly JsonObject[],
  type: string,
  { options }: Context,
  feedId?: string,
): readonly JsonObject[] {
  if (!hasReports(catalog)) return [];
  const asTexts = (row: JsonObject) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value) || null]));
  return rows.map((row, index) => ({
    report_columns: asTexts(row),
    report_list: null,
    report_row: index + 1,
    ad_account_id: options.adAccountId ?? null,
    catalog_type: catalog.type,
    report_type: type,
    ...(feedId === undefined ? { catalog_id: catalog.id } : { feed_id: feedId }),
  }));
}
