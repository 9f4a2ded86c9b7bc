import type { Json, JsonObject } from "../../src/json.ts";

/** JSON that is written already, for what `JSON.stringify` cannot write: numbers beyond 2^53. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const digits = /^\d+$/u;

/** Names of columns as JSON, each made once: a large report has them in every row. */
const names = new Map<string, string>();

function nameText(name: string): string {
  let text = names.get(name);
  if (text === undefined) {
    text = `${JSON.stringify(name)}:`;
    names.set(name, text);
  }
  return text;
}

/** A row as the API writes it: ids, which are texts here, as numbers with all their digits. */
export function writeRow(values: JsonObject): string {
  let text = "";
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined) text += `${text === "" ? "{" : ","}${nameText(name)}${valueText(name, value)}`;
  }
  return text === "" ? "{}" : `${text}}`;
}

function valueText(name: string, value: Json): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && name.endsWith("_ID") && digits.test(value) ? value : JSON.stringify(value);
}
