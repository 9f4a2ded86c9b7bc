import type { JsonObject } from "../../base/json.ts";
import type { Caller } from "../../pinterest/caller.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { pages } from "../../pinterest/responses/pages.ts";
import { numbering } from "../../records/numbering.ts";
import { describeParameters } from "../../texts/describe.ts";
import type { ListContext, StreamContext } from "../context.ts";
import type { Page, Reader } from "../partition.ts";
import { parametersOf } from "../requests/parameters.ts";
import { unlistedPages } from "./unlisted-reader.ts";

/** Returns the reader of a stream's lists. */
export function listReader(context: StreamContext): Reader {
  return (slice, bookmark, caller) =>
    listPages(context, parametersOf(slice, context.stream, context), caller, bookmark, slice.members[0].fields);
}

/** Reads a list from a bookmark on. @param fields further fields of each row */
export async function* listPages(
  context: ListContext,
  parameters: Parameters,
  caller: Caller,
  bookmark?: string,
  fields?: JsonObject,
): AsyncGenerator<Page> {
  const { stream, client, log, makeRecords, rejections, unlisted } = context;
  const end = stream.unlisted === undefined ? undefined : "rest";
  const numbered = numbering(stream);
  for await (const page of pages(client, stream, parameters, caller, bookmark)) {
    const restarted = page.restarted !== undefined;
    const why = `Pinterest rejected the position in the list; reading the list again from the start: ${page.restarted?.response}`;
    if (restarted) log("WARN", why);
    if (page.capped !== undefined) {
      const ids = Object.entries(parameters).filter(([name]) => name.endsWith("_id"));
      const of = describeParameters(Object.fromEntries(ids)) || "the account";
      const text = `the list of ${of} ends early: ${page.capped.response}. The rows beyond are missing`;
      log("WARN", text, `${stream.name} of ${of} ends early`);
    }
    const rows = numbered(page);
    const records = makeRecords(fields === undefined ? rows : rows.map((row) => ({ ...row, ...fields })), parameters);
    unlisted.note(stream, records);
    const isShort =
      restarted || page.capped !== undefined || page.problem !== undefined || records.length < page.rows.length;
    yield {
      records,
      next: page.bookmark === null ? end : { bookmark: page.bookmark },
      restarted,
      isPartial: isShort || rejections.omitsStatuses(stream.operation, parameters),
    };
  }
  yield* unlistedPages(context, parameters, caller);
}
