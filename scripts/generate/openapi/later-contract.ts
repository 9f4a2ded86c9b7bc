import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";

const patches: { readonly live: JsonObject; readonly "5.28": JsonObject } = JSON.parse(
  readFileSync(join(packageRoot, "scripts/generate/openapi/later-contract.json"), "utf8"),
);

/** Returns Pinterest's OpenAPI document 5.23 with undocumented fields of live responses and the known changes of 5.28. */
export function withLaterFacts(document: JsonObject): JsonObject {
  return patchObject(patchObject(document, patches.live), patches["5.28"]);
}

/** The `operationId`s that version 5.28 has and the document 5.23 doesn't. */
export const laterOperations: ReadonlySet<string> = new Set(
  Object.values(objectIn(patches["5.28"], "paths"))
    .flatMap((item) => (isObject(item) ? Object.values(item) : []))
    .flatMap((operation) =>
      isObject(operation) && typeof operation.operationId === "string" ? [operation.operationId] : [],
    ),
);

function objectIn(parent: JsonObject, key: string): JsonObject {
  const child = parent[key];
  return isObject(child) ? child : {};
}

/** Merges the members of a patch into an object; null removes one. */
function patchObject(value: JsonObject, patch: JsonObject): JsonObject {
  const result: Record<string, Json | undefined> = { ...value };
  for (const [name, change] of Object.entries(patch)) {
    if (change === null || change === undefined) delete result[name];
    else result[name] = patchValue(result[name], change);
  }
  return result;
}

/** Patches a list: an object patches items by index and appends those of `+`; a list appends its items. */
function patchValue(value: Json | undefined, patch: Json): Json {
  if (!Array.isArray(value)) return isObject(value) && isObject(patch) ? patchObject(value, patch) : patch;
  const { "+": added = [], ...places } = isObject(patch) ? patch : { "+": patch };
  const items = value.map((item: Json, place) => {
    const change = places[String(place)];
    return change === undefined ? item : patchValue(item, change);
  });
  return [...items, ...(Array.isArray(added) ? added : [])];
}
