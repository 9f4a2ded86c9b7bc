import { maxDepth } from "../responses/parse-body.ts";
import { StringMarks } from "./string-marks.ts";

/** A row of a report: the text of a JSON object, and the key of its list (the ID of an entity, or a date). */
export interface ReportRow {
  readonly key: string | undefined;
  readonly text: string;
}

/**
 * The structure of a file:
 * - `lists`: rows in arrays at any depth, with nothing else but brackets and keys: `{"626": [{row}, {row}], "627": [{row}]}`
 *   or `[{row}]`
 * - `enveloped_lists`: the same, with single values beside the lists, under keys of letters
 * - `lines`: rows in sequence
 */
export type FileLayout = "lists" | "enveloped_lists" | "lines";

/** Maximum length of a row, in characters. Pinterest's rows have a few thousand. */
export const maxRowLength = 2 ** 18;
/** Maximum length of a key or a value outside rows, in characters. Nested lists keep a key each. */
const maxTextLength = 8_000;

/** An object or an array that contains rows. */
interface Enclosure {
  readonly bracket: number;
  /** Its key in the enclosing object. */
  readonly key: string | undefined;
  isEmpty: boolean;
  /** The last key of an object so far. */
  memberKey?: string | undefined;
  /** The next expected token, unless it ends. */
  next: "key" | "colon" | "value" | "comma";
}

/** An incomplete text: a row, or a string or another single value outside rows. Kept in pieces, to read each once. */
interface OpenText {
  readonly is: "row" | "string" | "value";
  readonly pieces: string[];
  length: number;
  /** Its position in the current chunk. */
  start: number;
}

/**
 * Splits the text of a report into rows while it arrives, in linear time, with memory for one chunk and one row. Any
 * other content makes the file invalid, because it might be rows in an unknown format.
 */
export class RowSplitter {
  readonly #layout: FileLayout;
  readonly #enclosures: Enclosure[] = [];
  #chunk = "";
  #open: OpenText | undefined;
  /** Number of open brackets in the current row. */
  #depth = 0;
  #isInString = false;
  #isEscaped = false;
  #begun = false;
  #hasLists = false;
  #hasRows = false;
  #hasValues = false;
  /** Whether the values have the keys of an error. */
  #isError = false;

  constructor(layout: FileLayout = "lists") {
    this.#layout = layout;
  }

