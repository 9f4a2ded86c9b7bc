import type { JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";

/** The type of a field apart from null. */
export type FieldType =
  | Plain
  | "array"
  | `array of ${Plain | "array"}`
  /** Any of several types. */
  | "unknown";

type Plain = "string" | "integer" | "number" | "boolean" | "date" | "timestamp" | "object";

/** Returns the types of a schema's fields by path, including fields of nested objects. */
export function fieldTypesOf(schema: JsonObject, path = ""): ReadonlyMap<string, FieldType> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return new Map(
    Object.entries(properties).flatMap(([name, node]) => {
      if (!isObject(node)) return [];
      const here = `${path}${name}`;
      return [[here, typeOf(node)] as const, ...fieldTypesOf(node, `${here}.`)];
    }),
  );
}

function typeOf(node: JsonObject): FieldType {
  const plain = plainTypeOf(node);
  if (plain !== "array") return plain;
  const items = isObject(node.items) ? plainTypeOf(node.items) : "unknown";
  return items === "unknown" ? "array" : `array of ${items}`;
}

function plainTypeOf({ type, format }: JsonObject): Plain | "array" | "unknown" {
  const types = [type].flat().filter((each) => each !== "null");
  const [only] = types;
  if (types.length !== 1) return "unknown";
  switch (only) {
    case "string":
      return format === "date" ? "date" : format === "date-time" ? "timestamp" : "string";
    case "integer":
    case "number":
    case "boolean":
    case "object":
    case "array":
      return only;
    default:
      return "unknown";
  }
}
