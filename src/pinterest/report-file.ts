import { isEmpty, isObject, type Json, type JsonObject } from "../json.ts";
import { delimitedRows, delimiterOf } from "./delimited-text.ts";
import { isBareError } from "./error-envelope.ts";
import { parseBody } from "./parse-body.ts";
import { RowSplitter, type RowsStand } from "./row-splitter.ts";

/**
 * What is known of a report's file:
 * - `lists`: an object of lists of rows, or a list of rows, in JSON, as reports on ads are
 * - `any`: nothing. It may be JSON (a list of rows, an object of lists, a row a line) or a text with a header and commas,
 *   tabs, semicolons or bars between the fields; which of them, its content tells
 */
export type FileForm = "lists" | "any";

/** A row of a file, and the key of the list that it stands in, if it stands in one that has a key. */
export interface FileRow {
  readonly key: string | undefined;
  readonly row: JsonObject;
}

/**
 * Reads the rows of a file while its text arrives, a few at a time. A file that holds anything else is invalid: it never
 * passes for a report without rows.
 * @param size how long the file is said to be, in bytes; undefined: nobody says
 * @throws SyntaxError where the file is invalid or in no known form; and what reading the text throws
 */
export function fileRows(
  form: FileForm,
  text: AsyncIterable<string>,
  size: number | undefined,
): AsyncIterable<Iterable<FileRow>> {
  return form === "lists" ? jsonRows(new RowSplitter("lists"), text) : anyRows(text, size);
}

async function* jsonRows(splitter: RowSplitter, text: AsyncIterable<string>): AsyncGenerator<Iterable<FileRow>> {
  for await (const chunk of text) yield parsed(splitter.push(chunk));
  splitter.end();
}

function* parsed(rows: Iterable<{ readonly key: string | undefined; readonly text: string }>): Iterable<FileRow> {
  for (const { key, text } of rows) {
    const row = parseBody(text);
    if (!isObject(row) || isEmpty(row)) throw new SyntaxError("a row is empty");
    if (isBareError(row)) throw new SyntaxError("the file is an error and not a report");
    yield { key, row };
  }
}

/** So much of a file, in characters, is looked at to tell its form. */
const maxHead = 1_000_000;

/** Looks at the beginning of a file until it tells which form it has. */
async function* anyRows(text: AsyncIterable<string>, size: number | undefined): AsyncGenerator<Iterable<FileRow>> {
  const chunks = text[Symbol.asyncIterator]();
  const objects = new LeadingObjects();
  let head = "";
  for (let isWhole = false; !isWhole; ) {
    const next = await chunks.next();
    isWhole = next.done === true;
    const chunk = next.done === true ? "" : head === "" ? next.value.trimStart() : next.value;
    head += chunk;
    const form = head.startsWith("{") ? objects.formAfter(chunk, isWhole) : formOf(head, isWhole);
    if (form === undefined) continue;
    yield* rowsIn(form, from(head, chunks), size);
    return;
  }
  if (size !== undefined && size > 0) throw new SyntaxError("the report broke off");
}

/** A text of which the beginning was read already. */
async function* from(head: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

type Form = Exclude<RowsStand, "lists"> | { readonly header: string; readonly delimiter: string };

async function* rowsIn(
  form: Form,
  text: AsyncIterable<string>,
  size: number | undefined,
): AsyncGenerator<Iterable<FileRow>> {
  if (typeof form === "string") {
    yield* jsonRows(new RowSplitter(form), text);
    return;
  }
  const { header, delimiter } = form;
  let hasRows = false;
  for await (const row of delimitedRows(delimiter, text)) {
    hasRows = true;
    yield [{ key: undefined, row }];
  }
  // A header alone is a report without rows. Where nobody says how long the file is, a sentence looks the same.
  const isSentence = header.split(delimiter).some((name) => /\s/u.test(name.trim()));
  if (!hasRows && size === undefined && isSentence) throw new SyntaxError("the file is in no known form of reports");
}

/** The form of a file that begins so, and not with an object; undefined: it does not tell yet, or there is nothing in it. */
function formOf(head: string, isWhole: boolean): Form | undefined {
  switch (head[0]) {
    case undefined:
      return undefined;
    case "[":
      return "enveloped_lists";
    case "<":
      throw new SyntaxError("the file is a page and not a report");
    default: {
      const end = head.search(/[\r\n]/u);
      if (end === -1 && !isWhole && head.length < maxHead) return undefined;
      const header = end === -1 ? head : head.slice(0, end);
      const delimiter = delimiterOf(header);
      if (delimiter === undefined || isBinary(header)) throw new SyntaxError("the file is in no known form of reports");
      return { header, delimiter };
    }
  }
}

/** Whether there is something in a line that no text has, but archives and pictures. */
function isBinary(line: string): boolean {
  return line.split("").some((character) => character === "\uFFFD" || (character < " " && character !== "\t"));
}

/**
 * Tells the form of a file that begins with an object. Several objects, one after the other, are rows. One alone is a row
 * too, unless it holds lists of rows. One that is longer than any row holds lists.
 */
class LeadingObjects {
  readonly #splitter = new RowSplitter("lines");
  readonly #objects: string[] = [];
  #length = 0;

  /** The form, once the file has gone on with this piece; undefined: it does not tell yet. */
  formAfter(chunk: string, isWhole: boolean): Form | undefined {
    this.#length += chunk.length;
    for (const { text } of this.#splitter.push(chunk)) this.#objects.push(text);
    const [first] = this.#objects;
    if (first === undefined) return isWhole || this.#length > maxHead ? "enveloped_lists" : undefined;
    if (this.#objects.length > 1 || !this.#splitter.isOver) return "lines";
    if (!isWhole) return undefined;
    const only = parseBody(first);
    return isObject(only) && isRow(only) ? "lines" : "enveloped_lists";
  }
}

/** Whether an object is one row, and neither a map of rows, nor an envelope of them, nor an error. */
function isRow(only: JsonObject): boolean {
  const saysSomething = Object.values(only).some((value) => typeof value !== "object" && !isEmpty(value));
  return saysSomething && !isBareError(only) && !holdsRows(only);
}

function holdsRows(value: Json | undefined): boolean {
  if (Array.isArray(value)) return value.some(isObject);
  return isObject(value) && Object.values(value).some(holdsRows);
}
