import { isObject, isStringArray, type Json, type JsonObject } from "../src/json.ts";

/** Reads a value of a request to the simulator itself; throws a RangeError that says what is wrong with it. */
export type Reader<Value> = (value: Json | undefined, name: string) => Value;

function reader<Value>(what: string, accept: (value: Json | undefined) => Value | undefined): Reader<Value> {
  return (value, name) => {
    const accepted = accept(value);
    if (accepted === undefined) throw new RangeError(`${name} is not ${what}: ${JSON.stringify(value)}`);
    return accepted;
  };
}

export const text = reader("a text", (value) => (typeof value === "string" ? value : undefined));
export const texts = reader("a list of texts", (value) => (isStringArray(value) ? value : undefined));
export const flag = reader("true or false", (value) => (typeof value === "boolean" ? value : undefined));
export const object = reader("an object", (value) => (isObject(value) ? value : undefined));
export const integer = reader("a whole number", (value) => (Number.isInteger(value) ? Number(value) : undefined));
export const yes = reader("true", (value) => (value === true ? value : undefined));

export function numberFrom(least: number): Reader<number> {
  return reader(`a number from ${least}`, (value) => (typeof value === "number" && value >= least ? value : undefined));
}

/** A whole number of at least so many. */
export function countFrom(least: number): Reader<number> {
  return reader(`a whole number from ${least}`, (value) =>
    typeof value === "number" && Number.isInteger(value) && value >= least ? value : undefined,
  );
}

export function oneOf<const Value extends string>(...values: readonly Value[]): Reader<Value> {
  return reader(`one of ${values.join(", ")}`, (value) => values.find((one) => one === value));
}

/** The entry of a table that a name names; throws a RangeError for a name that is none. */
export function entryOf<Entry>(table: Readonly<Record<string, Entry>>, name: string, what: string): Entry {
  const entry = Object.hasOwn(table, name) ? table[name] : undefined;
  if (entry === undefined) throw new RangeError(`There is no ${what} ${name}`);
  return entry;
}

/** The JSON object in the body of a request. */
export function objectOf(body: string): JsonObject {
  const value: Json = JSON.parse(body);
  return object(value, "The body");
}
