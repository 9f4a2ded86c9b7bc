import { isObject, type JsonObject } from "../json.ts";
import { delimitedRows, delimiterOf } from "./delimited-text.ts";
import { parseBody } from "./parse-body.ts";
import { endOfObject, RowSplitter } from "./row-splitter.ts";

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
 * The rows of a file while its text arrives, a few at a time.
 * @param size how long the file is said to be, in bytes; undefined: nobody says
 * @throws SyntaxError where the file is damaged or in no known form; and what reading the text throws
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
    if (!isObject(row)) throw new SyntaxError("a row is not an object");
    yield { key, row };
  }
}

/** So much of a file, in characters, is looked at to tell its form. */
const longestHead = 1_000_000;

/** Looks at the beginning of a file until it tells which form it has. */
async function* anyRows(text: AsyncIterable<string>, size: number | undefined): AsyncGenerator<Iterable<FileRow>> {
  const chunks = text[Symbol.asyncIterator]();
  let head = "";
  for (let isWhole = false; !isWhole; ) {
    const next = await chunks.next();
    isWhole = next.done === true;
    head = next.done === true ? head : (head + next.value).trimStart();
    const form = formOf(head, isWhole);
    if (form === undefined) continue;
    yield* rowsIn(form, from(head, chunks));
    return;
  }
  if (size !== undefined && size > 0) throw new SyntaxError("the report broke off");
}

/** A text of which the beginning was read already. */
async function* from(head: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

type Form = "lists" | "lines" | { readonly delimiter: string };

async function* rowsIn(form: Form, text: AsyncIterable<string>): AsyncGenerator<Iterable<FileRow>> {
  if (typeof form === "string") {
    const splitter = new RowSplitter(form);
    yield* jsonRows(splitter, text);
    // Where the form is known, that is an empty report with fields that are new.
    if (splitter.holdsNoRows) throw new SyntaxError("the report's lists hold no rows");
  } else for await (const row of delimitedRows(form.delimiter, text)) yield [{ key: undefined, row }];
}

/** The form of a file that begins so; undefined: it does not tell yet, or there is nothing in it. */
function formOf(head: string, isWhole: boolean): Form | undefined {
  switch (head[0]) {
    case undefined:
      return undefined;
    case "[":
      return "lists";
    case "{":
      return formOfObjects(head, isWhole);
    case "<":
      throw new SyntaxError("the file is a page and not a report");
    default: {
      const end = head.search(/[\r\n]/u);
      if (end === -1 && !isWhole && head.length < longestHead) return undefined;
      const delimiter = delimiterOf(end === -1 ? head : head.slice(0, end));
      if (delimiter === undefined) throw new SyntaxError("the file is in no form that is known of reports");
      return { delimiter };
    }
  }
}

/**
 * Several objects, one after the other, are rows. One alone is a row too, unless it holds lists of rows. One that is
 * longer than any row holds lists.
 */
function formOfObjects(head: string, isWhole: boolean): Form | undefined {
  const end = endOfObject(head);
  if (end === undefined) return isWhole || head.length > longestHead ? "lists" : undefined;
  if (head.slice(end).trim() !== "") return "lines";
  if (!isWhole) return undefined;
  const only = parseBody(head);
  const members = isObject(only) ? Object.values(only) : [];
  const holdsRows = members.some((member) => Array.isArray(member) && member.some(isObject));
  const areLists = members.every((member) => Array.isArray(member));
  return holdsRows || areLists ? "lists" : "lines";
}
