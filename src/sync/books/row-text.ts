import { digestOf } from "../../base/digest.ts";
import type { Json, JsonObject } from "../../base/json.ts";

/*
 * The text of a row in a state: its key, which can be read back for the record of its deletion, and a mark of constant length. An
 * ID of 19 digits takes 10 characters. Keys contain no character that JSON escapes, and none of space , ; ! /
 */

/** The length of a digest of a row's content (30 bits). It misses one change in a billion, until the row's next change. */
export const markLength = 5;

/** Returns the mark of a record's content. */
export function markOf(record: JsonObject): string {
  return digestOf(JSON.stringify(record), markLength);
}

/** Returns the text of a record's key. */
export function keyText(record: JsonObject, fields: readonly string[]): string {
  return fields.map((field) => valueText(record[field] ?? null)).join();
}

/** Returns the fields of a key from its text. */
export function keyFrom(text: string, fields: readonly string[]): JsonObject {
  const values = text.split(",");
  return Object.fromEntries(fields.map((field, index) => [field, valueFrom(values[index] ?? "")]));
}

/** Prefixes of strings that aren't numeric IDs, and of other JSON values. Not in the alphabet of IDs. */
const textPrefix = "~";
const jsonPrefix = "#";

/** Returns the text of a part of a key. */
export function valueText(value: Json): string {
  if (typeof value !== "string") return jsonPrefix + escaped(JSON.stringify(value));
  if (!/^[1-9]\d*$/u.test(value)) return textPrefix + escaped(value);
  // Two characters have three hexadecimal digits.
  const hex = BigInt(value).toString(16);
  const pairs = Math.ceil(hex.length / 3);
  const bytes = Buffer.from(hex.padStart(3 * pairs, "0") + (pairs % 2 === 0 ? "" : "0"), "hex");
  return bytes.toString("base64url").slice(0, 2 * pairs);
}

/** See `valueText`. */
export function valueFrom(text: string): Json {
  if (text.startsWith(textPrefix)) return unescaped(text.slice(1));
  if (text.startsWith(jsonPrefix)) return parsed(unescaped(text.slice(1)));
  // The letter completes the last byte.
  const hex = Buffer.from(`${text}A`, "base64url").toString("hex");
  return BigInt(`0x0${hex.slice(0, text.length * 1.5)}`).toString();
}

function escaped(text: string): string {
  return text.replace(/[\p{Cc}"%\\ ,;!/]/gu, (one) => `%${one.charCodeAt(0).toString(16).padStart(2, "0")}`);
}

function unescaped(text: string): string {
  return text.replace(/%([\da-f]{2})/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function parsed(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
