import { Ajv, type ValidateFunction } from "ajv";
import { list, type OpenApiDocument, objectAt } from "../../scripts/generate/openapi/document.ts";
import { isObject, type Json, type JsonObject } from "../../src/base/json.ts";

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
const date = /^\d{4}-\d{2}-\d{2}$/u;
const formats = { "date-time": unzoned, date, double: true, int32: true, int64: true, password: true } as const;

/** The document's schemas of responses. */
export class ResponseSchemas {
  readonly #document: OpenApiDocument;
  // Most schemas are used only a few times, so that optimizing them costs more than it saves.
  readonly #ajv = new Ajv({
    strict: false,
    allErrors: true,
    formats: { ...formats, zoned },
    code: { optimize: false },
  });
  readonly #validators = new Map<string, ValidateFunction>();

  constructor(document: OpenApiDocument) {
    this.#document = document;
    const components = objectAt({ converted: convert(document.components) }, "converted");
    for (const [schema, name] of zonedTimes) {
      const time = objectAt(objectAt(objectAt(objectAt(components, "schemas"), schema), "properties"), name);
      const [choice = time] = list(time.anyOf);
      Object.assign(choice ?? {}, { format: "zoned" });
    }
    this.#ajv.addSchema({ $id: "document", components });
  }

  /** Returns the violations of a response against the schema of its status. */
  faultsOf(id: string, status: number, body: Json): string[] {
    const responses = objectAt(this.#document.operation(id).declaration, "responses");
    const declared = responses[String(status)] ?? responses.default;
    const content = declared === undefined ? undefined : this.#document.resolve(declared).value.content;
    const json = isObject(content) ? content["application/json"] : undefined;
    if (!isObject(json)) return [`${id} doesn't declare ${status}`];
    return this.#check(`${id} ${status}`, json.schema ?? {}, body);
  }

  /** Returns the violations of a value against a named schema. */
  faultsBySchema(name: string, value: Json): string[] {
    return this.#check(name, { $ref: `#/components/schemas/${name}` }, value);
  }

  /** Returns the schema of a list's items; undefined for a response without `items` of a named schema. */
  itemsOf(id: string): JsonObject | undefined {
    const find = (schema: Json | undefined): JsonObject | undefined => {
      const { properties, allOf } = this.#document.resolve(schema).value;
      const items = isObject(properties) && isObject(properties.items) ? properties.items.items : undefined;
      if (isObject(items) && typeof items.$ref === "string") return items;
      return list(allOf)
        .map(find)
        .find((found) => found !== undefined);
    };
    return id === "lead_form_questions/get" ? undefined : find(this.#document.responseSchema(id));
  }

  /** Returns the property names of a schema, including `allOf` and `oneOf`. */
  propertiesOf(schema: Json): readonly string[] {
    const { properties = {}, allOf, oneOf } = this.#document.resolve(schema).value;
    const parts = [...list(allOf), ...list(oneOf)];
    return [
      ...Object.keys(isObject(properties) ? properties : {}),
      ...parts.flatMap((part) => this.propertiesOf(part)),
    ];
  }

  #check(key: string, schema: Json, value: Json): string[] {
    let validate = this.#validators.get(key);
    if (validate === undefined) {
      validate = this.#ajv.compile(objectAt({ converted: convert(schema) }, "converted"));
      this.#validators.set(key, validate);
    }
    if (validate(value)) return [];
    return (validate.errors ?? []).map(({ instancePath, message }) => `${key}${instancePath} ${message ?? ""}`);
  }
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
