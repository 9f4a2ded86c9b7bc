import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json, JsonObject } from "../../../src/base/json.ts";
import { isObject } from "../../../src/base/json.ts";
import { packageRoot } from "../../../src/base/package.ts";
import { withLaterFacts } from "./later-contract.ts";

/** An operation of the document with its path and method. */
export interface DocumentedOperation {
  readonly id: string;
  readonly path: string;
  readonly method: "GET" | "POST";
  readonly declaration: JsonObject;
  /** Parameters of the path and the operation, with references resolved. */
  readonly parameters: readonly JsonObject[];
}

/** A resolved value of the document, with the name of the last referenced component, if any. */
interface Resolved {
  readonly value: JsonObject;
  readonly component: string | undefined;
}

/** Pinterest's OpenAPI document. */
export class OpenApiDocument {
  readonly operations: readonly DocumentedOperation[];
  readonly #root: JsonObject;

  constructor(root: JsonObject) {
    this.#root = root;
    this.operations = Object.entries(objectAt(root, "paths")).flatMap(([path, item]) =>
      isObject(item) ? this.#operationsOf(path, item) : [],
    );
  }

  /** Reads the document in `contract/` with the later additions. */
  static load(): OpenApiDocument {
    const parsed: unknown = JSON.parse(readFileSync(join(packageRoot, "contract/pinterest/openapi.json"), "utf8"));
    if (!isObject(parsed)) throw new Error("contract/pinterest/openapi.json does not hold a JSON object.");
    return new OpenApiDocument(withLaterFacts(parsed));
  }

  /** The components that references point to. */
  get components(): JsonObject {
    return objectAt(this.#root, "components");
  }

  /** Returns the operation with an ID. */
  operation(id: string): DocumentedOperation {
    const found = this.operations.find((operation) => operation.id === id);
    if (found === undefined) throw new Error(`The OpenAPI document has no operation "${id}".`);
    return found;
  }

  /** Returns the schema of a successful response. */
  responseSchema(id: string): JsonObject {
    const responses = objectAt(this.operation(id).declaration, "responses");
    const { value: response } = this.resolve(responses["200"]);
    return objectAt(objectAt(objectAt(response, "content"), "application/json"), "schema");
  }

  /** Returns the schema of a request body. */
  requestSchema(id: string): JsonObject {
    const { value: body } = this.resolve(this.operation(id).declaration.requestBody);
    return objectAt(objectAt(objectAt(body, "content"), "application/json"), "schema");
  }

  /** Resolves references until there is none. */
  resolve(value: Json | undefined): Resolved {
    let current = value;
    let component: string | undefined;
    while (isObject(current) && typeof current.$ref === "string") {
      const steps = current.$ref.split("/").slice(1);
      component = steps.at(-1);
      current = steps.reduce<Json | undefined>((at, step) => (isObject(at) ? at[step] : undefined), this.#root);
    }
    if (!isObject(current)) throw new Error(`The OpenAPI document has no object at ${component ?? "a place"}.`);
    return { value: current, component };
  }

  #operationsOf(path: string, item: JsonObject): DocumentedOperation[] {
    const methods = { GET: item.get, POST: item.post };
    return (["GET", "POST"] as const).flatMap((method) => {
      const declaration = methods[method];
      if (!isObject(declaration)) return [];
      const id = declaration.operationId;
      if (typeof id !== "string") throw new Error(`${method} ${path} has no operationId.`);
      const parameters = [...list(item.parameters), ...list(declaration.parameters)];
      return [{ id, path, method, declaration, parameters: parameters.map((one) => this.resolve(one).value) }];
    });
  }
}

/** Returns a required object under a key. */
export function objectAt(parent: JsonObject, key: string): JsonObject {
  const child = parent[key];
  if (!isObject(child)) throw new Error(`The OpenAPI document has no object "${key}" where it is expected.`);
  return child;
}

/** Returns the array under a key, or an empty one. */
export function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
