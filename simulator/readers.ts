import { isObject, type Json, type JsonObject } from "../src/base/json.ts";

/** Validates a value of a control request. @throws RangeError if the value is invalid */
export type Reader<Value> = (value: Json | undefined, name: string) => Value;

function reader<Value>(what: string, accept: (value: Json | undefined) => Value | undefined): Reader<Value> {
  return (value, name) => {
    const accepted = accept(value);
    if (accepted === undefined) throw new RangeError(`${name} is not ${what}: ${JSON.stringify(value)}`);
    return accepted;
  };
}

export const text = reader("a string", (value) => (typeof value === "string" ? value : undefined));
const object = reader("an object", (value) => (isObject(value) ? value : undefined));

/** Reads an integer of at least `least`. */
export function countFrom(least: number): Reader<number> {
  return reader(`an integer from ${least}`, (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least ? value : undefined,
  );
}

/** Returns the entry of a table with the given name. @throws RangeError for an unknown name */
export function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: string, what: string): Entry {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) throw new RangeError(`Unknown ${what} ${name}`);
  return entry;
}

/** Parses a request body as a JSON object. */
export function objectOf(body: string): JsonObject {
  const value: Json = JSON.parse(body);
  return object(value, "The body");
}
