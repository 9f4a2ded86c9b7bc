import { listOf } from "../base/text/list-of.ts";
import { ApiError } from "../pinterest/errors/api-error.ts";
import { pageOf } from "../pinterest/responses/find-rows.ts";
import { Access } from "./check/access.ts";
import { maxRequests, Probe } from "./check/probe.ts";
import type { CommandContext } from "./command-line/command.ts";
import type { LoadedConfig } from "./configuration.ts";
import { connect } from "./connect.ts";
import { signInOf } from "./sign-in-file.ts";

/** The scopes without which Pinterest leaves rows out of lists. Without any other scope, it denies the list. */
const secretScopes = ["boards:read_secret", "pins:read_secret"];

/** Returns which secret scopes a token lacks. @param granted its scopes */
export function secretScopesBeyond(granted: readonly string[]): readonly string[] {
  return secretScopes.filter((scope) => !granted.includes(scope));
}

/** Returns which secret scopes a token lacks, as far as requests have shown. */
export function secretScopesMissing(access: Access): readonly string[] {
  return access.missingOf(secretScopes);
}

/** Returns a sentence on what a token can't see without the secret scopes that it lacks; none if it lacks none. */
export function describeSecrets(lacking: readonly string[]): readonly string[] {
  if (lacking.length === 0) return [];
  const rows = lacking.includes("boards:read_secret") ? "Secret boards, their Pins" : "Pins of secret boards";
  return [`${rows}, and the stream likes will be missing, since the token lacks ${listOf(lacking, "and")}.`];
}

const search = "search_user_pins/list";

/** Asks by a search, which needs both, which secret scopes a token lacks. None also if Pinterest doesn't say. */
export async function askSecretScopes(probe: Probe): Promise<readonly string[]> {
  const access = new Access();
  const rowsOf = (body: unknown) => pageOf(body, "items").rows;
  try {
    await access.attempt(search, () => probe.call(search, { query: "a" }, probe.caller, rowsOf));
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
  }
  return secretScopesMissing(access);
}

/**
 * Finds out which secret scopes the token of a configuration lacks: by what the sign-in granted, or for a pasted token with a request.
 * @returns them, none also if they are unknown, and the number of requests
 */
export async function findSecretScopes(
  loaded: LoadedConfig,
  context: CommandContext,
): Promise<{ readonly lacking: readonly string[]; readonly made: number }> {
  const { config, raw } = loaded;
  const { scopes } = signInOf(raw);
  if (scopes.length > 0) return { lacking: secretScopesBeyond(scopes), made: 0 };
  if (config.credentials.method !== "access_token") return { lacking: [], made: 0 };
  const { transport } = await context.network(config.baseUrl);
  const probe = new Probe(config, context, (events) => connect(loaded, transport, context, events));
  return { lacking: await askSecretScopes(probe), made: maxRequests - probe.requestsLeft };
}
