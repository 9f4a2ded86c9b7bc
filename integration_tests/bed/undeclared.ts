import { isEmpty, isObject, type Json, type JsonObject } from "../../src/base/json.ts";

/** Returns the paths of undeclared fields in a record. Objects without declared properties allow any field. */
export function undeclared(value: Json | undefined, schema: JsonObject, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items) ? value.flatMap((item: Json) => undeclared(item, items, path)) : [];
  }
  const { properties } = schema;
  if (!isObject(value) || isEmpty(properties) || !isObject(properties)) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const declared = properties[name];
    return isObject(declared) ? undeclared(inner, declared, `${path}.${name}`) : [`${path}.${name}`];
  });
}
