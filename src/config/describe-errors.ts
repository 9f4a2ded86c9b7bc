import type { ErrorObject } from "ajv";
import type { JsonObject } from "../json.ts";
import { asText, isObject } from "../json.ts";
import { suggest } from "./suggest.ts";

/**
 * Turns what ajv found (with `allErrors` and `verbose`) into sentences for the person who fills the form in, at most one a
 * field. They name fields and never values.
 * @param prefix what comes before the names of the fields, e.g. `credentials.`
 */
export function describeErrors(errors: readonly ErrorObject[], prefix: string): readonly string[] {
  const sentences = new Map<string, string>();
  for (const error of errors) {
    const missing = missingProperty(error);
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    if (sentences.has(path)) continue;
    const field = fieldName(path, prefix);
    sentences.set(
      path,
      missing === undefined ? `${field} ${expectation(error)}.` : `${field} is missing.${didYouMean(missing, error)}`,
    );
  }
  return [...sentences.values()];
}

function missingProperty({ keyword, params }: ErrorObject): string | undefined {
  const name: unknown = params.missingProperty;
  return keyword === "required" && typeof name === "string" ? name : undefined;
}

function didYouMean(missing: string, { data, parentSchema }: ErrorObject): string {
  const given: unknown = data;
  const schema: unknown = parentSchema;
  const known = isObject(schema) && isObject(schema.properties) ? Object.keys(schema.properties) : [];
  const meant = suggest(
    missing,
    Object.keys(isObject(given) ? given : {}).filter((key) => !known.includes(key)),
  );
  return meant === undefined ? "" : ` Did you mean ${JSON.stringify(meant)}?`;
}

/**
 * `/search_queries/1` is `"search_queries" item 2`, `/attribution/view_window_days` is `"attribution.view_window_days"`, and
 * `/custom_reports/0/columns` is `"custom_reports" item 1: "columns"`. Only names of the schema are in a path.
 */
function fieldName(path: string, prefix: string): string {
  const [first = "", ...inner] = path.split("/").slice(1);
  return inner.reduce((name, part) => {
    if (/^\d+$/u.test(part)) return `${name} item ${Number(part) + 1}`;
    return name.endsWith('"') ? `${name.slice(0, -1)}.${part}"` : `${name}: "${part}"`;
  }, `"${prefix}${first}"`);
}

function expectation({ keyword, parentSchema }: ErrorObject): string {
  if (keyword === "minLength" || keyword === "minItems") return "must not be empty";
  if (keyword === "uniqueItems") return "must not have the same item twice";
  const schema: unknown = parentSchema;
  if (!isObject(schema)) return "is not as it should be";
  const { enum: choices, format, pattern_descriptor: form } = schema;
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (keyword === "maxItems") return `must not have more than ${asText(schema.maxItems)} items`;
  if (Array.isArray(choices)) return `must be ${orList.format(choices.map((choice) => JSON.stringify(choice)))}`;
  if (format === "date") return "must be a day that exists, written YYYY-MM-DD";
  if (typeof form === "string") return `must be ${form}${keyword === "type" ? ", in quotes" : ""}`;
  if (type === "integer") return `must be a whole number${range(schema)}`;
  return (typeof type === "string" ? typeNames.get(type) : undefined) ?? "must be text";
}

const orList = new Intl.ListFormat("en-GB", { type: "disjunction" });

const typeNames: ReadonlyMap<string, string> = new Map([
  ["boolean", "must be true or false"],
  ["array", "must be a list"],
  ["object", "must be an object"],
]);

function range({ minimum, maximum }: JsonObject): string {
  if (typeof minimum !== "number") return "";
  return typeof maximum === "number" ? ` from ${minimum} to ${maximum}` : `, ${minimum} or more`;
}
