import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { isObject, type JsonObject } from "../json.ts";

/**
 * The key that marks configurations written by `authorize`. Renewed tokens are saved in these files. The files of a
 * platform do not have it and are never written.
 */
const mark = "tokens_kept_in_this_file";

/** Returns whether renewed tokens are saved in the file of this configuration. */
export function keepsTokens(config: JsonObject): boolean {
  return config[mark] === true;
}

/** Writes a configuration that keeps renewed tokens. Other users of the machine cannot read it. */
export async function writeKeptConfig(path: string, config: JsonObject): Promise<void> {
  await replaceFile(path, `${JSON.stringify({ ...config, [mark]: true }, undefined, 2)}\n`);
}

/**
 * Saves renewed credentials in a file that `authorize` wrote. Keeps its other settings.
 * @param path the file of the configuration
 * @returns whether the file keeps tokens
 */
export async function keepTokens(path: string, credentials: JsonObject): Promise<boolean> {
  const config: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isObject(config) || !keepsTokens(config)) return false;
  await writeKeptConfig(path, { ...config, credentials });
  return true;
}

/** Replaces a file atomically. */
async function replaceFile(path: string, content: string): Promise<void> {
  const next = `${path}.${randomBytes(6).toString("hex")}.new`;
  try {
    const file = await open(next, "wx", 0o600);
    try {
      await file.writeFile(content);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true });
    throw error;
  }
}
