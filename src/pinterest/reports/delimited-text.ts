import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { isObject, type JsonObject } from "../../base/json.ts";
import { maxRowLength } from "./row-splitter.ts";

const delimiters = [",", "\t", ";", "|"] as const;

/** Returns the delimiter that is most frequent in a header outside quotes; undefined if there is none. */
export function delimiterOf(header: string): string | undefined {
  const bare = header.replaceAll(/"[^"]*"/gu, "");
  const [best, count] = delimiters
    .map((delimiter) => [delimiter, bare.split(delimiter).length - 1] as const)
    .reduce((most, each) => (each[1] > most[1] ? each : most));
  return count === 0 ? undefined : best;
}

/**
 * Parses delimited text (RFC 4180) whose first line has the column names. Lines end with CR, LF, or both. An empty field
 * is null unless quoted. A quote inside an unquoted field is literal.
 * @throws SyntaxError if the text is truncated, or a row is too long or has a wrong number of fields; rethrows errors of
 *   the text
 */
export async function* delimitedRows(delimiter: string, text: AsyncIterable<string>): AsyncGenerator<JsonObject> {
  const parser = parse({
    delimiter,
    columns: columnNames,
    max_record_size: maxRowLength,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    skip_empty_lines: true,
    cast: (value, { header, quoting }) => (value === "" && !header && !quoting ? null : value),
  });
  // The loop below throws the errors.
  pipeline(Readable.from(text), parser).catch(() => undefined);
  try {
    for await (const row of parser) if (isObject(row)) yield row;
  } catch (error) {
    throw error instanceof CsvError ? new SyntaxError(messageOf(error)) : error;
  }
}

function messageOf({ code, lines, message }: CsvError): string {
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "the report is truncated";
    case "CSV_MAX_RECORD_SIZE":
      return `a row is longer than ${maxRowLength} characters`;
    case "CSV_RECORD_INCONSISTENT_COLUMNS":
      return `line ${String(lines)} has more or fewer fields than the header`;
    default:
      return message;
  }
}

/** Pinterest's files have some dozens. A row of more takes many times the memory of its text. */
const maxColumns = 1_000;

/** Returns the column names. Appends the column number to duplicate names, and names unnamed columns by their number. */
function columnNames(header: readonly string[]): string[] {
  if (header.length > maxColumns) throw new SyntaxError(`it has more than ${maxColumns} columns`);
  const names = new Set<string>();
  for (const [index, text] of header.entries()) {
    const name = text.trim() || `column_${index + 1}`;
    names.add(names.has(name) ? `${name}_${index + 1}` : name);
  }
  if (names.size !== header.length) throw new SyntaxError("two columns have the same name");
  return [...names];
}
