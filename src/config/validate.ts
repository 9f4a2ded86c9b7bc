import { createRequire } from "node:module";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { settingTitle } from "../setting-titles.ts";
import { windowsProblem } from "./attribution.ts";
import { customReportProblems } from "./custom-reports.ts";
import { describeErrors } from "./describe-errors.ts";
import { connectionSchema, credentialsVariants } from "./spec.ts";

/**
 * Validates a migrated configuration (see `migrateConfig`) against spec.json. Validates credentials against the variant of
 * their `auth_method` only, so that messages don't mention fields of the others. If all fields are valid, checks the
 * rules that span several fields.
 * @returns a sentence for each invalid field
 */
export function problemsOf(config: JsonObject): readonly string[] {
  validators ??= compile();
  const { topLevel, credentials } = validators;
  const problems = [...check(topLevel(config), config), ...credentialsProblems(config, credentials)];
  return problems.length > 0 ? problems : [...attributionProblems(config), ...customReportProblems(config)];
}

/** Compiled on first use and only for the given settings, because compilation is the slowest part of the startup. */
interface Validators {
  /** For the settings that a configuration has, except the members of `credentials`. */
  readonly topLevel: (config: JsonObject) => ValidateFunction;
  /** For the members of `credentials`, by auth_method. */
  readonly credentials: ReadonlyMap<string, () => ValidateFunction>;
}

const orList = new Intl.ListFormat("en-US", { type: "disjunction" });

let validators: Validators | undefined;

function credentialsProblems(config: JsonObject, variants: Validators["credentials"]): readonly string[] {
  const { credentials } = config;
  if (!isObject(credentials)) return [];
  const { auth_method: method } = credentials;
  const variant = typeof method === "string" ? variants.get(method) : undefined;
  if (variant !== undefined) return check(variant(), credentials, "credentials");
  const methods = orList.format([...variants.keys()].map((name) => `"${name}"`));
  return [`"${settingTitle(["credentials", "auth_method"])}" (auth_method) must be ${methods}.`];
}

function attributionProblems({ attribution }: JsonObject): readonly string[] {
  const problem = isObject(attribution) ? windowsProblem(attribution) : undefined;
  return problem === undefined ? [] : [`"${settingTitle(["attribution"])}": ${problem}`];
}

function check(validate: ValidateFunction, value: JsonObject, parent?: string): readonly string[] {
  if (validate(value)) return [];
  const errors: readonly ErrorObject[] = validate.errors ?? [];
  return describeErrors(errors, parent);
}

/**
 * Loads ajv on first use, because it is slow to load and `spec` doesn't need it. Omits `$schema`: a test validates
 * spec.json against the meta-schema, so ajv need not do so at each start.
 */
function compile(): Validators {
  const load = createRequire(import.meta.url);
  const { Ajv }: typeof import("ajv") = load("ajv");
  const { default: addFormats }: typeof import("ajv-formats") = load("ajv-formats");
  const ajv = new Ajv({ allErrors: true, verbose: true, strict: false, meta: false, validateSchema: false });
  addFormats(ajv, ["date", "date-time"]);

  const { $schema: _, properties, ...rest } = connectionSchema();
  const named: JsonObject = { ...(isObject(properties) ? properties : {}), credentials: { type: "object" } };
  const made = new Map<string, ValidateFunction>();
  return {
    topLevel: (config) => {
      const given = Object.entries(named).filter(([name]) => name in config);
      const key = given.map(([name]) => name).join();
      const validate = made.get(key) ?? ajv.compile({ ...rest, properties: Object.fromEntries(given) });
      made.set(key, validate);
      return validate;
    },
    // ajv caches compiled schemas.
    credentials: new Map([...credentialsVariants()].map(([method, variant]) => [method, () => ajv.compile(variant)])),
  };
}
