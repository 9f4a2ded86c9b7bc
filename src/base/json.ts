/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object. An absent key reads as `undefined`. */
export interface JsonObject {
  readonly [key: string]: Json | undefined;
}

/** Returns whether an external value is a JSON object (neither null nor an array). */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns whether a JSON value is an array. */
export function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

/** Returns whether an external value is an array of strings. */
export function isStringArray(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === "string");
}

/** Converts a value to a string: strings unchanged, null and undefined to "", anything else to JSON. */
export function asText(value: Json | undefined): string {
  if (typeof value === "string") return value;
  return value === undefined || value === null ? "" : JSON.stringify(value);
}

/** Returns whether a value is undefined, null, or an empty string, array, or object. */
export function isEmpty(value: Json | undefined): boolean {
  if (typeof value !== "object" || value === null) return value === undefined || value === null || value === "";
  if (!isObject(value)) return value.length === 0;
  // `Object.keys` would allocate an array per row.
  for (const _ in value) return false;
  return true;
}
