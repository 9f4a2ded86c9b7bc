import type { JsonObject } from "../json.ts";

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
 * Reads a text of fields with delimiters between them, the first line of which names the columns (RFC 4180), while it
 * arrives: lines end with CR, LF or both; a field in quotes may hold any of these, and quotes twice. A quote that is not
 * at the ends of its field is only a quote. A field with nothing in it is null, unless it is in quotes.
 */
export class DelimitedText {
  readonly #delimiter: string;
  /** Anything that ends a field that is not in quotes. */
  readonly #ends: RegExp;
  #columns: readonly string[] | undefined;
  #fields: (string | null)[] = [];
  #field = "";
  /** `quote`: behind a quote that ends the field, or is the first of two. */
  #at: "begin" | "plain" | "quoted" | "quote" = "begin";
  #afterReturn = false;

  constructor(delimiter: string) {
    this.#delimiter = delimiter;
    this.#ends = new RegExp(`[\\r\\n${delimiter}]`, "gu");
  }

  /**
   * Takes the next piece of the text in.
   * @returns the rows that it completed
   * @throws SyntaxError when a row has more fields or fewer than there are columns
   */
  push(chunk: string): readonly JsonObject[] {
    const rows: JsonObject[] = [];
    for (let at = 0; at < chunk.length; ) at = this.#step(chunk, at, rows);
    return rows;
  }

  /** @throws SyntaxError when the text broke off */
  end(): readonly JsonObject[] {
    if (this.#at === "quoted") throw new SyntaxError("the report broke off");
    const rows: JsonObject[] = [];
    if (this.#at !== "begin" || this.#fields.length > 0) this.#endRow(rows);
    return rows;
  }

  /** Takes in what stands at a position; returns the next one. */
  #step(chunk: string, at: number, rows: JsonObject[]): number {
    const next = chunk.charAt(at);
    const afterReturn = this.#afterReturn;
    this.#afterReturn = false;
    if (this.#at === "quoted") {
      const end = chunk.indexOf('"', at);
      this.#field += chunk.slice(at, end === -1 ? undefined : end);
      if (end !== -1) this.#at = "quote";
      return end === -1 ? chunk.length : end + 1;
    }
    if (next === "\n" && afterReturn) return at + 1;
    if (next === this.#delimiter) {
      this.#endField();
      return at + 1;
    }
    if (next === "\n" || next === "\r") {
      this.#endRow(rows);
      this.#afterReturn = next === "\r";
      return at + 1;
    }
    if (next === '"' && this.#at !== "plain") {
      if (this.#at === "quote") this.#field += next;
      this.#at = "quoted";
      return at + 1;
    }
    // What goes on behind its quotes was not quoted.
    if (this.#at === "quote") this.#field = `"${this.#field}"`;
    this.#at = "plain";
    this.#ends.lastIndex = at;
    const end = this.#ends.exec(chunk)?.index ?? chunk.length;
    this.#field += chunk.slice(at, end);
    return end;
  }

  #endField(): void {
    this.#fields.push(this.#at === "begin" ? null : this.#field);
    this.#field = "";
    this.#at = "begin";
  }

  #endRow(rows: JsonObject[]): void {
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    // An empty line.
    if (fields.length === 1 && fields[0] === null) return;
    if (this.#columns === undefined) {
      this.#columns = columnsOf(fields);
    } else if (fields.length !== this.#columns.length) {
      throw new SyntaxError(`a row has ${fields.length} fields where there are ${this.#columns.length} columns`);
    } else {
      rows.push(Object.fromEntries(this.#columns.map((column, index) => [column, fields[index] ?? null])));
    }
  }
}

/** Names of columns: one without a name has its number, and one whose name was there before has it behind the name. */
function columnsOf(header: readonly (string | null)[]): readonly string[] {
  const names = new Set<string>();
  for (const [index, text] of header.entries()) {
    const name = text?.trim() || `column_${index + 1}`;
    names.add(names.has(name) ? `${name}_${index + 1}` : name);
  }
  if (names.size !== header.length) throw new SyntaxError("two columns have the same name");
  return [...names];
}
