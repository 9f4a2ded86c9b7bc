import type { JsonObject } from "../../base/json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, ListPages } from "../../pinterest/responses/pages.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { Stream } from "../../streams/stream.ts";
import type { ReadContext, StreamRead } from "../context.ts";
import { type Partition, singlePartition } from "../partition.ts";
import { batchOf } from "../partitions/batches.ts";
import type { Page, Slice } from "../slice.ts";
import { childPartitionsOf, commonParametersOf } from "../stream-partitions.ts";
import type { Pages, Reader } from "./reader.ts";

/** Reads lists page by page. */
export class ListReader implements Reader {
  readonly #read: StreamRead;
  readonly #context: Pick<ReadContext, "config" | "today" | "shared">;
  /** Whether the app has no access to requests with several IDs. */
  #usesSingleIds = false;

  constructor(read: StreamRead, context: Pick<ReadContext, "config" | "today" | "shared">) {
    this.#read = read;
    this.#context = context;
  }

  get maxMembers(): number {
    return this.#usesSingleIds ? 1 : Number.POSITIVE_INFINITY;
  }

  /** Changes to the parameter for a single ID. */
  fallBack({ response }: ApiError): boolean {
    const hasSingle = childPartitionsOf(this.#read.stream).some(
      (part) => part.of === "batches" && part.batch.single !== undefined,
    );
    if (hasSingle && !this.#usesSingleIds)
      this.#read.log("INFO", `requesting one at a time, since Pinterest rejects several: ${response}`);
    this.#usesSingleIds ||= hasSingle;
    return hasSingle;
  }

  /** Opens the list of a partition or a batch. A read from the first page also serves the child streams. */
  open({ members }: Slice, bookmark?: string): Pages {
    const { stream } = this.#read;
    const [first = singlePartition] = members;
    const children = bookmark === undefined ? this.#context.shared.collect(stream, first) : undefined;
    const list = listPages(this.#read, this.#parametersOf(members), bookmark, first.fields);
    return {
      isShared: children !== undefined,
      next: async (caller) => {
        const page = await list.next(caller);
        children?.take(page);
        if (page.next === undefined) children?.end();
        return page;
      },
    };
  }

  #parametersOf(members: readonly Partition[]): Parameters {
    const { stream } = this.#read;
    const [first = singlePartition] = members;
    const common = { ...commonParametersOf(stream, this.#context), ...first.parameters };
    const batch = batchOf(stream, first);
    if (batch === undefined) return common;
    const { [batch.parameter]: _, ...shared } = common;
    const ids = members.map(({ parameters }) => String(parameters[batch.parameter]));
    const [id = ""] = ids;
    return members.length === 1 && batch.single !== undefined
      ? { ...shared, [batch.single]: id }
      : { ...shared, [batch.parameter]: ids };
  }
}

/** Opens a list at a bookmark. @param fields further fields of each row */
export function listPages(
  { stream, client, log, makeRecords }: Omit<StreamRead, "caller">,
  parameters: Parameters,
  bookmark?: string,
  fields?: JsonObject,
): { readonly next: (caller: Caller) => Promise<Page> } {
  const pages = new ListPages(client, stream, parameters, stream.occurrence === undefined ? bookmark : undefined);
  const numbered = numbering(stream.occurrence);
  return {
    next: async (caller) => {
      const page = await pages.next(caller);
      if (page.restarted === true)
        log("WARN", "Pinterest's position in the list expired; reading the list again from the start");
      const rows = numbered(page);
      const records = makeRecords(fields === undefined ? rows : rows.map((row) => ({ ...row, ...fields })), parameters);
      const isShort = page.restarted === true || records.length < page.rows.length;
      return {
        records,
        next: page.bookmark === null ? undefined : { bookmark: page.bookmark },
        restarted: page.restarted,
        isPartial: isShort || client.isWithoutValues(stream.operation, parameters),
      };
    },
  };
}

/** Returns a function that numbers rows with equal identifying fields from 1, given all pages of a partition in order. */
export function numbering(occurrence: Stream["occurrence"]): (page: ListPage) => readonly JsonObject[] {
  if (occurrence === undefined) return ({ rows }) => rows;
  const { field, of } = occurrence;
  const counts = new Map<string, number>();
  return ({ rows, restarted }) => {
    if (restarted === true) counts.clear();
    return rows.map((row) => {
      const equal = JSON.stringify(of.map((name) => row[name] ?? null));
      const count = (counts.get(equal) ?? 0) + 1;
      counts.set(equal, count);
      return { ...row, [field]: count };
    });
  };
}
