import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import type { Group } from "../tables.ts";
import type { Catalog, CatalogPart, CatalogWorld } from "./catalogs.ts";

/** The columns of each report type. */
export const catalogColumns = {
  FEED_INGESTION_ISSUES: ["item_id", "title", "code", "code_label", "message", "severity"],
  DISTRIBUTION_ISSUES: ["item_id", "title", "code", "code_label", "ineligible_for_ads"],
  ALL_ITEMS: ["item_id", "title", "availability", "price"],
} as const;

/** The rows of a report on one feed or catalog, by the members of its request. */
export interface CatalogReport extends Group {
  readonly type: keyof typeof catalogColumns;
  /** What the rows are instances of: issue counts by code, or kinds of items. */
  readonly stats: readonly JsonObject[];
}

/** Returns the reports on each feed and catalog, also those that the document doesn't have for its type. */
export const catalogReportsOf = ({ feeds, catalogs }: CatalogWorld): readonly CatalogReport[] => [
  ...feeds.map((feed) =>
    reportOn("FEED_INGESTION_ISSUES", feed.catalog, { feed_id: feed.id }, feed.id, ingestionStatsOf(feed)),
  ),
  ...catalogs.flatMap((catalog) => [
    reportOn("DISTRIBUTION_ISSUES", catalog, { catalog_id: catalog.id }, catalog.id, distributionStatsOf(catalog)),
    reportOn("ALL_ITEMS", catalog, { catalog_id: catalog.id }, catalog.id, kindsOfItems),
  ]),
];

function reportOn(
  type: CatalogReport["type"],
  catalog: Catalog,
  key: Readonly<Record<string, string>>,
  id: string,
  stats: readonly JsonObject[],
): CatalogReport {
  const keys = { ...key, catalog_type: catalog.type, report_type: type };
  return { type, keys, stats, rows: () => itemsOf(id, stats, catalogColumns[type]) };
}

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

const kindsOfItems = ["IN_STOCK", "OUT_OF_STOCK"].map((availability) => {
  return { availability, code_label: availability, price: 12.5 };
});

/** Returns issue counts of a feed by code; some have no catalog type. */
function ingestionStatsOf(feed: CatalogPart): readonly JsonObject[] {
  const labels = ["TITLE_MISSING", "PRICE_MISSING", "IMAGE_LINK_INVALID"];
  return labels.slice(0, hash(feed.id, 31) % 4).map((label, index) => ({
    report_type: "FEED_INGESTION_ISSUES",
    ...(index === 1 ? {} : { catalog_id: feed.catalog.id }),
    ...statOf(feed.id, label, index),
    severity: index % 2 === 0 ? "ERROR" : "WARN",
  }));
}

/** Returns distribution issue counts of a catalog by code. */
function distributionStatsOf({ id }: Catalog): readonly JsonObject[] {
  return ["SPAM", "BROKEN_LINK", "PROHIBITED"].map((label, index) => ({
    report_type: "DISTRIBUTION_ISSUES",
    catalog_id: id,
    ...statOf(id, label, index),
    ineligible_for_ads: index !== 1,
    ineligible_for_organic: index === 0,
  }));
}

const statOf = (id: string, label: string, index: number) => ({
  code: 100 + index,
  code_label: label,
  message: `Not shown – ${label}`,
  occurrences: hash(id, index) % 900,
});
