import type { ErrorObject } from "ajv";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { suggest } from "./suggest.ts";

/** An object of the configuration that was held to its schema. */
export interface Validated {
  readonly value: JsonObject;
  readonly schema: JsonObject;
  /** What comes before the names of its fields, e.g. `credentials.` */
  readonly prefix: string;
}

/**
 * Turns what ajv found (with `allErrors` and `verbose`) into sentences for the person who fills the form in, at most one a
 * field. They name fields and never values.
 */
export function sentencesOf(errors: readonly ErrorObject[], validated: Validated): readonly string[] {
  const sentences = new Map<string, string>();
  for (const error of errors) {
    const missing = missingProperty(error);
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    if (sentences.has(path)) continue;
    const field = fieldName(path, validated.prefix);
    sentences.set(
      path,
      missing === undefined
        ? `${field} ${expectation(error)}.`
        : `${field} is missing.${didYouMean(missing, validated)}`,
    );
  }
  return [...sentences.values()];
}

function missingProperty({ keyword, params }: ErrorObject): string | undefined {
  const name: unknown = params.missingProperty;
  return keyword === "required" && typeof name === "string" ? name : undefined;
}

function didYouMean(missing: string, { value, schema }: Validated): string {
  const known = isObject(schema.properties) ? Object.keys(schema.properties) : [];
  const meant = suggest(
    missing,
    Object.keys(value).filter((key) => !known.includes(key)),
  );
  return meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
}

/** `/search_queries/1` is `"search_queries" item 2`. Only names of the schema are in a path. */
function fieldName(path: string, prefix: string): string {
  const [name = "", ...inner] = path.split("/").slice(1);
  return [`"${prefix}${name}"`, ...inner.map((part) => `item ${Number(part) + 1}`)].join(" ");
}

function expectation({ keyword, parentSchema }: ErrorObject): string {
  if (keyword === "minLength") return "must not be empty";
  const schema: unknown = parentSchema;
  if (!isObject(schema)) return "is not as it should be";
  const { type, enum: choices, format, pattern_descriptor: form } = schema;
  if (Array.isArray(choices)) return `must be ${choices.map((choice) => JSON.stringify(choice)).join(" or ")}`;
  if (format === "date") return "must be a day that exists, written YYYY-MM-DD";
  if (typeof form === "string") return `must be ${form}${keyword === "type" ? ", in quotes" : ""}`;
  if (type === "integer") return `must be a whole number${range(schema)}`;
  return (typeof type === "string" ? typeNames.get(type) : undefined) ?? "must be text";
}

const typeNames: ReadonlyMap<string, string> = new Map([
  ["boolean", "must be true or false"],
  ["array", "must be a list"],
  ["object", "must be an object"],
]);

function range({ minimum, maximum }: JsonObject): string {
  if (typeof minimum !== "number") return "";
  return typeof maximum === "number" ? ` from ${minimum} to ${maximum}` : `, ${minimum} or more`;
}
