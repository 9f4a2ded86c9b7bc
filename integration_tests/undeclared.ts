import { propertiesOf } from "../scripts/compatibility/schema-nodes.ts";
import { isObject, type Json, type JsonObject } from "../src/json.ts";

/** The paths of a record's fields that its schema does not declare. What has no properties may hold anything. */
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
