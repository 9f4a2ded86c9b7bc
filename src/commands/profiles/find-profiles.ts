import { asText, isObject, type JsonObject } from "../../base/json.ts";
import type { Config } from "../../config/config.ts";
import type { ApiClient } from "../../pinterest/client.ts";
import { isInaccessible } from "../../pinterest/errors/error-kinds.ts";
import { objectIn } from "../../pinterest/responses/find-rows.ts";
import { pages } from "../../pinterest/responses/pages.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { ConnectorError } from "../../protocol/errors.ts";
import { missingError } from "../../sync/partitions/children.ts";
import type { Profile, Profiles } from "./profile.ts";

const adAccounts = { operation: "ad_accounts/list", rows: "items", primaryKey: ["id"] } as const;

/**
 * Finds the distinct owners of the ad accounts, each through the first of its ad accounts that isn't denied, and the profile of
 * the token, unless the settings name ad accounts of which it owns none.
 * @param warn called with a warning of each owner who denies access
 * @throws ApiError, ConnectorError, or StoppedError if the profiles can't be determined
 */
export async function findProfiles(
  config: Config,
  client: ApiClient,
  caller: Caller,
  warn: (message: string) => void,
): Promise<Profiles> {
  const accountOf = async (adAccountId?: string): Promise<Profile> => {
    const parameters = adAccountId === undefined ? {} : { ad_account_id: adAccountId };
    return profileOf(await client.call("user_account/get", parameters, caller, objectIn), adAccountId);
  };
  const own = await accountOf();
  const isAnyNamed = config.adAccountIds.length > 0;
  const found = new Map<string, Profile>(isAnyNamed ? [] : [[own.id, own]]);
  const denied = new Map<string, string>();
  const ownersByAdAccount = new Map<string, string>();
  let denial: Error | undefined;
  let main = isAnyNamed ? undefined : own.id;
  const listed = new Set<string>();
  for await (const { rows } of pages(client, adAccounts, { include_shared_accounts: true }, caller)) {
    for (const { id, owner } of rows) {
      const adAccountId = asText(id);
      if (isAnyNamed && !config.adAccountIds.includes(adAccountId)) continue;
      listed.add(adAccountId);
      // Pinterest's document requires neither the owner nor its names.
      const named = isObject(owner) ? owner : {};
      const ownerId = asText(named.id) || adAccountId;
      const username = asText(named.username) || `of ad account ${adAccountId}`;
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
  }
  const missing = config.adAccountIds.filter((id) => !listed.has(id));
  if (found.size === 0) throw denial ?? missingError("ad_account_ids", missing, config);
  for (const [id, name] of denied) {
    warn(
      `Pinterest denied access to the profile ${name} (${id}) through each of its ad accounts, so its rows are missing. Ask its owner for a role in an ad account that can read the profile.`,
    );
  }
  return { found: [...found.values()], main, denied, ownersByAdAccount };
}

function profileOf({ id, username }: JsonObject, adAccountId: string | undefined): Profile {
  const name = asText(username);
  // Pinterest's document doesn't require the ID.
  const known = asText(id) || name;
  if (known === "") {
    const message =
      "Pinterest returned a user account without an ID, so the profiles are unknown. The next sync tries again.";
    throw new ConnectorError("transient_error", message);
  }
  return { id: known, username: name || known, adAccountId };
}
