import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isObject } from "../json.ts";
import { ConnectorError } from "./errors.ts";
import { readJsonFile } from "./files.ts";

/** Message types: the catalog that `discover` prints, and the states that a read prints or a platform stores. */
const types = { catalog: ["CATALOG"], state: ["STATE", "STREAM", "GLOBAL", "LEGACY"] } as const;

/** The byte order mark of UTF-16, decoded as UTF-8. */
const utf16Mark = "\uFFFD\uFFFD";

/**
 * Reads a file of JSON, or of messages as a command prints them, one per line. Of messages, keeps those of the requested
 * types. Ignores a truncated last line, which a full disk can cause.
 * @param what the file's role in messages
 * @param encoding UTF-16 if the file begins with that byte order mark
 * @returns the JSON, or a list of messages
 * @throws ConnectorError (config_error) if the file is missing, unreadable, or neither. The message has no content of it.
 */
export async function readMessagesFile(
  path: string,
  what: keyof typeof types,
  encoding: "utf8" | "utf16le" = "utf8",
): Promise<unknown> {
  const wanted: readonly string[] = types[what];
  const found: unknown[] = [];
  let isFirst = true;
  let brokenLine: number | undefined;
  let number = 0;
  const input = createReadStream(path, encoding);
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (number === 1 && line.startsWith(utf16Mark)) return await readMessagesFile(path, what, "utf16le");
      if (line.trim() === "") continue;
      if (isFirst && typeOf(parsed(line)) === undefined) return await readJsonFile(path, what);
      isFirst = false;
      if (brokenLine !== undefined) {
        throw new ConnectorError("config_error", `Line ${brokenLine} of the ${what} file ${path} is not valid JSON.`);
      }
      // Most lines are records. Parsing them would be slow.
      if (!wanted.some((type) => line.includes(`"${type}"`))) continue;
      const message = parsed(line);
      const type = typeOf(message);
      if (type === undefined) brokenLine = number;
      else if (wanted.includes(type)) found.push(message);
    }
  } catch (error) {
    // `readJsonFile` reports errors of the file itself.
    if (error instanceof ConnectorError) throw error;
    return await readJsonFile(path, what);
  } finally {
    input.destroy();
  }
  if (isFirst) return await readJsonFile(path, what);
  if (found.length === 0) {
    throw new ConnectorError(
      "config_error",
      `The ${what} file ${path} has messages, but none of type ${wanted[0] ?? ""}.`,
    );
  }
  return found;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line.replace(/^\uFEFF/u, ""));
  } catch {
    return undefined;
  }
}

/** Returns the type of a message; undefined if the value isn't one. */
function typeOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.type === "string" ? value.type : undefined;
}
