import { asText, type Json } from "../../src/json.ts";
import type { Settings } from "../settings.ts";
import type { CatalogRow } from "../world/catalog-reports.ts";

type Form = Settings["catalog_report_form"];

/** Yields the text of a catalog report in one of several possible formats. Pinterest doesn't document the format. */
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

export const plain = (value: Json | undefined) => asText(value) || null;
