import { isObject, type JsonObject } from "../../json.ts";
import { operations } from "./operations.generated.ts";

/** The `operationId` of an operation that the connector can request. */
export type OperationId = keyof typeof operations;

/** One operation of the API, as Pinterest's OpenAPI document declares it. */
export interface Operation {
  readonly method: "GET" | "POST";
  /** The path template, with `{parameter}` where a value goes. */
  readonly path: string;
  /** The bucket of the rate limit that a request takes from. */
  readonly category: string;
  /** The OAuth scopes that a user's token needs, every one of them. */
  readonly scopes: readonly string[];
  /** Whether the sandbox serves it. */
  readonly sandbox: boolean;
  /** Whether a token of the app itself, without a user, may use it. */
  readonly clientCredentials: boolean;
  readonly query: Readonly<Record<string, QueryParameter>>;
  /** The longest page that can be asked for; null where there is no `page_size` parameter. */
  readonly pageSize: number | null;
}

/** A query parameter as Pinterest's document declares it. */
export interface QueryParameter {
  readonly required: boolean;
  /** How an array travels: `repeated` is `a=1&a=2`, `joined` is `a=1,2`, and false is a parameter of one value. */
  readonly array: false | "repeated" | "joined";
}

/** A request as far as the operation decides it. `query` is what `URLSearchParams` takes. */
export interface OperationRequest {
  readonly method: Operation["method"];
  readonly path: string;
  readonly query: [name: string, value: string][];
}

/** What a request says, in the path or in the query. */
export type Parameters = Readonly<Record<string, Value>>;

type Value = string | number | boolean | readonly string[];

const table: Readonly<Record<string, Operation>> = operations;

/** The operation with this `operationId`. An id that the document does not have is a mistake of ours: an Error. */
export function operationNamed(id: string): Operation {
  const operation = Object.hasOwn(table, id) ? table[id] : undefined;
  if (operation === undefined) throw new Error(`Pinterest's OpenAPI document has no operation "${id}".`);
  return operation;
}

/** Whether the document's tables have an operation of this id: they have none for tokens (`oauth/token`). */
export function isOperation(id: string): boolean {
  return Object.hasOwn(table, id);
}

/**
 * Fills in an operation's path and query. A parameter that is not declared, is missing or has the wrong form is a
 * mistake of ours, and an Error before any request leaves.
 */
export function buildRequest(operation: Operation, parameters: Parameters): OperationRequest {
  const inPath = new Set<string>();
  const path = operation.path.replace(/\{(\w+)\}/gu, (_, name: string) => {
    inPath.add(name);
    return pathSegment(operation, name, parameters[name]);
  });
  const query: [string, string][] = [];
  for (const [name, value] of Object.entries(parameters)) {
    if (!inPath.has(name)) query.push(...queryPairs(operation, name, value));
  }
  const given = new Set(query.map(([name]) => name));
  for (const [name, { required }] of Object.entries(operation.query)) {
    if (required && !given.has(name)) throw mistake(operation, name, "is required");
  }
  return { method: operation.method, path, query };
}

/**
 * What an operation's address takes, in its path or its query, and the rest, which its body takes. There, a member of a
 * member has the name that it would have in an address: `report[feed_id]`.
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

function withMember(object: JsonObject, [name = "", ...inner]: readonly string[], value: Value): JsonObject {
  if (inner.every((part) => part === "")) return { ...object, [name]: typeof value === "object" ? [...value] : value };
  const known = object[name];
  return { ...object, [name]: withMember(isObject(known) ? known : {}, inner, value) };
}

function pathSegment(operation: Operation, name: string, value: Value | undefined): string {
  if (value === undefined) throw mistake(operation, name, "is required");
  if (typeof value === "object") throw mistake(operation, name, "takes one value");
  // By way of UTF-8, which half of a surrogate pair does not survive.
  const segment = encodeURIComponent(Buffer.from(String(value)).toString());
  // An empty or dotted segment would make the path of another operation.
  if (segment === "" || segment === "." || segment === "..") {
    throw mistake(operation, name, `cannot be ${JSON.stringify(value)}`);
  }
  return segment;
}

function queryPairs(operation: Operation, name: string, value: Value): [string, string][] {
  const declared = Object.hasOwn(operation.query, name) ? operation.query[name] : undefined;
  if (declared === undefined) throw mistake(operation, name, "is not declared");
  if (typeof value !== "object") return [[name, String(value)]];
  switch (declared.array) {
    case false:
      throw mistake(operation, name, "takes one value");
    case "joined":
      return value.length === 0 ? [] : [[name, value.join(",")]];
    case "repeated":
      return value.map((item) => [name, item]);
  }
}

function mistake({ method, path }: Operation, name: string, what: string): Error {
  return new Error(`The parameter "${name}" of ${method} ${path} ${what}.`);
}
