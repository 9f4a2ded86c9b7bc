import { asText, isObject } from "../base/json.ts";
import type { Caller } from "../pinterest/caller.ts";
import type { ApiClient } from "../pinterest/client.ts";
import { isInaccessible } from "../pinterest/errors/error-kinds.ts";
import { objectIn } from "../pinterest/responses/find-rows.ts";
import { pages } from "../pinterest/responses/pages.ts";
import { ConnectorError } from "../protocol/errors.ts";
import type { ReadDependencies } from "../sync/context.ts";
import type { StreamLog } from "../sync/engine-writer.ts";
import type { ReadSummary } from "../sync/read-summary.ts";
import { callerOf } from "../sync/resume.ts";
import { missingError } from "../texts/unavailable.ts";

/** A Pinterest user whose boards, Pins, and organic metrics are read. */
export interface Profile {
  /** The user ID. */
  readonly id: string;
  /** How messages refer to it. */
  readonly username: string;
  /** The ad account that requests act for; undefined: the profile is that of the token. */
  readonly adAccountId: string | undefined;
}

/** The profiles of a run. */
export interface Profiles {
  /** In the order of their ad accounts, that of the token first. */
  readonly found: readonly Profile[];
  /** The ID of the profile that is read without `all_profiles`; undefined: its owner denies access. */
  readonly main: string | undefined;
  /** The usernames of owners who deny access, by their IDs. */
  readonly denied: ReadonlyMap<string, string>;
  /** The IDs of ad accounts that the settings name and the list lacks. */
  readonly missing: readonly string[];
  /** The IDs of the owners of all ad accounts, by those of the ad accounts. */
  readonly ownersByAdAccount: ReadonlyMap<string, string>;
}

const adAccounts = { operation: "ad_accounts/list", rows: "items", primaryKey: ["id"] } as const;

/**
 * Finds the distinct owners of the ad accounts, each through the first of its ad accounts that isn't denied, and the profile of
 * the token, unless the settings name ad accounts of which it owns none. Warns of each owner who denies access.
 * @throws ApiError, ConnectorError, or StoppedError if the profiles can't be determined
 */
export async function findProfiles(
  { config, client, clock, signal, writer }: ReadDependencies,
  summary: ReadSummary,
): Promise<Profiles> {
  const log: StreamLog = (level, message) => {
    writer.log(level, message, "profiles");
    return true;
  };
  const caller = callerOf({ log, summary }, clock, signal);
  const own = await profileThrough(undefined, client, caller);
  const { adAccountIds: named } = config;
  const found = new Map<string, Profile>(named.length > 0 ? [] : [[own.id, own]]);
  const denied = new Map<string, string>();
  const ownersByAdAccount = new Map<string, string>();
  let denial: Error | undefined;
  for await (const { rows } of pages(client, adAccounts, { include_shared_accounts: true }, caller))
    for (const { id, owner } of rows) {
      const adAccountId = asText(id);
      if (named.length > 0 && !named.includes(adAccountId)) continue;
      // Pinterest's document requires neither the owner nor its names.
      const facts = isObject(owner) ? owner : {};
      const ownerId = asText(facts.id) || adAccountId;
      ownersByAdAccount.set(adAccountId, ownerId);
      try {
        const known = ownerId === own.id ? own : found.get(ownerId);
        const profile = known ?? (await profileThrough(adAccountId, client, caller));
        if (!found.has(profile.id)) found.set(profile.id, profile);
        ownersByAdAccount.set(adAccountId, profile.id);
        denied.delete(ownerId);
      } catch (error) {
        if (!isInaccessible(error)) throw error;
        denial = error;
        denied.set(ownerId, asText(facts.username) || `of ad account ${adAccountId}`);
      }
    }
  const missing = named.filter((id) => !ownersByAdAccount.has(id));
  if (found.size === 0) throw denial ?? missingError("ad_account_ids", missing, config);
  for (const [id, name] of denied)
    log(
      "WARN",
      `Pinterest denied access to the profile ${name} (${id}) through each of its ad accounts, so its rows are missing. Ask its owner for a role in an ad account that can read the profile.`,
    );
  const [first] = named;
  const main = first === undefined ? own.id : ownersByAdAccount.get(first);
  return { found: [...found.values()], main: found.get(main ?? "")?.id, denied, missing, ownersByAdAccount };
}

/** Returns the profile that requests act for with an ad account; undefined: that of the token. */
async function profileThrough(adAccountId: string | undefined, client: ApiClient, caller: Caller): Promise<Profile> {
  const parameters = adAccountId === undefined ? {} : { ad_account_id: adAccountId };
  const account = await client.call("user_account/get", parameters, caller, objectIn);
  const name = asText(account.username);
  // Pinterest's document doesn't require the ID.
  const id = asText(account.id) || name;
  if (id === "") {
    const message =
      "Pinterest returned a user account without an ID, so the profiles are unknown. The next sync tries again.";
    throw new ConnectorError("transient_error", message);
  }
  return { id, username: name || id, adAccountId };
}
