import type { Config } from "../../config/config.ts";
import { digestOf } from "../../digest.ts";
import type { JsonObject } from "../../json.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { StoppedError } from "../../signals.ts";
import type { Stream } from "../../streams/stream.ts";
import { isTransient } from "../access/disposition.ts";
import { explain } from "../explain.ts";
import { actingFor, withAncestors } from "../partitions/stream-partitions.ts";
import type { ReadContext, StreamRead } from "../read-context.ts";
import { isCompletedBy } from "./state-format.ts";

/*
 * What is not partitioned by ad account belongs to a user account: the token's, or the owner of the ad account that the
 * connector acts for. A cursor of one account says nothing about another, so each state carries a digest of the ID.
 */

const operation = "user_account/get";

/**
 * Returns what `GET /user_account` is asked with to name the account that a stream's rows belong to; undefined for a
 * stream that is partitioned by ad account, whose partitions keep its state apart.
 */
export function ownerParameters(
  stream: Stream,
  streams: ReadonlyMap<string, Stream>,
  config: Config,
): Parameters | undefined {
  const all = withAncestors([stream], streams);
  if (all.some(({ name }) => name !== stream.name && name === "ad_accounts")) return undefined;
  const acts = all.some((one) => "ad_account_id" in operationNamed(one.operation).query);
  return acts ? actingFor(operation, config) : {};
}

/**
 * Finds whose records a stream has.
 * @param tellCount told about how many rows there are, where the account's own counts say so
 * @returns the digest for the stream's states; undefined for a stream of an ad account, or where Pinterest does not tell
 * @throws what may pass, if a state is not to be followed until it is known whose it is
 */
export async function findOwner(
  state: JsonObject | undefined,
  { stream, caller, log }: StreamRead,
  streams: ReadonlyMap<string, Stream>,
  { client, config, job }: ReadContext,
  tellCount: (rows: number) => void,
): Promise<string | undefined> {
  const parameters = ownerParameters(stream, streams, config);
  const known = ownerIn(state);
  if (parameters === undefined) return undefined;
  // Nothing will be read.
  if (isCompletedBy(job, state)) return known;
  try {
    const account = await client.call(operation, parameters, caller, (body) => pageOf(body, "object").rows[0] ?? {});
    const count = stream.estimate === undefined ? undefined : account[stream.estimate];
    if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) tellCount(count);
    return ownerDigest(account) ?? known;
  } catch (error) {
    if (error instanceof StoppedError || (known !== undefined && isTransient(error))) throw error;
    log("DEBUG", `the user account is not known: ${explain(error).message}`);
    return known;
  }
}

/**
 * Returns the digest that states of an account carry; undefined when the account does not tell its ID, which the API's
 * document leaves optional. The username is no substitute: the owner can change it.
 */
export function ownerDigest({ id }: JsonObject): string | undefined {
  return typeof id === "string" && id !== "" ? digestOf(id, 16) : undefined;
}

/** Returns the owner's digest in a state; undefined for a state without one, as older releases wrote it. */
export function ownerIn(state: JsonObject | undefined): string | undefined {
  return typeof state?.account === "string" ? state.account : undefined;
}

/** Returns a state with the owner's digest. */
export function ownedBy(owner: string | undefined, state: JsonObject): JsonObject {
  return owner === undefined ? state : { ...state, account: owner };
}
