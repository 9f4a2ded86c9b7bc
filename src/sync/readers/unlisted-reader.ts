import type { JsonObject } from "../../base/json.ts";
import { countOf } from "../../base/text/count-of.ts";
import type { Caller } from "../../pinterest/caller.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { canSucceedLater } from "../../pinterest/errors/error-kinds.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { objectIn } from "../../pinterest/responses/find-rows.ts";
import { streamNamed } from "../../streams/partitions.ts";
import type { UnlistedRecords } from "../../streams/stream.ts";
import { nounOf } from "../../texts/describe.ts";
import { accountOf } from "../basis.ts";
import type { ListContext } from "../context.ts";
import type { Page } from "../partition.ts";
import { actingFor } from "../requests/parameters.ts";

/**
 * Reads, by ID, what the complete list of a stream lacks, when this run has read the stream that names such records.
 * @throws ApiError of a request that can succeed later; StoppedError
 */
export async function* unlistedPages(
  context: ListContext,
  parameters: Parameters,
  caller: Caller,
): AsyncGenerator<Page> {
  const { acceptMissing, config, log, makeRecords, router, stream, streams, unlisted } = context;
  if (stream.unlisted === undefined) return;
  const { given, isParent, namedBy, parameter } = stream.unlisted;
  // The other stream might need the room of the list's last response.
  caller.held?.release();
  await router.listed(streamNamed(namedBy.stream, streams), caller);
  // With several profiles, an ID in the setting can be of another one.
  const ids = acceptMissing === undefined ? given(config) : [];
  const missing = await unlisted.missing(ids, () => accountOf(context, caller).catch(() => undefined));
  let count = 0;
  for (const id of missing.ids) {
    const records = makeRecords(await rowsOf(id, stream.unlisted, context, caller), parameters);
    count += records.length;
    yield { records, parents: ids.includes(id) ? records : records.filter(isParent), next: "rest" };
  }
  const left = missing.left === 0 ? "" : `; the next sync requests ${missing.left} more`;
  const text = `found ${countOf(count, nounOf(parameter))} by ID that Pinterest's list lacks${left}`;
  if (missing.ids.length > 0) log("INFO", text, `${stream.name} by ID`);
  yield { records: [], next: undefined };
}

/** Returns the row with an ID; none if Pinterest doesn't return it. */
async function rowsOf(
  id: string,
  { operation, parameter }: UnlistedRecords,
  { client, config, log, unlisted }: ListContext,
  caller: Caller,
): Promise<readonly JsonObject[]> {
  try {
    return [await client.call(operation, { ...actingFor(operation, config), [parameter]: id }, caller, objectIn)];
  } catch (error) {
    if (!(error instanceof ApiError) || canSucceedLater(error)) throw error;
    if (error.kind === "not_found") unlisted.forget(id);
    else log("WARN", `skipped ${nounOf(parameter)} ${id}: ${error.response}`, `${operation} ${id}`);
    return [];
  }
}
