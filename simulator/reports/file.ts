import type { Row } from "../api/ads-rows.ts";
import { writeRow } from "../api/write-row.ts";
import { idColumns } from "../metrics/subject.ts";
import { isNumericTargeting } from "../metrics/targeting.ts";
import type { Settings } from "../settings.ts";
import { dayText } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import type { ReportRequest } from "./request.ts";
import { type ReportMaking, reportRows } from "./rows.ts";

/** What a report is of. */
export interface ReportOf {
  readonly adAccount: AdAccount;
  readonly request: ReportRequest;
}

/** How its rows are written, where that is not known of Pinterest's. */
export interface ReportForm {
  /** Each row says what it is about. */
  readonly withIds: boolean;
  /** Where the hour is: in the date, or in a column of its own. */
  readonly hours: Settings["report_hours"];
}

/** The text of a report, piece by piece: it is never whole in memory. */
export function* reportText(of: ReportOf, making: ReportMaking, form: ReportForm): Generator<string> {
  yield* gathered(of.request.format === "CSV" ? csv(of, making) : json(of, making, form));
}

/** An object of lists: for each entity, or each date, its rows. */
function* json(
  { adAccount, request }: ReportOf,
  making: ReportMaking,
  { withIds, hours }: ReportForm,
): Generator<string> {
  let group: string | undefined;
  yield "{";
  for (const row of reportRows(adAccount, request, making)) {
    const key = request.sort === "BY_ID" ? row.subject.id : (row.date ?? dayText(request.start));
    if (key !== group) yield `${group === undefined ? "" : "],"}${JSON.stringify(key)}:[`;
    else yield ",";
    group = key;
    yield rowText(row, withIds ? idColumns[request.level] : undefined, hours);
  }
  yield group === undefined ? "}" : "]}";
}

function rowText(
  { subject, date, hour, targeting, values }: Row,
  idColumn: string | undefined,
  hours: ReportForm["hours"],
): string {
  const text = writeRow({
    ...(idColumn === undefined ? {} : { [idColumn]: subject.id }),
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

/** A table in which every column has a value, 0 where there is none. The names of the header are a guess. */
function* csv({ adAccount, request }: ReportOf, making: ReportMaking): Generator<string> {
  const { columns, granularity, targetingTypes } = request;
  const heading = [
    ...(granularity === "TOTAL" ? [] : ["DATE"]),
    ...(targetingTypes === undefined ? [] : ["TARGETING_TYPE", "TARGETING_VALUE"]),
    ...columns,
  ];
  yield `${heading.join(",")}\n`;
  for (const { date, targeting, values } of reportRows(adAccount, request, making)) {
    const fixed: readonly (string | undefined)[] = [date, targeting?.type, targeting?.value];
    const cells = [...fixed.filter((cell) => cell !== undefined), ...columns.map((column) => values[column] ?? 0)];
    yield `${cells.map(cellText).join(",")}\n`;
  }
}

function cellText(value: unknown): string {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return /[",\r\n]/u.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Pieces of a size that is worth sending. */
export function* gathered(pieces: Iterable<string>): Generator<string> {
  let text = "";
  for (const piece of pieces) {
    text += piece;
    if (text.length < 65_536) continue;
    yield text;
    text = "";
  }
  if (text !== "") yield text;
}
