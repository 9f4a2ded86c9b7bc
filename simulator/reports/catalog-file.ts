import { asText, type Json, type JsonObject } from "../../src/json.ts";
import { hash } from "../random.ts";
import type { Settings } from "../settings.ts";
import { distributionStatsOf, ingestionStatsOf } from "../world/catalog-contents.ts";
import type { Catalog, Feed } from "../world/catalogs.ts";

/** A row of a report on a catalogue, and what it is listed under where the file has lists. What it has is a guess. */
export interface CatalogRow {
  readonly list: string;
  readonly row: JsonObject;
}

const titleOf = (about: string, index: number) =>
  index === 2 ? null : `Chaise, “grande” 12" – ${about}\r\nNº ${index}`;

function itemsWith(id: string, issue: JsonObject): readonly CatalogRow[] {
  const label = asText(issue.code_label);
  return Array.from({ length: 1 + (hash(`${id} ${label}`) % 4) }, (_, index) => ({
    list: label,
    row: { item_id: `900719925474099${index}`, title: titleOf(label, index), ...issue },
  }));
}

/** The items of a feed that something was wrong with when it was read. */
export function ingestionRows(feed: Feed): readonly CatalogRow[] {
  return ingestionStatsOf(feed).flatMap(({ code, code_label, message, severity }) =>
    itemsWith(feed.id, { code, code_label, message, severity }),
  );
}

/** The items of a catalogue that are not shown. */
export function distributionRows(catalog: Catalog): readonly CatalogRow[] {
  return distributionStatsOf(catalog).flatMap(({ code, code_label, ineligible_for_ads }) =>
    itemsWith(catalog.id, { code, code_label, ineligible_for_ads }),
  );
}

/** All items of a catalogue. */
export function itemRows(catalog: Catalog): readonly CatalogRow[] {
  return ["IN_STOCK", "OUT_OF_STOCK"].flatMap((availability) =>
    itemsWith(catalog.id, { code_label: availability, price: 12.5 }).map(({ list, row }) => ({
      list,
      row: { item_id: row.item_id, title: row.title, availability, price: row.price },
    })),
  );
}

type Form = Settings["catalog_report_form"];

/** The text of a report, in a form that it may have. Which one it has at Pinterest is not documented. */
export function* catalogText(rows: readonly CatalogRow[], columns: readonly string[], form: Form): Generator<string> {
  switch (form) {
    case "csv":
      yield "\uFEFF";
      yield* delimited(rows, columns, ",", "\r\n");
      break;
    case "tsv":
      yield* delimited(rows, columns, "\t", "\n");
      break;
    case "json_list":
      yield JSON.stringify(rows.map(({ row }) => row));
      break;
    case "json_lines":
      for (const { row } of rows) yield `${JSON.stringify(row)}\n`;
      break;
    case "json_lists":
      yield JSON.stringify(
        Object.fromEntries(
          [...new Set(rows.map(({ list }) => list))].map((name) => [
            name,
            rows.filter(({ list }) => list === name).map(({ row }) => row),
          ]),
        ),
      );
  }
}

function* delimited(
  rows: readonly CatalogRow[],
  columns: readonly string[],
  delimiter: string,
  lineEnd: string,
): Generator<string> {
  const quoted = (text: string) =>
    /["\r\n]/u.test(text) || text.includes(delimiter) ? `"${text.replaceAll('"', '""')}"` : text;
  yield columns.join(delimiter) + lineEnd;
  for (const { row } of rows) {
    yield columns.map((name) => quoted(plain(row[name]) ?? "")).join(delimiter) + lineEnd;
  }
}

const plain = (value: Json | undefined) => asText(value) || null;

/** The columns of each type of report. */
export const catalogColumns = {
  FEED_INGESTION_ISSUES: ["item_id", "title", "code", "code_label", "message", "severity"],
  DISTRIBUTION_ISSUES: ["item_id", "title", "code", "code_label", "ineligible_for_ads"],
  ALL_ITEMS: ["item_id", "title", "availability", "price"],
} as const;

export type CatalogReportType = keyof typeof catalogColumns;

/** What a perfect connector makes of a report: in texts with delimiters every value is a text, and in lists rows have their name. */
export function catalogRecords(rows: readonly CatalogRow[], form: Form): readonly JsonObject[] {
  return rows.map(({ list, row }, index) => ({
    report_columns:
      form === "csv" || form === "tsv"
        ? Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plain(value)]))
        : row,
    report_list: form === "json_lists" ? list : null,
    report_row: index + 1,
  }));
}
