import type { ArraySchema, OperationContract, ParameterContract, ScalarSchema } from "../contract.ts";
import { invalidParameter } from "../errors.ts";
import { asText, isObject, type Json, type JsonObject } from "../json.ts";
import { parseDay } from "../world/times.ts";

type Scalar = string | number | boolean;
type Value = Scalar | readonly Scalar[] | JsonObject;

/** The validated parameters of one request, with defaults. */
export class Parameters {
  readonly #values: ReadonlyMap<string, Value>;

  constructor(values: ReadonlyMap<string, Value>) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined ? undefined : asText(value);
  }

  /** Returns a parameter that is required or has a default. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`The document does not declare ${name} as required`);
    return value;
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#values.get(name);
    return Array.isArray(value) ? value.map(String) : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.#values.get(name);
    return typeof value === "number" ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values.get(name) === true;
  }

  object(name: string): JsonObject | undefined {
    const value = this.#values.get(name);
    return isObject(value) ? value : undefined;
  }
}

/**
 * Validates a request against the document: no undeclared or missing parameter, all values of the declared type. It is
 * stricter than the live API, which ignores some violations.
 */
export function readParameters(
  contract: OperationContract,
  path: Readonly<Record<string, string>>,
  query: URLSearchParams,
): Parameters {
  const declared = new Map(contract.parameters.map((parameter) => [parameter.name, parameter]));
  for (const name of query.keys()) {
    const [plain = name] = name.split("[");
    const { in: location, schema } = declared.get(plain) ?? {};
    if (location !== "query" || (plain !== name && schema?.type !== "object"))
      throw invalidParameter(`Parameter '${name}' is unknown to this operation.`);
  }
  const values = new Map<string, Value>();
  for (const parameter of contract.parameters) {
    const { name, schema } = parameter;
    const given = parameter.in === "path" ? [path[name] ?? ""] : query.getAll(name);
    const object = schema.type === "object" ? deepObject(name, query) : undefined;
    const value = object ?? (given.length === 0 ? missing(parameter) : read(parameter, given));
    if (value !== undefined) values.set(name, value);
  }
  return new Parameters(values);
}

function missing({ name, required, schema }: ParameterContract): Scalar | readonly Scalar[] | undefined {
  if (required) throw invalidParameter(`Parameter '${name}' is required.`);
  return "default" in schema ? schema.default : undefined;
}

/** Reads the object that a query writes as `name[key]=value` and `name[key][key]=value`; undefined if absent. */
function deepObject(name: string, query: URLSearchParams): JsonObject | undefined {
  const object: Record<string, Json> = {};
  for (const [key, value] of query) {
    if (!key.startsWith(`${name}[`)) continue;
    const [, outer, inner] = /\[(\w+)\](?:\[(\w+)\])?$/u.exec(key) ?? [];
    if (outer === undefined) throw invalidParameter(`Parameter '${key}' is invalid.`);
    const before = object[outer];
    object[outer] = inner === undefined ? value : { ...(isObject(before) ? before : {}), [inner]: value };
  }
  return Object.keys(object).length === 0 ? undefined : object;
}

function read({ name, schema }: ParameterContract, given: readonly string[]): Scalar | readonly Scalar[] {
  if (schema.type === "object") throw invalidParameter(`Parameter '${name}' is not an object.`);
  if (schema.type !== "array") {
    const [text = ""] = given;
    if (given.length > 1) throw invalidParameter(`Parameter '${name}' was given more than once.`);
    return readScalar(name, schema, text);
  }
  // The document declares some arrays as exploded and others as joined; the live API accepts both.
  const parts = given.flatMap((text) => text.split(","));
  checkLength(`Parameter '${name}'`, schema, parts);
  return parts.map((part) => readScalar(name, schema.items, part));
}

export function checkLength(
  what: string,
  { minItems = 0, maxItems = Infinity }: ArraySchema,
  items: readonly unknown[],
) {
  if (items.length < minItems) throw invalidParameter(`${what} has fewer than ${minItems} items.`);
  if (items.length > maxItems) throw invalidParameter(`${what} has more than ${maxItems} items.`);
}

export function readScalar(name: string, schema: ScalarSchema, text: string): Scalar {
  switch (schema.type) {
    case "boolean":
      if (text !== "true" && text !== "false") throw invalidParameter(`Parameter '${name}' was not a boolean`);
      return text === "true";
    case "integer": {
      if (!/^-?\d+$/u.test(text)) throw invalidParameter(`Parameter '${name}' was not numeric`);
      const value = Number(text);
      const { minimum = -Infinity, maximum = Infinity } = schema;
      if (value < minimum || value > maximum) {
        throw invalidParameter(`Parameter '${name}' must be between ${minimum} and ${maximum}.`);
      }
      if (schema.enum !== undefined && !schema.enum.includes(value)) throw notOneOf(name, text, schema.enum);
      return value;
    }
    case "string":
      if (schema.format === "date" && parseDay(text) === undefined) {
        throw invalidParameter(`Parameter '${name}' is not a date in the format YYYY-MM-DD.`);
      }
      if (schema.pattern !== undefined && !new RegExp(schema.pattern, "u").test(text)) {
        throw invalidParameter(`Parameter '${name}': '${text}' does not match '${schema.pattern}'`);
      }
      if (schema.maxLength !== undefined && text.length > schema.maxLength) {
        throw invalidParameter(`Parameter '${name}' is longer than ${schema.maxLength}.`);
      }
      if (schema.enum !== undefined && !schema.enum.includes(text)) throw notOneOf(name, text, schema.enum);
      return text;
  }
}

function notOneOf(name: string, text: string, values: readonly (string | number)[]) {
  return invalidParameter(`Parameter '${name}': '${text}' is not one of ${values.join(", ")}`);
}
