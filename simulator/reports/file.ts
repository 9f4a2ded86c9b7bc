import type { Row } from "../api/ads-rows.ts";
import { writeRow } from "../api/write-row.ts";
import { isNumericTargeting } from "../metrics/targeting.ts";
import type { Settings } from "../settings.ts";
import { dayText } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import type { ReportRequest } from "./request.ts";
import { type ReportOptions, reportRows } from "./rows.ts";

/** The content of a report. */
export interface ReportContent {
  readonly adAccount: AdAccount;
  readonly request: ReportRequest;
}

/** Yields the text of a report in pieces, so that it is never entirely in memory. */
export function* reportText(
  of: ReportContent,
  options: ReportOptions,
  hours: Settings["report_hours"],
): Generator<string> {
  yield* inChunks(of.request.format === "CSV" ? csv(of, options) : json(of, options, hours));
}

/** Yields a JSON object with one list of rows per entity or date. */
function* json(
  { adAccount, request }: ReportContent,
  options: ReportOptions,
  hours: Settings["report_hours"],
): Generator<string> {
  let group: string | undefined;
  yield "{";
  for (const row of reportRows(adAccount, request, options)) {
    const key = request.sort === "BY_ID" ? row.subject.id : (row.date ?? dayText(request.start));
    if (key !== group) yield `${group === undefined ? "" : "],"}${JSON.stringify(key)}:[`;
    else yield ",";
    group = key;
    yield rowText(row, hours);
  }
  yield group === undefined ? "}" : "]}";
}

function rowText({ date, hour, targeting, values }: Row, hours: Settings["report_hours"]): string {
  const text = writeRow({
    ...(date === undefined
      ? {}
      : hour !== undefined && hours === "column"
        ? { DATE: date.slice(0, 10), HOUR: hour }
        : { DATE: date }),
    ...(targeting === undefined ? {} : { TARGETING_TYPE: targeting.type }),
    ...values,
  });
  if (targeting === undefined) return text;
  const value = isNumericTargeting(targeting.type) ? targeting.value : JSON.stringify(targeting.value);
  return `${text.slice(0, -1)},"TARGETING_VALUE":${value}}`;
}

/** Yields a table with a value in every column, 0 by default. The column names are a guess. */
function* csv({ adAccount, request }: ReportContent, options: ReportOptions): Generator<string> {
  const { columns, granularity, targetingTypes } = request;
  const heading = [
    ...(granularity === "TOTAL" ? [] : ["DATE"]),
    ...(targetingTypes === undefined ? [] : ["TARGETING_TYPE", "TARGETING_VALUE"]),
    ...columns,
  ];
  yield `${heading.join(",")}\n`;
  for (const { date, targeting, values } of reportRows(adAccount, request, options)) {
    const fixed: readonly (string | undefined)[] = [date, targeting?.type, targeting?.value];
    const cells = [...fixed.filter((cell) => cell !== undefined), ...columns.map((column) => values[column] ?? 0)];
    yield `${cells.map(cellText).join(",")}\n`;
  }
}

function cellText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Joins pieces into chunks of an efficient size. */
export function* inChunks(pieces: Iterable<string>): Generator<string> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
