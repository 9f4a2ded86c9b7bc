import { isObject, type JsonObject } from "../../base/json.ts";
import { operations } from "./operations.generated.ts";

/** The `operationId` of an operation that the connector can call. */
export type OperationId = keyof typeof operations;

/** An operation of the API, as declared in Pinterest's OpenAPI document. */
export interface Operation {
  readonly method: "GET" | "POST";
  /** The path template, with placeholders such as `{ad_account_id}`. */
  readonly path: string;
  /** The rate limit category. */
  readonly category: string;
  /** The OAuth scopes that a user's token needs, all of them. */
  readonly scopes: readonly string[];
  /** Whether the sandbox supports it. */
  readonly sandbox: boolean;
  /** The query parameters: whether one is required, and whether it takes a list of values. */
  readonly query: Readonly<Record<string, { readonly required: boolean; readonly array: boolean }>>;
  /** The maximum `page_size`; null without this parameter. */
  readonly pageSize: number | null;
}

/** The parameters of a request, in its path or its query. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

type ParameterValue = string | number | boolean | readonly string[];

const table: Readonly<Record<string, Operation>> = operations;

/**
 * Returns the operation with an `operationId`.
 * @throws Error if the OpenAPI document doesn't have it, which is a bug
 */
export function operationNamed(id: string): Operation {
  const operation = Object.hasOwn(table, id) ? table[id] : undefined;
  if (operation === undefined) throw new Error(`Pinterest's OpenAPI document has no operation "${id}".`);
  return operation;
}

/**
 * Builds the path and the encoded query of a request, without a question mark. The values of a list are joined by commas,
 * although the document declares most lists as repeated parameters: others request the same operations in this form in
 * production, and a server that counts one of repeated parameters would return a part of the rows. A comma within a value is
 * `%2C`; a server that decodes before it splits takes it for two values.
 * @throws Error if a parameter is undeclared, missing, or of the wrong type, which is a bug
 */
export function buildRequest(
  operation: Operation,
  parameters: Parameters,
): { readonly path: string; readonly query: string } {
  const inPath = new Set<string>();
  const path = operation.path.replace(/\{(\w+)\}/gu, (_, name: string) => {
    inPath.add(name);
    return pathSegment(operation, name, parameters[name]);
  });
  const query = new Map<string, string>();
  for (const [name, value] of Object.entries(parameters)) {
    const text = inPath.has(name) ? undefined : queryValue(operation, name, value);
    if (text !== undefined) query.set(name, text);
  }
  for (const [name, { required }] of Object.entries(operation.query))
    if (required && !query.has(name)) throw parameterError(operation, name, "is required");
  const pairs = [...query].map(([name, text]) => `${encoded(name)}=${text}`);
  return { path, query: pairs.join("&") };
}

/**
 * Separates the parameters in an operation's path and query from those in its body. Names of nested members in the body
 * have the format of a query: `report[feed_id]`.
 */
export function addressAndBody(
  id: string,
  parameters: Parameters,
): { readonly inAddress: Parameters; readonly inBody: JsonObject } {
  const { path, query } = operationNamed(id);
  const isInAddress = (name: string) => path.includes(`{${name}}`) || name in query;
  const entries = Object.entries(parameters);
  return {
    inAddress: Object.fromEntries(entries.filter(([name]) => isInAddress(name))),
    inBody: entries
      .filter(([name]) => !isInAddress(name))
      .reduce<JsonObject>((body, [name, value]) => withMember(body, name.split(/\[|\]\[|\]/u), value), {}),
  };
}

function withMember(object: JsonObject, [name = "", ...inner]: readonly string[], value: ParameterValue): JsonObject {
  if (inner.every((part) => part === "")) return { ...object, [name]: typeof value === "object" ? [...value] : value };
  const known = object[name];
  return { ...object, [name]: withMember(isObject(known) ? known : {}, inner, value) };
}

function pathSegment(operation: Operation, name: string, value: ParameterValue | undefined): string {
  if (value === undefined) throw parameterError(operation, name, "is required");
  if (typeof value === "object") throw parameterError(operation, name, "takes one value");
  // Encoding as UTF-8 replaces unpaired surrogates, which `encodeURIComponent` rejects.
  return encodeURIComponent(Buffer.from(String(value)).toString());
}

/** Returns the encoded value of a parameter; undefined for an empty list. */
function queryValue(operation: Operation, name: string, value: ParameterValue): string | undefined {
  const declared = Object.hasOwn(operation.query, name) ? operation.query[name] : undefined;
  // A response can have a bookmark that the document doesn't mention.
  if (declared === undefined && name !== "bookmark") throw parameterError(operation, name, "is not declared");
  if (typeof value !== "object") return encoded(String(value));
  if (declared?.array !== true) throw parameterError(operation, name, "takes one value");
  return value.length === 0 ? undefined : value.map(encoded).join(",");
}

/** Encodes a text as in a form. */
function encoded(text: string): string {
  return new URLSearchParams([["", text]]).toString().slice(1);
}

function parameterError({ method, path }: Operation, name: string, what: string): Error {
  return new Error(`The parameter "${name}" of ${method} ${path} ${what}.`);
}
