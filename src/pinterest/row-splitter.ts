/** One row of a report: the text of a JSON object, and the key of the list that it stands in (an entity's id, or a day). */
export interface ReportRow {
  readonly key: string | undefined;
  readonly text: string;
}

/**
 * Cuts the text of a report into its rows while it arrives, so that a report of any size needs the memory of a chunk.
 * A report is an object or an array of any depth; a row is an object that stands in an array and in no other row:
 * `{"626": [{row}, {row}], "627": [{row}]}` or `[{row}]`. Or else (`lines`) it is nothing but rows, one after another.
 */
export class RowSplitter {
  readonly #rowsAre: "lists" | "lines";
  #text = "";
  #position = 0;
  /** The brackets that are open around the current position, up to and without the row. */
  readonly #outside: ("{" | "[")[] = [];
  /** Where the current row began; undefined outside rows. */
  #rowStart: number | undefined;
  /** How many brackets are open inside the current row. */
  #depth = 0;
  #begun = false;
  #rows = 0;
  /** Whether anything stood in a list that is no row. */
  #strays = false;
  /** The last text outside rows, as it is written: before a list, it is the list's key. */
  #literal: string | undefined;
  #key: string | undefined;

  constructor(rowsAre: "lists" | "lines" = "lists") {
    this.#rowsAre = rowsAre;
  }

  /**
   * Takes the next piece of the text in.
   * @returns the rows that it completed
   * @throws SyntaxError when brackets do not match, or something stands around the report
   */
  push(chunk: string): readonly ReportRow[] {
    this.#text += chunk;
    const rows: ReportRow[] = [];
    while (this.#position < this.#text.length) {
      const next = this.#text.charCodeAt(this.#position);
      if (next === quote) {
        const end = endOfString(this.#text, this.#position);
        if (end === undefined) break;
        if (this.#isOver()) throw new SyntaxError(notAReport);
        if (this.#rowStart === undefined) {
          this.#strays ||= this.#outside.at(-1) === "[";
          this.#literal = this.#text.slice(this.#position, end);
        }
        this.#position = end;
        continue;
      }
      this.#position += 1;
      if (next === openBrace || next === openBracket) this.#open(next);
      else if (next === closeBrace || next === closeBracket) this.#close(next, rows);
      else if (this.#rowStart === undefined && !isBlank(next)) {
        if (this.#isOver()) throw new SyntaxError(notAReport);
        this.#strays ||= next !== comma && this.#outside.at(-1) === "[";
      }
    }
    // What was passed is no longer needed, but for the row under way.
    const keep = this.#rowStart ?? this.#position;
    this.#text = this.#text.slice(keep);
    this.#position -= keep;
    if (this.#rowStart !== undefined) this.#rowStart = 0;
    return rows;
  }

  /** Whether there were lists so far that hold something, and no rows. */
  get holdsNoRows(): boolean {
    return this.#strays && this.#rows === 0;
  }

  /** @throws SyntaxError when the text broke off */
  end(): void {
    if (!this.#begun || !this.#isOver() || this.#text !== "") throw new SyntaxError("the report broke off");
  }

  /** Before the report and behind it, where there is nothing but blanks. */
  #isOver(): boolean {
    return this.#outside.length === 0 && this.#rowStart === undefined;
  }

  #open(bracket: number): void {
    const isOver = this.#isOver();
    if (this.#begun && isOver && this.#rowsAre === "lists") throw new SyntaxError(notAReport);
    this.#begun = true;
    if (this.#rowStart !== undefined) {
      this.#depth += 1;
    } else if (bracket === openBrace && (this.#rowsAre === "lines" ? isOver : this.#outside.at(-1) === "[")) {
      this.#rowStart = this.#position - 1;
      this.#depth = 1;
    } else {
      if (bracket === openBracket && this.#outside.at(-1) === "{") this.#key = decoded(this.#literal);
      this.#outside.push(bracket === openBrace ? "{" : "[");
    }
  }

  #close(bracket: number, rows: ReportRow[]): void {
    if (this.#rowStart !== undefined) {
      this.#depth -= 1;
      if (this.#depth > 0) return;
      this.#rows += 1;
      rows.push({ key: this.#key, text: this.#text.slice(this.#rowStart, this.#position) });
      this.#rowStart = undefined;
    } else if (this.#outside.pop() !== (bracket === closeBrace ? "{" : "[")) {
      throw new SyntaxError("the report's brackets do not match");
    }
  }
}

const notAReport = "the file is not a report";

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const comma = 0x2c;

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09;
}

/** The position behind the object that a text begins with; undefined when it has not ended yet. */
export function endOfObject(text: string): number | undefined {
  let depth = 0;
  for (let position = 0; position < text.length; ) {
    const next = text.charCodeAt(position);
    const end = next === quote ? endOfString(text, position) : position + 1;
    if (end === undefined) return undefined;
    if (next === openBrace || next === openBracket) depth += 1;
    if ((next === closeBrace || next === closeBracket) && --depth === 0) return end;
    position = end;
  }
  return undefined;
}

/** What a string literal says. */
function decoded(literal: string | undefined): string | undefined {
  return literal === undefined ? undefined : String(JSON.parse(literal));
}

/** The position behind a string literal that begins at `start`; undefined when it has not ended yet. */
function endOfString(text: string, start: number): number | undefined {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return undefined;
}
