import { addDays, type DateRange, type Day, dayOf, isDay, latest } from "../../dates.ts";
import { asText, type JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import { firstTen } from "../access/resource.ts";
import type { ValueLists } from "../access/skipped-values.ts";
import { readAcceptedValues, valueRequest, withValues } from "../access/value-requests.ts";
import { inBatches } from "../partitions/batches.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import { commonParametersOf } from "../partitions/stream-partitions.ts";
import { availableRange } from "../progress/date-slices.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import type { Page, Reader, Slice } from "./reader.ts";

const rowsPerPage = 250;

/** Requests metrics for a date range and one partition or a batch, in the form that the app has access to. */
export class AnalyticsReader implements Reader<never> {
  readonly requestsIds: boolean;
  readonly #read: StreamRead;
  readonly #reading: AnalyticsReading;
  readonly #batch: Batch | undefined;
  readonly #context: ReadContext;
  /** Whether the app has no access to requests with several IDs. */
  #usesSingleIds = false;
  #hasWarnedOfMissing = false;

  constructor(read: StreamRead, reading: AnalyticsReading, context: ReadContext) {
    this.#read = read;
    this.#reading = reading;
    this.#context = context;
    const { partitions } = read.stream;
    this.#batch = partitions.of === "batches" ? partitions.batch : undefined;
    this.requestsIds = this.#batch !== undefined;
  }

  async *read({ members, range }: Slice): AsyncGenerator<Page<never>> {
    // Not the date of the run: a slice can wait for days.
    const available = range && availableRange(range, this.#reading, dayOf(this.#context.clock.now()));
    if (range !== undefined && available === undefined) return yield { records: [], closed: members };
    const dates = available === undefined ? {} : { start_date: available.from, end_date: available.through };
    const [first = singlePartition] = members;
    const undated = this.#parametersOf(members);
    const { common } = undated;
    const parameters = { ...common, ...undated.specific, ...dates };
    const probed = members.length === 1 ? parameters : { ...common, ...this.#parametersOf([first]).specific, ...dates };
    const { operation, rows } = this.#endpoint;
    const { client, rejectedValues } = this.#context;
    const { caller, makeRecords } = this.#read;
    const plain = valueRequest(this.#read, undated, (values) =>
      client.call(operation, withValues(probed, values), caller, () => undefined),
    );
    const scope = this.#batch === undefined ? plain.scope : JSON.stringify([plain.scope, first.group]);
    const request = { ...plain, operation, scope, isProbeSmaller: probed !== parameters };
    const required = requiredFields[operation];
    const decode = (body: unknown) => pageOf(body, rows, required).rows;
    const open = async function* (values: ValueLists) {
      yield await client.call(operation, withValues(parameters, values), caller, decode);
    };
    for await (const found of readAcceptedValues(rejectedValues, request, open)) {
      const closed = this.#membersIn(found, members);
      const absentFrom = available && this.#absentFrom(found, available);
      // A response can have thousands of rows: most are written before records are made of the rest.
      const last = Math.max(0, Math.ceil(found.length / rowsPerPage) - 1) * rowsPerPage;
      for (let start = 0; start < last; start += rowsPerPage) {
        yield { records: makeRecords(found.slice(start, start + rowsPerPage), parameters), closed: [] };
      }
      yield { records: makeRecords(found.slice(last), parameters), closed, absentFrom };
    }
  }

  replace(slice: Slice, reason: "begin" | "split" | "fall_back", error?: ApiError): readonly Slice[] {
    const { members } = slice;
    // The response doesn't say which ID is the cause.
    const size = reason === "split" ? Math.ceil(members.length / 2) : 1;
    const needsAnother = reason === "fall_back" ? this.#fallBack(error) : members.length > size;
    if (!needsAnother || (reason === "begin" && !this.#usesSingleIds)) return [];
    return inBatches(members, this.#batch?.parameter, size).map((some) => ({ ...slice, members: some }));
  }

  /** Changes to requests for one ID. Returns whether they exist and the rejected request was for several. */
  #fallBack(error: ApiError | undefined): boolean {
    const { oneByOne } = this.#reading;
    if (oneByOne === undefined || error?.operation !== this.#read.stream.operation) return false;
    if (!this.#usesSingleIds) {
      this.#read.log("INFO", `${error.message}; requesting one at a time with ${oneByOne.operation} instead`);
    }
    this.#usesSingleIds = true;
    return true;
  }

  resourceOf({ members: [first = singlePartition] }: Slice): Parameters {
    const { parameter } = this.#endpoint;
    return parameter === undefined ? first.parameters : { [parameter]: this.#idOf(first) };
  }

  readonly requestsFor = (partitions: number): number =>
    this.#usesSingleIds ? partitions : Math.ceil(partitions / (this.#batch?.size(this.#context.config) ?? 1));

  /** The operation in use, the shape of its response, and the parameter for the IDs, if any. */
  get #endpoint(): Pick<Stream, "operation" | "rows"> & { readonly parameter?: string } {
    if (this.#batch === undefined) return this.#read.stream;
    return (
      (this.#usesSingleIds ? this.#reading.oneByOne : undefined) ?? {
        ...this.#read.stream,
        parameter: this.#batch.parameter,
      }
    );
  }

  /** Returns the parameters of a request for partitions, without the dates. */
  #parametersOf(members: readonly Partition[]): { readonly common: Parameters; readonly specific: Parameters } {
    const { stream } = this.#read;
    const [first = singlePartition] = members;
    const { operation, parameter } = this.#endpoint;
    const common = commonParametersOf({ ...stream, operation }, this.#context);
    if (this.#batch === undefined || parameter === undefined) return { common, specific: first.parameters };
    const { [this.#batch.parameter]: _, ...shared } = first.parameters;
    const isSingle = operation !== stream.operation;
    if (isSingle && members.length > 1) throw new Error("A request for one ID got several.");
    return {
      common: { ...common, ...this.#batch.groupParameters?.[first.group] },
      specific: { ...shared, [parameter]: isSingle ? this.#idOf(first) : members.map((member) => this.#idOf(member)) },
    };
  }

  #idOf({ parameters }: Partition): string {
    return String(parameters[this.#batch?.parameter ?? ""]);
  }

  /**
   * Returns the first date after those in a response. Days with a status have a row each, also without metrics (seen live).
   * The IDs of a batch without rows are requested again anyway.
   */
  #absentFrom(rows: readonly JsonObject[], { from, through }: DateRange): Day | undefined {
    const { cursor, status } = this.#reading;
    if (status === undefined || (rows.length === 0 && this.#batch !== undefined)) return undefined;
    const last = rows.map((row) => asText(row[cursor]).slice(0, 10)).reduce((most, day) => latest(most, day), "");
    const first = isDay(last) ? latest(from, addDays(last, 1)) : from;
    return first <= through ? first : undefined;
  }

  /**
   * Returns the members that a response has rows of. The next sync rereads the dates of the others, if each has a row per
   * day (see `#absentFrom`).
   */
  #membersIn(rows: readonly JsonObject[], members: readonly Partition[]): readonly Partition[] {
    if (this.#reading.status === undefined || this.#batch === undefined) return members;
    const { log, stream } = this.#read;
    const [idField] = stream.primaryKey;
    // A response about a single ID doesn't name it.
    const ids = new Set(rows.map((row) => row[idField] ?? this.#idOf(members[0] ?? singlePartition)));
    const missing = members.filter((member) => !ids.has(this.#idOf(member)));
    if (missing.length === 0) return members;
    log(
      this.#hasWarnedOfMissing ? "DEBUG" : "WARN",
      `the response to ${stream.operation} lacked ${missing.length} of ${members.length} IDs (${firstTen(missing.map((member) => this.#idOf(member)))}); the next sync rereads their dates`,
    );
    this.#hasWarnedOfMissing = true;
    return members.filter((member) => ids.has(this.#idOf(member)));
  }
}
