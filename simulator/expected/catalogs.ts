import { asText, type JsonObject } from "../json.ts";
import type { Simulation } from "../simulation.ts";
import { showPin } from "../views/pins.ts";
import * as contents from "../world/catalogs/catalog-contents.ts";
import { type CatalogReport, catalogReportsOf } from "../world/catalogs/catalog-reports.ts";
import type { AccountWorld } from "../world/organic/account.ts";
import { actingAccount, type ExpectedStream, ofTables, recordsIn, without } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** Catalogs and their contents. */
export const catalogStreams: Readonly<Record<string, ExpectedStream>> = {
  ...ofTables(contents.catalogTables, (rowsOf) => ofAccount((account) => recordsIn(rowsOf(account)))),
  catalogs_feeds: ofAccount(({ catalogs: { feeds } }) => feeds.map(({ record }) => without(record, "credentials"))),
  catalogs_product_group_products: ofAccount((account, { seed, settings, clock }, { pinMetrics = true }) =>
    contents.productsOf(account).flatMap(({ keys, rows }) =>
      rows().map(({ pin, row }) => {
        const shown = showPin({ seed, settings, account, today: clock.today() }, pin, pinMetrics);
        return { ...row, pin: shown, pin_id: pin.id, ...keys };
      }),
    ),
  ),
  catalogs_reports_feed_ingestion_issues: reports("FEED_INGESTION_ISSUES"),
  catalogs_reports_distribution_issues: reports("DISTRIBUTION_ISSUES"),
  catalogs_reports_all_items: reports("ALL_ITEMS"),
  catalogs_report_stats: ofAccount((account) =>
    knownReports(account)
      .filter(({ type }) => type !== "ALL_ITEMS")
      .flatMap(({ keys: { feed_id = null, catalog_id = null }, stats }) =>
        stats.map((one) => ({ ...one, feed_id, source_id: feed_id ?? catalog_id })),
      ),
  ),
};

function ofAccount(
  records: (account: AccountWorld, simulation: Simulation, options: ReadOptions) => readonly JsonObject[],
): ExpectedStream {
  return (simulation, options) => records(actingAccount(simulation.world, options, "catalogs"), simulation, options);
}

/** Returns the reports that the document has for the type of catalog. */
function knownReports({ catalogs }: AccountWorld): readonly CatalogReport[] {
  return catalogReportsOf(catalogs).filter(
    ({ type, keys }) => keys.catalog_type === "RETAIL" || (keys.catalog_type === "HOTEL" && type !== "ALL_ITEMS"),
  );
}

/** Returns the rows of reports with the parameters of their requests. In CSV all values are strings. */
function reports(of: CatalogReport["type"]): ExpectedStream {
  const asTexts = (row: JsonObject) =>
    Object.fromEntries(Object.entries(row).map(([name, value]) => [name, asText(value) || null]));
  return ofAccount((account, _, { adAccountId = null }) =>
    knownReports(account)
      .filter(({ type }) => type === of)
      .flatMap(({ keys, rows }) =>
        rows().map((row, index) => ({
          report_columns: asTexts(row),
          report_list: null,
          report_row: index + 1,
          ad_account_id: adAccountId,
          ...keys,
        })),
      ),
  );
}
