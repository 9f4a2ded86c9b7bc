import { digestOf } from "../base/digest.ts";
import type { JsonObject } from "../base/json.ts";
import { StoppedError } from "../base/signals.ts";
import type { Caller } from "../pinterest/caller.ts";
import { canSucceedLater } from "../pinterest/errors/error-kinds.ts";
import { operationNamed } from "../pinterest/operations/operations.ts";
import { objectIn } from "../pinterest/responses/find-rows.ts";
import { withAncestors } from "../streams/partitions.ts";
import type { ListContext, StreamContext } from "./context.ts";
import type { StreamLog } from "./engine-writer.ts";
import { actingFor } from "./requests/parameters.ts";
import type { Basis, StoredState } from "./state/stream-state.ts";

const accountOperation = "user_account/get";
const roleOperation = "ad_accounts/get";
/** The operations whose responses all streams share. */
export const sharedOperations = [accountOperation, roleOperation];

/**
 * Returns the basis of this read. What stays unknown is as in the stored state.
 * @throws transient errors if the stored state has a member that can't be compared for now
 */
export async function findBasis(stored: StoredState, context: StreamContext): Promise<Basis> {
  const { stream, isTracked } = context;
  return {
    account: await knownOr(stored.basis.account, accountOf(context, context.caller)),
    definition: stream.definition,
    keySince: stream.keySince,
    access: isTracked ? await knownOr(stored.basis.access, accessOf(context)) : undefined,
  };
}

/** Returns whether a stream can continue from a state; if not, warns which member of the basis changed. */
export function isSameBasis({ basis: before }: StoredState, now: Basis, log: StreamLog): boolean {
  const changes = [
    ["account", "since the saved state belongs to another user account"],
    ["definition", `since the report was changed from ${before.definition} to ${now.definition}`],
  ] as const;
  const isKnown = (value: string | undefined) => value !== undefined;
  const change = changes.find(([name]) => [before[name], now[name]].every(isKnown) && before[name] !== now[name]);
  if (change !== undefined) warnOfRestart(change[1], log);
  return change === undefined;
}

/** Warns that a state isn't used. */
export function warnOfRestart(reason: string, log: StreamLog): void {
  log("WARN", `starting from the beginning, ${reason}. To remove its earlier records, clear the stream`);
}

async function knownOr(before: string | undefined, found: Promise<string | undefined>): Promise<string | undefined> {
  try {
    return (await found) ?? before;
  } catch (error) {
    if (error instanceof StoppedError || (before !== undefined && canSucceedLater(error))) throw error;
    return before;
  }
}

/** Returns the digest of the account that owns a stream's rows; undefined for a stream partitioned by ad account, or if unknown. */
export async function accountOf(
  { stream, streams, config, client }: ListContext,
  caller: Caller,
): Promise<string | undefined> {
  const all = withAncestors([stream], streams);
  if (all.some(({ name }) => name !== stream.name && name === "ad_accounts")) return undefined;
  const acts = all.some(({ operation }) => "ad_account_id" in operationNamed(operation).query);
  const parameters = acts ? actingFor(accountOperation, config) : {};
  const { id } = await client.call(accountOperation, parameters, caller, objectIn);
  // The ID is optional in the API's document. The username is no substitute, since the owner can change it.
  return typeof id === "string" && id !== "" ? digestOf(id, 16) : undefined;
}

/** Returns a digest of what decides which rows a list shows: the token's scopes, and the role in the ad account acted for. */
async function accessOf({ config, client, caller, scopes }: StreamContext): Promise<string | undefined> {
  const granted = scopes?.();
  if (granted === undefined) return undefined;
  const [account] = config.adAccountIds;
  const { permissions }: JsonObject =
    account === undefined ? {} : await client.call(roleOperation, { ad_account_id: account }, caller, objectIn);
  const roles = Array.isArray(permissions) ? permissions.map(String).toSorted() : [];
  return digestOf(JSON.stringify([granted, roles]), 8);
}
