import type { Json, JsonObject } from "../json.ts";
import { hash, Random } from "../random.ts";
import { rowSchemas } from "../rows.generated.ts";
import { adName } from "../texts.ts";
import type { FieldSchema } from "./field-schema.ts";
import { isIdName } from "./ids.ts";

export type SchemaName = keyof typeof rowSchemas;

/** Fields of a row; an undefined one is omitted. */
export type Fields = Readonly<Record<string, Json | undefined>>;

/**
 * Makes a row of a schema of Pinterest's document, a function of the name and the ID. A field that isn't given varies as
 * in live rows: null if it may be, else missing, or any value that the document allows. An ID of another row is null,
 * missing, or none; a time in integers is one of the years before 2026 in seconds.
 * @param fields what is known of the row, such as what refers to other rows
 */
export function makeRow(name: SchemaName, id: string, fields: Fields): JsonObject {
  const schema: FieldSchema = rowSchemas[name];
  return objectOf(schema, id, schema.properties?.id === undefined ? fields : { id, ...fields });
}

function objectOf({ properties = {}, required = [] }: FieldSchema, key: string, fields: Fields): JsonObject {
  const row: Record<string, Json> = {};
  for (const name of new Set([...Object.keys(fields), ...Object.keys(properties)])) {
    const schema = properties[name];
    const value =
      name in fields || schema === undefined
        ? fields[name]
        : fieldOf(schema, `${key} ${name}`, name, required.includes(name));
    if (value !== undefined) row[name] = value;
  }
  return row;
}

function fieldOf(schema: FieldSchema, key: string, name: string, isRequired: boolean): Json | undefined {
  const word = hash(key);
  if (schema.nullable === true && word % 3 === 0) return null;
  if (!isRequired && word % 5 === 1) return undefined;
  if (isIdName(name) && schema.type === "array") return [];
  if (isIdName(name)) return schema.nullable === true ? null : undefined;
  switch (schema.type) {
    case "boolean":
      return word % 2 === 0;
    case "integer":
    case "number": {
      if (/(?:^|_)(?:time|timestamp|at)$/u.test(name)) return 1_700_000_000 + (word % 50_000_000);
      const { minimum = 0, maximum = 999 } = schema;
      const whole = minimum + (word % (maximum - minimum + 1));
      return schema.type === "number" && whole < maximum && word % 2 === 0 ? whole + 0.25 : whole;
    }
    case "string":
      return schema.enum === undefined ? textOf(schema, word, name) : (schema.enum[word % schema.enum.length] ?? "");
    case "object":
      return objectOf(schema, key, {});
    case "array":
      return schema.items === undefined
        ? []
        : Array.from({ length: word % 3 }, (_, index) =>
            fieldOf(schema.items ?? schema, `${key} ${index}`, "", true),
          ).filter((item) => item !== undefined);
  }
}

function textOf({ format }: FieldSchema, word: number, name: string): string {
  const day = new Date(1_700_000_000_000 + (word % 50_000_000) * 1_000).toISOString();
  if (format === "date") return day.slice(0, 10);
  if (format === "date-time") return day.slice(0, 19);
  if (/(?:url|link)s?$/u.test(name)) return `https://example.com/${word % 1_000}?v=%C3%A9`;
  return adName(new Random(word), name, word % 100);
}
