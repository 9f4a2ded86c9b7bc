import type { Config } from "../../config/config.ts";
import { digestOf } from "../../digest.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiClient, Caller } from "../../pinterest/client.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import type { Stream } from "../../streams/stream.ts";
import { actingFor, withAncestors } from "../partitions/stream-partitions.ts";

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
 * Returns the account, as `GET /user_account` has it.
 * @throws ApiError when the account cannot be read; StoppedError when the run is stopped
 */
export function readUserAccount(client: ApiClient, parameters: Parameters, caller: Caller): Promise<JsonObject> {
  return client.call(operation, parameters, caller, (body) => {
    const [account = {}] = pageOf(body, "object").rows;
    return account;
  });
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
