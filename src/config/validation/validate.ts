import type { JsonObject } from "../../base/json.ts";
import { isObject } from "../../base/json.ts";
import { listOf } from "../../base/text/list-of.ts";
import { windowsProblem } from "../attribution.ts";
import { customReportProblems } from "../custom-reports.ts";
import type { SettingNames } from "../setting-names.ts";
import { describeErrors, type SchemaError } from "./describe-errors.ts";
import { credentials, topLevel } from "./validators.generated.ts";

/**
 * Validates a migrated configuration (see `migrateConfig`) against spec.json. Validates credentials against the variant of
 * their `auth_method` only, so that messages don't mention fields of the others. If all fields are valid, checks the
 * rules that span several fields.
 * @returns a sentence for each invalid field
 */
export function problemsOf(config: JsonObject, names: SettingNames): readonly string[] {
  const problems = [...check(topLevel, config, names), ...credentialsProblems(config, names)];
  return problems.length > 0
    ? problems
    : [...attributionProblems(config, names), ...customReportProblems(config, names)];
}

/** A validator that ajv generated. */
interface Validator {
  (value: unknown): boolean;
  errors?: readonly SchemaError[] | null;
}

/** The validators of the members of `credentials`, by auth_method. */
const variants: ReadonlyMap<string, Validator> = new Map(Object.entries(credentials));

function credentialsProblems({ credentials: given }: JsonObject, names: SettingNames): readonly string[] {
  if (!isObject(given)) return [];
  const { auth_method: method } = given;
  const variant = typeof method === "string" ? variants.get(method) : undefined;
  if (variant !== undefined) return check(variant, given, names, "credentials");
  const methods = listOf(
    [...variants.keys()].map((name) => `"${name}"`),
    "or",
  );
  return [`${names.of(["credentials", "auth_method"])} (auth_method) must be ${methods}.`];
}

function attributionProblems({ attribution }: JsonObject, names: SettingNames): readonly string[] {
  const problem = isObject(attribution) ? windowsProblem(attribution) : undefined;
  return problem === undefined ? [] : [`${names.of(["attribution"])}: ${problem}`];
}

function check(validate: Validator, value: JsonObject, names: SettingNames, parent?: string): readonly string[] {
  return validate(value) ? [] : describeErrors(validate.errors ?? [], names, parent);
}
