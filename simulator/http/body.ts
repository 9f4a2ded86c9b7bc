import type { BodyContract, ParameterSchema, ScalarSchema } from "../contract.ts";
import { invalidParameter } from "../errors.ts";
import { asText, isObject, type Json, type JsonObject } from "../json.ts";
import { checkLength, readScalar } from "./parameters.ts";

/** Validates the JSON body of a POST against the document and fills in defaults. */
export function readBody({ required, properties }: BodyContract, text: string): JsonObject {
  const body = parse(text);
  for (const name of Object.keys(body)) {
    if (!Object.hasOwn(properties, name)) throw invalidParameter(`Field '${name}' is unknown to this operation.`);
  }
  const result: Record<string, Json> = {};
  for (const [name, schema] of Object.entries(properties)) {
    const value = body[name] ?? defaultOf(schema);
    if (value !== undefined) result[name] = read(name, schema, value);
    else if (required.includes(name)) throw invalidParameter(`Field '${name}' is required.`);
  }
  return result;
}

function parse(text: string): JsonObject {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidParameter("The request body is not JSON.");
  }
  if (!isObject(value)) throw invalidParameter("The request body is not a JSON object.");
  return value;
}

function defaultOf(schema: ParameterSchema): Json | undefined {
  return "default" in schema ? schema.default : undefined;
}

function read(name: string, schema: ParameterSchema, value: Json): Json {
  if (schema.type === "object") {
    if (!isObject(value)) throw invalidParameter(`Field '${name}' is not an object.`);
    return value;
  }
  if (schema.type !== "array") return readOne(name, schema, value);
  if (!Array.isArray(value)) throw invalidParameter(`Field '${name}' is not an array.`);
  checkLength(`Field '${name}'`, schema, value);
  return value.map((item: Json) => readOne(name, schema.items, item));
}

function readOne(name: string, schema: ScalarSchema, value: Json): Json {
  const type = schema.type === "integer" ? "number" : schema.type;
  if (typeof value !== type) throw invalidParameter(`Field '${name}' is not of type ${schema.type}.`);
  return readScalar(name, schema, asText(value));
}
