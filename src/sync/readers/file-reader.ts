import { countOf } from "../../base/count-of.ts";
import { dayOf } from "../../base/dates.ts";
import type { JsonObject } from "../../base/json.ts";
import { addressAndBody, type OperationId } from "../../pinterest/operations/operations.ts";
import { reportRows } from "../../pinterest/reports/report-job.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import type { ReadContext, StreamRead } from "../context.ts";
import { describeParameters } from "../exclusions/resource.ts";
import { singlePartition } from "../partition.ts";
import { availableRange } from "../progress/date-range.ts";
import type { Page, Slice } from "../slice.ts";
import { parametersOf } from "../stream-partitions.ts";
import { ConflictingRows } from "./conflicting-rows.ts";
import type { Pages, Reader } from "./reader.ts";

/**
 * Requests files from the API and yields their rows as they arrive. An interrupted file is requested again from its
 * beginning; its rows keep their positions.
 */
export class FileReader implements Reader {
  readonly #read: StreamRead;
  readonly #poll: OperationId;
  readonly #context: ReadContext;

  constructor(read: StreamRead, poll: OperationId, context: ReadContext) {
    this.#read = read;
    this.#poll = poll;
    this.#context = context;
  }

  open(slice: Slice): Pages {
    let pages: AsyncGenerator<Page> | undefined;
    return {
      next: async (caller) => {
        // The job's responses have no rows, and the file can take hours.
        pages ??= this.#pages(slice, { ...caller, held: undefined });
        const { value } = await pages.next();
        return value ?? { records: [], next: undefined };
      },
    };
  }

  async *#pages({ members: [partition = singlePartition], range }: Slice, caller: Caller): AsyncGenerator<Page> {
    const { stream, makeRecords, log } = this.#read;
    const { reading, operation } = stream;
    const isReport = reading.by === "report";
    const today = dayOf(this.#context.clock.now());
    const dates = isReport && range !== undefined ? availableRange(range, reading, today) : undefined;
    if (range !== undefined && dates === undefined) return yield { records: [], next: undefined };
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
      if (previous.length > 0) yield { records: previous, next: "rest" };
      previous = records(rows);
      conflicting.add(previous);
    }
    if (conflicting.count > 0) {
      const those = `${countOf(conflicting.count, "row")} of a report for ${describeParameters(partition.parameters)}`;
      log(
        "WARN",
        `${those} had the key of an earlier row and other numbers; kept the last row of each key. If the numbers differ from Ads Manager, report it`,
      );
    }
    yield { records: previous, next: undefined };
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
