import { asText, isObject, type Json, type JsonObject } from "../src/base/json.ts";

const kept = [
  "type",
  "format",
  "pattern",
  "maxLength",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "enum",
  "default",
];

/** Whether optional parameters and fields of bodies are of interest. */
type IsSent = (operationId: string, kind: "parameter" | "field", name: string) => boolean;

/** The request parameters and bodies that an OpenAPI document declares, without optional parts that aren't sent. */
export class Declarations {
  readonly #document: JsonObject;
  readonly #isSent: IsSent;
  readonly #operations: ReadonlyMap<
    string,
    { readonly method: string; readonly path: string; readonly declared: JsonObject }
  >;

  constructor(document: JsonObject, isSent: IsSent) {
    this.#document = document;
    this.#isSent = isSent;
    this.#operations = new Map(
      Object.entries(object(document.paths, "paths")).flatMap(([path, item]) =>
        Object.entries(object(item, path)).flatMap(([method, declared]) =>
          isObject(declared) && typeof declared.operationId === "string"
            ? [[declared.operationId, { method: method.toUpperCase(), path, declared }]]
            : [],
        ),
      ),
    );
  }

  /** Returns the fields of an `OperationContract`, or undefined if the document doesn't have the operation. */
  contract(operationId: string): JsonObject | undefined {
    const found = this.#operations.get(operationId);
    if (found === undefined) return undefined;
    const { method, path, declared } = found;
    return {
      method,
      path,
      scopes: list(declared.security).flatMap((way: Json) => (isObject(way) ? (way.pinterest_oauth2 ?? []) : [])),
      category: declared["x-ratelimit-category"] ?? "",
      parameters: list(declared.parameters).flatMap((value: Json) => {
        const { name = "", in: location = "", required, schema } = this.#resolve(value, operationId);
        if (required !== true && !this.#isSent(operationId, "parameter", asText(name))) return [];
        return [{ name, in: location, required: required === true, schema: this.#schemaOf(schema, operationId) }];
      }),
      ...this.#bodyOfOperation(declared.requestBody, operationId),
    };
  }

  /** Resolves a `$ref`. Keys next to the `$ref` take precedence. */
  #resolve(value: unknown, what: string): JsonObject {
    const { $ref: reference, ...rest } = object(value, what);
    if (typeof reference !== "string") return rest;
    let target: unknown = this.#document;
    for (const part of reference.slice(2).split("/")) {
      target = object(target, reference)[part.replaceAll("~1", "/").replaceAll("~0", "~")];
    }
    return { ...this.#resolve(target, reference), ...rest };
  }

  /** Merges the subschemas of `allOf`. */
  #integer(value: unknown, what: string): JsonObject {
    const { allOf, ...schema } = this.#resolve(value, what);
    const parts = Array.isArray(allOf) ? allOf.map((part) => this.#integer(part, what)) : [];
    const named = (key: string) =>
      Object.assign({}, ...[...parts, schema].map((part) => (isObject(part[key]) ? part[key] : {})));
    const required = [...parts, schema].flatMap((part) => (Array.isArray(part.required) ? part.required : []));
    return { ...Object.assign({}, ...parts), ...schema, properties: named("properties"), required };
  }

  #schemaOf(value: unknown, what: string): JsonObject {
    const schema = this.#integer(value, what);
    const choices = list(schema.oneOf ?? schema.anyOf).map((choice: Json) => this.#resolve(choice, what));
    if (schema.type === "object" || choices.some(({ properties }) => properties !== undefined))
      return { type: "object" };
    if (choices.length > 0) {
      return { type: "string", enum: [...new Set(choices.flatMap((choice) => list(choice.enum)))] };
    }
    const result: Record<string, Json | undefined> = {};
    for (const key of kept) if (schema[key] !== undefined) result[key] = schema[key];
    if (schema.type === "array") {
      result.items = this.#schemaOf(schema.items, what);
      // The document sets `maxLength` on one array, where JSON Schema gives it no meaning.
      delete result.maxLength;
    }
    if (schema.type === "number" && schema.enum !== undefined) result.type = "integer";
    return result;
  }

  /** Returns the schema of a JSON body; ignores form bodies. */
  #bodyOfOperation(value: unknown, what: string): JsonObject {
    if (!isObject(value)) return {};
    const json = object(this.#resolve(value, what).content, what)["application/json"];
    return isObject(json) ? { body: this.#bodyOf(json.schema, what) } : {};
  }

  #bodyOf(value: unknown, what: string): JsonObject {
    const { required, ...schema } = this.#integer(value, what);
    // Accepts the fields of all `oneOf` alternatives, in any combination.
    const choices = list(schema.oneOf).map((choice: Json) => this.#integer(choice, what).properties);
    const properties = Object.assign({}, ...choices.filter(isObject), schema.properties);
    const fields = Object.entries(object(properties, what)).filter(([name]) => this.#isSent(what, "field", name));
    return {
      required: required ?? [],
      properties: Object.fromEntries(fields.map(([name, field]) => [name, this.#schemaOf(field, what)])),
    };
  }
}

function object(value: unknown, what: string): JsonObject {
  if (!isObject(value)) throw new TypeError(`${what} is not an object`);
  return value;
}

function list(value: Json | undefined): readonly Json[] {
  return Array.isArray(value) ? value : [];
}
