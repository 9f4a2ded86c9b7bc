import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { Readable } from "node:stream";
import { isObject } from "../base/json.ts";
import { ConnectorError } from "./errors.ts";
import { limitOf, parseJsonFile, readBytes, readJsonFile, tooLarge } from "./files.ts";
import { excessIn } from "./json-limits.ts";

/** Message types: the catalog that `discover` prints, and the states that a read prints or a platform stores. */
const types = { catalog: ["CATALOG"], state: ["STATE", "STREAM", "GLOBAL", "LEGACY"] } as const;

/** The byte order mark of UTF-16, decoded as UTF-8. */
const utf16Mark = "\uFFFD\uFFFD";

/**
 * Reads a file of JSON, or of messages as a command prints them, one per line. Of messages, keeps those of the requested
 * types. Ignores a truncated last line, which a full disk can cause.
 * @param what the file's role in messages
 * @returns the JSON, or a list of messages
 * @throws ConnectorError (config_error) if the file is missing, unreadable, or neither. The message has no content of it.
 */
export async function readMessagesFile(path: string, what: keyof typeof types): Promise<unknown> {
  const info = await stat(path).catch(() => undefined);
  const isOnce = info !== undefined && !info.isFile() && !info.isDirectory();
  return messagesIn(isOnce ? await onceContent(path, what) : fileContent(path, what), path, what);
}

type Encoding = "utf8" | "utf16le";

/** The content of a file, by line or as JSON. */
interface Content {
  readonly open: (encoding: Encoding) => Readable;
  /** @throws ConnectorError (config_error) if the file is missing, unreadable, or not JSON */
  readonly readJson: () => Promise<unknown>;
}

/** Returns the content of a file on disk, which can be too large for the memory. */
function fileContent(path: string, what: string): Content {
  return { open: (encoding) => createReadStream(path, encoding), readJson: () => readJsonFile(path, what) };
}

/** Returns the content of a pipe, which can be read only once. */
async function onceContent(path: string, what: string): Promise<Content> {
  const bytes = await readBytes(path, what);
  const chunks = function* () {
    for (let start = 0; start < bytes.length; start += chunkSize) yield bytes.subarray(start, start + chunkSize);
  };
  return {
    open: (encoding) => Readable.from(chunks(), { objectMode: false }).setEncoding(encoding),
    readJson: () => Promise.resolve(parseJsonFile(bytes, path, what)),
  };
}

/** In bytes. */
const chunkSize = 65_536;

/** Returns the messages in a file, or its JSON. @param encoding UTF-16 if the file begins with that byte order mark */
async function messagesIn(
  content: Content,
  path: string,
  what: keyof typeof types,
  encoding: Encoding = "utf8",
): Promise<unknown> {
  const wanted: readonly string[] = types[what];
  const found: unknown[] = [];
  let isFirst = true;
  let brokenLine: number | undefined;
  let number = 0;
  const input = content.open(encoding);
  try {
    for await (const line of linesOf(input, path, what)) {
      number += 1;
      if (number === 1 && line.startsWith(utf16Mark)) return await messagesIn(content, path, what, "utf16le");
      if (line.trim() === "") continue;
      if (isFirst && typeOf(parsed(line)) === undefined) return await content.readJson();
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
    return await content.readJson();
  } finally {
    input.destroy();
  }
  if (isFirst) return await content.readJson();
  if (found.length === 0) {
    throw new ConnectorError(
      "config_error",
      `The ${what} file ${path} has messages, but none of type ${wanted[0] ?? ""}.`,
    );
  }
  return found;
}

/** Yields the lines of a text. @throws ConnectorError if a line is longer than a file of JSON may be */
async function* linesOf(text: AsyncIterable<unknown>, path: string, what: keyof typeof types): AsyncGenerator<string> {
  let line = "";
  for await (const chunk of text) {
    const [rest = "", ...lines] = String(chunk).split("\n");
    line += rest;
    if (line.length > limitOf(what)) throw tooLarge(path, what);
    for (const next of lines) {
      yield line;
      line = next;
    }
  }
  yield line;
}

function parsed(line: string): unknown {
  if (excessIn(line) !== undefined) return undefined;
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
