import { dayOf } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { countOf } from "../../base/text/count-of.ts";
import type { OperationId } from "../../pinterest/operations/operations.ts";
import { addressAndBody } from "../../pinterest/operations/operations.ts";
import { reportRows } from "../../pinterest/reports/report-job.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import { describeParameters } from "../../texts/describe.ts";
import type { StreamContext } from "../context.ts";
import { availableRange } from "../date-windows.ts";
import type { Reader } from "../partition.ts";
import { parametersOf } from "../requests/parameters.ts";
import { csvColumnsOf } from "./csv-columns.ts";
import { reportDates } from "./report-dates.ts";

/** Returns the reader of a stream's files, which yields their rows as they arrive. @param poll the operation that polls their jobs */
export function fileReader(context: StreamContext, poll: OperationId): Reader {
  const { stream, makeRecords, log, config, clock } = context;
  const csvColumns = csvColumnsOf(context);
  return async function* (slice, _, caller) {
    const { reading, operation } = stream;
    const { members, range } = slice;
    const isReport = reading.by === "report";
    const dates = isReport && range !== undefined ? availableRange(range, reading, dayOf(clock.now())) : undefined;
    if (range !== undefined && dates === undefined) return yield { records: [], next: undefined };
    const parameters = {
      ...parametersOf(slice, stream, context),
      ...(dates === undefined ? {} : { start_date: dates.from, end_date: dates.through }),
    };
    const ofDates = isReport && dates !== undefined ? reportDates(stream, reading, dates) : undefined;
    const { inAddress, inBody } = addressAndBody(operation, parameters);
    const common = isReport ? reading.body(config) : {};
    const alsoInBody = isReport ? (reading.alsoInBody ?? []) : [];
    const repeated = Object.fromEntries(Object.entries(inAddress).filter(([name]) => alsoInBody.includes(name)));
    const request = {
      create: operation,
      poll,
      parameters: inAddress,
      body: { ...common, ...repeated, ...inBody },
      ...(isReport
        ? {
            keyField: reading.id,
            nameColumns: (header: readonly string[]) => csvColumns.namesOf(header),
            verify: ofDates?.verify,
          }
        : { keyField: fileFields.list, positionField: fileFields.place }),
    };
    const formed = (row: JsonObject) => ofDates?.dated(row) ?? withColumns(row);
    const conflictsAfter = conflictCounter(stream.primaryKey);
    let conflicts = 0;
    // The job's responses have no rows, and the file can take hours.
    const rowsOf = reportRows(context, request, { ...caller, held: undefined });
    for await (const rows of rowsOf) {
      const made = makeRecords(rows.map(formed), parameters);
      conflicts = conflictsAfter(made);
      csvColumns.warnOfTexts(made);
      yield { records: made, next: "rest" };
    }
    if (conflicts > 0) {
      const those = `${countOf(conflicts, "row")} of a report for ${describeParameters(members[0].parameters)}`;
      log(
        "WARN",
        `${those} had the key of an earlier row and other metrics; kept the last row of each key. If the metrics differ from Ads Manager, report it`,
      );
    }
    if (ofDates?.end() === true) {
      const text = `the file of ${describeParameters(members[0].parameters)} has no dates, so DATE is the first date requested (${parameters.start_date})`;
      log("INFO", text, `${stream.name} ${members[0].key} undated`);
    }
    yield { records: [], next: undefined };
  };
}

/** The maximum number of rows of a file that are compared, which take about 20 MB. */
const maxComparedRows = 200_000;

/** Returns a function that counts the rows of a file so far that have the key of an earlier row and other metrics. */
function conflictCounter(key: readonly string[]): (rows: readonly JsonObject[]) => number {
  /** By digest of a key: the weighted sum of the row's numbers. */
  const sums = new Map<string, number>();
  let conflicts = 0;
  return (rows) => {
    for (const row of rows) {
      let sum = 0;
      for (const [index, value] of Object.values(row).entries())
        if (typeof value === "number") sum += value * (index + 1);
      const digest = digestOf(key.map((field) => asText(row[field])).join("\n"), 9);
      const earlier = sums.get(digest);
      if (earlier !== undefined && earlier !== sum) conflicts += 1;
      if (sums.size < maxComparedRows) sums.set(digest, sum);
    }
    return conflicts;
  };
}

/** Moves the columns of the file into one field, beside the position of the row. */
function withColumns({
  [fileFields.place]: place = null,
  [fileFields.list]: list = null,
  ...columns
}: JsonObject): JsonObject {
  return { [fileFields.place]: place, [fileFields.list]: list, [fileFields.columns]: columns };
}
