/** Any value that JSON can hold. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. Reading a key that is absent gives `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Tells whether a value from outside is a JSON object (not null, not an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Tells whether a value from outside is an array of strings. */
export function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** A value as text: a text as it is, anything else as JSON, and nothing as the empty text. */
export function asText(value: Json | undefined): string {
  return typeof value === "string" ? value : value === undefined || value === null ? "" : JSON.stringify(value);
}

/** Tells whether a value says nothing: absent, null, or without any content. */
export function isEmpty(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null) return value === undefined || value === null || value === "";
  if (!isObject(value)) return value.length === 0;
  // A list of all keys would be made for each row.
  for (const _ in value) return false;
  return true;
}
