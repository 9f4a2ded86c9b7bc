import { Ajv, type ErrorObject, type ValidateFunction } from "ajv";
import { invalidParameter } from "../errors.ts";
import { asText, isObject, type Json, type JsonObject } from "../json.ts";
import type { OperationContract } from "../operation-contract.ts";
import { memoizeByKey } from "../world/memoize-by-key.ts";
import { parseDay } from "../world/times.ts";

/** The validated parameters of one request, with defaults. */
export class Parameters {
  readonly #values: JsonObject;

  constructor(values: JsonObject) {
    this.#values = values;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return value === undefined ? undefined : asText(value);
  }

  /** Returns a parameter that is required or has a default. */
  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw new Error(`The document does not declare ${name} as required`);
    return value;
  }

  texts(name: string): readonly string[] | undefined {
    const value = this.#values[name];
    return Array.isArray(value) ? value.map(String) : undefined;
  }

  integer(name: string): number | undefined {
    const value = this.#values[name];
    return typeof value === "number" ? value : undefined;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  object(name: string): JsonObject | undefined {
    const value = this.#values[name];
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
  const values: Record<string, Json> = { ...path };
  for (const key of query.keys()) {
    const [name = key] = key.split("[");
    const { in: location, schema } = contract.parameters.find((one) => one.name === name) ?? {};
    if (location !== "query" || (name !== key && schema?.type !== "object"))
      throw invalidParameter(`Parameter '${key}' is unknown to this operation.`);
    const given = query.getAll(key);
    if (schema?.type === "object") values[name] = deepObject(name, query);
    // The document declares some arrays as exploded and others as joined; the live API accepts both.
    else if (schema?.type === "array") values[name] = given.flatMap((text) => text.split(","));
    else if (given.length > 1) throw invalidParameter(`Parameter '${name}' was given more than once.`);
    else values[name] = given[0] ?? "";
  }
  return new Parameters(checked(validatorsOf(contract).parameters, values));
}

/** Validates the JSON body of a POST against the document and fills in defaults; an empty one if none is declared. */
export function readBody(contract: OperationContract, text: string): JsonObject {
  if (contract.body === undefined) return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalidParameter("The request body is not JSON.");
  }
  if (!isObject(value)) throw invalidParameter("The request body is not a JSON object.");
  return checked(validatorsOf(contract).body, value);
}

/** Reads the object that a query writes as `name[key]=value` and `name[key][key]=value`. */
function deepObject(name: string, query: URLSearchParams): JsonObject {
  const object: Record<string, Json> = {};
  for (const [key, value] of query) {
    if (!key.startsWith(`${name}[`)) continue;
    const [, outer, inner] = /\[(\w+)\](?:\[(\w+)\])?$/u.exec(key) ?? [];
    if (outer === undefined) throw invalidParameter(`Parameter '${key}' is invalid.`);
    const before = object[outer];
    object[outer] = inner === undefined ? value : { ...(isObject(before) ? before : {}), [inner]: value };
  }
  return object;
}

const options = {
  strict: false,
  useDefaults: true,
  verbose: true,
  formats: { date: (text: string) => parseDay(text) !== undefined },
} as const;
/** A query has texts, a body has types. */
const [ofQueries, ofBodies] = [new Ajv({ ...options, coerceTypes: true }), new Ajv(options)];

const validatorsOf = memoizeByKey((contract: OperationContract) => {
  const { parameters, body = { required: [], properties: {} } } = contract;
  // A required parameter can have a default in the document.
  const schemas = parameters.map(({ name, required, schema: { default: byDefault, ...schema } }) => [
    name,
    required || byDefault === undefined ? schema : { ...schema, default: byDefault },
  ]);
  return {
    parameters: ofQueries.compile({
      required: parameters.filter(({ required }) => required).map(({ name }) => name),
      properties: Object.fromEntries(schemas),
    }),
    body: ofBodies.compile({ ...body, additionalProperties: false }),
  };
});

/** Returns valid values with defaults. @throws ApiError for the first violation */
function checked(validate: ValidateFunction, values: JsonObject): JsonObject {
  if (validate(values)) return values;
  const [error] = validate.errors ?? [];
  throw invalidParameter(error === undefined ? "Invalid parameters." : violation(error));
}

function violation({ keyword, params, instancePath, data, message = "" }: ErrorObject): string {
  if (keyword === "required") return `Parameter '${params.missingProperty}' is required.`;
  const name = instancePath.split("/")[1] ?? "";
  if (keyword === "enum") return notOneOf(name, data, params.allowedValues);
  return `Parameter '${name}' ${message}`;
}

/** Says that a value isn't allowed, as recorded: one text for organic metrics, one for all else. */
export function notOneOf(name: string, value: unknown, allowed: readonly unknown[]): string {
  if (name === "metric_types")
    return `Parameter '${name}' (value ${String(value)}) is not one of ${allowed.join(", ")}.`;
  const quoted = (one: unknown) => (typeof one === "string" ? `'${one}'` : String(one));
  return `${quoted(value)} is not one of [${allowed.map(quoted).join(", ")}]`;
}
