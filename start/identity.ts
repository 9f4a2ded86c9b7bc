import { digestOf } from "../src/base/digest.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { proxyAdvice } from "../src/commands/check/check.ts";
import { maxRequests, Probe } from "../src/commands/check/probe.ts";
import type { CommandContext } from "../src/commands/command-line/command.ts";
import { prepareConfig } from "../src/commands/configuration.ts";
import { connect } from "../src/commands/connect.ts";
import { ServerClock } from "../src/commands/server-clock.ts";
import type { SettingNames } from "../src/config/setting-names.ts";
import type { ApiClient } from "../src/pinterest/client.ts";
import { ApiError, type ApiErrorKind } from "../src/pinterest/errors/api-error.ts";
import { objectIn } from "../src/pinterest/responses/find-rows.ts";
import { explain } from "../src/texts/explain.ts";
import type { Account } from "./account.ts";

/** Timeouts of responses. Shorter than in a read, because the user waits. */
const timeouts = { idleMs: 8_000, totalMs: 60_000 };

/** Whose records a configuration reads. */
export interface Identity {
  /** Pinterest's ID, which stays when the username changes; empty if unknown. */
  readonly id: string;
  /** The name of the account's folder. */
  readonly folder: string;
  /** The number of requests that it took to find out. */
  readonly made: number;
}

/**
 * Requests the account, which also shows whether the network and the credentials work.
 * @throws an error whose message is one line: what failed, where, and what to do
 */
export async function identify(account: Account, context: CommandContext): Promise<Identity> {
  const loaded = prepareConfig(await account.config(), account.path, context);
  const { transport } = await context.network(loaded.config.baseUrl, timeouts);
  const clock = new ServerClock(context.clock);
  let client: ApiClient | undefined;
  let made = 0;
  const request = async (adAccountIds: readonly string[]): Promise<JsonObject> => {
    const probe = new Probe({ ...loaded.config, adAccountIds }, context, (events) => {
      client ??= connect(loaded, clock.watching(transport), context, events);
      return client;
    });
    const found = probe.call("user_account/get", {}, probe.caller, objectIn);
    return found.finally(() => {
      made += maxRequests - probe.requestsLeft;
    });
  };
  const { adAccountIds } = loaded.config;
  try {
    // The records are those of the first ad account's owner. If that ad account is denied, the others are the user's.
    const { id, username } = await request(adAccountIds).catch((error: unknown) => {
      if (adAccountIds.length === 0 || !(error instanceof ApiError) || !isAboutAccess(error)) throw error;
      return request([]);
    });
    for (const remark of clock.remarks()) context.writer.log("WARN", remark);
    const folder = folderOf(asText(username), asText(id));
    if (folder === undefined) throw new Error("Pinterest doesn't say whose account it is, so it can't have a folder.");
    return { id: asText(id), folder, made };
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    const sentences = [messageOf(error, loaded.config.names, proxyAdvice(error, context)), ...clock.remarks()];
    const message = context.redactor.redact(sentences.join(" "));
    throw new Error(message.replaceAll(/\s+/gu, " "), { cause: error });
  }
}

const deniedKinds: ReadonlySet<ApiErrorKind> = new Set(["missing_scope", "permission_denied", "restricted_feature"]);

function isAboutAccess({ kind }: ApiError): boolean {
  return deniedKinds.has(kind) || kind === "not_found" || kind === "invalid_request";
}

/** @param proxy a hint about the proxy, if there is one */
function messageOf(error: ApiError, names: SettingNames, [proxy]: readonly string[]): string {
  const reason = error.reason.replace(/\.$/u, "");
  if (error.kind === "network")
    return `Pinterest could not be reached: ${reason}. ${proxy ?? "Check the network; if it needs a proxy, set HTTPS_PROXY."}`;
  if (deniedKinds.has(error.kind))
    return `Pinterest doesn't say whose account it is, so it can't have a folder: ${reason}. Grant the scope user_accounts:read: ${names.signIn}.`;
  return explain(error, { names }).message;
}

/** Returns the name of a folder for an account. The username is text from outside, and some names have another use. */
function folderOf(username: string, id: string): string | undefined {
  const name = username.toLowerCase();
  // An existing folder "own" is of release 0.2.0, and can have several accounts. Windows reserves some names.
  const isFree = /^(?!(?:demo|own|con|prn|aux|nul|com\d|lpt\d)$)\w{1,50}$/u.test(name);
  if (isFree) return name;
  const known = id || username;
  return known === "" ? undefined : `account-${digestOf(known, 12)}`;
}
