import { digestOf } from "../../digest.ts";
import type { Json, JsonObject } from "../../json.ts";

/*
 * What a state holds of a row: its key, which a tombstone must be able to name, and a digest of its content. An ID of
 * digits takes 11 characters, the digest 6.
 */

/** Six characters tell 2^36 contents apart: a change is overlooked with a probability of 1.5 in a hundred billion. */
const digestLength = 6;

/** Stands for a content that is not known: it is the digest of none. */
export const unknownDigest = "~".repeat(digestLength);

/** Returns a digest of a content. */
export function contentDigest(content: string): string {
  return digestOf(content, digestLength);
}

/** Returns the values of a key as texts without blanks and commas. */
export function keyParts(record: JsonObject, fields: readonly string[]): readonly string[] {
  return fields.map((field) => partOf(record[field] ?? null));
}

/** Returns the value that a part of a key stands for; undefined: it is none that `keyParts` made. */
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

/** A row as one word: the last part of its key, and its digest. */
export function rowWord(lastPart: string, digest: string): string {
  return lastPart + digest;
}

/** What a word says; undefined: it is too short to say it. */
export function wordParts(word: string): { readonly lastPart: string; readonly digest: string } | undefined {
  const end = word.length - digestLength;
  return end < 1 ? undefined : { lastPart: word.slice(0, end), digest: word.slice(end) };
}

/** Before a text that is no number, and before any other JSON: neither is a character of base64url. */
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
