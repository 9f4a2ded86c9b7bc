import type { JsonObject } from "../../base/json.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { type ListPage, ListPages } from "../../pinterest/responses/pages.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { batchOf } from "../../streams/partitions.ts";
import type { Stream } from "../../streams/stream.ts";
import type { StreamContext } from "../context.ts";
import { commonParametersOf } from "../requests/parameters.ts";
import type { Members, Page, Reader } from "../slice.ts";

/** Returns the reader of a stream's lists. */
export function listReader(context: StreamContext): Reader {
  return ({ members }, bookmark, caller) =>
    listPages(context, parametersOf(members, context), caller, bookmark, members[0].fields);
}

function parametersOf(members: Members, context: StreamContext): Parameters {
  const { stream } = context;
  const [first] = members;
  const common = { ...commonParametersOf(stream, context), ...first.parameters };
  const batch = batchOf(stream, first);
  if (batch === undefined) return common;
  const { [batch.parameter]: _, ...shared } = common;
  const ids = members.map(({ parameters }) => String(parameters[batch.parameter]));
  const [id = ""] = ids;
  return members.length === 1 && batch.single !== undefined
    ? { ...shared, [batch.single]: id }
    : { ...shared, [batch.parameter]: ids };
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
