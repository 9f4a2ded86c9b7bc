import { createReadStream } from "node:fs";
import { access, constants, mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { ConnectorError } from "./errors.ts";

/** In characters. A catalog of all streams with their schemas has a few million, and a state up to one per stream. */
const maxLength = 2 ** 25;
const maxConfigLength = 2 ** 20;

/** Returns a text that a file of JSON can begin with. @throws ConnectorError (config_error) if it is too long */
export function limited(text: string, path: string, what: string): string {
  const limit = what === "catalog" || what === "state" ? maxLength : maxConfigLength;
  if (text.length <= limit) return text;
  throw new ConnectorError(
    "config_error",
    `The ${what} file ${path} is larger than ${limit / 2 ** 20} MiB. Check the path.`,
  );
}

/**
 * Reads a JSON file in UTF-8, or in UTF-16 with a byte order mark, as Windows PowerShell writes it.
 * @param what the file's role in messages: "config", "catalog", or "state"
 * @throws ConnectorError (config_error) if the file is missing, unreadable, too large, or not JSON. The message has no
 *   content of it.
 */
export async function readJsonFile(path: string, what: string): Promise<unknown> {
  let text = "";
  // A device such as /dev/zero has no size and no end.
  for await (const chunk of textOf(path, what)) text = limited(text + chunk, path, what);
  return parseJson(text, path, what);
}

/** Yields the text of a file while it is read, without a cut character at its end. @throws ConnectorError (config_error) */
export async function* textOf(path: string, what: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  try {
    for await (const chunk of createReadStream(path)) {
      if (!Buffer.isBuffer(chunk)) throw new TypeError("a chunk is no buffer");
      const isUtf16 = chunk[0] === 0xff && chunk[1] === 0xfe;
      decoder ??= new TextDecoder(isUtf16 ? "utf-16le" : "utf-8", { fatal: true });
      yield decoder.decode(chunk, { stream: true });
    }
  } catch (error) {
    const problem =
      codeOf(error) === "ERR_ENCODING_INVALID_ENCODED_DATA"
        ? "is not UTF-8 text. Save it with that encoding"
        : `could not be read: ${reasonOf(error)}`;
    throw new ConnectorError("config_error", `The ${what} file ${path} ${problem}.`);
  }
}

/** Parses the text of a file as `readJsonFile` does. */
export function parseJson(text: string, path: string, what: string): unknown {
  if (text.trim() === "")
    throw new ConnectorError(
      "config_error",
      `The ${what} file ${path} is empty. If it is also the output of the command, name another file: a shell empties it before the command starts.`,
    );
  try {
    const value: unknown = JSON.parse(text);
    // Of a value that is nested too deeply, no message could be written.
    JSON.stringify(value);
    return value;
  } catch (error) {
    const problem =
      error instanceof RangeError ? "is nested too deeply" : `is not valid JSON${placeIn(text, String(error))}`;
    throw new ConnectorError("config_error", `The ${what} file ${path} ${problem}.`);
  }
}

/** Returns the place of an error in JSON, if the parser names it. Its message also has parts of the text, which can be secrets. */
function placeIn(text: string, message: string): string {
  const [, position] = /at position (\d+)/u.exec(message) ?? [];
  if (position === undefined) return "";
  const before = text.slice(0, Number(position));
  // The parser names what follows a comma that is one too many.
  const [extra = ""] = /[}\]]/u.test(text[before.length] ?? "") ? (/,\s*$/u.exec(before) ?? []) : [];
  const lines = before.slice(0, before.length - extra.length).split("\n");
  return `: see line ${lines.length}, column ${(lines.at(-1) ?? "").length + 1}`;
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
