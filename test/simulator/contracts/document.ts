import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";
import { documentPath } from "../../../scripts/generate/openapi/document.ts";
import { withLaterFacts } from "../../../scripts/generate/openapi/later-contract.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";

/** Unlike in the document, live timestamps have no time zone, and microseconds only if there are any. */
const unzoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{6})?$/u;

/** Timestamps with a time zone, as in the document. */
const zonedTimes = [
  ["CatalogsDbItem", "created_at"],
  ["CatalogsDbItem", "updated_at"],
  ["SSIOInsertionOrderStatus", "creation_time"],
  ["SSIOOrderLine", "accepted_terms_time"],
  ["SSIOOrderLine", "last_modified_date_time"],
] as const;
const zoned = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{3})?Z$/u;
const formats = {
  "date-time": unzoned,
  date: /^\d{4}-\d{2}-\d{2}$/u,
  double: true,
  int32: true,
  int64: true,
  password: true,
} as const;

/** The JSON Schemas of the document with the later additions. */
export class Document {
  readonly #root: JsonObject;
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { ...formats, zoned },
    // Most schemas are used only a few times, so that optimizing them costs more than it saves.
    code: { optimize: false },
  });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor() {
    const document: unknown = JSON.parse(readFileSync(documentPath, "utf8"));
    if (!isObject(document)) throw new TypeError("The document is not an object");
    const root = withLaterFacts(document);
    this.#root = root;
    const components = convert(root.components ?? {});
    for (const [schema, name] of zonedTimes) {
      const time = at(components, ["schemas", schema, "properties", name]);
      const [choice = time] = isObject(time) && Array.isArray(time.anyOf) ? time.anyOf : [];
      if (isObject(choice)) Object.assign(choice, { format: "zoned" });
    }
    this.#ajv.addSchema({ $id: "document", components });
  }

  /** Returns the violations of a response against the schema of its status. */
  faultsOf(path: string, method: string, status: number, body: Json): string[] {
    const responses = this.#at(["paths", path, method.toLowerCase(), "responses"]);
    const declared = isObject(responses) ? (responses[String(status)] ?? responses.default) : undefined;
    const schema = at(declared, ["content", "application/json", "schema"]);
    if (schema === undefined) return [`${method} ${path} doesn't declare ${status}`];
    const key = `${method} ${path} ${status}`;
    return this.#check(key, schema, body);
  }

  /** Returns the schema name of a list's items; undefined for a response without `items` of a named schema. */
  itemsOf(path: string, method: string): string | undefined {
    const find = (schema: Json | undefined): string | undefined => {
      if (!isObject(schema)) return undefined;
      if (typeof schema.$ref === "string") return find(this.#at(schema.$ref.slice(2).split("/")));
      const reference = at(schema, ["properties", "items", "items", "$ref"]);
      if (typeof reference === "string") return reference.split("/").at(-1);
      return Array.isArray(schema.allOf) ? schema.allOf.map(find).find((name) => name !== undefined) : undefined;
    };
    return find(
      this.#at(["paths", path, method.toLowerCase(), "responses", "200", "content", "application/json", "schema"]),
    );
  }

  /** Returns the violations of a value against a named schema. */
  faultsBySchema(name: string, value: Json): string[] {
    return this.#check(name, { $ref: `#/components/schemas/${name}` }, value);
  }

  /** Returns the parameters of an operation. */
  parametersOf(path: string, method: string) {
    const parameters = this.#at(["paths", path, method.toLowerCase(), "parameters"]);
    return (Array.isArray(parameters) ? parameters : []).map((one: Json) => {
      const reference = isObject(one) ? one.$ref : undefined;
      const found = typeof reference === "string" ? this.#at(reference.slice(2).split("/")) : one;
      const { name, in: location, required } = isObject(found) ? found : {};
      return { name: asText(name), in: location, required: required === true };
    });
  }

  /** Returns the property names of a schema, including `allOf`. */
  propertiesOf(name: string): ReadonlySet<string> {
    const collect = (schema: Json | undefined): string[] => {
      if (!isObject(schema)) return [];
      const reference = schema.$ref;
      if (typeof reference === "string") return collect(this.#at(reference.slice(2).split("/")));
      const parts = [schema.allOf, schema.oneOf].flatMap((part) => (Array.isArray(part) ? part : []));
      return [...Object.keys(isObject(schema.properties) ? schema.properties : {}), ...parts.flatMap(collect)];
    };
    return new Set(collect(this.#at(["components", "schemas", name])));
  }

  #check(key: string, schema: Json, value: Json): string[] {
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      const converted = convert(schema);
      validate = this.#ajv.compile(isObject(converted) ? { ...converted } : {});
      this.#validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${key}${instancePath} ${message ?? ""}`);
  }

  #at(parts: readonly string[]): Json | undefined {
    return at(this.#root, parts);
  }
}

function at(value: Json | undefined, parts: readonly string[]): Json | undefined {
  let found = value;
  for (const part of parts) found = isObject(found) ? found[part] : undefined;
  return found;
}

/** Converts OpenAPI 3.0 to JSON Schema: `nullable` becomes a choice, and references point into the document. */
function convert(schema: Json): Json {
  if (Array.isArray(schema)) return schema.map(convert);
  if (!isObject(schema)) return schema;
  const { nullable, discriminator, example: _, ...rest } = schema;
  const result: Record<string, Json> = {};
  for (const [key, value] of Object.entries(rest)) {
    if (value === undefined) continue;
    // A field decides between schemas, since a record can match more than one.
    if (key === "oneOf" && discriminator !== undefined) result.anyOf = convert(value);
    else result[key] = key === "$ref" && typeof value === "string" ? `document${value}` : convert(value);
  }
  return nullable === true ? { anyOf: [result, { type: "null" }] } : result;
}
