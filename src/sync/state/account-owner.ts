import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import { StoppedError } from "../../base/signals.ts";
import type { Config } from "../../config/config.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import type { Stream } from "../../streams/stream.ts";
import type { ReadContext, StreamRead } from "../context.ts";
import { canSucceedLater } from "../failures/disposition.ts";
import { explain } from "../failures/explain.ts";
import { actingFor, withAncestors } from "../stream-partitions.ts";
import { isCompletedBy } from "./state-format.ts";

/*
 * Streams that aren't partitioned by ad account belong to a user account: the token's, or the owner of the ad account that
 * the connector acts for. A cursor is valid for one account only, so each state contains a digest of the account's ID.
 */

const operation = "user_account/get";

/**
 * Returns the parameters with which `GET /user_account` returns the owner of a stream's rows. Undefined for a stream
 * partitioned by ad account, whose state has separate partitions.
 */
function ownerParameters(stream: Stream, streams: ReadonlyMap<string, Stream>, config: Config): Parameters | undefined {
  const all = withAncestors([stream], streams);
  if (all.some(({ name }) => name !== stream.name && name === "ad_accounts")) return undefined;
  const acts = all.some(({ operation }) => "ad_account_id" in operationNamed(operation).query);
  return acts ? actingFor(operation, config) : {};
}

/**
 * Finds the user account that owns a stream's records.
 * @param onEstimate called with the estimated number of rows, if the account's counts contain it
 * @returns the digest for the stream's states; undefined for a stream partitioned by ad account or if unknown
 * @throws transient errors if the input state has an owner, since using the state requires a comparison
 */
export async function findOwner(
  state: JsonObject | undefined,
  { stream, client, caller, log }: StreamRead,
  streams: ReadonlyMap<string, Stream>,
  { config, job }: ReadContext,
  onEstimate: (rows: number) => void,
): Promise<string | undefined> {
  const parameters = ownerParameters(stream, streams, config);
  const known = ownerIn(state);
  if (parameters === undefined) return undefined;
  // Nothing will be read.
  if (isCompletedBy(job, state)) return known;
  try {
    const account = await client.call(operation, parameters, caller, (body) => pageOf(body, "object").rows[0] ?? {});
    const count = stream.estimate === undefined ? undefined : account[stream.estimate];
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) onEstimate(count);
    return ownerDigest(account) ?? known;
  } catch (error) {
    if (error instanceof StoppedError || (known !== undefined && canSucceedLater(error))) throw error;
    log("DEBUG", `user account unknown: ${explain(error).message}`);
    return known;
  }
}

/**
 * Returns the digest of an account's ID; undefined if the response has no ID, which is optional in the API's document.
 * The username is no substitute, since the owner can change it.
 */
export function ownerDigest({ id }: JsonObject): string | undefined {
  return typeof id === "string" && id !== "" ? digestOf(id, 16) : undefined;
}

/** Returns the owner's digest in a state; undefined in states of older releases. */
export function ownerIn(state: JsonObject | undefined): string | undefined {
  return typeof state?.account === "string" ? state.account : undefined;
}

/** Returns a state with the owner's digest. */
export function ownedBy(owner: string | undefined, state: JsonObject): JsonObject {
  return owner === undefined ? state : { ...state, account: owner };
}
