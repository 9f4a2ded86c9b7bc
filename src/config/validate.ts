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
 * Holds a configuration in the shape of today (see `migrateConfig`) to spec.json. Its credentials are held to the one variant
 * that their `auth_method` names, so that nobody is told about fields of the other. When all fields are right by themselves,
 * those that must go together are looked at.
 * @returns a sentence for each wrong field; none when all is well.
 */
export function problemsOf(config: JsonObject): readonly string[] {
  validators ??= compile();
  const { topLevel, credentials } = validators;
  const problems = [...check(topLevel(config), config), ...credentialsProblems(config, credentials)];
  return problems.length > 0 ? problems : [...attributionProblems(config), ...customReportProblems(config)];
}

/** Made when they are asked for, and of no more than is asked for, since making them is what takes longest at a start. */
interface Validators {
  /** Everything but the inside of the credentials, as far as a configuration has it. */
  readonly topLevel: (config: JsonObject) => ValidateFunction;
  /** The inside of the credentials, by auth_method. */
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
 * Loads ajv only now: it is the slowest part of starting up, and the command `spec` does without. A test holds spec.json to
 * the schema of schemas, so that ajv need not do it at each start, and `$schema` goes.
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
    // ajv keeps what it has made of a schema.
    credentials: new Map([...credentialsVariants()].map(([method, variant]) => [method, () => ajv.compile(variant)])),
  };
}
