import assert from "node:assert/strict";
import { isObject, isStringArray, type JsonObject } from "../src/base/json.ts";

/** Returns a value that is an object. @throws for any other value, as the following functions do for their types */
export function objectOf(value: unknown): JsonObject {
  assert.ok(isObject(value), `not an object: ${JSON.stringify(value)}`);
  return value;
}

/** Returns the object at the end of a path of keys. */
export function objectAt(value: unknown, ...keys: readonly string[]): JsonObject {
  return keys.reduce((object, key) => objectOf(object[key]), objectOf(value));
}

/** Returns the object in a JSON text. */
export function parsedObject(text: string): JsonObject {
  return objectOf(JSON.parse(text));
}

/** Returns a value that is a text. */
export function textOf(value: unknown): string {
  assert.ok(typeof value === "string", `not a text: ${JSON.stringify(value)}`);
  return value;
}

/** Returns a value that is a list of texts. */
export function textsOf(value: unknown): readonly string[] {
  assert.ok(isStringArray(value), `not a list of texts: ${JSON.stringify(value)}`);
  return value;
}
