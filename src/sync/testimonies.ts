import { entryOf } from "../base/entry-of.ts";
import { asText } from "../base/json.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { objectIn } from "../pinterest/responses/find-rows.ts";
import { everyStatus } from "../streams/parents.ts";
import type { Suspect, Testimony } from "./books/book.ts";
import type { StreamContext } from "./context.ts";
import type { Outcome } from "./outcome.ts";
import { singlePartition } from "./partition.ts";
import { listPages } from "./readers/list-reader.ts";
import { actingFor, commonParametersOf } from "./requests/parameters.ts";

/** The maximum number of objects of an ad account in a request. */
const batchSize = 250;

/**
 * Asks for objects by their IDs. A later read asks for those that are too many for this one.
 * @param outcome takes the errors of lists
 * @returns what returns the answer; undefined: none
 */
export async function testimoniesOf(
  suspects: readonly Suspect[],
  context: StreamContext,
  outcome: Outcome,
): Promise<(suspect: Suspect) => Testimony | undefined> {
  const { hasQuota, perMinute } = context;
  const batches = new Map<string, [Suspect, ...Suspect[]][]>();
  for (const each of suspects) {
    const ofAccount = entryOf(batches, each.adAccount ?? "", () => []);
    const last = each.adAccount === undefined ? undefined : ofAccount.at(-1);
    if (last === undefined || last.length === batchSize) ofAccount.push([each]);
    else last.push(each);
  }
  const answers = new Map<string, Testimony>();
  const ask = async (batch: readonly [Suspect, ...Suspect[]]) => {
    const [first] = batch;
    if (first.adAccount === undefined) answers.set(nameOf(first), await testimonyOf(first, context));
    else await requestList(first.adAccount, batch, context, outcome, answers);
  };
  // What the rate limit allows in a minute, unless it is known to be one of a day.
  const maxRequests = hasQuota() ? 100 : Math.min(1_000, perMinute("pins/get") ?? 100);
  await Promise.all([...batches.values()].flat().slice(0, maxRequests).map(ask));
  return (suspect) => answers.get(nameOf(suspect));
}

const nameOf = ({ object, id }: Suspect) => `${object} ${id}`;

/** Asks for an object that might be deleted. */
async function testimonyOf({ object, id }: Suspect, { client, config, caller }: StreamContext): Promise<Testimony> {
  const operation = object === "pin" ? "pins/get" : "boards/get";
  const parameters = { ...actingFor(operation, config), [`${object}_id`]: id };
  try {
    return { is: "present", object: await client.call(operation, parameters, caller, objectIn) };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    if (error.kind === "not_found") return { is: "gone" };
    return { is: error.kind === "permission_denied" ? "denied" : "failed" };
  }
}

/** Asks for objects of an ad account, in every status. If that fails, there is no answer. */
async function requestList(
  adAccount: string,
  batch: readonly [Suspect, ...Suspect[]],
  context: StreamContext,
  outcome: Outcome,
  answers: Map<string, Testimony>,
): Promise<void> {
  const ofAccount = { ad_account_id: adAccount };
  const [{ object }] = batch;
  const selecting = { [`${object}_ids`]: batch.map(({ id }) => id), entity_statuses: everyStatus };
  const parameters = { ...commonParametersOf(context.stream, context), ...ofAccount, ...selecting };
  const found = new Map<string, Testimony>();
  try {
    for await (const { records } of listPages(context, parameters, context.caller))
      for (const each of records) found.set(asText(each.id), { is: "present", object: each });
    for (const each of batch) answers.set(nameOf(each), found.get(each.id) ?? { is: "gone" });
  } catch (error) {
    outcome.fail(error, { members: [{ ...singlePartition, key: adAccount, parameters: ofAccount }] }, false);
  }
}
