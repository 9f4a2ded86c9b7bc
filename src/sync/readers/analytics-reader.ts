import { addDays, type DateRange, type Day, dayOf } from "../../base/dates.ts";
import { asText, type JsonObject } from "../../base/json.ts";
import { firstTen } from "../../base/list-of.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import { availableRange } from "../books/date-windows.ts";
import type { StreamContext } from "../context.ts";
import type { Partition } from "../partition.ts";
import { commonParametersOf } from "../requests/parameters.ts";
import type { Members, Page, Slice } from "../slice.ts";

const rowsPerPage = 250;

/** An operation, the shape of its response, and the parameter for the IDs, if any. */
type Endpoint = Pick<Stream, "operation" | "rows"> & { readonly parameter?: string };

/** Requests metrics for a date range and one partition or a batch, in the form that the app has access to. */
export class AnalyticsReader {
  readonly #context: StreamContext;
  readonly #reading: AnalyticsReading;
  readonly #batch: Batch | undefined;

  constructor(context: StreamContext, reading: AnalyticsReading) {
    this.#context = context;
    this.#reading = reading;
    const { partitions } = context.stream;
    this.#batch = partitions.of === "batches" ? partitions.batch : undefined;
  }

  /** See `Reader`. */
  readonly pages = this.#pages.bind(this);

  async *#pages(
    { members, range }: Slice,
    _: string | undefined,
    caller: Caller,
    isOneByOne: boolean,
  ): AsyncGenerator<Page> {
    const { client, makeRecords, clock } = this.#context;
    const available = range && availableRange(range, this.#reading, dayOf(clock.now()));
    if (range !== undefined && available === undefined) return yield { records: [], next: undefined };
    const dates = available === undefined ? {} : { start_date: available.from, end_date: available.through };
    const endpoint = this.#endpointFor(isOneByOne);
    const { operation, rows: shape } = endpoint;
    const parameters = { ...this.#parametersOf(members, endpoint), ...dates };
    const decode = (body: unknown) => pageOf(body, shape, requiredFields[operation]).rows;
    const rows = await client.call(operation, parameters, caller, decode);
    const missing = this.#missingFrom(rows, members);
    const present = members.filter((member) => !missing.includes(member));
    const provisional = available && this.#provisionalIn(rows, present, available);
    // A response can have thousands of rows: most are written before records are made of the rest.
    for (let at = 0; at + rowsPerPage < rows.length; at += rowsPerPage)
      yield { records: makeRecords(rows.slice(at, at + rowsPerPage), parameters), next: "rest" };
    const last = rows.slice(Math.floor(Math.max(0, rows.length - 1) / rowsPerPage) * rowsPerPage);
    yield { records: makeRecords(last, parameters), next: undefined, missing, ...(provisional && { provisional }) };
  }

  #endpointFor(isOneByOne: boolean): Endpoint {
    const { stream } = this.#context;
    if (this.#batch === undefined) return stream;
    return (
      (isOneByOne ? this.#reading.oneByOne : undefined) ?? {
        operation: stream.operation,
        rows: stream.rows,
        parameter: this.#batch.parameter,
      }
    );
  }

  /** Returns the parameters of a request for partitions, without the dates. */
  #parametersOf(members: Members, { operation, parameter }: Endpoint): Parameters {
    const { stream } = this.#context;
    const [first] = members;
    const common = commonParametersOf({ ...stream, operation }, this.#context);
    if (this.#batch === undefined || parameter === undefined) return { ...common, ...first.parameters };
    const { [this.#batch.parameter]: _, ...shared } = first.parameters;
    const isSingle = operation !== stream.operation;
    if (isSingle && members.length > 1) throw new Error("A request for one ID got several.");
    const ids = isSingle ? this.#idOf(first) : members.map((member) => this.#idOf(member));
    return { ...common, ...this.#batch.groupParameters?.[first.group ?? ""], ...shared, [parameter]: ids };
  }

  #idOf({ parameters }: Partition): string {
    return String(parameters[this.#batch?.parameter ?? ""]);
  }

  /**
   * Returns the first date of each member without final metrics in all of its rows, since it exists. Days have a row each, also
   * without metrics (recorded answers).
   */
  #provisionalIn(
    rows: readonly JsonObject[],
    members: readonly Partition[],
    range: DateRange,
  ): ReadonlyMap<string, Day> | undefined {
    const { cursor, status } = this.#reading;
    if (status === undefined) return undefined;
    const isFinalOn = new Map<string, boolean>();
    for (const row of rows) {
      const day = `${asText(row[cursor]).slice(0, 10)} ${this.#idIn(row, members)}`;
      isFinalOn.set(day, status.final.includes(asText(row[status.field])) && isFinalOn.get(day) !== false);
    }
    const provisional = new Map<string, Day>();
    for (const member of members) {
      const id = this.#idIn({}, [member]);
      const since = member.since ?? "";
      for (let day = range.from; day <= range.through; day = addDays(day, 1)) {
        if (since > day || isFinalOn.get(`${day} ${id}`) === true) continue;
        provisional.set(member.key, day);
        break;
      }
    }
    return provisional;
  }

  /** Returns the ID of a row. A response about a single ID doesn't name it. */
  #idIn(row: JsonObject, [first]: readonly Partition[]): string {
    const [idField] = this.#context.stream.primaryKey;
    return this.#batch === undefined || first === undefined ? "" : asText(row[idField] ?? this.#idOf(first));
  }

  /** Returns the members that a response has no rows of, although each date has one. The next sync reads their dates. */
  #missingFrom(rows: readonly JsonObject[], members: Members): readonly Partition[] {
    if (this.#reading.status === undefined) return [];
    if (this.#batch === undefined) return rows.length > 0 ? [] : members;
    const { log, stream } = this.#context;
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
