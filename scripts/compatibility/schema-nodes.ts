import { isList, isObject, type Json, type JsonObject } from "../../src/base/json.ts";

/** A schema within a schema. */
export interface SchemaNode {
  /** `/credentials[0]/client_id`, or `/tags/items`; empty for the root. */
  readonly path: string;
  /** Its property name, if it is a property. */
  readonly name: string | undefined;
  readonly schema: JsonObject;
}

/** Returns a schema and every schema within it: properties, variants, and items, at any depth. */
export function schemaNodes(schema: JsonObject, path = "", name?: string): readonly SchemaNode[] {
  return [
    { path, name, schema },
    ...Object.entries(propertiesOf(schema)).flatMap(([key, inner]) => schemaNodes(inner, `${path}/${key}`, key)),
    ...variantsOf(schema).flatMap((inner, index) => schemaNodes(inner, `${path}[${index}]`)),
    ...(isObject(schema.items) ? schemaNodes(schema.items, `${path}/items`) : []),
  ];
}

/** Returns the properties of an object's schema, by name. */
export function propertiesOf({ properties }: JsonObject): Readonly<Record<string, JsonObject>> {
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => (isObject(schema) ? [[name, schema] as const] : [])),
  );
}

/** Returns the alternatives of a schema. */
export function variantsOf({ oneOf }: JsonObject): readonly JsonObject[] {
  return Array.isArray(oneOf) ? oneOf.filter(isObject) : [];
}

/** Returns the types that a schema names, one or several. */
export function typesOf({ type }: JsonObject): readonly Json[] {
  if (isList(type)) return type;
  return type === undefined ? [] : [type];
}
