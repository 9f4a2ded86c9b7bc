import { dayOf } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import { addressAndBody, type OperationId } from "../../pinterest/operations/operations.ts";
import { reportRows } from "../../pinterest/reports/report-job.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import { countOf } from "../../text/count-of.ts";
import { describeParameters } from "../exclusions/resource.ts";
import { singlePartition } from "../partitions/partition.ts";
import { parametersOf } from "../partitions/stream-partitions.ts";
import { availableRange } from "../progress/date-slices.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { ConflictingRows } from "./conflicting-rows.ts";
import type { Page, Reader, Slice } from "./reader.ts";

/**
 * Requests files from the API and yields their rows as they arrive. An interrupted file is requested again from its
 * beginning; its rows keep their positions.
 */
export class FileReader implements Reader<never> {
  readonly #read: StreamRead;
  readonly #poll: OperationId;
  readonly #context: ReadContext;

  constructor(read: StreamRead, poll: OperationId, context: ReadContext) {
    this.#read = read;
    this.#poll = poll;
    this.#context = context;
  }

  async *read({ members: [partition = singlePartition], range }: Slice): AsyncGenerator<Page<never>> {
    const { stream, makeRecords, log, caller } = this.#read;
    const { reading, operation } = stream;
    const isReport = reading.by === "report";
    const today = dayOf(this.#context.clock.now());
    const dates = isReport && range !== undefined ? availableRange(range, reading, today) : undefined;
    if (range !== undefined && dates === undefined) return yield { records: [], closed: [partition] };
    const parameters = {
      ...parametersOf(stream, partition, this.#context),
      ...(dates === undefined ? {} : { start_date: dates.from, end_date: dates.through }),
    };
    const { inAddress, inBody } = addressAndBody(operation, parameters);
    const common = isReport ? reading.body(this.#context.config) : {};
    const alsoInBody = isReport ? (reading.alsoInBody ?? []) : [];
    const repeated = Object.fromEntries(Object.entries(inAddress).filter(([name]) => alsoInBody.includes(name)));
    const request = {
      create: operation,
      poll: this.#poll,
      parameters: inAddress,
      body: { ...common, ...repeated, ...inBody },
      ...(isReport
        ? ({ format: "lists", keyField: reading.id } as const)
        : ({ format: "any", keyField: fileFields.list, positionField: fileFields.place } as const)),
    };
    const { client } = this.#read;
    const records = (rows: readonly JsonObject[]) => makeRecords(isReport ? rows : rows.map(withColumns), parameters);
    const conflicting = new ConflictingRows(stream.primaryKey);
    let previous: readonly JsonObject[] = [];
    for await (const rows of reportRows({ ...this.#context, client }, request, caller)) {
      if (previous.length > 0) yield { records: previous, closed: [] };
      previous = records(rows);
      conflicting.add(previous);
    }
    // The last rows close the partition, so that no STATE of another partition separates them from their progress.
    yield { records: previous, closed: [partition] };
    if (conflicting.count > 0) {
      const those = `${countOf(conflicting.count, "row")} of a report for ${describeParameters(partition.parameters)}`;
      log("WARN", `${those} had the key of an earlier row and other numbers; the last row of a key is kept`);
    }
  }
}

/** Moves the columns of the file into one field, beside the position of the row. */
function withColumns({
  [fileFields.place]: place = null,
  [fileFields.list]: list = null,
  ...columns
}: JsonObject): JsonObject {
  return { [fileFields.place]: place, [fileFields.list]: list, [fileFields.columns]: columns };
}
