import { isObject, type JsonObject } from "../json.ts";
import { DelimitedText, delimiterOf } from "./delimited-text.ts";
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

/** Finds the rows of a file while its text arrives. Throws a SyntaxError where it is damaged or in no known form. */
export interface FileReader {
  /** Takes the next piece in, and gives the rows that it completed. */
  push(chunk: string): Iterable<FileRow>;
  /** Gives what is left when the text has ended. */
  end(): Iterable<FileRow>;
  /** Whether there was nothing so far but blanks. */
  readonly isEmpty: boolean;
}

export function fileReader(form: FileForm): FileReader {
  return form === "lists" ? new JsonRows("lists") : new AnyRows();
}

class JsonRows implements FileReader {
  readonly #splitter: RowSplitter;
  readonly isEmpty = false;

  constructor(rowsAre: "lists" | "lines") {
    this.#splitter = new RowSplitter(rowsAre);
  }

  *push(chunk: string): Iterable<FileRow> {
    for (const { key, text } of this.#splitter.push(chunk)) {
      const row = parseBody(text);
      if (!isObject(row)) throw new SyntaxError("a row is not an object");
      yield { key, row };
    }
  }

  end(): Iterable<FileRow> {
    this.#splitter.end();
    return [];
  }
}

class DelimitedRows implements FileReader {
  readonly #text: DelimitedText;
  readonly isEmpty = false;

  constructor(delimiter: string) {
    this.#text = new DelimitedText(delimiter);
  }

  push(chunk: string): Iterable<FileRow> {
    return this.#text.push(chunk).map((row) => ({ key: undefined, row }));
  }

  end(): Iterable<FileRow> {
    return this.#text.end().map((row) => ({ key: undefined, row }));
  }
}

/** So much of a file, in characters, is looked at to tell its form. */
const longestHead = 1_000_000;

/** Looks at the beginning of a file until it tells which form it has. */
class AnyRows implements FileReader {
  #head = "";
  #reader: FileReader | undefined;

  get isEmpty(): boolean {
    return this.#reader === undefined && this.#head.trim() === "";
  }

  push(chunk: string): Iterable<FileRow> {
    if (this.#reader !== undefined) return this.#reader.push(chunk);
    this.#head += chunk;
    return this.#begin(false);
  }

  *end(): Iterable<FileRow> {
    if (this.#reader === undefined) yield* this.#begin(true);
    if (this.#reader !== undefined) yield* this.#reader.end();
  }

  #begin(isWhole: boolean): Iterable<FileRow> {
    this.#reader = readerFor(this.#head.trimStart(), isWhole);
    if (this.#reader === undefined) return [];
    const head = this.#head.trimStart();
    this.#head = "";
    return this.#reader.push(head);
  }
}

/** The reader of a file that begins so; undefined: it does not tell yet, or there is nothing in it. */
function readerFor(head: string, isWhole: boolean): FileReader | undefined {
  switch (head[0]) {
    case undefined:
      return undefined;
    case "[":
      return new JsonRows("lists");
    case "{":
      return readerOfObjects(head, isWhole);
    case "<":
      throw new SyntaxError("the file is a page and not a report");
    default: {
      const end = head.search(/[\r\n]/u);
      if (end === -1 && !isWhole && head.length < longestHead) return undefined;
      const delimiter = delimiterOf(end === -1 ? head : head.slice(0, end));
      if (delimiter === undefined) throw new SyntaxError("the file is in no form that is known of reports");
      return new DelimitedRows(delimiter);
    }
  }
}

/**
 * Several objects, one after the other, are rows. One alone is a row too, unless it holds lists of rows. One that is
 * longer than any row holds lists.
 */
function readerOfObjects(head: string, isWhole: boolean): FileReader | undefined {
  const end = endOfObject(head);
  if (end === undefined) return isWhole || head.length > longestHead ? new JsonRows("lists") : undefined;
  if (head.slice(end).trim() !== "") return new JsonRows("lines");
  if (!isWhole) return undefined;
  const only = parseBody(head);
  const members = isObject(only) ? Object.values(only) : [];
  const holdsRows = members.some((member) => Array.isArray(member) && member.some(isObject));
  const areLists = members.every((member) => Array.isArray(member));
  return new JsonRows(holdsRows || areLists ? "lists" : "lines");
}
