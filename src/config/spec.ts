import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { packageRoot } from "../package.ts";

let loaded: JsonObject | undefined;

/** The ConnectorSpecification in spec.json: what the command `spec` says and what a configuration is held to. Read once. */
export function readSpec(): JsonObject {
  if (loaded === undefined) {
    const value: unknown = JSON.parse(readFileSync(join(packageRoot, "spec.json"), "utf8"));
    if (!isObject(value)) throw new Error("spec.json does not hold an object");
    loaded = value;
  }
  return loaded;
}

/** The JSON schema of the configuration, as spec.json has it. */
export function connectionSchema(): JsonObject {
  return objectAt(readSpec(), "connectionSpecification");
}

/** The ways to sign in, by their `auth_method`: the variants of `credentials`, in the order of the form. */
export function credentialsVariants(): ReadonlyMap<string, JsonObject> {
  const { oneOf } = propertyOf(connectionSchema(), "credentials");
  const variants = Array.isArray(oneOf) ? oneOf.filter(isObject) : [];
  return new Map(
    variants.map((variant) => {
      const { const: method } = propertyOf(variant, "auth_method");
      if (typeof method !== "string") throw new Error("spec.json: a way to sign in has no auth_method");
      return [method, variant];
    }),
  );
}

/** The schema of one custom report. */
export function customReportSchema(): JsonObject {
  return objectAt(propertyOf(connectionSchema(), "custom_reports"), "items");
}

/** The schema of one property of an object's schema. */
export function propertyOf(schema: JsonObject, name: string): JsonObject {
  return objectAt(objectAt(schema, "properties"), name);
}

function objectAt(parent: JsonObject, key: string): JsonObject {
  const value = parent[key];
  if (!isObject(value)) throw new Error(`spec.json has no object ${key}`);
  return value;
}