  /**
   * Adds the next chunk of the text.
   * @returns the rows that it completes
   * @throws SyntaxError if the text contains anything but rows
   */
  push(chunk: string): readonly ReportRow[] {
    this.#chunk = chunk;
    if (this.#open !== undefined) this.#open.start = 0;
    const rows: ReportRow[] = [];
    const marks = new StringMarks(chunk);
    for (let position = 0; position < chunk.length; ) {
      if (this.#isInString) position = this.#skipString(marks, position);
      else {
        this.#take(chunk.charCodeAt(position), position, rows);
        position += 1;
      }
    }
    if (this.#open !== undefined) this.#keep(this.#open, chunk.length);
    return rows;
  }

  /** @throws SyntaxError if the text is truncated, or contains values but no lists */
  end(): void {
    this.#endValue(this.#chunk.length);
    if (!this.#begun || !this.isOver) throw new SyntaxError("the report is truncated");
    if (this.#hasRows || !this.#hasValues) return;
    if (!this.#hasLists || this.#isError) throw new SyntaxError(notAReport);
  }

  /** Returns the end of the string at a position, or of the chunk. */
  #skipString(marks: StringMarks, start: number): number {
    const { length } = this.#chunk;
    let position = this.#isEscaped ? start + 1 : start;
    this.#isEscaped = false;
    while (position < length) {
      const end = marks.quoteFrom(position);
      const backslash = marks.backslashFrom(position);
      if (end <= backslash) {
        if (end === length) return length;
        this.#isInString = false;
        if (this.#open?.is === "string") this.#endString(this.#open, end + 1);
        return end + 1;
      }
      position = backslash + 2;
    }
    this.#isEscaped = position > length;
    return length;
  }

  /** Processes a character outside strings. */
  #take(next: number, position: number, rows: ReportRow[]): void {
    if (this.#open?.is === "value") {
      if (!isStructural(next)) return;
      this.#endValue(position);
    }
    switch (next) {
      case quote:
        this.#isInString = true;
        if (this.#open === undefined) this.#begin("string", position);
        break;
      case openBrace:
      case openBracket:
        this.#enter(next, position);
        break;
      case closeBrace:
      case closeBracket:
        this.#leave(next, position, rows);
        break;
      case colon:
      case comma:
        if (this.#open === undefined) this.#separate(next);
        break;
      default:
        if (this.#open === undefined && !isBlank(next)) this.#begin("value", position);
    }
  }

  #begin(is: OpenText["is"], start: number): void {
    this.#open = { is, pieces: [], length: 0, start };
  }

  /** Stores the part of an open text in this chunk, up to a position. */
  #keep(open: OpenText, end: number): void {
    open.pieces.push(this.#chunk.slice(open.start, end));
    open.length += end - open.start;
    const [what, most] = open.is === "row" ? ["a row", maxRowLength] : ["a key or value", maxTextLength];
    if (open.length > most) throw new SyntaxError(`${what} is longer than ${most} characters`);
  }

  #close(open: OpenText, end: number): string {
    this.#keep(open, end);
    this.#open = undefined;
    return open.pieces.join("");
  }

  #endString(open: OpenText, end: number): void {
    const within = this.#enclosures.at(-1);
    const text = this.#close(open, end);
    if (within?.next === "key") {
      within.memberKey = decoded(text);
      within.isEmpty = false;
      within.next = "colon";
    } else this.#pass(within);
  }

  #endValue(end: number): void {
    if (this.#open?.is !== "value") return;
    this.#close(this.#open, end);
    this.#pass(this.#enclosures.at(-1));
  }

  /** Processes a single value outside rows. */
  #pass(within: Enclosure | undefined): void {
    if (within?.next !== "value") throw new SyntaxError(notAReport);
    if (within.bracket === openBracket) throw new SyntaxError(`${placeOf(within)} contains a value that is no row`);
    const name = within.memberKey ?? "";
    const isAllowed = this.#layout === "enveloped_lists" && /^[a-z_]+$/iu.test(name);
    if (!isAllowed) throw new SyntaxError(`"${short(name)}" is not a list of rows`);
    this.#hasValues = true;
    this.#isError ||= name === "code" || name === "error" || name === "message";
    within.next = "comma";
  }

  #separate(separator: number): void {
    const within = this.#enclosures.at(-1);
    if (within?.next !== (separator === colon ? "colon" : "comma")) throw new SyntaxError(notAReport);
    within.next = separator === comma && within.bracket === openBrace ? "key" : "value";
  }

  /** Whether the position is outside all brackets: before, after, or between objects. */
  get isOver(): boolean {
    return this.#enclosures.length === 0 && this.#open === undefined;
  }

  #enter(bracket: number, position: number): void {
    if (this.#open !== undefined) {
      this.#depth += 1;
      if (this.#depth > maxDepth) throw new SyntaxError(tooDeep);
      return;
    }
    const isOver = this.isOver;
    if (this.#begun && isOver && this.#layout !== "lines") throw new SyntaxError(notAReport);
    this.#begun = true;
    const within = this.#enclosures.at(-1);
    if (within !== undefined) {
      if (within.next !== "value") throw new SyntaxError(notAReport);
      within.isEmpty = false;
      within.next = "comma";
    }
    const isInList = within?.bracket === openBracket;
    if (bracket === openBrace && (this.#layout === "lines" ? isOver : isInList)) {
      this.#begin("row", position);
      this.#depth = 1;
      return;
    }
    if (this.#layout === "lines") throw new SyntaxError(notAReport);
    if (this.#enclosures.length >= maxDepth) throw new SyntaxError(tooDeep);
    if (bracket === openBracket) this.#hasLists = true;
    const key = isInList ? within.key : within?.memberKey;
    this.#enclosures.push({ bracket, key, isEmpty: true, next: bracket === openBrace ? "key" : "value" });
  }

  #leave(bracket: number, position: number, rows: ReportRow[]): void {
    if (this.#open !== undefined) {
      this.#depth -= 1;
      if (this.#depth > 0) return;
      this.#hasRows = true;
      rows.push({ key: this.#enclosures.at(-1)?.key, text: this.#close(this.#open, position + 1) });
      return;
    }
    const left = this.#enclosures.pop();
    const isMatch = left?.bracket === (bracket === closeBrace ? openBrace : openBracket);
    if (left === undefined || !isMatch || !(left.isEmpty || left.next === "comma")) throw new SyntaxError(unmatched);
    // A report without rows is `{}` or `[]`. An entity without rows has an empty list.
    const around = this.#enclosures.at(-1);
    const mayBeEmpty = around === undefined || (bracket === closeBracket && around.bracket === openBrace);
    if (left.isEmpty && !mayBeEmpty) throw new SyntaxError(`${placeOf(left)} is not a list of rows`);
  }
}

const notAReport = "the file is not a report";
const unmatched = "the report's brackets do not match";
const tooDeep = `more than ${maxDepth} levels are nested in each other`;

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;
const colon = 0x3a;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** Returns whether a character ends a number or a literal. */
function isStructural(code: number): boolean {
  return isBlank(code) || [quote, openBrace, closeBrace, openBracket, closeBracket, comma, colon].includes(code);
}

function placeOf({ bracket, key }: Enclosure): string {
  const kind = bracket === openBrace ? "an object" : "a list";
  return key === undefined ? kind : `"${short(key)}"`;
}

function short(name = ""): string {
  return name.slice(0, 100);
}

/** Returns the value of a string literal. */
function decoded(literal: string): string {
  try {
    return String(JSON.parse(literal));
  } catch {
    throw new SyntaxError("a key is not JSON");
  }
}
