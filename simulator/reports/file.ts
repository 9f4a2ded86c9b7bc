import type { Row as AdsRow } from "../api/ads/ads-rows.ts";
import { writeRow } from "../api/write-row.ts";
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

function rowText({ date, hour, targeting, values }: AdsRow, hours: Settings["report_hours"]): string {
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
