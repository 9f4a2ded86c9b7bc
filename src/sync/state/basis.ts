import { digestOf } from "../../base/digest.ts";
import type { JsonObject } from "../../base/json.ts";
import { StoppedError } from "../../base/signals.ts";
import type { Config } from "../../config/config.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import { withAncestors } from "../../streams/partitions.ts";
import type { RunFacts, Stream } from "../../streams/stream.ts";
import { canSucceedLater } from "../api-errors.ts";
import { explain } from "../explain.ts";
import { actingFor, commonParametersOf } from "../parameters.ts";
import { accountOperation, type SharedObjects } from "../shared-objects.ts";
import type { StreamLog } from "../stream-log.ts";
import type { Basis, StoredState } from "./stream-state.ts";

const roleOperation = "ad_accounts/get";
/** What the basis of a stream depends on. */
export interface BasisFacts {
  readonly stream: Stream;
  readonly streams: ReadonlyMap<string, Stream>;
  readonly run: RunFacts;
  readonly objects: SharedObjects;
  readonly isTracked: boolean;
  /** Returns a text of the token's scopes, or of the token itself if they are unknown; undefined: unknown. */
  readonly scopes: () => string | undefined;
  readonly caller: Caller;
  readonly log: StreamLog;
  /** Called with the estimated number of rows, if the account's counts contain it. */
  readonly onEstimate: (rows: number) => void;
}

/**
 * Returns the basis of this read. What stays unknown is as in the stored state.
 * @throws transient errors if the stored state has a member that can't be compared for now
 */
export async function findBasis(stored: StoredState, facts: BasisFacts): Promise<Basis> {
  const { stream, run, isTracked } = facts;
  return {
    account: await knownOr(stored.basis.account, facts, () => accountOf(facts)),
    definition: stream.definition,
    selection: selectionOf(stream, run),
    access: isTracked ? await knownOr(stored.basis.access, facts, () => accessOf(facts)) : undefined,
  };
}

/** Returns whether a stream can continue from a state; if not, warns which member of the basis changed. */
export function isSameBasis({ basis: before }: StoredState, now: Basis, log: StreamLog): boolean {
  const differs = (name: keyof Basis) =>
    before[name] !== undefined && now[name] !== undefined && before[name] !== now[name];
  const clear = "To remove its earlier records, clear the stream";
  if (differs("account")) {
    log("WARN", `starting from the beginning, since the saved state belongs to another user account. ${clear}`);
    return false;
  }
  if (differs("definition")) {
    const change = `from ${before.definition} to ${now.definition}`;
    log("WARN", `starting from the beginning, since the report was changed ${change}. ${clear}`);
    return false;
  }
  if (differs("selection")) {
    log("WARN", `starting from the beginning, since settings that select its rows were changed. ${clear}`);
    return false;
  }
  return true;
}

/** Returns a digest of the parameters that select a list's rows, without the account, partitions, and dates. */
function selectionOf(
  { operation, parameters, neutralParameters = [], reading }: Stream,
  run: RunFacts,
): string | undefined {
  if ("daysBack" in reading) return undefined;
  const all = Object.entries(commonParametersOf({ operation, ...(parameters && { parameters }) }, run));
  const selecting = all.filter(([name]) => name !== "ad_account_id" && !neutralParameters.includes(name));
  return selecting.length === 0 ? undefined : digestOf(JSON.stringify(selecting), 8);
}

async function knownOr(
  before: string | undefined,
  { log }: BasisFacts,
  find: () => Promise<string | undefined>,
): Promise<string | undefined> {
  try {
    return (await find()) ?? before;
  } catch (error) {
    if (error instanceof StoppedError || (before !== undefined && canSucceedLater(error))) throw error;
    log("DEBUG", `user account unknown: ${explain(error).message}`);
    return before;
  }
}

/** Returns the digest of the account that owns a stream's rows; undefined for a stream partitioned by ad account, or if unknown. */
async function accountOf({
  stream,
  streams,
  run,
  objects,
  caller,
  onEstimate,
}: BasisFacts): Promise<string | undefined> {
  const all = withAncestors([stream], streams);
  if (all.some(({ name }) => name !== stream.name && name === "ad_accounts")) return undefined;
  const acts = all.some(({ operation }) => "ad_account_id" in operationNamed(operation).query);
  const account = await objects.get(accountOperation, acts ? actingFor(accountOperation, run.config) : {}, caller);
  const count = stream.estimate === undefined ? undefined : account[stream.estimate];
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) onEstimate(count);
  return accountDigest(account);
}

/**
 * Returns the digest of an account's ID; undefined if the response has no ID, which is optional in the API's document. The
 * username is no substitute, since the owner can change it.
 */
export function accountDigest({ id }: JsonObject): string | undefined {
  return typeof id === "string" && id !== "" ? digestOf(id, 16) : undefined;
}

/** Returns a digest of what decides which rows a list shows: the token's scopes, and the role in the ad account acted for. */
async function accessOf({ run, objects, caller, scopes }: BasisFacts): Promise<string | undefined> {
  const granted = scopes();
  if (granted === undefined) return undefined;
  const role = await roleIn(run.config, objects, caller);
  return digestOf(JSON.stringify([granted, role]), 8);
}

async function roleIn({ adAccountIds: [account] }: Config, objects: SharedObjects, caller: Caller): Promise<unknown> {
  if (account === undefined) return [];
  const { permissions } = await objects.get(roleOperation, { ad_account_id: account }, caller);
  return Array.isArray(permissions) ? permissions.map(String).toSorted() : [];
}
