import { maxDepth, parseBody } from "../responses/parse-body.ts";

/** A row of a report: the text of a JSON object, and the key of its list (the ID of an entity, or a date). */
export interface ReportRow {
  readonly key: string | undefined;
  readonly text: string;
}

/** Maximum length of a row, in characters. Pinterest's rows have a few thousand. */
export const maxRowLength = 2 ** 18;

/** The key of a list: the ID of an entity, or a date. */
const listKey = /^[\d-]+$/u;

/** An object or a list around rows. */
interface Enclosure {
  readonly bracket: number;
  /** Its key, or that of the list around it. */
  readonly key: string | undefined;
}

/**
 * Splits the text of a report into rows while it arrives, in linear time, with memory for one chunk and one row. A row is an object
 * in a list: `{"626": [{row}, {row}], "627": [{row}]}` or `[{row}]`. Single values can stand beside lists, but aren't a report alone.
 */
export class RowSplitter {
  readonly #enclosures: Enclosure[] = [];
  /** The beginning of a row, or of a key or value outside rows, in earlier chunks. */
  #text = "";
  #isInString = false;
  /** Whether the string goes on with an escaped character. */
  #isEscaped = false;
  /** Number of open brackets in the current row; 0 outside rows. */
  #depth = 0;
  /** The key of the next value. */
  #key: string | undefined;
  #hasBegun = false;
  #hasRows = false;
  #hasValues = false;

  /**
   * Adds the next chunk of the text.
   * @returns the rows that it completes
   * @throws SyntaxError if the text is no report
   */
  push(chunk: string): readonly ReportRow[] {
    const rows: ReportRow[] = [];
    let start = 0;
    for (let at = 0; at < chunk.length; )
      if (this.#depth > 0) {
        at = this.#skipRow(chunk, at);
        if (this.#depth > 0) break;
        rows.push({ key: this.#enclosures.at(-1)?.key, text: this.#take(chunk.slice(start, at)) });
        start = at;
      } else if (this.#isInString) {
        at = this.#skipString(chunk, at);
      } else {
        const next = chunk.charCodeAt(at);
        if (next === quote) this.#isInString = true;
        else if (isStructural(next)) {
          this.#separate(next, this.#take(chunk.slice(start, at)).trim());
          start = this.#depth > 0 ? at : at + 1;
        }
        at += 1;
      }
    this.#hasRows ||= rows.length > 0;
    this.#text = this.#take(chunk.slice(start));
    return rows;
  }

  /** @throws SyntaxError if the text is truncated, or has values but no rows */
  end(): void {
    if (!this.#hasBegun && this.#text.trim() !== "") throw new SyntaxError(notAReport);
    const isOver = this.#enclosures.length === 0 && this.#text.trim() === "";
    if (!this.#hasBegun || !isOver) throw new SyntaxError("the report is truncated");
    if (this.#hasValues && !this.#hasRows) throw new SyntaxError(notAReport);
  }

  /** Returns the text that ends with a part of this chunk. */
  #take(part: string): string {
    const text = this.#text + part;
    if (text.length > maxRowLength) throw new SyntaxError(`a row is longer than ${maxRowLength} characters`);
    this.#text = "";
    return text;
  }

  /** Returns the position after the current row; the length of the chunk if the row goes on. */
  #skipRow(chunk: string, start: number): number {
    const { length } = chunk;
    let depth = this.#depth;
    let at = start;
    if (this.#isInString) at = this.#skipString(chunk, at);
    for (; at < length && depth > 0; at += 1) {
      const next = chunk.charCodeAt(at);
      if (next === quote) {
        this.#isInString = true;
        at = this.#skipString(chunk, at + 1) - 1;
      } else if (next === openBrace || next === openBracket) depth += 1;
      else if (next === closeBrace || next === closeBracket) depth -= 1;
    }
    this.#depth = depth;
    return at;
  }

  /** Returns the position after the current string; the length of the chunk if the string goes on. */
  #skipString(chunk: string, start: number): number {
    let from = this.#isEscaped ? start + 1 : start;
    for (;;) {
      const found = chunk.indexOf('"', from);
      const end = found === -1 ? chunk.length : found;
      let first = end;
      while (first > from && chunk.charCodeAt(first - 1) === backslash) first -= 1;
      const isEscaped = (end - first) % 2 === 1;
      this.#isEscaped = found === -1 && isEscaped;
      if (found === -1) return end;
      this.#isInString = isEscaped;
      from = end + 1;
      if (!isEscaped) return from;
    }
  }

  /** Processes a structural character outside rows. @param token the key or the value before it; empty if there is none */
  #separate(next: number, token: string): void {
    const within = this.#enclosures.at(-1);
    if (next === openBrace || next === openBracket) {
      if (token !== "") throw new SyntaxError(notAReport);
      this.#enter(next, within);
    } else if (within === undefined) {
      throw new SyntaxError(this.#hasBegun ? unmatched : notAReport);
    } else if (next === colon) {
      if (within.bracket !== openBrace || this.#key !== undefined) throw new SyntaxError(notAReport);
      this.#key = String(parseBody(token));
    } else {
      if (token !== "") this.#passValue(within, token);
      if (next === comma) return;
      if (within.bracket !== (next === closeBrace ? openBrace : openBracket)) throw new SyntaxError(unmatched);
      this.#enclosures.pop();
    }
  }

  #enter(bracket: number, within: Enclosure | undefined): void {
    if (this.#hasBegun && within === undefined) throw new SyntaxError(notAReport);
    if (within?.bracket === openBrace && this.#key === undefined) throw new SyntaxError(notAReport);
    this.#hasBegun = true;
    if (bracket === openBrace && within?.bracket === openBracket) {
      this.#depth = 1;
      return;
    }
    if (this.#enclosures.length >= maxDepth)
      throw new SyntaxError(`more than ${maxDepth} levels are nested in each other`);
    this.#enclosures.push({ bracket, key: this.#key ?? within?.key });
    this.#key = undefined;
  }

  #passValue(within: Enclosure, token: string): void {
    if (within.bracket === openBracket) throw new SyntaxError("a list contains a value that is no row");
    if (this.#key === undefined) throw new SyntaxError(notAReport);
    // A list can be null instead of empty (clients in production).
    this.#hasValues ||= token !== "null" || !listKey.test(this.#key);
    this.#key = undefined;
  }
}

const notAReport = "the file is not a report";
const unmatched = "the report's brackets do not match";

// Constants, because members of an object are slower to read for each character.
const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const backslash = 0x5c;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

function isStructural(code: number): boolean {
  return [comma, colon, openBracket, closeBracket, openBrace, closeBrace].includes(code);
}
