import { addDays, type DateRange, type Day, dayOf } from "../../dates.ts";
import { asText, type JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import { firstTen } from "../exclusions/resource.ts";
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
    const parameters = { ...this.#parametersOf(members), ...dates };
    const { operation, rows } = this.#endpoint;
    const { client, caller, makeRecords } = this.#read;
    const decode = (body: unknown) => pageOf(body, rows, requiredFields[operation]).rows;
    const found = await client.call(operation, parameters, caller, decode);
    const closed = this.#membersIn(found, members);
    const provisionalFrom = available && this.#provisionalFrom(found, closed, available);
    // A response can have thousands of rows: most are written before records are made of the rest.
    const last = Math.max(0, Math.ceil(found.length / rowsPerPage) - 1) * rowsPerPage;
    for (let start = 0; start < last; start += rowsPerPage) {
      yield { records: makeRecords(found.slice(start, start + rowsPerPage), parameters), closed: [] };
    }
    yield { records: makeRecords(found.slice(last), parameters), closed, provisionalFrom };
  }

  get maxMembers(): number {
    return this.#usesSingleIds ? 1 : Number.POSITIVE_INFINITY;
  }

  divide(slice: Slice, size: number): readonly Slice[] {
    const { members } = slice;
    if (members.length <= size) return [];
    return inBatches(members, this.#batch?.parameter, size).map((some) => ({ ...slice, members: some }));
  }

  /** Changes to requests for one ID. */
  fallBack(slice: Slice, error: ApiError): readonly Slice[] {
    const { oneByOne } = this.#reading;
    if (oneByOne === undefined || error.operation !== this.#read.stream.operation) return [];
    if (!this.#usesSingleIds) {
      this.#read.log("INFO", `${error.message}; requesting one at a time with ${oneByOne.operation} instead`);
    }
    this.#usesSingleIds = true;
    return slice.members.map((member) => ({ ...slice, members: [member] }));
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
  #parametersOf(members: readonly Partition[]): Parameters {
    const { stream } = this.#read;
    const [first = singlePartition] = members;
    const { operation, parameter } = this.#endpoint;
    const common = commonParametersOf({ ...stream, operation }, this.#context);
    if (this.#batch === undefined || parameter === undefined) return { ...common, ...first.parameters };
    const { [this.#batch.parameter]: _, ...shared } = first.parameters;
    const isSingle = operation !== stream.operation;
    if (isSingle && members.length > 1) throw new Error("A request for one ID got several.");
    const ids = isSingle ? this.#idOf(first) : members.map((member) => this.#idOf(member));
    return { ...common, ...this.#batch.groupParameters?.[first.group], ...shared, [parameter]: ids };
  }

  #idOf({ parameters }: Partition): string {
    return String(parameters[this.#batch?.parameter ?? ""]);
  }

  /**
   * Returns the first date without a row with final metrics, of any member since it exists. Days have a row each, also without
   * metrics (seen live).
   */
  #provisionalFrom(rows: readonly JsonObject[], members: readonly Partition[], range: DateRange): Day | undefined {
    const { cursor, status } = this.#reading;
    if (status === undefined) return undefined;
    const final = new Set<string>();
    for (const row of rows) {
      const day = asText(row[cursor]).slice(0, 10);
      if (status.final.includes(asText(row[status.field]))) final.add(`${day} ${this.#idIn(row, members)}`);
    }
    const isFinal = (day: Day) =>
      members.every((each) => (each.since ?? "") > day || final.has(`${day} ${this.#idIn({}, [each])}`));
    for (let day = range.from; day <= range.through; day = addDays(day, 1)) if (!isFinal(day)) return day;
    return undefined;
  }

  /** Returns the ID of a row. A response about a single ID doesn't name it. */
  #idIn(row: JsonObject, [first = singlePartition]: readonly Partition[]): string {
    const [idField] = this.#read.stream.primaryKey;
    return this.#batch === undefined ? "" : asText(row[idField] ?? this.#idOf(first));
  }

  /**
   * Returns the members that a response has rows of. The next sync reads all dates of the others, if each has a row per
   * day.
   */
  #membersIn(rows: readonly JsonObject[], members: readonly Partition[]): readonly Partition[] {
    if (this.#reading.status === undefined) return members;
    if (this.#batch === undefined) return rows.length > 0 ? members : [];
    const { log, stream } = this.#read;
    const ids = new Set(rows.map((row) => this.#idIn(row, members)));
    const missing = members.filter((member) => !ids.has(this.#idOf(member)));
    if (missing.length === 0) return members;
    log(
      "WARN",
      `the response to ${stream.operation} lacked ${missing.length} of ${members.length} IDs (${firstTen(missing.map((member) => this.#idOf(member)))}); the next sync rereads their dates`,
      `${stream.name} missing IDs`,
    );
    return members.filter((member) => ids.has(this.#idOf(member)));
  }
}
