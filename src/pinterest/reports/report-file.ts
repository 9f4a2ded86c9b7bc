import { isEmpty, isObject, type Json, type JsonObject } from "../../base/json.ts";
import { isBareError } from "../errors/error-envelope.ts";
import { parseBody } from "../responses/parse-body.ts";
import { delimitedRows, delimiterOf } from "./delimited-text.ts";
import { type FileLayout, RowSplitter } from "./row-splitter.ts";

/**
 * The documented format of a report's file:
 * - `lists`: JSON, an object of lists of rows or a list of rows, as in ads reports
 * - `any`: undocumented. The format is detected: JSON (a list of rows, an object of lists, or one row per line), or
 *   delimited text with commas, tabs, semicolons, or bars
 */
export type FileFormat = "lists" | "any";

/** A row of a file, and the key of its list, if any. */
export interface FileRow {
  readonly key: string | undefined;
  readonly row: JsonObject;
}

/** The text of a file, while it arrives. */
export interface FileText {
  readonly text: AsyncIterable<string>;
  /** The size of the file according to the API, in bytes; undefined if unknown. */
  readonly size: number | undefined;
}

/**
 * Parses the rows of a file while its text arrives. An invalid file is an error and never a report without rows.
 * @throws SyntaxError if the file is invalid or its format unknown; rethrows errors of the text
 */
export function fileRows(format: FileFormat, { text, size }: FileText): AsyncIterable<Iterable<FileRow>> {
  return format === "lists" ? jsonRows(new RowSplitter("lists"), text, size) : anyRows(text, size);
}

async function* jsonRows(
  splitter: RowSplitter,
  text: AsyncIterable<string>,
  size?: number,
): AsyncGenerator<Iterable<FileRow>> {
  let isEmptyFile = size === 0;
  for await (const chunk of text) {
    isEmptyFile &&= chunk === "";
    yield parsed(splitter.push(chunk));
  }
  if (!isEmptyFile) splitter.end();
}

function* parsed(rows: Iterable<{ readonly key: string | undefined; readonly text: string }>): Iterable<FileRow> {
  for (const { key, text } of rows) {
    const row = parseBody(text);
    if (!isObject(row) || isEmpty(row)) throw new SyntaxError("a row is empty");
    if (isBareError(row)) throw new SyntaxError("the file is an error and not a report");
    yield { key, row };
  }
}

/** Maximum number of characters to read to detect the format of a file. */
const maxHead = 100_000;

/** Detects the format of a file by its beginning, then parses it. */
async function* anyRows(text: AsyncIterable<string>, size: number | undefined): AsyncGenerator<Iterable<FileRow>> {
  const chunks = text[Symbol.asyncIterator]();
  const objects = new LeadingObjects();
  let head = "";
  try {
    for (let isComplete = false; !isComplete; ) {
      const next = await chunks.next();
      isComplete = next.done === true;
      const chunk = next.done === true ? "" : head === "" ? next.value.trimStart() : next.value;
      head += chunk;
      const format = head.startsWith("{") ? objects.formatAfter(chunk, isComplete) : formatOf(head, isComplete);
      if (format === undefined) continue;
      yield* rowsIn(format, from(head, chunks));
      return;
    }
  } finally {
    // A file of an unknown format stays open otherwise.
    await chunks.return?.();
  }
  if (size !== undefined && size > 0) throw new SyntaxError("the report is truncated");
}

/** Prepends the part of a text that was read already. */
async function* from(head: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

type DetectedFormat = Exclude<FileLayout, "lists"> | { readonly header: string; readonly delimiter: string };

async function* rowsIn(format: DetectedFormat, text: AsyncIterable<string>): AsyncGenerator<Iterable<FileRow>> {
  if (typeof format === "string") {
    yield* jsonRows(new RowSplitter(format), text);
    return;
  }
  const { header, delimiter } = format;
  let hasRows = false;
  for await (const row of delimitedRows(delimiter, text)) {
    hasRows = true;
    yield [{ key: undefined, row }];
  }
  // A header alone is a report without rows. It might also be an error message.
  if (!hasRows && isProse(header, delimiter)) throw new SyntaxError(unknownFormat);
}

const unknownFormat = "the file has an unknown format";

/** Returns whether a line is a sentence: it has a space after a delimiter, a mark at its end, or a name of many words. */
function isProse(line: string, delimiter: string): boolean {
  const names = line.trim().split(delimiter);
  return /[.!?]$/u.test(line.trim()) || names.some((name) => /^\s\S|(?:\S+\s+){4}\S/u.test(name));
}

/** Returns the format of a file that doesn't begin with an object; undefined if it is empty or not yet known. */
function formatOf(head: string, isComplete: boolean): DetectedFormat | undefined {
  switch (head[0]) {
    case undefined:
      return undefined;
    case "[":
      return "enveloped_lists";
    case "<":
      throw new SyntaxError("the file is a web page and not a report");
    default: {
      const end = head.search(/[\r\n]/u);
      if (end === -1 && !isComplete) {
        if (head.length < maxHead) return undefined;
        throw new SyntaxError(unknownFormat);
      }
      const header = end === -1 ? head : head.slice(0, end);
      const delimiter = delimiterOf(header);
      if (delimiter === undefined || isBinary(header)) throw new SyntaxError(unknownFormat);
      return { header, delimiter };
    }
  }
}

/** Returns whether a line contains characters of binary files, such as archives and images. */
function isBinary(line: string): boolean {
  return line.split("").some((character) => character === "\uFFFD" || (character < " " && character !== "\t"));
}

/**
 * Detects the format of a file that begins with an object. Several objects in sequence are rows. A single object is a row
 * unless it contains lists of rows. An object longer than `maxHead` contains lists.
 */
class LeadingObjects {
  readonly #splitter = new RowSplitter("lines");
  readonly #objects: string[] = [];
  #length = 0;

  /** Adds a chunk of the file. Returns the format; undefined if not yet known. */
  formatAfter(chunk: string, isComplete: boolean): DetectedFormat | undefined {
    this.#length += chunk.length;
    for (const { text } of this.#splitter.push(chunk)) this.#objects.push(text);
    const [first] = this.#objects;
    if (first === undefined) return isComplete || this.#length > maxHead ? "enveloped_lists" : undefined;
    if (this.#objects.length > 1 || !this.#splitter.isOver) return "lines";
    if (!isComplete) return undefined;
    const only = parseBody(first);
    return isObject(only) && isRow(only) ? "lines" : "enveloped_lists";
  }
}

/** Returns whether an object is a row, and neither a map or an envelope of rows nor an error. */
function isRow(only: JsonObject): boolean {
  const hasValues = Object.values(only).some((value) => typeof value !== "object" && !isEmpty(value));
  return hasValues && !isBareError(only) && !holdsRows(only);
}

function holdsRows(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(isObject);
  return isObject(value) && Object.values(value).some(holdsRows);
}
