import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { printable } from "../../src/base/text/printable.ts";

/** Escapes text from outside for HTML, in content and in attributes. */
export function escaped(text: string): string {
  const shown = printable(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return shown.replaceAll('"', "&quot;");
}

/** Returns the columns of a query, except those that begin with _. */
function columnsOf(rows: readonly JsonObject[]): readonly string[] {
  return Object.keys(rows[0] ?? {}).filter((column) => !column.startsWith("_"));
}

/** Returns the columns that are shown: those with a value. A file has all columns. */
export function shownColumns(rows: readonly JsonObject[]): readonly string[] {
  return columnsOf(rows).filter((column) => rows.some((row) => row[column] !== null));
}

/**
 * Returns a value of a query as HTML. README.md has the forms of cells; a list of them has one per line.
 * @param digits the number of decimals of numbers; undefined: two, unless it is an integer
 */
export function cell(value: Json | undefined, digits?: number): string {
  if (Array.isArray(value)) return value.map((each) => `<div>${cell(each)}</div>`).join("");
  if (!isObject(value)) return typeof value === "number" ? number(value, digits) : escaped(asText(value ?? "–"));
  const { text, url, note, share } = value;
  if (share !== undefined) return `<span class="bar" style="width: ${(100 * Number(share)).toFixed(1)}%"></span>`;
  // Names can have different text directions.
  const name = text === undefined ? amount(value) : `<bdi>${escaped(asText(text ?? "–"))}</bdi>`;
  const isLink = /^(?:https:\/\/|profiles\/[\w-]+\.html$)/u.test(asText(url));
  const link = isLink ? `<a href="${escaped(asText(url))}">${name}</a>` : name;
  return note ? `${link}<p><bdi>${escaped(asText(note))}</bdi></p>` : link;
}

/** Returns the columns of a query as a table. The first column names the rows. */
export function table(title: string, rows: readonly JsonObject[]): string {
  const columns = shownColumns(rows).map((name) => ({ name, digits: digitsOf(rows.map((row) => row[name])) }));
  // A narrow screen has no bars.
  const classOf = (name: string) => (isShare(rows, name) ? ' class="share"' : "");
  const head = columns.map(({ name }) => `<th scope="col"${classOf(name)}>${escaped(name)}</th>`).join("");
  const lines = rows.map((row) => {
    const [first, ...others] = columns;
    // A narrow screen shows the labels instead of the head.
    const cells = others.map(({ name, digits }) => `<td data-label="${escaped(name)}">${cell(row[name], digits)}</td>`);
    return `<tr><th scope="row">${cell(row[first?.name ?? ""])}</th>${cells.join("")}</tr>`;
  });
  return `<table><caption>${title}</caption><thead><tr>${head}</tr></thead><tbody>${lines.join("")}</tbody></table>`;
}

/** Returns the number of decimals of the numbers of a column: the same in all rows. Those in structs can have different units. */
function digitsOf(values: readonly (Json | undefined)[]): number {
  return values.some((value) => typeof value === "number" && !Number.isInteger(value)) ? 2 : 0;
}

function isShare(rows: readonly JsonObject[], column: string): boolean {
  return rows.some((row) => isObject(row[column]) && "share" in row[column]);
}

/** Returns a link to the rows as a CSV file, which is in the link. Panels become a column. */
export function csvLink(title: string, rows: readonly JsonObject[]): string {
  const own = columnsOf(rows).filter((column) => !isShare(rows, column));
  const columns = own.includes("Currency") || rows[0]?._currency === undefined ? own : ["_currency", ...own];
  const head = columns.map((column) => (column === "_currency" ? "Currency" : column));
  const lines = [head, ...rows.map((row) => columns.map((column) => plain(row[column])))];
  const text = lines.map((line) => line.map(csvField).join()).join("\r\n");
  const file = `${title.toLowerCase().replaceAll(/\W+/gu, "-")}.csv`;
  // The mark at the beginning makes spreadsheets read UTF-8.
  const address = `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(text).replaceAll("'", "%27")}`;
  return `<a class="csv" download="${file}" href="${address}" aria-label="${title} as CSV">CSV</a>`;
}

/** Formats a number with separators, and with two decimals unless it is an integer. */
function number(value: number, digits = Number.isInteger(value) ? 0 : 2): string {
  return value.toLocaleString("en-US", { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

function amount({ amount, currency, percent, ratio, number: count }: JsonObject): string {
  if (typeof amount === "number") {
    const code = asText(currency);
    if (/^[A-Z]{3}$/u.test(code)) return amount.toLocaleString("en-US", { style: "currency", currency: code });
    return `${number(amount)} ${escaped(code)}`;
  }
  if (typeof ratio === "number") return ratio.toFixed(2);
  if (typeof percent === "number") return `${(100 * percent).toFixed(1)}%`;
  return typeof count === "number" ? number(count) : "–";
}

/** Returns a value of a query for a file: a change is a number, and numbers have six decimals at most. */
function plain(value: Json | undefined): Json {
  if (!isObject(value)) return typeof value === "number" ? Number(value.toFixed(6)) : (value ?? "");
  const { text, amount, percent, ratio, number: count } = value;
  return plain("change" in value ? value.change : (text ?? amount ?? percent ?? ratio ?? count));
}

function csvField(value: Json): string {
  if (typeof value !== "string") return asText(value);
  // Spreadsheets run text that begins like a formula, and in some countries split unquoted fields at semicolons.
  const text = printable(value).replace(/^[\n=+\-@＝＋－＠]/u, "'$&");
  return `"${text.replaceAll('"', '""')}"`;
}
