import { createReadStream } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ConnectorError } from "./errors.ts";
import { jsonErrorPosition } from "./json-error-position.ts";
import { excessIn } from "./json-limits.ts";

/** In bytes. A catalog of all streams with their schemas has a few megabytes, and a state up to one per stream. */
const maxBytes = 2 ** 25;
/** In bytes. */
const maxConfigBytes = 2 ** 20;

/** The error of a file that is too large to be what it should be. */
export function tooLarge(path: string, what: string): ConnectorError {
  const size = `${limitOf(what) / 2 ** 20} MiB`;
  return new ConnectorError("config_error", `The ${what} file ${path} is larger than ${size}. Check the path.`);
}

/** Returns the maximum size of a file in bytes. */
export function limitOf(what: string): number {
  return what === "catalog" || what === "state" ? maxBytes : maxConfigBytes;
}

/**
 * Reads a JSON file in UTF-8, or in UTF-16 with a byte order mark, as Windows PowerShell writes it.
 * @param what the file's role in messages: "config", "catalog", or "state"
 * @throws ConnectorError (config_error) if the file is missing, unreadable, too large, or not JSON. The message has no
 *   content of it.
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  return parseJsonFile(await readBytes(path, what), path, what);
}

/** Reads a file. @throws the errors of `readJsonFile` about the file itself */
export async function readBytes(path: string, what: string): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    // A device such as /dev/zero has no size and no end.
    for await (const chunk of createReadStream(path)) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("a chunk is no buffer");
      size += chunk.length;
      if (size > limitOf(what)) throw tooLarge(path, what);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error;
    throw new ConnectorError("config_error", `The ${what} file ${path} could not be read: ${reasonOf(error)}.`);
  }
  return Buffer.concat(chunks, size);
}

/** Parses the content of a file as `readJsonFile` does. */
export function parseJsonFile(bytes: Uint8Array, path: string, what: string): unknown {
  const text = decoded(bytes);
  if (text === undefined) {
    throw new ConnectorError("config_error", `The ${what} file ${path} is not UTF-8 text. Save it with that encoding.`);
  }
  const excess = excessIn(text);
  if (excess !== undefined) {
    throw new ConnectorError("config_error", `The ${what} file ${path} can't be used: ${excess}. Check the path.`);
  }
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    const { line, column } = jsonErrorPosition(text);
    throw new ConnectorError(
      "config_error",
      `The ${what} file ${path} is not valid JSON: see line ${line}, column ${column}.`,
    );
  }
}

/** Returns the text of a file without its byte order mark; undefined if it has another encoding. */
function decoded(bytes: Uint8Array): string | undefined {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Creates the folder of a file to write, if it doesn't exist. Other users of the machine can't read the folder.
 * @param what the file's role in messages
 * @throws ConnectorError (config_error) if files can't be written to the folder
 */
export async function prepareFolderOf(path: string, what: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await access(dirname(path), constants.W_OK);
  } catch (error) {
    // On a read-only disk, Node.js reports that the folder to create doesn't exist.
    const reason = codeOf(error) === "ENOENT" ? "its folder can't be created" : reasonOf(error);
    throw new ConnectorError("config_error", `The ${what} file ${path} can't be written: ${reason}.`);
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

/** Returns why a file could not be read or written, as a clause. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  switch (code) {
    case "ENOENT":
      return "there is no such file";
    case "EACCES":
    case "EPERM":
      return "permission was denied";
    case "EEXIST":
    case "ENOTDIR":
      return "a folder of its path is a file";
    case "EROFS":
      return "the file system is read-only";
    case "EISDIR":
      return "it is a folder";
    default:
      return typeof code === "string" ? code : "unknown reason";
  }
}
