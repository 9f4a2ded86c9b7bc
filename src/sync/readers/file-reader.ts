import { countOf } from "../../base/count-of.ts";
import { dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import type { OperationId } from "../../pinterest/operations/operations.ts";
import { addressAndBody } from "../../pinterest/operations/operations.ts";
import { reportRows } from "../../pinterest/reports/report-job.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import { describeParameters } from "../../texts/describe.ts";
import { availableRange } from "../books/date-windows.ts";
import type { StreamContext } from "../context.ts";
import { commonParametersOf } from "../requests/parameters.ts";
import type { Reader } from "../slice.ts";
import { ConflictingRows } from "./conflicting-rows.ts";

/** Returns the reader of a stream's files, which yields their rows as they arrive. @param poll the operation that polls their jobs */
export function fileReader(context: StreamContext, poll: OperationId): Reader {
  const { stream, makeRecords, log, config, clock } = context;
  return async function* ({ members: [partition], range }, _, caller) {
    const { reading, operation } = stream;
    const isReport = reading.by === "report";
    const dates = isReport && range !== undefined ? availableRange(range, reading, dayOf(clock.now())) : undefined;
    if (range !== undefined && dates === undefined) return yield { records: [], next: undefined };
    const parameters = {
      ...commonParametersOf(stream, context),
      ...partition.parameters,
      ...(dates === undefined ? {} : { start_date: dates.from, end_date: dates.through }),
    };
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
        ? ({ format: "lists", keyField: reading.id } as const)
        : ({ format: "any", keyField: fileFields.list, positionField: fileFields.place } as const)),
    };
    const records = (rows: readonly JsonObject[]) => makeRecords(isReport ? rows : rows.map(withColumns), parameters);
    const conflicting = new ConflictingRows(stream.primaryKey);
    // The job's responses have no rows, and the file can take hours.
    const rowsOf = reportRows(context, request, { ...caller, held: undefined });
    for await (const rows of rowsOf) {
      const made = records(rows);
      conflicting.add(made);
      yield { records: made, next: "rest" };
    }
    if (conflicting.count > 0) {
      const those = `${countOf(conflicting.count, "row")} of a report for ${describeParameters(partition.parameters)}`;
      log(
        "WARN",
        `${those} had the key of an earlier row and other numbers; kept the last row of each key. If the numbers differ from Ads Manager, report it`,
      );
    }
    yield { records: [], next: undefined };
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
