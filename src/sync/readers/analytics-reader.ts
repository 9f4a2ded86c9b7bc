import { addDays, type DateRange, type Day, dayOf } from "../../base/dates.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { shortList } from "../../base/text/list-of.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { isAboutOldDates } from "../../pinterest/errors/classify-error.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.generated.ts";
import type { AnalyticsReading } from "../../streams/stream.ts";
import type { StreamContext } from "../context.ts";
import { availableRange } from "../date-windows.ts";
import type { Partition, Reader } from "../partition.ts";
import { parametersOf } from "../requests/parameters.ts";

const rowsPerPage = 250;

/** Returns the reader of metrics for a date range and one partition or a batch, in the form that the app has access to. */
export function analyticsReader(context: StreamContext, reading: AnalyticsReading): Reader {
  const { stream, client, makeRecords, clock, log } = context;
  const { primaryKey } = stream;
  const idOf = ({ batch, parameters }: Partition) => (batch === undefined ? "" : String(parameters[batch.parameter]));

  return async function* (slice, _, caller, isOneByOne) {
    const { members, range } = slice;
    const { batch } = members[0];
    const dates = range && availableRange(range, reading, dayOf(clock.now()));
    if (dates === undefined) return yield { records: [], next: undefined };
    const form = (isOneByOne ? reading.oneByOne : undefined) ?? { ...stream, parameter: undefined };
    const { operation, rows: shape, parameter } = form;
    const { from, through } = dates;
    const common = parametersOf(slice, { ...stream, operation }, context, parameter);
    const parameters = { ...common, start_date: from, end_date: through };
    const decode = (body: unknown) => pageOf(body, shape, requiredFields[operation]).rows;
    const rows = await client.call(operation, parameters, caller, decode).catch(async (error: unknown) => {
      // On a clock that is behind, the first date can be too old by now.
      const isTooOld = error instanceof ApiError && isAboutOldDates(error.reason) && from < through;
      if (!isTooOld) throw error;
      const later = { ...parameters, start_date: addDays(from, 1) };
      const found = await client.call(operation, later, caller, decode);
      const text = `read without ${from}, which Pinterest rejected as too old: ${error.response}`;
      log("WARN", text, `${stream.name} ${from}`);
      return found;
    });
    // A response about a single ID doesn't name it.
    const idIn = (row: JsonObject) => (batch === undefined ? "" : asText(row[primaryKey[0]] ?? idOf(members[0])));
    const ids = new Set(rows.map(idIn));
    const missing = reading.status === undefined ? [] : members.filter((member) => !ids.has(idOf(member)));
    // Of silent members, no row is what is expected.
    if (batch !== undefined && missing.length > 0 && members[0].isSilent !== true) {
      const names = shortList(missing.map(idOf));
      const text = `Pinterest's response lacked ${missing.length} of ${members.length} IDs (${names}); the next sync rereads their dates`;
      log("WARN", text, `${stream.name} missing IDs`);
    }
    const provisional = provisionalIn(rows, members, dates, reading, idIn, idOf);
    // A response can have thousands of rows: most are written before records are made of the rest.
    for (let at = 0; at + rowsPerPage < rows.length; at += rowsPerPage)
      yield { records: makeRecords(rows.slice(at, at + rowsPerPage), parameters), next: "rest" };
    const last = rows.slice(Math.floor(Math.max(0, rows.length - 1) / rowsPerPage) * rowsPerPage);
    yield { records: makeRecords(last, parameters), next: undefined, missing, provisional };
  };
}

/**
 * Returns, by key of each member, the first date without final metrics in all of its rows, since it exists. Days have a row each, also
 * without metrics (recorded answers).
 */
function provisionalIn(
  rows: readonly JsonObject[],
  members: readonly Partition[],
  { from, through }: DateRange,
  { cursor, status }: AnalyticsReading,
  idIn: (row: JsonObject) => string,
  idOf: (member: Partition) => string,
): ReadonlyMap<string, Day> {
  const provisional = new Map<string, Day>();
  if (status === undefined) return provisional;
  const isFinalOn = new Map<string, boolean>();
  for (const row of rows) {
    const day = `${asText(row[cursor]).slice(0, 10)} ${idIn(row)}`;
    isFinalOn.set(day, status.final.test(asText(row[status.field])) && isFinalOn.get(day) !== false);
  }
  for (const member of members) {
    const { key, since = "" } = member;
    let day = from;
    while (day <= through && (since > day || isFinalOn.get(`${day} ${idOf(member)}`) === true)) day = addDays(day, 1);
    if (day <= through) provisional.set(key, day);
  }
  return provisional;
}
