import { addDays, type DateRange, type Day, dayOf } from "../../base/dates.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { firstTen } from "../../base/list-of.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import type { ReadContext, StreamRead } from "../context.ts";
import { type Partition, singlePartition } from "../partition.ts";
import { availableRange } from "../progress/date-range.ts";
import type { Page, Slice } from "../slice.ts";
import { commonParametersOf } from "../stream-partitions.ts";
import type { Pages, Reader } from "./reader.ts";

const rowsPerPage = 250;

/** The rows of a response, the parameters of its request, and what follows from it. */
interface Response {
  readonly rows: readonly JsonObject[];
  readonly parameters: Parameters;
  readonly page: Page;
}

/** Requests metrics for a date range and one partition or a batch, in the form that the app has access to. */
export class AnalyticsReader implements Reader {
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
  }

  get maxMembers(): number {
    return this.#usesSingleIds ? 1 : Number.POSITIVE_INFINITY;
  }

  /** Changes to requests for one ID. */
  fallBack({ operation, response }: ApiError): boolean {
    const { oneByOne } = this.#reading;
    if (oneByOne === undefined || operation !== this.#read.stream.operation) return false;
    if (!this.#usesSingleIds) {
      this.#read.log("INFO", `requesting one Pin at a time, since Pinterest rejects several: ${response}`);
    }
    this.#usesSingleIds = true;
    return true;
  }

  open(slice: Slice): Pages {
    let response: Response | undefined;
    let at = 0;
    return {
      next: async (caller) => {
        response ??= await this.#request(slice, caller);
        const { page, rows, parameters } = response;
        // A response can have thousands of rows: most are written before records are made of the rest.
        const records = this.#read.makeRecords(rows.slice(at, at + rowsPerPage), parameters);
        at += rowsPerPage;
        return at < rows.length ? { records, next: "rest" } : { ...page, records };
      },
    };
  }

  async #request({ members, range }: Slice, caller: Caller): Promise<Response> {
    const empty = { records: [], next: undefined };
    // Not the date of the run: a slice can wait for days.
    const available = range && availableRange(range, this.#reading, dayOf(this.#context.clock.now()));
    if (range !== undefined && available === undefined) return { page: empty, rows: [], parameters: {} };
    const dates = available === undefined ? {} : { start_date: available.from, end_date: available.through };
    const parameters = { ...this.#parametersOf(members), ...dates };
    const { operation, rows: shape } = this.#endpoint;
    const decode = (body: unknown) => pageOf(body, shape, requiredFields[operation]).rows;
    const rows = await this.#read.client.call(operation, parameters, caller, decode);
    const missing = this.#missingFrom(rows, members);
    const present = members.filter((member) => !missing.includes(member));
    const provisionalFrom = available && this.#provisionalFrom(rows, present, available);
    return { page: { ...empty, missing, provisionalFrom }, rows, parameters };
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
   * Returns the first date without final metrics in all of its rows, of any member since it exists. Days have a row each, also
   * without metrics (seen live).
   */
  #provisionalFrom(rows: readonly JsonObject[], members: readonly Partition[], range: DateRange): Day | undefined {
    const { cursor, status } = this.#reading;
    if (status === undefined) return undefined;
    const isFinalOn = new Map<string, boolean>();
    for (const row of rows) {
      const day = `${asText(row[cursor]).slice(0, 10)} ${this.#idIn(row, members)}`;
      isFinalOn.set(day, status.final.includes(asText(row[status.field])) && isFinalOn.get(day) !== false);
    }
    const isFinal = (day: Day) =>
      members.every((each) => (each.since ?? "") > day || isFinalOn.get(`${day} ${this.#idIn({}, [each])}`) === true);
    for (let day = range.from; day <= range.through; day = addDays(day, 1)) if (!isFinal(day)) return day;
    return undefined;
  }

  /** Returns the ID of a row. A response about a single ID doesn't name it. */
  #idIn(row: JsonObject, [first = singlePartition]: readonly Partition[]): string {
    const [idField] = this.#read.stream.primaryKey;
    return this.#batch === undefined ? "" : asText(row[idField] ?? this.#idOf(first));
  }

  /** Returns the members that a response has no rows of, although each date has one. The next sync reads all of their dates. */
  #missingFrom(rows: readonly JsonObject[], members: readonly Partition[]): readonly Partition[] {
    if (this.#reading.status === undefined) return [];
    if (this.#batch === undefined) return rows.length > 0 ? [] : members;
    const { log, stream } = this.#read;
    const ids = new Set(rows.map((row) => this.#idIn(row, members)));
    const missing = members.filter((member) => !ids.has(this.#idOf(member)));
    if (missing.length > 0) {
      const names = firstTen(missing.map((member) => this.#idOf(member)));
      const text = `Pinterest's response lacked ${missing.length} of ${members.length} IDs (${names}); the next sync rereads their dates`;
      log("WARN", text, `${stream.name} missing IDs`);
    }
    return missing;
  }
}
