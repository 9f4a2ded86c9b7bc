import { isObject, type Json, type JsonObject } from "./json.ts";

const invalid = (name: string, what: string, value: Json | undefined) =>
  new RangeError(`${name} is not ${what}: ${JSON.stringify(value)}`);

/** Returns a value of a control request that is a text. @throws RangeError for any other value */
export function text(value: Json | undefined, name: string): string {
  if (typeof value !== "string") throw invalid(name, "a string", value);
  return value;
}

/** Returns a value that is a natural number. @throws RangeError for any other value */
export function readCount(value: Json | undefined, name: string): number {
  if (typeof value !== "number" || !Number.isInteger(value) || value < 0)
    throw invalid(name, "an integer from 0", value);
  return value;
}

/** Returns the entry of a table with the given name. @throws RangeError for an unknown name */
export function entryNamed<Entry>(table: Readonly<Record<string, Entry>>, name: string, what: string): Entry {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) throw new RangeError(`Unknown ${what} ${name}`);
  return entry;
}

/** Parses a request body as a JSON object. */
export function objectOf(body: string): JsonObject {
  const value: Json = JSON.parse(body);
  if (!isObject(value)) throw invalid("The body", "an object", value);
  return value;
}
