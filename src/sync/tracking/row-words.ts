import { digestOf } from "../../base/digest.ts";
import type { Json, JsonObject } from "../../base/json.ts";

/*
 * The text of a row in the state: its key, for a possible tombstone, and a digest of its content. A numeric ID takes 11
 * characters, the digest 6.
 */

/** The length of a digest (36 bits). It misses a change with a probability of 1.5 in a hundred billion. */
const digestLength = 6;

/** The digest of unknown content. No content has it. */
export const unknownDigest = "~".repeat(digestLength);

/** Returns the digest of a row's content. */
export function contentDigest(content: string): string {
  return digestOf(content, digestLength);
}

/** Returns the values of a key as strings without spaces and commas. */
export function keyParts(record: JsonObject, fields: readonly string[]): readonly string[] {
  return fields.map((field) => partOf(record[field] ?? null));
}

/** Decodes a string of `keyParts`; undefined: invalid. */
export function valueOfPart(part: string): Json | undefined {
  try {
    if (part.startsWith(textMark)) return unescaped(part.slice(1));
    if (part.startsWith(jsonMark)) return parsed(unescaped(part.slice(1)));
    const hex = Buffer.from(part, "base64url").toString("hex");
    return hex === "" ? undefined : BigInt(`0x${hex}`).toString();
  } catch {
    return undefined;
  }
}

/** Parses a word, which is the last part of a key and a digest; undefined: too short. */
export function wordParts(word: string): { readonly lastPart: string; readonly digest: string } | undefined {
  const end = word.length - digestLength;
  return end < 1 ? undefined : { lastPart: word.slice(0, end), digest: word.slice(end) };
}

/** Prefixes of nonnumeric strings and of other JSON values, outside the base64url alphabet. */
const textMark = "~";
const jsonMark = "#";

function partOf(value: Json): string {
  if (typeof value !== "string") return jsonMark + escaped(JSON.stringify(value));
  if (!/^[1-9]\d*$/u.test(value)) return textMark + escaped(value);
  const hex = BigInt(value).toString(16);
  return Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, "hex").toString("base64url");
}

function escaped(text: string): string {
  if (!/[%, ]/u.test(text)) return text;
  return text.replace(/[%, ]/gu, (character) => `%${character.charCodeAt(0).toString(16)}`);
}

function unescaped(text: string): string {
  return text.replace(/%(25|2c|20)/gu, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

function parsed(text: string): Json {
  const value: Json = JSON.parse(text);
  return value;
}
