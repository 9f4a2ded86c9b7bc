import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { packageRoot } from "../base/package.ts";

let loaded: JsonObject | undefined;

/** Returns the ConnectorSpecification in spec.json, which `spec` prints and which configurations must match. Cached. */
export function readSpec(): JsonObject {
  if (loaded === undefined) {
    const value: unknown = JSON.parse(readFileSync(join(packageRoot, "spec.json"), "utf8"));
    if (!isObject(value)) throw new Error("spec.json does not hold an object");
    loaded = value;
  }
  return loaded;
}

/** Returns the JSON schema of the configuration. */
export function connectionSchema(): JsonObject {
  return objectAt(readSpec(), "connectionSpecification");
}

/** Returns the variants of `credentials` by their `auth_method`, in the order of the form. */
export function credentialsVariants(): ReadonlyMap<string, JsonObject> {
  const { oneOf } = propertyOf(connectionSchema(), "credentials");
  const variants = Array.isArray(oneOf) ? oneOf.filter(isObject) : [];
  return new Map(
    variants.map((variant) => {
      const { const: method } = propertyOf(variant, "auth_method");
      if (typeof method !== "string") throw new Error("spec.json: a variant of credentials has no auth_method");
      return [method, variant];
    }),
  );
}

/** Returns the schema of a custom report. */
export function customReportSchema(): JsonObject {
  return objectAt(propertyOf(connectionSchema(), "custom_reports"), "items");
}

/** Returns the schema of a property in an object's schema. */
export function propertyOf(schema: JsonObject, name: string): JsonObject {
  return objectAt(objectAt(schema, "properties"), name);
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (!isObject(value)) throw new Error(`spec.json has no object ${key}`);
  return value;
}
