import type { Json, JsonObject } from "../../src/json.ts";
import { describe } from "./description.ts";
import type { JsonType, Shape } from "./shape.ts";

const scalars: ReadonlySet<JsonType> = new Set(["boolean", "integer", "number", "string"]);

/** The draft-07 schema of a row: open for more fields, and every field but those of its key may be null. */
export function rowSchema(row: Shape, primaryKey: readonly string[], description: string): JsonObject {
  const rest = [...row.properties.keys()].filter((name) => !primaryKey.includes(name)).toSorted();
  const properties = [...primaryKey, ...rest].map((name) => {
    const shape = row.properties.get(name);
    if (shape === undefined) throw new Error(`The key field "${name}" is not in the row.`);
    return [name, fieldSchema(name, shape, !primaryKey.includes(name))] as const;
  });
  return {
    $schema: "http://json-schema.org/draft-07/schema#",
    type: "object",
    description,
    additionalProperties: true,
    properties: Object.fromEntries(properties),
  };
}

function fieldSchema(name: string, shape: Shape, nullable: boolean): JsonObject {
  const isId = isIdName(name) && shape.types.length > 0 && shape.types.every((type) => scalars.has(type));
  const types: readonly JsonType[] = isId ? ["string"] : shape.types;
  const [only] = types;
  if (only === undefined)
    throw new Error(`The document leaves the type of "${name}" open: add it to later-contract.json.`);
  if (!nullable && (types.length > 1 || !scalars.has(only)))
    throw new Error(`The key field "${name}" is not one value.`);
  return present({
    type: nullable ? ["null", ...types] : only,
    ...(types.includes("string") ? formatOf(shape) : {}),
    description: describe(name, shape),
    ...(types.includes("object") ? { additionalProperties: true, properties: propertiesOf(shape) } : {}),
    ...(types.includes("array") && shape.items !== undefined
      ? { items: fieldSchema(name.replace(/(?<=_id)s$/iu, ""), shape.items, true) }
      : {}),
  });
}

/** An object with more members than this, all of one type, is a map by codes, which come and go: it stays open. */
const maxMembers = 50;

function isMap({ properties }: Shape): boolean {
  const types = new Set([...properties.values()].map((shape) => shape.types.join()));
  return properties.size > maxMembers && types.size === 1;
}

function propertiesOf(shape: Shape): JsonObject | undefined {
  const { properties } = shape;
  if (properties.size === 0 || isMap(shape)) return undefined;
  const entries = [...properties].toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, member]) => [name, fieldSchema(name, member, true)]));
}

/** Of the document's formats, the two that Airbyte gives a meaning to. */
function formatOf({ format, unzoned }: Shape): JsonObject {
  if (format === "date") return { format };
  if (format !== "date-time") return {};
  return { format, airbyte_type: unzoned === true ? "timestamp_without_timezone" : "timestamp_with_timezone" };
}

/** Ids are strings, whatever the document says: they exceed what a double holds. */
function isIdName(name: string): boolean {
  return /(?:^|_)id$/iu.test(name);
}

function present(object: Readonly<Record<string, Json | undefined>>): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined));
}
