import { parseBody } from "../responses/parse-body.ts";

/** A row of a report: the text of a JSON object, and the key of its list (the ID of an entity, or a date). */
export interface ReportRow {
  readonly key: string | undefined;
  readonly text: string;
}

/** Maximum length of a row, in characters. Pinterest's rows have a few thousand. */
export const maxRowLength = 2 ** 18;

/** A string, with the colon after a key; a bracket; another value; or the beginning of a string that goes on. */
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"\s*:?|[{}[\]]|[^\s,:{}[\]"]+|"/gsu;

/** An object or a list around rows. */
interface Enclosure {
  readonly bracket: string;
  /** Its key, or that of the list around it. */
  readonly key: string | undefined;
}

/**
 * Splits the text of a report into rows while it arrives, with memory for one chunk and one row. A row is an object in a list:
 * `{"626": [{row}, {row}], "627": [{row}]}` or `[{row}]`. Single values can stand beside lists, but aren't a report alone.
 */
export class RowSplitter {
  readonly #enclosures: Enclosure[] = [];
  /** What isn't complete yet: a row, or a string outside rows. */
  #rest = "";
  /** The key of the next list or object. */
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
    const text = this.#rest + chunk;
    const rows: ReportRow[] = [];
    let passed = 0;
    /** Number of open brackets in the current row. */
    let depth = 0;
    for (const { 0: token, index } of text.matchAll(tokens)) {
      const end = index + token.length;
      // The end of a string, or its colon, can be in the next chunk.
      if (token === '"' || (end === text.length && token.startsWith('"'))) break;
      if (depth > 0) {
        if (token === "{" || token === "[") depth += 1;
        if (token === "}" || token === "]") depth -= 1;
        if (depth > 0) continue;
        rows.push({ key: this.#enclosures.at(-1)?.key, text: text.slice(passed, end) });
      } else if (token === "{" && this.#enclosures.at(-1)?.bracket === "[") {
        depth = 1;
        passed = index;
        continue;
      } else this.#take(token);
      passed = end;
    }
    this.#hasRows ||= rows.length > 0;
    this.#rest = text.slice(passed);
    if (this.#rest.length > maxRowLength) throw new SyntaxError(`a row is longer than ${maxRowLength} characters`);
    return rows;
  }

  /** @throws SyntaxError if the text is truncated, or has values but no rows */
  end(): void {
    const isOver = this.#enclosures.length === 0 && this.#rest.trim() === "";
    if (!this.#hasBegun || !isOver) throw new SyntaxError("the report is truncated");
    if (this.#hasValues && !this.#hasRows) throw new SyntaxError(notAReport);
  }

  /** Processes a token outside rows. */
  #take(token: string): void {
    const within = this.#enclosures.at(-1);
    if (token === "{" || token === "[") {
      if (this.#hasBegun && within === undefined) throw new SyntaxError(notAReport);
      this.#hasBegun = true;
      this.#enclosures.push({ bracket: token, key: this.#key ?? within?.key });
      this.#key = undefined;
    } else if (token === "}" || token === "]") {
      this.#enclosures.pop();
      if (within?.bracket !== (token === "}" ? "{" : "[")) throw new SyntaxError("the report's brackets do not match");
    } else if (within?.bracket !== "{") {
      throw new SyntaxError(within === undefined ? notAReport : "a list contains a value that is no row");
    } else if (token.endsWith(":")) {
      this.#key = String(parseBody(token.slice(0, -1)));
    } else this.#hasValues = true;
  }
}

const notAReport = "the file is not a report";
