import type { JsonObject } from "../../base/json.ts";
import { asText, isObject } from "../../base/json.ts";
import { listOf } from "../../base/text/list-of.ts";
import type { SettingNames, SettingPath } from "../setting-names.ts";

/** An error of a generated validator (ajv's, with `verbose`). */
export interface SchemaError {
  readonly keyword: string;
  /** The place of the value, such as `/custom_reports/0/columns`. */
  readonly instancePath: string;
  readonly params: JsonObject;
  /** The part of the schema with the keyword. */
  readonly parentSchema?: unknown;
}

/**
 * Converts errors of ajv (with `allErrors` and `verbose`) to messages for the user, at most one for each field. Messages
 * identify fields by their names and never contain values.
 * @param parent the setting whose value was validated; undefined: the entire configuration
 */
export function describeErrors(
  errors: readonly SchemaError[],
  names: SettingNames,
  parent?: string,
): readonly string[] {
  const sentences = new Map<string, string>();
  for (const error of errors) {
    const missing = missingProperty(error);
    const path = missing === undefined ? error.instancePath : `${error.instancePath}/${missing}`;
    if (sentences.has(path)) continue;
    const field = names.of(settingAt(path, parent));
    sentences.set(path, missing === undefined ? `${field} ${expectation(error)}.` : `${field} is missing.`);
  }
  return [...sentences.values()];
}

function missingProperty({ keyword, params }: SchemaError): string | undefined {
  const name = params.missingProperty;
  return keyword === "required" && typeof name === "string" ? name : undefined;
}

/** Returns the setting at a path of ajv, such as `/custom_reports/0/columns`. */
function settingAt(path: string, parent: string | undefined): SettingPath {
  const parts = path.split("/").slice(1);
  const [first = "", ...inner] = parent === undefined ? parts : [parent, ...parts];
  return [first, ...inner.map((part) => (/^\d+$/u.test(part) ? Number(part) : part))];
}

function expectation({ keyword, parentSchema }: SchemaError): string {
  if (keyword === "minLength" || keyword === "minItems") return "must not be empty";
  if (keyword === "uniqueItems") return "must not contain duplicates";
  const schema = parentSchema;
  if (!isObject(schema)) return "is invalid";
  const { enum: choices, format, pattern_descriptor: form } = schema;
  const type: unknown = Array.isArray(schema.type) ? schema.type[0] : schema.type;
  if (keyword === "maxItems") return `must not have more than ${asText(schema.maxItems)} items`;
  if (Array.isArray(choices))
    return `must be ${listOf(
      choices.map((choice) => JSON.stringify(choice)),
      "or",
    )}`;
  if (format === "date") return "must be a valid date in the format YYYY-MM-DD";
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
  return typeof minimum === "number" && typeof maximum === "number" ? ` from ${minimum} to ${maximum}` : "";
}
