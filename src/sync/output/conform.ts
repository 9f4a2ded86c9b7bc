import type { Json, JsonObject } from "../../json.ts";
import { isObject } from "../../json.ts";
import { utcTimestamp } from "../../timestamps.ts";

type Conform = (value: Json) => Json;

/** A record that is being made. */
export type OpenRecord = Record<string, Json | undefined>;

/**
 * Makes a function that brings records to their JSON schema: numbers (ids) and structures to strings where the schema says
 * string, texts of digits to numbers where it says number, timestamps to UTC without a zone where it says so. Nothing is lost but digits that
 * a double does not hold. A value that does not fit stays as it is, as do fields that the schema does not know.
 * What comes back is a copy, the only one that is made of a row.
 */
export function conformTo(schema: JsonObject): (row: JsonObject) => OpenRecord {
  const properties = propertiesOf(schema);
  return (row) => {
    const record: OpenRecord = { ...row };
    // A row has some of the fields that a schema knows.
    for (const name in record) {
      const value = record[name];
      if (value === undefined || value === null) continue;
      const fitting = properties.get(name)?.(value);
      if (fitting !== undefined && fitting !== value) record[name] = fitting;
    }
    return record;
  };
}

function propertiesOf(schema: JsonObject): ReadonlyMap<string, Conform> {
  const properties = isObject(schema.properties) ? schema.properties : {};
  return new Map(
    Object.entries(properties).flatMap(([name, property]) => {
      const conform = isObject(property) ? conformOf(property) : undefined;
      return conform === undefined ? [] : [[name, conform] as const];
    }),
  );
}

function conformOf(schema: JsonObject): Conform | undefined {
  const types = Array.isArray(schema.type) ? schema.type : [schema.type];
  const single = schema.airbyte_type === "timestamp_without_timezone" ? withoutZone : singleOf(types);
  const items = types.includes("array") && isObject(schema.items) ? conformOf(schema.items) : undefined;
  const properties = types.includes("object") ? propertiesOf(schema) : new Map<string, Conform>();
  if (items === undefined && properties.size === 0) return single;
  return (value) => {
    if (Array.isArray(value)) return items === undefined ? value : conformItems(value, items);
    if (isObject(value)) return conformObject(value, properties);
    return single === undefined ? value : single(value);
  };
}

/** What a value becomes that is no structure, or must be none. */
function singleOf(types: readonly (Json | undefined)[]): Conform | undefined {
  if (types.includes("string")) {
    // What may be a number or a text has said which it is.
    if (types.includes("integer") || types.includes("number")) return undefined;
    return types.includes("array") || types.includes("object") ? numberToText : toText;
  }
  if (types.includes("integer")) return toInteger;
  return types.includes("number") ? toNumber : undefined;
}

/** The same object where all of it fits, as most do: a copy costs more than the look. */
function conformObject(record: JsonObject, properties: ReadonlyMap<string, Conform>): JsonObject {
  let conformed: OpenRecord | undefined;
  for (const name in record) {
    const value = record[name];
    if (value === undefined || value === null) continue;
    const fitting = properties.get(name)?.(value);
    if (fitting === undefined || fitting === value) continue;
    conformed ??= { ...record };
    conformed[name] = fitting;
  }
  return conformed ?? record;
}

function conformItems(list: readonly Json[], conform: Conform): readonly Json[] {
  const conformed = list.map(conform);
  return conformed.every((item, index) => item === list[index]) ? list : conformed;
}

const numberToText: Conform = (value) => (typeof value === "number" ? String(value) : value);

/** A column of text takes no structure: PostgreSQL refuses the whole load (seen with PyAirbyte). */
const toText: Conform = (value) =>
  typeof value === "object" && value !== null ? JSON.stringify(value) : numberToText(value);

const toInteger: Conform = (value) => (typeof value === "string" && /^-?\d+$/u.test(value) ? finite(value) : value);

const toNumber: Conform = (value) =>
  typeof value === "string" && /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/u.test(value) ? finite(value) : value;

/** The number that is nearest to a text, if there is one. What it lost is told when the record is written (`LoadableJson`). */
function finite(text: string): Json {
  const number = Number(text);
  return Number.isFinite(number) ? number : text;
}

const withoutZone: Conform = (value) =>
  typeof value === "string" && /(?:Z|[+-]\d{2}:?\d{2})$/u.test(value) ? (utcTimestamp(value) ?? value) : value;
