import { randomBytes } from "node:crypto";
import { open, readFile, rename, rm } from "node:fs/promises";
import { isObject, type JsonObject } from "../json.ts";

/**
 * The member of a configuration that `authorize` writes, and nobody else: its file belongs to programs that people run
 * by hand, so a token that was renewed goes back into it. A file of a platform has none, and is never written.
 */
const mark = "tokens_kept_in_this_file";

/** Whether renewed tokens go back into the file of this configuration. */
export function keepsTokens(config: JsonObject): boolean {
  return config[mark] === true;
}

/** Writes a configuration for programs that people run by hand. Other users of the machine cannot read it. */
export async function writeKeptConfig(path: string, config: JsonObject): Promise<void> {
  await replaceFile(path, `${JSON.stringify({ ...config, [mark]: true }, undefined, 2)}\n`);
}

/**
 * Puts renewed credentials into a file that `authorize` has written. Everything else in it stays.
 * @param path the file that the configuration came from
 * @returns whether the file keeps tokens
 */
export async function keepTokens(path: string, credentials: JsonObject): Promise<boolean> {
  const config: unknown = JSON.parse(await readFile(path, "utf8"));
  if (!isObject(config) || !keepsTokens(config)) return false;
  await writeKeptConfig(path, { ...config, credentials });
  return true;
}

/** Whatever happens, the file has either its old content or the new one. */
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
