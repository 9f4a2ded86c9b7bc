import { readFileSync } from "node:fs";
import { join } from "node:path";
import { isObject, type JsonObject } from "./json.ts";
import { packageRoot } from "./package.ts";

let spec: unknown;

/**
 * What the form calls a setting, as messages should name it.
 * @param path where it is in the configuration; items of a list are counted from 0
 */
export function settingTitle([name, item, member]: readonly [string, ...(string | number)[]]): string {
  spec ??= JSON.parse(readFileSync(join(packageRoot, "spec.json"), "utf8"));
  const setting = at(spec, "connectionSpecification", "properties", name);
  return typeof item !== "number" || typeof member !== "string"
    ? titleOf(setting, name)
    : `${titleOf(setting, name)}, item ${item + 1}: ${titleOf(at(setting, "items", "properties", member), member)}`;
}

function at(value: unknown, ...path: readonly string[]): JsonObject {
  const found = path.reduce((parent, key) => (isObject(parent) ? parent[key] : undefined), value);
  return isObject(found) ? found : {};
}

function titleOf({ title }: JsonObject, name: string): string {
  if (typeof title !== "string") throw new Error(`spec.json has no title for "${name}"`);
  return title;
}
