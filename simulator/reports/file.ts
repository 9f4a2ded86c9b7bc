import type { Row } from "../api/ads-rows.ts";
import { writeRow } from "../api/write-row.ts";
import { isNumericTargeting } from "../metrics/targeting.ts";
import type { Settings } from "../settings.ts";
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
  yield* inChunks(json(of, options, hours));
}

/** Yields a JSON object with one list of rows per entity. */
function* json(
  { adAccount, request }: ReportContent,
  options: ReportOptions,
  hours: Settings["report_hours"],
): Generator<string> {
  let group: string | undefined;
  yield "{";
  for (const row of reportRows(adAccount, request, options)) {
    const key = row.subject.id;
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
