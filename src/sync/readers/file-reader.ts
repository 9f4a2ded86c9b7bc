import type { JsonObject } from "../../json.ts";
import { addressAndBody, type OperationId, type Parameters } from "../../pinterest/operations/operations.ts";
import { type ReportRequest, reportRows } from "../../pinterest/reports/report-job.ts";
import { fileFields } from "../../streams/derived-fields.ts";
import { readAdmitted, valueRequest, withValues } from "../access/admitted.ts";
import { singlePartition } from "../partitions/partition.ts";
import { commonParametersOf, parametersOf } from "../partitions/stream-partitions.ts";
import { answered } from "../progress/date-slices.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import type { Page, Reader, Slice } from "./reader.ts";

/**
 * Has files made by the API, and gives their rows as they arrive. No position leads into a file: one that was left in the
 * middle is read again, and its rows have the same places.
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
    const days = isReport && range !== undefined ? answered(range, reading, this.#context.today) : undefined;
    const parameters = {
      ...parametersOf(stream, partition, this.#context),
      ...(days === undefined ? {} : { start_date: days.from, end_date: days.through }),
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
        ? ({ form: "lists", id: reading.id } as const)
        : ({ form: "any", id: fileFields.list, place: fileFields.place } as const)),
    };
    const said = isReport ? common : commonParametersOf(stream, this.#context);
    const records = (rows: readonly JsonObject[]) => makeRecords(isReport ? rows : rows.map(apart), parameters);
    let held: readonly JsonObject[] | undefined;
    for await (const rows of this.#rows(request, { common: said, own: partition.parameters })) {
      if (held !== undefined) yield { records: records(held), closed: [] };
      held = rows;
    }
    // The last rows close the partition, so that no other one's state comes between them and their progress.
    yield { records: records(held ?? []), closed: [partition] };
  }

  /** The rows of a file, in batches, without the values in its request's body that the API rejects. */
  #rows(
    report: ReportRequest,
    said: { readonly common: Parameters | JsonObject; readonly own: Parameters },
  ): AsyncGenerator<readonly JsonObject[]> {
    const { create, parameters, body } = report;
    const { caller } = this.#read;
    // A job begins for it, and nobody waits for its file.
    const request = valueRequest(this.#read, said, (values) =>
      this.#context.client.call(create, parameters, caller, () => undefined, withValues(body, values)),
    );
    return readAdmitted(this.#context.rejectedValues, request, (values) =>
      reportRows(this.#context, { ...report, body: withValues(body, values) }, caller),
    );
  }
}

/** Keeps what the file says of a row apart from what is said of its place there. */
function apart({
  [fileFields.place]: place = null,
  [fileFields.list]: list = null,
  ...columns
}: JsonObject): JsonObject {
  return { [fileFields.place]: place, [fileFields.list]: list, [fileFields.columns]: columns };
}
