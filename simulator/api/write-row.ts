import type { Json, JsonObject } from "../json.ts";

/** Serialized JSON. `JSON.stringify` can't write integers beyond 2^53. */
export class RawJson {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

const digits = /^\d+$/u;

/**
 * Serializes a row as the API does, with IDs as numbers with all their digits.
 * @param own the column with the ID of the requested entity, which is a string in recorded rows of analytics
 */
export function writeRow(values: JsonObject, own?: string): string {
  return `{${membersText(values, own)}}`;
}

/** Serializes the members of a row, without the braces. */
export function membersText(values: JsonObject, own?: string): string {
  let text = "";
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined)
      text += `${text === "" ? "" : ","}"${name}":${name === own ? JSON.stringify(value) : valueText(name, value)}`;
  }
  return text;
}

function valueText(name: string, value: Json): string {
  if (typeof value === "number") return String(value);
  return typeof value === "string" && name.endsWith("_ID") && digits.test(value) ? value : JSON.stringify(value);
}
