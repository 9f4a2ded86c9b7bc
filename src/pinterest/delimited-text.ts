import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { CsvError, parse } from "csv-parse";
import { isObject, type JsonObject } from "../json.ts";
import { maxRowLength } from "./row-splitter.ts";

const delimiters = [",", "\t", ";", "|"] as const;

/** What stands between the fields of a header: what there is most of, outside quotes. Undefined: there is nothing. */
export function delimiterOf(header: string): string | undefined {
  const bare = header.replaceAll(/"[^"]*"/gu, "");
  const [best, count] = delimiters
    .map((delimiter) => [delimiter, bare.split(delimiter).length - 1] as const)
    .reduce((most, each) => (each[1] > most[1] ? each : most));
  return count === 0 ? undefined : best;
}

/**
 * The rows of a text of fields with delimiters between them, the first line of which names the columns (RFC 4180).
 * Lines end with CR, LF or both. A field with nothing in it is null, unless it is in quotes. A quote that is not at the
 * ends of its field is only a quote.
 * @throws SyntaxError when the text broke off, or a row is too long or has more fields or fewer than there are columns;
 *   and what reading the text throws
 */
export async function* delimitedRows(delimiter: string, text: AsyncIterable<string>): AsyncGenerator<JsonObject> {
  const parser = parse({
    delimiter,
    columns: columnsOf,
    max_record_size: maxRowLength,
    record_delimiter: ["\r\n", "\n", "\r"],
    relax_quotes: true,
    skip_empty_lines: true,
    cast: (value, { header, quoting }) => (value === "" && !header && !quoting ? null : value),
  });
  // Whatever ends it is thrown where the rows are taken.
  pipeline(Readable.from(text), parser).catch(() => undefined);
  try {
    for await (const row of parser) if (isObject(row)) yield row;
  } catch (error) {
    throw error instanceof CsvError ? new SyntaxError(sentenceOf(error)) : error;
  }
}

function sentenceOf({ code, lines, message }: CsvError): string {
  switch (code) {
    case "CSV_QUOTE_NOT_CLOSED":
      return "the report broke off";
    case "CSV_MAX_RECORD_SIZE":
      return `a row is longer than ${maxRowLength} characters`;
    case "CSV_RECORD_INCONSISTENT_COLUMNS":
      return `line ${String(lines)} has more fields or fewer than there are columns`;
    default:
      return message;
  }
}

/** Names of columns: one without a name has its number, and one whose name was there before has it behind the name. */
function columnsOf(header: readonly string[]): string[] {
  const names = new Set<string>();
  for (const [index, text] of header.entries()) {
    const name = text.trim() || `column_${index + 1}`;
    names.add(names.has(name) ? `${name}_${index + 1}` : name);
  }
  if (names.size !== header.length) throw new SyntaxError("two columns have the same name");
  return [...names];
}
