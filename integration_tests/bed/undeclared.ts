import { propertiesOf } from "../../scripts/compatibility/schema-nodes.ts";
import { isObject, type Json, type JsonObject } from "../../src/json.ts";

/** Returns the paths of undeclared fields in a record. Objects without declared properties allow any field. */
export function undeclared(value: Json | undefined, schema: JsonObject, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const { items } = schema;
    return isObject(items) ? value.flatMap((item: Json) => undeclared(item, items, path)) : [];
  }
  const declared = propertiesOf(schema);
  if (!isObject(value) || Object.keys(declared).length === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) =>
    name in declared ? undeclared(inner, declared[name] ?? {}, `${path}.${name}`) : [`${path}.${name}`],
  );
}
