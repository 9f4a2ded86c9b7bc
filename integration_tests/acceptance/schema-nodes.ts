import { isObject, type Json, type JsonObject } from "../../src/json.ts";

/** A schema within a schema. */
export interface SchemaNode {
  /** `/credentials[0]/client_id`, or `/tags/items`; empty for the outermost. */
  readonly path: string;
  /** Its name, when it is a property. */
  readonly name: string | undefined;
  readonly schema: JsonObject;
}

/** A schema and every schema within it: properties, variants and items, at any depth. */
export function schemaNodes(schema: JsonObject, path = "", name?: string): readonly SchemaNode[] {
  return [
    { path, name, schema },
    ...Object.entries(propertiesOf(schema)).flatMap(([key, inner]) => schemaNodes(inner, `${path}/${key}`, key)),
    ...variantsOf(schema).flatMap((inner, index) => schemaNodes(inner, `${path}[${index}]`)),
    ...(isObject(schema.items) ? schemaNodes(schema.items, `${path}/items`) : []),
  ];
}

/** The properties of an object's schema, by name. */
export function propertiesOf({ properties }: JsonObject): Readonly<Record<string, JsonObject>> {
  if (!isObject(properties)) return {};
  return Object.fromEntries(
    Object.entries(properties).flatMap(([name, schema]) => (isObject(schema) ? [[name, schema] as const] : [])),
  );
}

/** The alternatives of a schema. */
export function variantsOf({ oneOf, anyOf }: JsonObject): readonly JsonObject[] {
  return [oneOf, anyOf].flatMap((variants: Json | undefined) =>
    Array.isArray(variants) ? variants.filter(isObject) : [],
  );
}

/** The types that a schema names, one or several. */
export function typesOf({ type }: JsonObject): readonly Json[] {
  return Array.isArray(type) ? type : type === undefined ? [] : [type];
}

/** Every member of every object within a JSON value, with the path to it. */
export function membersOf(value: Json | undefined, path = ""): readonly { path: string; key: string; value: Json }[] {
  if (Array.isArray(value)) return value.flatMap((item: Json, index) => membersOf(item, `${path}[${index}]`));
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    inner === undefined ? [] : [{ path: `${path}/${key}`, key, value: inner }, ...membersOf(inner, `${path}/${key}`)],
  );
}

/**
 * The keywords of a schema and of all within it, with their paths: members that are not names of properties. A field
 * may be called `not` or `format`, and then is no keyword.
 */
export function keywordsOf(schema: JsonObject): readonly { path: string; key: string; value: Json }[] {
  return schemaNodes(schema).flatMap(({ path, schema: node }) =>
    Object.entries(node).flatMap(([key, value]) =>
      value === undefined ? [] : [{ path: `${path}/${key}`, key, value }],
    ),
  );
}
