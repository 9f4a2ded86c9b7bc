import { entryOf } from "../base/entry-of.ts";
import type { JsonObject } from "../base/json.ts";
import { StoppedError } from "../base/signals.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { objectIn } from "../pinterest/responses/find-rows.ts";
import { everyStatus } from "../streams/parents.ts";
import type { Suspect, Testimony } from "./books/book.ts";
import type { StreamContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";
import { singlePartition } from "./partition.ts";
import { listPages } from "./readers/list-reader.ts";
import { actingFor, commonParametersOf } from "./requests/parameters.ts";

/** The maximum number of IDs in a request. */
const batchSize = 250;

/**
 * Asks for objects by their IDs, those of ad accounts many at a time. A later read asks for those that are too many for this one.
 * @param outcome takes the errors of lists
 * @returns the answers; undefined: not asked
 */
export async function testimoniesOf(
  suspects: readonly Suspect[],
  context: StreamContext,
  outcome: Outcome,
): Promise<(suspect: Suspect) => Testimony | undefined> {
  const testimonies = new Map<string, Testimony>();
  const requests = new Map<string, Suspect[]>();
  const filling = new Map<string | undefined, number>();
  for (const each of suspects) {
    const { adAccount } = each;
    const index = filling.get(adAccount) ?? 0;
    filling.set(adAccount, index + 1);
    const batch = adAccount === undefined ? index : Math.floor(index / batchSize);
    entryOf(requests, `${adAccount} ${batch}`, () => []).push(each);
  }
  const ask = async (batch: readonly Suspect[]) => {
    const [first] = batch;
    if (first === undefined) return;
    if (first.adAccount === undefined) testimonies.set(nameOf(first), await testimonyOf(first, context));
    else await readList(first.adAccount, batch, context, outcome, testimonies);
  };
  await Promise.all([...requests.values()].slice(0, maxRequests(context)).map(ask));
  return (suspect) => testimonies.get(nameOf(suspect));
}

const nameOf = ({ object, id }: Suspect) => `${object} ${id}`;

/** Returns the number of requests: what the rate limit allows in a minute, unless it is known to be one of a day. */
function maxRequests({ hasQuota, perMinute }: StreamContext): number {
  return hasQuota() ? 100 : Math.min(1_000, perMinute("pins/get") ?? 100);
}

/** Asks for an object that might be deleted. */
async function testimonyOf({ object, id }: Suspect, { client, config, caller }: StreamContext): Promise<Testimony> {
  const operation = object === "pin" ? "pins/get" : "boards/get";
  const parameters = { ...actingFor(operation, config), [`${object}_id`]: id };
  try {
    return { is: "present", object: await client.call(operation, parameters, caller, objectIn) };
  } catch (error) {
    if (!(error instanceof ApiError) && !(error instanceof StoppedError)) throw error;
    if (!(error instanceof ApiError)) return { is: "failed" };
    return { is: error.kind === "not_found" ? "gone" : error.kind === "permission_denied" ? "denied" : "failed" };
  }
}

/** Reads the stream's list of some objects in every status. If it fails, nothing is known of them. */
async function readList(
  adAccount: string,
  batch: readonly Suspect[],
  context: StreamContext,
  outcome: Outcome,
  testimonies: Map<string, Testimony>,
): Promise<void> {
  const own = { ad_account_id: adAccount };
  const ids = Object.fromEntries(batch.map(({ object }) => [`${object}_ids`, batch.map(({ id }) => id)]));
  const parameters = { ...commonParametersOf(context.stream, context), ...own, ...ids, entity_statuses: everyStatus };
  const found = new Map<string, JsonObject>();
  try {
    for await (const { records } of listPages(context, parameters, context.caller))
      for (const record of records) found.set(String(record.id), record);
  } catch (error) {
    outcome.fail(error, { members: [{ ...singlePartition, key: adAccount, parameters: own }] }, false);
    return;
  }
  for (const each of batch) {
    const object = found.get(each.id);
    testimonies.set(nameOf(each), object === undefined ? { is: "gone" } : { is: "present", object });
  }
}
