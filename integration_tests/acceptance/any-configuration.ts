import fc from "fast-check";
import { isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import { propertiesOf, typesOf, variantsOf } from "./schema-nodes.ts";

/** Arbitrary values of a schema, as far as forms go: what users of that version may have saved. */
export function anyOfSchema(schema: JsonObject): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (Array.isArray(schema.enum)) return fc.constantFrom<Json>(...schema.enum);
  const variants = variantsOf(schema);
  if (variants.length > 0) return fc.oneof(...variants.map(anyOfSchema));
  const types = typesOf(schema);
  return types.length > 1 && types.includes("null")
    ? fc.option(
        anyOfType(
          schema,
          types.find((type) => type !== "null"),
        ),
      )
    : anyOfType(schema, types[0]);
}

function anyOfType(schema: JsonObject, type: Json | undefined): fc.Arbitrary<unknown> {
  switch (type) {
    case "object":
      return anyObject(schema);
    case "array":
      return anyArray(schema);
    case "boolean":
      return fc.boolean();
    case "integer":
      return fc.integer({ min: numberAt(schema.minimum, -1000), max: numberAt(schema.maximum, 1000) });
    case "number":
      return fc.double({ noNaN: true, min: numberAt(schema.minimum, -1000), max: numberAt(schema.maximum, 1000) });
    case "string":
      return anyString(schema);
    default:
      throw new Error(`a form has no type ${JSON.stringify(type)}`);
  }
}

function anyObject(schema: JsonObject): fc.Arbitrary<unknown> {
  const properties = Object.entries(propertiesOf(schema)).map(([name, inner]) => [name, anyOfSchema(inner)] as const);
  return fc.record(Object.fromEntries(properties), {
    requiredKeys: isStringArray(schema.required) ? [...schema.required] : [],
  });
}

function anyArray({ items, minItems, maxItems, uniqueItems }: JsonObject): fc.Arbitrary<unknown> {
  const each = anyOfSchema(isObject(items) ? items : {});
  const lengths = { minLength: numberAt(minItems, 0), maxLength: Math.min(numberAt(maxItems, 3), 3) };
  return uniqueItems === true
    ? fc.uniqueArray(each, { ...lengths, selector: (item) => JSON.stringify(item) })
    : fc.array(each, lengths);
}

function anyString({ format, pattern, minLength, maxLength }: JsonObject): fc.Arbitrary<string> {
  const day = fc.date({ min: new Date("1970-01-01"), max: new Date("2999-12-31"), noInvalidDate: true });
  if (format === "date") return day.map((date) => date.toISOString().slice(0, 10));
  if (format === "date-time") return day.map((date) => date.toISOString());
  const longest = numberAt(maxLength, Number.POSITIVE_INFINITY);
  if (typeof pattern === "string") {
    return fc.stringMatching(new RegExp(pattern, "u")).filter(({ length }) => length <= longest);
  }
  return fc.string({ minLength: numberAt(minLength, 0), maxLength: numberAt(maxLength, 20) });
}

function numberAt(value: Json | undefined, otherwise: number): number {
  return typeof value === "number" ? value : otherwise;
}
