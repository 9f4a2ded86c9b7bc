import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "./json.ts";
import { packageRoot } from "./package.ts";

/** The path of a setting in a configuration: property names of spec.json and zero-based list indexes. */
export type SettingPath = readonly [string, ...(string | number)[]];

let form: unknown;

/**
 * Returns a setting's title in the form, for messages: `Board IDs`, `Conversion attribution: View window (days)`,
 * `Custom reports, item 2: Columns, item 1`. A name that isn't in spec.json is returned unchanged.
 */
export function settingTitle([name, ...inner]: SettingPath): string {
  form ??= JSON.parse(readFileSync(join(packageRoot, "spec.json"), "utf8"));
  let schema = propertyOf(at(form, "connectionSpecification"), name);
  let title = titleOf(schema, name);
  for (const part of inner) {
    if (typeof part === "number") {
      schema = at(schema, "items");
      title += `, item ${part + 1}`;
    } else {
      schema = propertyOf(schema, part);
      title += `: ${titleOf(schema, part)}`;
    }
  }
  return title;
}

/** Returns a property of an object schema, or of the first variant in which it is visible. */
function propertyOf(schema: JsonObject, name: string): JsonObject {
  const variants = Array.isArray(schema.oneOf) ? schema.oneOf : [];
  const found = [schema, ...variants].map((each: unknown) => at(each, "properties", name));
  return found.find(({ title, airbyte_hidden: hidden }) => title !== undefined && hidden !== true) ?? {};
}

function at(value: unknown, ...path: readonly string[]): JsonObject {
  const found = path.reduce((parent, key) => (isObject(parent) ? parent[key] : undefined), value);
  return isObject(found) ? found : {};
}

function titleOf({ title }: JsonObject, name: string): string {
  return typeof title === "string" ? title : name;
}
