import { asText, isObject } from "../../base/json.ts";
import { minuteOf } from "../../base/text/minute-of.ts";
import { parseConfig } from "../../config/parse-config.ts";
import { ApiError } from "../../pinterest/errors/api-error.ts";
import { pageOf } from "../../pinterest/responses/find-rows.ts";
import { readJsonFile } from "../../protocol/files.ts";
import { Probe } from "../check/probe.ts";
import type { CommandContext } from "../command-line/command.ts";
import { type LoadedConfig, loadConfig } from "../configuration.ts";
import { connect } from "../connect.ts";
import { askSecretScopes, describeSecrets } from "../secret-scopes.ts";
import { isSignInFile, renewalProblem, signInOf } from "../sign-in-file.ts";
import { describeGrant } from "./granted.ts";

/**
 * Prints the account that a configuration is signed in to, the granted scopes, and until when the sign-in is valid.
 * @throws ApiError if the token is invalid or Pinterest can't be reached
 */
export async function showSignIn(path: string, context: CommandContext): Promise<boolean> {
  const loaded = await loadConfig(path, context);
  const { transport } = await context.network(loaded.config.baseUrl);
  // Not for the owner of an ad account.
  const config = { ...loaded.config, adAccountIds: [] };
  const probe = new Probe(config, context, (events) => connect(loaded, transport, context, events));
  const account = await accountOf(probe);
  const lines = [`Signed in to Pinterest${account === "" ? "" : ` as ${account}`} (${path}).`];
  // The request might have renewed the tokens.
  const kept = isSignInFile(loaded.raw) ? await reloaded(loaded, context) : loaded;
  context.stdout.write(`${[...lines, ...(await describe(kept, probe, context))].join("\n")}\n`);
  return true;
}

async function reloaded(
  { path, config: { names } }: LoadedConfig,
  { environment }: CommandContext,
): Promise<LoadedConfig> {
  const raw = await readJsonFile(path, "config");
  return { path, raw: isObject(raw) ? raw : {}, config: parseConfig(raw, environment, names) };
}

/** Requests the name of the account; empty if the token lacks the scope for it. */
async function accountOf(probe: Probe): Promise<string> {
  try {
    const get = (body: unknown) => pageOf(body, "object").rows[0];
    const account = await probe.call("user_account/get", {}, probe.caller, get);
    return asText(account?.username);
  } catch (error) {
    if (error instanceof ApiError && error.kind === "missing_scope") return "";
    throw error;
  }
}

async function describe(
  { raw, path, config }: LoadedConfig,
  probe: Probe,
  { audience }: CommandContext,
): Promise<readonly string[]> {
  const { credentials } = config;
  if (credentials.method === "access_token")
    return [
      "Pinterest doesn't say which scopes this access token has, and until when it is valid: 24 hours from its creation by several reports, at most 30 days.",
      "The command check names the streams that it can't read.",
      ...describeSecrets(await askSecretScopes(probe)),
    ];
  const { scopes, renewableUntil } = signInOf(raw);
  const problem = await renewalProblem(path, raw, audience);
  return [
    ...(scopes.length === 0 ? [] : describeGrant(scopes, config)),
    ...(credentials.access === undefined
      ? []
      : [`The access token is valid until ${minuteOf(credentials.access.expiresAt)}.`]),
    ...(renewableUntil === undefined
      ? []
      : [
          `Commands renew it. Without a new refresh token, the sign-in ends at ${minuteOf(Date.parse(renewableUntil))}.`,
        ]),
    ...(problem === undefined ? [] : [problem]),
  ];
}
