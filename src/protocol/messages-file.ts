import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { isObject } from "../json.ts";
import { ConnectorError } from "./errors.ts";
import { readJsonFile } from "./files.ts";

/** Types of messages: those of the catalog that `discover` prints, and of the states that a read prints or a platform keeps. */
const types = { catalog: ["CATALOG"], state: ["STATE", "STREAM", "GLOBAL", "LEGACY"] } as const;

/**
 * Reads a file that holds JSON, or messages as a command printed them, one per line. Of messages, it keeps those that hold
 * what is wanted; a last line that is cut, as by a full disk, is left out.
 * @param what the file's part, for messages
 * @returns the JSON, or a list of messages
 * @throws ConnectorError (config_error) when it is missing, unreadable, or neither. The content is never in the message.
 */
export async function readMessagesFile(path: string, what: keyof typeof types): Promise<unknown> {
  const wanted: readonly string[] = types[what];
  const found: unknown[] = [];
  let isFirst = true;
  let brokenLine: number | undefined;
  let number = 0;
  const input = createReadStream(path, "utf8");
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      number += 1;
      if (line.trim() === "") continue;
      if (isFirst && typeOf(parsed(line)) === undefined) return await readJsonFile(path, what);
      isFirst = false;
      if (brokenLine !== undefined) {
        throw new ConnectorError("config_error", `Line ${brokenLine} of the ${what} file ${path} is not valid JSON.`);
      }
      // Most lines are records: they are not parsed.
      if (!wanted.some((type) => line.includes(`"${type}"`))) continue;
      const message = parsed(line);
      const type = typeOf(message);
      if (type === undefined) brokenLine = number;
      else if (wanted.includes(type)) found.push(message);
    }
  } catch (error) {
    // What is wrong with the file itself is said there.
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

/** The type of a message; undefined: it is none. */
function typeOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.type === "string" ? value.type : undefined;
}
