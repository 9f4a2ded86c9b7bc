import type { Json, JsonObject } from "../../../src/base/json.ts";
import { type JsonType, type Shape, singleType } from "./shape.ts";

const scalars: ReadonlySet<JsonType> = new Set(["boolean", "integer", "number", "string"]);

/** Returns the description of a field by its path. @param isKey whether the field is in the primary key */
export type Describe = (path: readonly string[], shape: Shape, isKey: boolean) => string | undefined;

/** Converts a row's shape to a draft-07 schema that allows additional fields, and null in all fields except the key. */
export function rowSchema(
  row: Shape,
  primaryKey: readonly string[],
  description: string,
  describe: Describe,
): JsonObject {
  const rest = [...row.properties.keys()].filter((name) => !primaryKey.includes(name)).toSorted();
  const properties = [...primaryKey, ...rest].map((name) => {
    const shape = row.properties.get(name);
    if (shape === undefined) throw new Error(`The key field "${name}" is not in the row.`);
    return [name, fieldSchema([name], shape, primaryKey.includes(name) ? "key" : "field", describe)] as const;
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    description,
    additionalProperties: true,
    properties: Object.fromEntries(properties),
  };
}

/** Converts the shape of a field or of a list's items, which have no description of their own. */
function fieldSchema(
  path: readonly string[],
  declared: Shape,
  is: "key" | "field" | "item",
  describe: Describe,
): JsonObject {
  const shape = singleType(declared);
  const last = path.at(-1) ?? "";
  const name = is === "item" ? last.replace(/(?<=_id)s$/iu, "") : last;
  const [only] = shape.types;
  if (only === undefined || (only === "array" && shape.items === undefined))
    throw new Error(`The document leaves the type of "${name}" open: add it to later-contract.json.`);
  if (is === "key" && !scalars.has(only)) throw new Error(`The key field "${name}" isn't scalar.`);
  const type: JsonType = isIdName(name) && scalars.has(only) ? "string" : only;
  return present({
    type: is === "key" ? type : ["null", type],
    ...(type === "string" ? formatOf(shape) : {}),
    description: is === "item" ? undefined : describe(path, shape, is === "key"),
    ...(type === "object" ? { additionalProperties: true, properties: propertiesOf(path, shape, describe) } : {}),
    ...(type === "array" && shape.items !== undefined
      ? { items: fieldSchema(path, shape.items, "item", describe) }
      : {}),
  });
}

/** An object with more members than this, all of one type, is a map by codes, which change over time; it stays open. */
const maxMembers = 50;

function isMap({ properties }: Shape): boolean {
  const types = new Set([...properties.values()].map((shape) => shape.types.join()));
  return properties.size > maxMembers && types.size === 1;
}

function propertiesOf(path: readonly string[], shape: Shape, describe: Describe): JsonObject | undefined {
  const { properties } = shape;
  if (properties.size === 0 || isMap(shape)) return undefined;
  const entries = [...properties].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(
    entries.map(([name, member]) => [name, fieldSchema([...path, name], member, "field", describe)]),
  );
}

/** The formats of the document that Airbyte supports. */
function formatOf({ format, unzoned }: Shape): JsonObject {
  if (format === "date") return { format };
  if (format !== "date-time") return {};
  return { format, airbyte_type: unzoned === true ? "timestamp_without_timezone" : "timestamp_with_timezone" };
}

/** IDs are strings, whatever the document declares, since they exceed the precision of a double. */
function isIdName(name: string): boolean {
  return /(?:^|_)id$/iu.test(name);
}

function present(object: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
