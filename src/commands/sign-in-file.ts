import { lstat, open, readFile, rm, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { isObject, isStringArray, type JsonObject } from "../base/json.ts";
import { nextTo, replaceFile } from "../base/replace-file.ts";
import type { RefreshGrant } from "../pinterest/access-token.ts";
import type { TokenGrant } from "../pinterest/token-grant.ts";
import { ConnectorError } from "../protocol/errors.ts";
import { reasonOf } from "../protocol/files.ts";
import type { Audience } from "./command-line/command.ts";

/**
 * The key that marks configurations written by `authorize`. Renewed tokens are saved in these files. The files of a
 * platform do not have it and are never written.
 */
const mark = "tokens_kept_in_this_file";

/** Returns whether a configuration is from a file that `authorize` wrote, so that renewed tokens are saved in it. */
export function isSignInFile(config: JsonObject): boolean {
  return config[mark] === true;
}

/**
 * Returns what Pinterest said about the tokens that a configuration keeps: their scopes (empty: unknown), and the time until which
 * they can be renewed (an ISO timestamp; undefined: unknown).
 */
export function signInOf({ sign_in: signIn }: JsonObject) {
  const { scopes, renewable_until: until } = isObject(signIn) ? signIn : {};
  return {
    scopes: isStringArray(scopes) ? scopes : [],
    renewableUntil: typeof until === "string" && !Number.isNaN(Date.parse(until)) ? until : undefined,
  };
}

/** Writes a configuration that keeps renewed tokens. Other users of the machine can't read it. */
export async function writeSignInFile(
  path: string,
  config: JsonObject,
  { scopes, renewableUntil }: Pick<TokenGrant, "scopes" | "renewableUntil">,
): Promise<void> {
  const until = renewableUntil === undefined ? {} : { renewable_until: new Date(renewableUntil).toISOString() };
  const signIn = { scopes, ...until };
  await replaceFile(path, `${JSON.stringify({ ...config, [mark]: true, sign_in: signIn }, undefined, 2)}\n`);
}

/**
 * Saves renewed credentials in a file that `authorize` wrote. Keeps its other settings.
 * @param path the file of the configuration
 * @returns whether the file is a sign-in file
 */
export async function saveRenewedTokens(path: string, credentials: JsonObject, grant: RefreshGrant): Promise<boolean> {
  const config: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isObject(config) || !isSignInFile(config)) return false;
  const { renewableUntil: earlier } = signInOf(config);
  const renewableUntil =
    grant.renewableUntil ?? (grant.rotated || earlier === undefined ? undefined : Date.parse(earlier));
  await writeSignInFile(path, { ...config, credentials }, { ...grant, renewableUntil });
  return true;
}

/**
 * Verifies that renewed tokens will be saved. Call it before each renewal, which can make the refresh token invalid.
 * @throws ConnectorError (config_error) if the file can't be written, or if people use the file of a platform
 */
export async function expectRenewable(path: string, config: JsonObject, audience: Audience): Promise<void> {
  const problem = await renewalProblem(path, config, audience);
  if (problem !== undefined) throw new ConnectorError("config_error", problem);
}

/** Returns why the tokens of a configuration must not be renewed; undefined if they can be. */
export async function renewalProblem(
  path: string,
  config: JsonObject,
  audience: Audience,
): Promise<string | undefined> {
  if (!isSignInFile(config))
    return audience === "platform"
      ? undefined
      : `This command would use up the refresh token in ${path}, and renewed tokens are not saved in this file. To create a file that keeps them, run the command authorize.`;
  const reason = await whyNotReplaceable(path);
  return (
    reason &&
    `The access token in ${path} can't be renewed, since the new tokens couldn't be saved there: ${reason}. Make the file and its folder writable; in Docker, mount the folder without :ro.`
  );
}

/** Returns why a file can't be replaced; undefined if it can. */
async function whyNotReplaceable(path: string): Promise<string | undefined> {
  try {
    const [file, folder] = await Promise.all([lstat(path), stat(dirname(path))]);
    if (file.dev !== folder.dev) return "it is mounted without its folder";
    const next = nextTo(path);
    await (await open(next, "wx", 0o600)).close();
    await rm(next);
    return undefined;
  } catch (error) {
    return reasonOf(error);
  }
}
