import type { JsonObject } from "../../base/json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, ListPages } from "../../pinterest/responses/pages.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { batchOf, childPartitionsOf } from "../../streams/partitions.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StreamContext } from "../context.ts";
import { commonParametersOf } from "../parameters.ts";
import type { Page, Slice } from "../slice.ts";
import type { Reader } from "./reader.ts";

/** Reads lists page by page. */
export class ListReader implements Reader {
  readonly #context: StreamContext;
  readonly #hasSingle: boolean;
  #isOneByOne = false;

  constructor(context: StreamContext) {
    this.#context = context;
    this.#hasSingle = childPartitionsOf(context.stream).some(
      (kind) => kind.of === "batches" && kind.batch.single !== undefined,
    );
  }

  get operation(): string {
    return this.#context.stream.operation;
  }

  get canBeOneByOne(): boolean {
    return this.#hasSingle && !this.#isOneByOne;
  }

  get maxMembers(): number {
    return this.#isOneByOne ? 1 : Number.POSITIVE_INFINITY;
  }

  readOneByOne(reason: string): void {
    if (this.canBeOneByOne)
      this.#context.log("INFO", `requesting one at a time, since Pinterest rejects several: ${reason}`);
    this.#isOneByOne = true;
  }

  pages({ members }: Slice, bookmark: string | undefined, caller: Caller): AsyncGenerator<Page> {
    return listPages(this.#context, this.#parametersOf(members), caller, bookmark, members[0].fields);
  }

  #parametersOf(members: Slice["members"]): Parameters {
    const { stream } = this.#context;
    const [first] = members;
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

/** Reads a list from a bookmark on. @param fields further fields of each row */
export async function* listPages(
  { stream, client, log, makeRecords }: Pick<StreamContext, "stream" | "client" | "log" | "makeRecords">,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
  fields?: JsonObject,
): AsyncGenerator<Page> {
  const pages = new ListPages(client, stream, parameters, stream.occurrence === undefined ? bookmark : undefined);
  const numbered = numbering(stream.occurrence);
  for (let isOver = false; !isOver; ) {
    const page = await pages.next(caller);
    const restarted = page.restarted === true;
    if (restarted) log("WARN", "Pinterest's position in the list expired; reading the list again from the start");
    const rows = numbered(page);
    const records = makeRecords(fields === undefined ? rows : rows.map((row) => ({ ...row, ...fields })), parameters);
    const isShort = restarted || records.length < page.rows.length;
    isOver = page.bookmark === null;
    yield {
      records,
      next: page.bookmark === null ? undefined : { bookmark: page.bookmark },
      restarted,
      isPartial: isShort || client.lacksStatuses(stream.operation, parameters),
    };
  }
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
