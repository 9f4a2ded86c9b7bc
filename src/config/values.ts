import type { Json, JsonObject } from "../json.ts";
import { isStringArray } from "../json.ts";
import { propertyOf } from "./spec.ts";

/** Reads the fields of an object that was held to `schema`: what it lacks has the default that the schema tells. */
export function fieldsOf(object: JsonObject, schema: JsonObject): (name: string) => Json | undefined {
  return (name) => object[name] ?? propertyOf(schema, name).default;
}

/** The value if it is a text. */
export function text(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value if it is a number. */
export function number(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

/** The texts of a list without repetitions; none when it is no list of texts. Nobody can change it. */
export function unique(list: Json | undefined): readonly string[] {
  return Object.freeze(isStringArray(list) ? [...new Set(list)] : []);
}
