import { asText, type JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import type { Group } from "../tables.ts";
import type { Catalog, CatalogWorld } from "./catalogs.ts";

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
  ...feeds.map(({ id, catalog }, index) =>
    reportOn("FEED_INGESTION_ISSUES", catalog, { feed_id: id }, ["TITLE_MISSING", "PRICE_MISSING"].slice(index % 3)),
  ),
  ...catalogs.flatMap((catalog) => [
    reportOn("DISTRIBUTION_ISSUES", catalog, { catalog_id: catalog.id }, ["SPAM", "BROKEN_LINK"]),
    reportOn("ALL_ITEMS", catalog, { catalog_id: catalog.id }, ["IN_STOCK", "OUT_OF_STOCK"]),
  ]),
];

/** Fields of the rows of each report type. */
const further = {
  FEED_INGESTION_ISSUES: { severity: "ERROR" },
  DISTRIBUTION_ISSUES: { ineligible_for_ads: true, ineligible_for_organic: false },
  ALL_ITEMS: { availability: "IN_STOCK", price: 12.5 },
} as const;

/** Returns a report with two items of each label. */
function reportOn(
  type: CatalogReport["type"],
  catalog: Catalog,
  key: Readonly<Record<string, string>>,
  labels: readonly string[],
): CatalogReport {
  const stats = labels.map((label, index) => ({
    report_type: type,
    catalog_id: catalog.id,
    code: 100 + index,
    code_label: label,
    message: `Not shown – ${label}`,
    occurrences: hash(`${catalog.id} ${label}`) % 900,
    ...further[type],
  }));
  const keys = { ...key, catalog_type: catalog.type, report_type: type };
  return { type, keys, stats, rows: () => stats.flatMap((one) => itemsOf(one, catalogColumns[type])) };
}

/** Returns items of a kind with the given columns. Their titles have what CSV must quote. */
function itemsOf(kind: JsonObject, columns: readonly string[]): readonly JsonObject[] {
  return [null, `Chaise, “grande” 12" – ${asText(kind.code_label)}\r\nNº 1`].map((title, index) => {
    const item: JsonObject = { ...kind, item_id: `900719925474099${index}`, title };
    return Object.fromEntries(columns.map((name) => [name, item[name]]));
  });
}
