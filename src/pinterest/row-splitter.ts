/**
 * Cuts the text of a report into its rows while it arrives, so that a report of any size needs the memory of a chunk.
 * A report is an object or an array of any depth; a row is an object that stands in an array and in no other row:
 * `{"626": [{row}, {row}], "627": [{row}]}` or `[{row}]`.
 */
export class RowSplitter {
  #text = "";
  #position = 0;
  /** The brackets that are open around the current position, up to and without the row. */
  readonly #outside: ("{" | "[")[] = [];
  /** Where the current row began; undefined outside rows. */
  #rowStart: number | undefined;
  /** How many brackets are open inside the current row. */
  #depth = 0;
  #begun = false;

  /**
   * Takes the next piece of the text in.
   * @returns the rows that it completed, each as the text of a JSON object
   * @throws SyntaxError when brackets do not match
   */
  push(chunk: string): readonly string[] {
    this.#text += chunk;
    const rows: string[] = [];
    while (this.#position < this.#text.length) {
      const next = this.#text.charCodeAt(this.#position);
      if (next === quote) {
        const end = endOfString(this.#text, this.#position);
        if (end === undefined) break;
        this.#position = end;
        continue;
      }
      this.#position += 1;
      if (next === openBrace || next === openBracket) this.#open(next);
      else if (next === closeBrace || next === closeBracket) this.#close(next, rows);
    }
    // What was passed is no longer needed, but for the row under way.
    const keep = this.#rowStart ?? this.#position;
    this.#text = this.#text.slice(keep);
    this.#position -= keep;
    if (this.#rowStart !== undefined) this.#rowStart = 0;
    return rows;
  }

  /** @throws SyntaxError when the text broke off */
  end(): void {
    if (!this.#begun || this.#outside.length > 0 || this.#text.trim() !== "")
      throw new SyntaxError("the report broke off");
  }

  #open(bracket: number): void {
    this.#begun = true;
    if (this.#rowStart !== undefined) {
      this.#depth += 1;
    } else if (bracket === openBrace && this.#outside.at(-1) === "[") {
      this.#rowStart = this.#position - 1;
      this.#depth = 1;
    } else {
      this.#outside.push(bracket === openBrace ? "{" : "[");
    }
  }

  #close(bracket: number, rows: string[]): void {
    if (this.#rowStart !== undefined) {
      this.#depth -= 1;
      if (this.#depth > 0) return;
      rows.push(this.#text.slice(this.#rowStart, this.#position));
      this.#rowStart = undefined;
    } else if (this.#outside.pop() !== (bracket === closeBrace ? "{" : "[")) {
      throw new SyntaxError("the report's brackets do not match");
    }
  }
}

const quote = 0x22;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;

/** The position behind a string literal that begins at `start`; undefined when it has not ended yet. */
function endOfString(text: string, start: number): number | undefined {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === 0x5c) backslashes += 1;
    if (backslashes % 2 === 0) return end + 1;
  }
  return undefined;
}
