import { dayOf } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import { addressAndBody, type OperationId } from "../../pinterest/operations/operations.ts";
import { type ReportRequest, reportRows } from "../../pinterest/reports/report-job.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import { type RequestParameters, readAcceptedValues, valueRequest, withValues } from "../access/value-requests.ts";
import { singlePartition } from "../partitions/partition.ts";
import { commonParametersOf, parametersOf } from "../partitions/stream-partitions.ts";
import { availableRange } from "../progress/date-slices.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
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
    const { stream, makeRecords } = this.#read;
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
    const allRequests = isReport ? common : commonParametersOf(stream, this.#context);
    const records = (rows: readonly JsonObject[]) => makeRecords(isReport ? rows : rows.map(withColumns), parameters);
    let previous: readonly JsonObject[] | undefined;
    for await (const rows of this.#rows(request, { common: allRequests, specific: partition.parameters })) {
      if (previous !== undefined) yield { records: records(previous), closed: [] };
      previous = rows;
    }
    // The last rows close the partition, so that no STATE of another partition separates them from their progress.
    yield { records: records(previous ?? []), closed: [partition] };
  }

  /** Yields the rows of a file in chunks, without the values that the API rejects. */
  #rows(report: ReportRequest, identifying: RequestParameters): AsyncGenerator<readonly JsonObject[]> {
    const { create, parameters, body } = report;
    const { caller } = this.#read;
    // The probe starts a job and ignores its file.
    const request = valueRequest(this.#read, identifying, (values) =>
      this.#context.client.call(create, parameters, caller, () => undefined, withValues(body, values)),
    );
    return readAcceptedValues(this.#context.rejectedValues, request, (values) =>
      reportRows(this.#context, { ...report, body: withValues(body, values) }, caller),
    );
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
