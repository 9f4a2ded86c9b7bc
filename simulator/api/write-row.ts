import type { Json } from "../json.ts";

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
export function writeRow(values: Readonly<Record<string, Json | RawJson | undefined>>, own?: string): string {
  let text = "";
  for (const name of Object.keys(values)) {
    const value = values[name];
    if (value !== undefined) text += `${text === "" ? "" : ","}"${name}":${valueText(name, value, own)}`;
  }
  return `{${text}}`;
}

function valueText(name: string, value: Json | RawJson, own: string | undefined): string {
  if (value instanceof RawJson) return value.text;
  const isNumber = typeof value === "string" && name !== own && name.endsWith("_ID") && digits.test(value);
  return isNumber ? value : JSON.stringify(value);
}
