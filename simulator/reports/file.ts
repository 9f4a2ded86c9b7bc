import { RawJson, writeRow } from "../api/write-row.ts";
import { asText, type JsonObject } from "../json.ts";
import type { Row as AdsRow } from "../metrics/ads-rows.ts";
import { isNumericTargeting } from "../metrics/targeting.ts";
import type { Settings } from "../settings.ts";
import type { AdAccount } from "../world/world.ts";
import type { ReportRequest } from "./request.ts";
import { type ReportOptions, reportRows } from "./rows.ts";

/** Yields the text of a report in pieces, so that it is never entirely in memory. */
export function reportText(
  adAccount: AdAccount,
  request: ReportRequest,
  options: ReportOptions,
  hours: Settings["report_hours"],
): Generator<string> {
  return jsonOf(reportRows(adAccount, request, options), (row) => rowText(row, hours));
}

/** Yields the text of a catalog report. Pinterest doesn't document the format. */
export function* catalogText(rows: readonly JsonObject[], columns: readonly string[]): Generator<string> {
  const quoted = (text: string) => (/[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  yield `\uFEFF${columns.join()}\r\n`;
  for (const row of rows) yield `${columns.map((name) => quoted(asText(row[name]))).join()}\r\n`;
}

/** Yields chunks of a JSON object with one list of rows per entity. */
export function* jsonOf<Row extends Pick<AdsRow, "subject">>(
  rows: Iterable<Row>,
  textOf: (row: Row) => string,
): Generator<string> {
  let group: string | undefined;
  let text = "{";
  for (const row of rows) {
    const key = row.subject.id;
    text += key === group ? "," : `${group === undefined ? "" : "],"}${JSON.stringify(key)}:[`;
    group = key;
    text += textOf(row);
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  yield text + (group === undefined ? "}" : "]}");
}

function rowText({ period: { date, hour }, targeting, values }: AdsRow, hours: Settings["report_hours"]): string {
  const isSplit = hour !== undefined && hours === "column";
  const { type, value = "" } = targeting ?? {};
  return writeRow({
    DATE: isSplit ? date?.slice(0, 10) : date,
    HOUR: isSplit ? hour : undefined,
    TARGETING_TYPE: type,
    ...values,
    TARGETING_VALUE: type !== undefined && isNumericTargeting(type) ? new RawJson(value) : type && value,
  });
}
