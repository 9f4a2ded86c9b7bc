import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { asText, isEmpty, isObject, type JsonObject } from "../../base/json.ts";
import { isBareError } from "../errors/error-envelope.ts";
import { parseBody } from "../responses/parse-body.ts";
import { maxRowLength, type ReportRow, RowSplitter } from "./row-splitter.ts";

/** Returns the names of a delimited file's columns. @throws SyntaxError if the header isn't that of a report */
export type NameColumns = (header: readonly string[]) => readonly string[] | Promise<readonly string[]>;

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
 * Parses the rows of a file while its text arrives. Its beginning tells its format: JSON (an object of lists of rows, or a list of
 * rows), one JSON object per line, or text with commas, tabs, semicolons, or bars between its columns (CSV). An invalid file is an
 * error and never a report without rows.
 * @throws SyntaxError if the file is invalid or its format unknown; rethrows errors of the text
 */
export async function* fileRows(
  { text, size }: FileText,
  nameColumns: NameColumns = (header) => header,
): AsyncGenerator<readonly FileRow[]> {
  const chunks = text[Symbol.asyncIterator]();
  try {
    const head = await headOf(chunks);
    if (head === "") {
      if (size !== 0) throw new SyntaxError("the report is truncated");
    } else {
      const whole = from(head, chunks);
      if (isLines(head)) yield* jsonRows(linesOf(whole));
      else if (/^[{[]/u.test(head)) yield* jsonRows(listRowsOf(whole));
      else yield* delimitedRows(head, whole, nameColumns);
    }
  } finally {
    // A file of an unknown format stays open otherwise.
    await chunks.return?.();
  }
}

/** Maximum number of characters of the line with the names of columns. */
const maxHead = 100_000;

/** Returns the beginning of a text, without blanks before it: enough of it to tell the format. Empty if there is nothing else. */
async function headOf(chunks: AsyncIterator<string>): Promise<string> {
  let head = "";
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return head;
    head = (head + next.value).trimStart();
    if (head === "") continue;
    if (head.startsWith("[") || head.length > maxHead) return head;
    const [line, rest] = firstLine(head);
    // The character after a line that is an object tells whether more of them follow.
    if (line.startsWith("{") ? rest !== "" : line !== head) return head;
  }
}

/** Prepends the part of a text that was read already. */
async function* from(head: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

/** Returns the first line of a file, and what follows it without blanks. */
function firstLine(head: string): readonly [line: string, rest: string] {
  const end = head.search(/[\r\n]/u);
  return end === -1 ? [head, ""] : [head.slice(0, end), head.slice(end).trimStart()];
}

/** Returns whether a file has one object per line: its second line begins with one, too, or its only line has values, but no list. */
function isLines(head: string): boolean {
  const [line, rest] = firstLine(head);
  if (!line.startsWith("{") || !line.trimEnd().endsWith("}")) return false;
  if (rest !== "") return rest.startsWith("{");
  try {
    const only = parseBody(line);
    const values = isObject(only) ? Object.values(only) : [];
    return !values.some(Array.isArray) && values.some((value) => typeof value !== "object");
  } catch {
    return false;
  }
}

async function* linesOf(text: AsyncIterable<string>): AsyncGenerator<readonly ReportRow[]> {
  const rowsIn = (lines: readonly string[]) =>
    lines.filter((line) => line.trim() !== "").map((line) => ({ key: undefined, text: line }));
  let rest = "";
  for await (const chunk of text) {
    const [first = "", ...lines] = chunk.split("\n");
    rest += first;
    if (rest.length > maxRowLength) throw new SyntaxError(`a row is longer than ${maxRowLength} characters`);
    if (lines.length === 0) continue;
    yield rowsIn([rest, ...lines.slice(0, -1)]);
    rest = lines.at(-1) ?? "";
  }
  yield rowsIn([rest]);
}

async function* listRowsOf(text: AsyncIterable<string>): AsyncGenerator<readonly ReportRow[]> {
  const splitter = new RowSplitter();
  for await (const chunk of text) yield splitter.push(chunk);
  splitter.end();
}

async function* jsonRows(found: AsyncIterable<readonly ReportRow[]>): AsyncGenerator<readonly FileRow[]> {
  for await (const rows of found)
    yield rows.map(({ key, text }) => {
      const row = parseBody(text);
      if (!isObject(row) || isEmpty(row)) throw new SyntaxError("a row is empty");
      if (isBareError(row)) throw new SyntaxError("the file is an error and not a report");
      return { key, row };
    });
}

/** Parses delimited text (RFC 4180) whose first line has the names of the columns. An empty field is null unless quoted. */
async function* delimitedRows(
  head: string,
  text: AsyncIterable<string>,
  nameColumns: NameColumns,
): AsyncGenerator<readonly FileRow[]> {
  const [header] = firstLine(head);
  if (header.startsWith("<")) throw new SyntaxError("the file is a web page and not a report");
  const delimiter = delimiterOf(header);
  if (delimiter === undefined || header.length > maxHead) throw new SyntaxError("the file has an unknown format");
  const parser = parse({
    delimiter,
    max_record_size: maxRowLength,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    skip_empty_lines: true,
    cast: (value, { quoting }) => (value === "" && !quoting ? null : value),
  });
  // The loop below throws the errors.
  pipeline(Readable.from(text), parser).catch(() => undefined);
  try {
    let names: readonly string[] | undefined;
    for await (const fields of parser) {
      if (!Array.isArray(fields)) continue;
      if (names === undefined) names = await nameColumns(distinctNames(fields.map(asText)));
      else yield [{ key: undefined, row: Object.fromEntries(names.map((name, index) => [name, fields[index]])) }];
    }
  } catch (error) {
    throw error instanceof CsvError ? new SyntaxError(problems[error.code] ?? error.message) : error;
  }
}

/** Pinterest's files have some dozens. A row of more takes many times the memory of its text. */
const maxColumns = 1_000;

/** Returns the names of the columns. One without a name is named by its number, which a second one of a name has behind it. */
function distinctNames(header: readonly string[]): readonly string[] {
  if (header.length > maxColumns) throw new SyntaxError(`it has more than ${maxColumns} columns`);
  const names = new Set<string>();
  for (const [index, text] of header.entries()) {
    const name = text.trim() || `column_${index + 1}`;
    names.add(names.has(name) ? `${name}_${index + 1}` : name);
  }
  if (names.size !== header.length) throw new SyntaxError("two columns have the same name");
  return [...names];
}

/** Returns the delimiter that is most frequent in a header outside quotes; undefined if there is none. */
function delimiterOf(header: string): string | undefined {
  const bare = header.replaceAll(/"[^"]*"/gu, "");
  const countOf = (delimiter: string) => bare.split(delimiter).length;
  const [best = ""] = [",", "\t", ";", "|"].toSorted((one, other) => countOf(other) - countOf(one));
  return bare.includes(best) ? best : undefined;
}

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "the report is truncated",
  CSV_MAX_RECORD_SIZE: `a row is longer than ${maxRowLength} characters`,
  CSV_RECORD_INCONSISTENT_FIELDS_LENGTH: "a line has more or fewer fields than the header",
};
