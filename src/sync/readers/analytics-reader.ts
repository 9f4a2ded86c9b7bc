import { isObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf, type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import { requiredFields } from "../../pinterest/responses/required-fields.ts";
import type { AnalyticsReading, Batch, Stream } from "../../streams/stream.ts";
import { readAdmitted, valueRequest, withValues } from "../access/admitted.ts";
import type { ValueLists } from "../access/rejected-values.ts";
import { someOf } from "../access/resource.ts";
import { type Partition, singlePartition } from "../partitions/partition.ts";
import { actingFor, commonParametersOf } from "../partitions/stream-partitions.ts";
import { answered } from "../progress/date-slices.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { mapped, type Page, type Reader, type Slice } from "./reader.ts";

/** Requests metrics of some days, for one partition or a batch of them, in whatever way the API allows. */
export class AnalyticsReader implements Reader<never> {
  readonly namesIds: boolean;
  readonly #read: StreamRead;
  readonly #reading: AnalyticsReading;
  readonly #batch: Batch | undefined;
  readonly #context: ReadContext;
  /** The app may not request several IDs at once. */
  #usesSingleIds = false;
  #hasToldMissing = false;

  constructor(read: StreamRead, reading: AnalyticsReading, context: ReadContext) {
    this.#read = read;
    this.#reading = reading;
    this.#context = context;
    const { partitions } = read.stream;
    this.#batch = partitions.of === "batches" ? partitions.batch : undefined;
    this.namesIds = this.#batch !== undefined;
  }

  read({ members, range }: Slice): AsyncIterable<Page<never>> {
    const days = range && answered(range, this.#reading, this.#context.today);
    const dates = days === undefined ? {} : { start_date: days.from, end_date: days.through };
    const [first = singlePartition] = members;
    const said = this.#said(members);
    const parameters = { ...said.common, ...said.own, ...dates };
    const one = members.length === 1 ? parameters : { ...said.common, ...this.#said([first]).own, ...dates };
    const { operation, rows } = this.#endpoint;
    const { client, rejectedValues } = this.#context;
    const { caller, makeRecords } = this.#read;
    const plain = valueRequest(this.#read, said, (values) =>
      client.call(operation, withValues(one, values), caller, () => undefined),
    );
    const scope = this.#batch === undefined ? plain.scope : JSON.stringify([plain.scope, first.group]);
    const request = { ...plain, operation, scope, isProbeSmaller: one !== parameters };
    const required = requiredFields[operation];
    const decode = (body: unknown) => ({ rows: pageOf(body, rows, required).rows, ids: idsIn(body, rows) });
    const open = async function* (values: ValueLists) {
      yield await client.call(operation, withValues(parameters, values), caller, decode);
    };
    return mapped(readAdmitted(rejectedValues, request, open), (response) => ({
      records: makeRecords(response.rows, parameters),
      closed: this.#answered(members, response.ids),
    }));
  }

  /** Halves: one of the IDs is the cause, and the response does not say which. */
  split(slice: Slice): readonly Slice[] {
    const { members } = slice;
    if (members.length < 2) return [];
    const half = Math.ceil(members.length / 2);
    return [members.slice(0, half), members.slice(half)].map((some) => ({ ...slice, members: some }));
  }

  /** Slices of one ID each, for an operation that takes no more. */
  fallBack(slice: Slice, { operation, message }: ApiError): readonly Slice[] {
    const { oneByOne } = this.#reading;
    if (this.#batch === undefined || oneByOne === undefined || operation === oneByOne.operation) return [];
    if (!this.#usesSingleIds) {
      this.#read.log("INFO", `${message}; requesting one at a time with ${oneByOne.operation} instead`);
    }
    this.#usesSingleIds = true;
    return slice.members.map((member) => ({ ...slice, members: [member] }));
  }

  cut(slice: Slice): readonly Slice[] {
    return this.#usesSingleIds ? slice.members.map((member) => ({ ...slice, members: [member] })) : [slice];
  }

  about({ members: [first = singlePartition] }: Slice): Parameters {
    const { parameter } = this.#endpoint;
    return parameter === undefined ? first.parameters : { [parameter]: this.#idOf(first) };
  }

  /** How many requests partitions take for the same days. */
  readonly requestsFor = (partitions: number): number =>
    this.#usesSingleIds ? partitions : Math.ceil(partitions / (this.#batch?.size(this.#context.config) ?? 1));

  /** The operation, where its rows are, and the parameter that takes the ID or IDs; none, where a request is about one partition. */
  get #endpoint(): Pick<Stream, "operation" | "rows"> & { readonly parameter?: string } {
    if (this.#batch === undefined) return this.#read.stream;
    return (
      (this.#usesSingleIds ? this.#reading.oneByOne : undefined) ?? {
        ...this.#read.stream,
        parameter: this.#batch.parameter,
      }
    );
  }

  /** What a request about partitions says, but for its days: what all requests say, and what these have in common, with the IDs. */
  #said(members: readonly Partition[]): { readonly common: Parameters; readonly own: Parameters } {
    const { stream } = this.#read;
    const [first = singlePartition] = members;
    const { operation, parameter } = this.#endpoint;
    if (this.#batch === undefined || parameter === undefined) {
      return { common: commonParametersOf(stream, this.#context), own: first.parameters };
    }
    const { [this.#batch.parameter]: _, ...shared } = first.parameters;
    const isSingle = operation === this.#reading.oneByOne?.operation;
    return {
      common: {
        ...actingFor(operation, this.#context.config),
        ...stream.parameters?.(this.#context),
        ...this.#batch.groupParameters?.[first.group],
      },
      own: { ...shared, [parameter]: isSingle ? this.#idOf(first) : members.map((member) => this.#idOf(member)) },
    };
  }

  #idOf({ parameters }: Partition): string {
    return String(parameters[this.#batch?.parameter ?? ""]);
  }

  /** The members that a response is about. One that it leaves out is not closed: its days are read again later. */
  #answered(members: readonly Partition[], ids: ReadonlySet<string> | undefined): readonly Partition[] {
    if (ids === undefined || this.#batch === undefined) return members;
    const missing = members.filter((member) => !ids.has(this.#idOf(member)));
    if (missing.length === 0) return members;
    const { log, stream } = this.#read;
    log(
      this.#hasToldMissing ? "DEBUG" : "WARN",
      `the response to ${stream.operation} lacked ${missing.length} of ${members.length} IDs (${someOf(missing.map((member) => this.#idOf(member)))}); the next sync reads their days again`,
    );
    this.#hasToldMissing = true;
    return members.filter((member) => ids.has(this.#idOf(member)));
  }
}

/** The keys of a response that is a map by ID. Under one that it has nothing of, the object is empty. */
function idsIn(body: unknown, shape: RowShape): ReadonlySet<string> | undefined {
  const [first] = rowPathOf(shape)?.steps ?? [];
  if (first?.into !== "entries" || first.keyAs === undefined || !isObject(body)) return undefined;
  return new Set(Object.keys(body).filter((id) => isObject(body[id]) && Object.keys(body[id]).length > 0));
}
