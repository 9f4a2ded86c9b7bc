import { isObject } from "../base/json.ts";
import { ConnectorError } from "./errors.ts";
import { limited, parseJson, textOf } from "./files.ts";

/** Message types: the catalog that `discover` prints, and the states that a read prints or a platform stores. */
const types = { catalog: ["CATALOG"], state: ["STATE", "STREAM"] } as const;

/**
 * Reads a file of JSON, or of messages as a command prints them, one per line, in one pass, since a pipe gives its content only
 * once. Of messages, keeps those of the requested types. Ignores a truncated last line, which a full disk can cause.
 * @param what the file's role in messages
 * @returns the JSON, or a list of messages
 * @throws ConnectorError (config_error) if the file is missing, unreadable, or neither. The message has no content of it.
 */
export async function readMessagesFile(path: string, what: keyof typeof types): Promise<unknown> {
  const wanted: readonly string[] = types[what];
  const found: unknown[] = [];
  /** The text so far, unless the first line is a message. */
  let json: string | undefined = "";
  let brokenLine: number | undefined;
  let number = 0;
  for await (const line of linesOf(path, what)) {
    number += 1;
    if (json?.trim() === "" && typeOf(parsed(line)) !== undefined) json = undefined;
    if (json !== undefined) {
      json = limited(`${json}${line}\n`, path, what);
      continue;
    }
    if (line.trim() === "") continue;
    if (brokenLine !== undefined)
      throw new ConnectorError("config_error", `Line ${brokenLine} of the ${what} file ${path} is not valid JSON.`);
    // Most lines are records. Parsing them would be slow.
    if (!wanted.some((type) => line.includes(`"${type}"`))) continue;
    const message = parsed(line);
    const type = typeOf(message);
    if (type === undefined) brokenLine = number;
    else if (wanted.includes(type)) found.push(message);
  }
  if (json !== undefined) return parseJson(json, path, what);
  if (found.length > 0) return found;
  throw new ConnectorError(
    "config_error",
    `The ${what} file ${path} has messages, but none of type ${wanted[0] ?? ""}.`,
  );
}

/** Yields the lines of a file. @throws ConnectorError if a line is longer than a file of JSON may be */
async function* linesOf(path: string, what: keyof typeof types): AsyncGenerator<string> {
  let line = "";
  for await (const chunk of textOf(path, what)) {
    const [rest = "", ...lines] = chunk.split("\n");
    line = limited(line + rest, path, what);
    for (const next of lines) {
      yield line;
      line = next;
    }
  }
  yield line;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

/** Returns the type of a message; undefined if the value isn't one. */
function typeOf(value: unknown): string | undefined {
  return isObject(value) && typeof value.type === "string" ? value.type : undefined;
}
