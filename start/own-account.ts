import { existsSync } from "node:fs";
import { addDays, dayOf } from "../src/base/dates.ts";
import { isObject } from "../src/base/json.ts";
import type { OutputAudience } from "../src/commands/output/output-audience.ts";
import { namesInFile } from "../src/config/setting-names.ts";
import { readJsonFile } from "../src/protocol/files.ts";
import type { Account } from "./account.ts";

/** A person, who changes settings in the file of the account, and its token in the environment, if it comes from there. */
export function audienceOf({ tokenVariable }: Account): OutputAudience {
  return { audience: "people", settingNames: (path) => namesInFile(path, tokenVariable) };
}

/**
 * Returns the user's account. A file that the user names comes before the token in the environment, and that one before
 * the credentials in the default file.
 * @param file the configuration; undefined: config.json, if it exists
 * @returns undefined without a file and a token
 */
export function ownAccount(file: string | undefined): Account | undefined {
  const path = file ?? "config.json";
  const isFile = file !== undefined || existsSync(path);
  const token = file === undefined ? process.env.PINTEREST_ACCESS_TOKEN : undefined;
  if (!token && !isFile) return undefined;
  const credentials = token ? { credentials: { auth_method: "access_token", access_token: token } } : {};
  const config = async () => {
    const own = isFile ? await readJsonFile(path, "config") : {};
    // The page shows 90 days, the period for which Pinterest has organic analytics.
    return { start_date: addDays(dayOf(Date.now()), -89), ...(isObject(own) ? own : {}), ...credentials };
  };
  const tokenVariable = token ? "PINTEREST_ACCESS_TOKEN" : undefined;
  const description = `your account (${tokenVariable ?? path})`;
  const close = () => Promise.resolve();
  return { description, isSimulated: false, path, tokenVariable, config, environment: process.env, close };
}
