import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import { distributionStatsOf, ingestionStatsOf } from "./catalog-contents.ts";
import type { Catalog, Feed } from "./catalogs.ts";

/** The columns of each report type. */
export const catalogColumns = {
  FEED_INGESTION_ISSUES: ["item_id", "title", "code", "code_label", "message", "severity"],
  DISTRIBUTION_ISSUES: ["item_id", "title", "code", "code_label", "ineligible_for_ads"],
  ALL_ITEMS: ["item_id", "title", "availability", "price"],
} as const;

/** Returns up to four items of each kind, with the given columns. */
function itemsOf(id: string, kinds: readonly JsonObject[], columns: readonly string[]): readonly JsonObject[] {
  return kinds.flatMap((kind) => {
    const label = asText(kind.code_label);
    return Array.from({ length: 1 + (hash(`${id} ${label}`) % 4) }, (_, index) => {
      const title = index === 2 ? null : `Chaise, “grande” 12" – ${label}\r\nNº ${index}`;
      const item: JsonObject = { ...kind, item_id: `900719925474099${index}`, title };
      return Object.fromEntries(columns.map((name) => [name, item[name]]));
    });
  });
}

/** Returns the items of a feed with ingestion issues. */
export const ingestionRows = (feed: Feed): readonly JsonObject[] =>
  itemsOf(feed.id, ingestionStatsOf(feed), catalogColumns.FEED_INGESTION_ISSUES);

/** Returns the items of a catalog with distribution issues. */
export const distributionRows = (catalog: Catalog): readonly JsonObject[] =>
  itemsOf(catalog.id, distributionStatsOf(catalog), catalogColumns.DISTRIBUTION_ISSUES);

/** Returns all items of a catalog. */
export const itemRows = ({ id }: Catalog): readonly JsonObject[] =>
  itemsOf(
    id,
    ["IN_STOCK", "OUT_OF_STOCK"].map((availability) => ({ availability, code_label: availability, price: 12.5 })),
    catalogColumns.ALL_ITEMS,
  );
