import type { JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { eachAdAccount } from "../../streams/parents.ts";
import type { Stream } from "../../streams/stream.ts";
import { isInaccessible } from "../failures/disposition.ts";
import type { PartitionRouter } from "../partitions/partition-router.ts";
import type { Profile, Profiles } from "../profile.ts";
import type { StreamLog } from "../stream-log.ts";

/** Finds the owners of ad accounts. Not a stream that a connection can select. */
export const owners: Stream = {
  name: "profiles",
  description: "The owners of the ad accounts.",
  operation: "user_account/get",
  rows: "object",
  partitions: {
    of: "children",
    parent: {
      ...eachAdAccount,
      bind: { ...eachAdAccount.bind, owner_id: "owner.id", username: "owner.username" },
    },
  },
  primaryKey: ["id"],
  reading: { by: "list" },
};

/**
 * Finds the distinct owners of the ad accounts, each through the first of its ad accounts that isn't denied, and the profile of
 * the token, unless the settings name ad accounts of which it owns none. Warns of owners who deny access.
 * @throws ApiError, ConnectorError, or StoppedError if the profiles can't be determined
 */
export async function findProfiles(
  config: Config,
  router: Pick<PartitionRouter, "partitionsOf">,
  client: ApiClient,
  caller: Caller,
  log: StreamLog,
): Promise<Profiles> {
  const accountOf = async (adAccountId?: string): Promise<Profile> => {
    const parameters = adAccountId === undefined ? {} : { ad_account_id: adAccountId };
    return profileOf(
      await client.call(owners.operation, parameters, caller, (body) => pageOf(body, "object").rows[0] ?? {}),
      adAccountId,
    );
  };
  const own = await accountOf();
  const { partitions, missing } = await router.partitionsOf(owners, caller);
  const isAnyNamed = config.adAccountIds.length > 0;
  const found = new Map<string, Profile>(isAnyNamed ? [] : [[own.id, own]]);
  const denied = new Map<string, string>();
  const ownersByAdAccount = new Map<string, string>();
  let denial: Error | undefined = missing;
  let main = isAnyNamed ? undefined : own.id;
  for (const { parameters } of partitions) {
    const adAccountId = String(parameters.ad_account_id);
    // Pinterest's document requires neither the owner nor its names.
    const ownerId = String(parameters.owner_id) || adAccountId;
    const username = String(parameters.username) || `of ad account ${adAccountId}`;
    let profile = ownerId === own.id ? own : found.get(ownerId);
    try {
      profile ??= await accountOf(adAccountId);
    } catch (error) {
      if (!isInaccessible(error)) throw error;
      denial = error;
      denied.set(ownerId, username);
      ownersByAdAccount.set(adAccountId, ownerId);
      continue;
    }
    if (!found.has(profile.id)) found.set(profile.id, profile);
    denied.delete(ownerId);
    ownersByAdAccount.set(adAccountId, profile.id);
    if (adAccountId === config.adAccountIds[0]) main = profile.id;
  }
  if (found.size === 0 && denial !== undefined) throw denial;
  for (const [id, name] of denied) {
    log(
      "WARN",
      `Pinterest denied access to the profile ${name} (${id}) through each of its ad accounts, so its rows are missing. Ask its owner for a role in an ad account that can read the profile.`,
    );
  }
  return { found: [...found.values()], main, denied, ownersByAdAccount };
}

function profileOf({ id, username }: JsonObject, adAccountId: string | undefined): Profile {
  const name = typeof username === "string" ? username : "";
  // Pinterest's document doesn't require the ID.
  const known = typeof id === "string" && id !== "" ? id : name;
  if (known === "") {
    const message =
      "Pinterest returned a user account without an ID, so the profiles are unknown. The next sync tries again.";
    throw new ConnectorError("transient_error", message);
  }
  return { id: known, username: name || known, adAccountId };
}

/** Returns the configuration with which requests act for a profile. */
export function configOf({ adAccountId }: Profile, config: Config): Config {
  return { ...config, adAccountIds: adAccountId === undefined ? [] : [adAccountId] };
}
