import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { isEmpty, isObject, type JsonObject } from "../../base/json.ts";
import { isBareError } from "../errors/error-envelope.ts";
import { parseBody } from "../responses/parse-body.ts";
import { maxRowLength, RowSplitter } from "./row-splitter.ts";

/**
 * The documented format of a report's file:
 * - `lists`: JSON, an object of lists of rows or a list of rows, as in ads reports
 * - `any`: undocumented: such JSON, or text with commas or tabs between its columns
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
export async function* fileRows(format: FileFormat, { text, size }: FileText): AsyncGenerator<readonly FileRow[]> {
  const chunks = text[Symbol.asyncIterator]();
  try {
    const head = await headOf(format, chunks);
    if (head === "") {
      if (size !== 0) throw new SyntaxError("the report is truncated");
    } else {
      yield* format === "lists" || /^[{[]/u.test(head) ? jsonRows(from(head, chunks)) : delimitedRows(head, chunks);
    }
  } finally {
    // A file of an unknown format stays open otherwise.
    await chunks.return?.();
  }
}

/** Maximum number of characters of the line with the names of columns. */
const maxHead = 100_000;

/** Returns the beginning of a text, without blanks before it: enough of it to tell the format. Empty if there is nothing else. */
async function headOf(format: FileFormat, chunks: AsyncIterator<string>): Promise<string> {
  let head = "";
  for (;;) {
    const next = await chunks.next();
    if (next.done === true) return head;
    head = (head + next.value).trimStart();
    if (head === "") continue;
    if (format === "lists" || /^[{[]|[\r\n]/u.test(head) || head.length > maxHead) return head;
  }
}

/** Prepends the part of a text that was read already. */
async function* from(head: string, chunks: AsyncIterator<string>): AsyncGenerator<string> {
  yield head;
  yield* { [Symbol.asyncIterator]: () => chunks };
}

async function* jsonRows(text: AsyncIterable<string>): AsyncGenerator<readonly FileRow[]> {
  const splitter = new RowSplitter();
  for await (const chunk of text) {
    yield splitter.push(chunk).map(({ key, text: json }) => {
      const row = parseBody(json);
      if (!isObject(row) || isEmpty(row)) throw new SyntaxError("a row is empty");
      if (isBareError(row)) throw new SyntaxError("the file is an error and not a report");
      return { key, row };
    });
  }
  splitter.end();
}

/** Parses delimited text (RFC 4180) whose first line has the names of the columns. An empty field is null unless quoted. */
async function* delimitedRows(head: string, chunks: AsyncIterator<string>): AsyncGenerator<readonly FileRow[]> {
  const [header = ""] = head.split(/[\r\n]/u);
  if (header.startsWith("<")) throw new SyntaxError("the file is a web page and not a report");
  const delimiter = ["\t", ","].find((each) => header.includes(each));
  if (delimiter === undefined || header.length > maxHead) throw new SyntaxError("the file has an unknown format");
  const parser = parse({
    delimiter,
    columns: true,
    max_record_size: maxRowLength,
    relax_quotes: true,
    skip_empty_lines: true,
    cast: (value, { header: isName, quoting }) => (value === "" && !isName && !quoting ? null : value),
  });
  // The loop below throws the errors.
  pipeline(Readable.from(from(head, chunks)), parser).catch(() => undefined);
  try {
    for await (const row of parser) if (isObject(row)) yield [{ key: undefined, row }];
  } catch (error) {
    throw error instanceof CsvError ? new SyntaxError(problems[error.code] ?? error.message) : error;
  }
}

const problems: Readonly<Record<string, string>> = {
  CSV_QUOTE_NOT_CLOSED: "the report is truncated",
  CSV_MAX_RECORD_SIZE: `a row is longer than ${maxRowLength} characters`,
  CSV_RECORD_INCONSISTENT_COLUMNS: "a line has more or fewer fields than the header",
};
