import type { JsonObject } from "../src/json.ts";
import {
  type CatalogReportType,
  type CatalogRow,
  catalogRecords,
  distributionRows,
  ingestionRows,
  itemRows,
} from "./reports/catalog-file.ts";
import { readScopes, type Settings } from "./settings.ts";
import type { TruthOptions } from "./truth-options.ts";
import { type Stream, without } from "./truth-records.ts";
import { type Viewer, viewerOf } from "./viewer.ts";
import { showCatalog, showFeed, showProductGroup } from "./views/catalogs.ts";
import { showPin } from "./views/pins.ts";
import {
  distributionStatsOf,
  filterValuesOf,
  ingestionStatsOf,
  itemIssuesOf,
  processingResultsOf,
  productCountsOf,
  productMetadata,
  productPinsOf,
} from "./world/catalog-contents.ts";
import type { Catalog, CatalogWorld } from "./world/catalogs.ts";

/** Catalogues and what is in them: the records that a perfect connector emits for each stream. */
export const catalogStreams: Readonly<Record<string, Stream>> = {
  catalogs: ofCatalogs(({ catalogs }) => catalogs.map(showCatalog)),
  catalogs_feeds: ofCatalogs(({ feeds }) => feeds.map((feed) => without(showFeed(feed), "credentials"))),
  catalogs_product_groups: ofCatalogs(({ productGroups }) => productGroups.map(showProductGroup)),
  // More than one page cannot be had; no feed was processed more often.
  catalogs_feed_processing_results: ofCatalogs((catalogs) =>
    processingResultsOf(catalogs).map(({ record, feed }) => ({ ...record, feed_id: feed.id })),
  ),
  catalogs_item_issues: ofCatalogs((catalogs) =>
    processingResultsOf(catalogs).flatMap((result) =>
      itemIssuesOf(result).map((issue) => ({ ...issue, processing_result_id: result.id })),
    ),
  ),
  catalogs_product_group_product_counts: ofCatalogs(({ productGroups }) =>
    productGroups.map((group) => ({ ...productCountsOf(group), product_group_id: group.id })),
  ),
  catalogs_product_group_products: ofCatalogs(({ productGroups }, { viewer, options }) =>
    productGroups.flatMap((group, place) =>
      productPinsOf(viewer.account, group, place).map((pin) => ({
        catalog_type: group.catalog.type,
        metadata: productMetadata(group, pin),
        pin: showPin(viewer, pin, options.pinMetrics ?? true),
        pin_id: pin.id,
        product_group_id: group.id,
      })),
    ),
  ),
  catalogs_available_filter_values: ofCatalogs(({ catalogs }) =>
    catalogs.map((catalog) => ({ ...filterValuesOf(catalog), catalog_id: catalog.id })),
  ),
  catalogs_reports_feed_ingestion_issues: ofCatalogs(({ feeds }, asked) =>
    feeds.flatMap((feed) => reportOn("FEED_INGESTION_ISSUES", feed.catalog, ingestionRows(feed), asked, feed.id)),
  ),
  catalogs_reports_distribution_issues: ofCatalogs(({ catalogs }, asked) =>
    catalogs.flatMap((catalog) => reportOn("DISTRIBUTION_ISSUES", catalog, distributionRows(catalog), asked)),
  ),
  catalogs_reports_all_items: ofCatalogs(({ catalogs }, asked) =>
    catalogs.flatMap((catalog) => reportOn("ALL_ITEMS", catalog, itemRows(catalog), asked)),
  ),
  catalogs_report_stats: ofCatalogs(({ catalogs, feeds }) => [
    ...feeds
      .filter(({ catalog }) => hasStats(catalog.type))
      .flatMap((feed) => ingestionStatsOf(feed).map((one) => ({ ...one, feed_id: feed.id, source_id: feed.id }))),
    ...catalogs
      .filter(({ type }) => hasStats(type))
      .flatMap((catalog) =>
        distributionStatsOf(catalog).map((one) => ({ ...one, feed_id: null, source_id: catalog.id })),
      ),
  ]),
};

/** The rows of a report, with what it was asked for. */
function reportOn(
  type: CatalogReportType,
  catalog: Catalog,
  rows: readonly CatalogRow[],
  { settings, options }: Asked,
  feedId?: string,
): readonly JsonObject[] {
  if (!hasStats(catalog.type)) return [];
  return catalogRecords(rows, settings.catalog_report_form).map((record) => ({
    ...record,
    ad_account_id: options.adAccountId ?? null,
    catalog_type: catalog.type,
    report_type: type,
    ...(feedId === undefined ? { catalog_id: catalog.id } : { feed_id: feedId }),
  }));
}

/** The document knows reports of these alone. */
function hasStats(type: string): boolean {
  return type === "RETAIL" || type === "HOTEL";
}

interface Asked {
  readonly settings: Settings;
  readonly viewer: Viewer;
  readonly options: TruthOptions;
}

function ofCatalogs(records: (catalogs: CatalogWorld, asked: Asked) => readonly JsonObject[]): Stream {
  return (simulation, options) => {
    const { scopes = readScopes, adAccountId } = options;
    const viewer = viewerOf(simulation, scopes, adAccountId, "catalogs");
    return records(viewer.world.catalogsOf(viewer.account), { viewer, options, settings: simulation.settings });
  };
}
