import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../src/json.ts";
import { isObject, isStringArray } from "../../src/json.ts";
import { packageRoot } from "../../src/package.ts";

/** The API versions: Pinterest's OpenAPI document 5.23, and the same with the known changes of 5.28. */
export type Contract = "5.23" | "5.28";

const file = "scripts/openapi/later-contract.json";
const patches: { readonly live: JsonObject; readonly "5.28": JsonObject } = JSON.parse(
  readFileSync(join(packageRoot, file), "utf8"),
);

/** Returns the document with undocumented fields of live responses and, for a later version, its changes. */
export function withLaterFacts(document: JsonObject, contract: Contract): JsonObject {
  const seen = patchObject(document, patches.live);
  return contract === "5.23" ? seen : patchObject(seen, patches["5.28"]);
}

/** Operations that the document 5.23 doesn't have, by `operationId`, with the source of each. */
export const laterOperations: ReadonlyMap<string, keyof typeof patches> = new Map(
  (["live", "5.28"] as const).flatMap((source) =>
    Object.values(objectIn(patches[source], "paths"))
      .flatMap((item) => (isObject(item) ? Object.values(item) : []))
      .flatMap((operation) =>
        isObject(operation) && typeof operation.operationId === "string" ? [[operation.operationId, source]] : [],
      ),
  ),
);

/** Columns of ads analytics that 5.28 adds. */
export const laterColumns: readonly string[] = textsAt(
  patches["5.28"],
  "components.parameters.query_columns.schema.items.enum",
);

function textsAt(patch: JsonObject, path: string): readonly string[] {
  const found = path
    .split(".")
    .reduce<Json | undefined>((value, name) => (isObject(value) ? value[name] : undefined), patch);
  if (!isStringArray(found)) throw new Error(`${file} has no texts at ${path}.`);
  return found;
}

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
