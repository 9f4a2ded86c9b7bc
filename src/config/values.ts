import type { Json, JsonObject } from "../base/json.ts";
import { isStringArray } from "../base/json.ts";
import { propertyOf } from "./spec.ts";

/** Returns a reader of fields of a valid object, with the schema's defaults for missing ones. */
export function fieldsOf(object: JsonObject, schema: JsonObject): (name: string) => Json | undefined {
  return (name) => object[name] ?? propertyOf(schema, name).default;
}

/** Returns the value if it is a string. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Returns the value if it is a number. */
export function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** Returns the strings of a list without duplicates, frozen; an empty list if the value isn't a list of strings. */
export function unique(list: Json | undefined): readonly string[] {
  return Object.freeze(isStringArray(list) ? [...new Set(list)] : []);
}
