import { isObject, type JsonObject } from "../base/json.ts";
import { connectionSchema } from "./spec.ts";

/** The path of a setting in a configuration: property names of spec.json and zero-based list indexes. */
export type SettingPath = readonly [string, ...(string | number)[]];

/** How messages refer to settings: in the words of the place where the user reads the message and changes a setting. */
export interface SettingNames {
  /** Returns the quoted name of a setting. */
  readonly of: (setting: SettingPath) => string;
  /** The place of all settings, for "in …" and "from …". */
  readonly place: string;
  /** The beginning of the message about invalid settings. */
  readonly invalid: string;
  /** How to replace a rejected access token, as a sentence. */
  readonly replaceToken: string;
  /** How to sign in again, as a clause. */
  readonly signIn: string;
}

/** The names in a platform's form: `"Board IDs"`, `"Custom reports, item 2: Columns, item 1"`. */
export const formNames = Object.freeze<SettingNames>({
  of: (setting) => `"${titleIn(setting)}"`,
  place: "the source settings",
  invalid: "Invalid configuration",
  replaceToken: "Create a new token, or sign in again, in the source settings.",
  signIn: "sign in again in the source settings",
});

/**
 * Returns the names in a configuration file: `"board_ids"`, `"custom_reports[1].columns[0]"`.
 * @param tokenVariable the environment variable with the access token; undefined: the token is in the file
 */
export function namesInFile(path: string, tokenVariable?: string): SettingNames {
  const signIn = `sign in again with the command authorize and --config ${path}`;
  return Object.freeze<SettingNames>({
    of: ([name, ...inner]) =>
      `"${name}${inner.map((part) => (typeof part === "number" ? `[${part}]` : `.${part}`)).join("")}"`,
    place: path,
    invalid: `Invalid configuration in ${path}`,
    replaceToken:
      tokenVariable === undefined
        ? `Save a new token in ${path} as "credentials.access_token", or ${signIn}.`
        : `Set the environment variable ${tokenVariable} to a new token.`,
    signIn,
  });
}

/** Returns a setting's title in the form. A name that isn't in spec.json is returned unchanged. */
function titleIn([name, ...inner]: SettingPath): string {
  let schema = visibleProperty(connectionSchema(), name);
  let title = titleOf(schema, name);
  for (const part of inner)
    if (typeof part === "number") {
      schema = at(schema, "items");
      title += `, item ${part + 1}`;
    } else {
      schema = visibleProperty(schema, part);
      title += `: ${titleOf(schema, part)}`;
    }
  return title;
}

/** Returns a property of an object schema, or of the first variant in which it is visible. */
function visibleProperty(schema: JsonObject, name: string): JsonObject {
  const variants = Array.isArray(schema.oneOf) ? schema.oneOf : [];
  const found = [schema, ...variants].map((each: unknown) => at(each, "properties", name));
  return found.find(({ title, airbyte_hidden: hidden }) => title !== undefined && hidden !== true) ?? {};
}

function at(value: unknown, ...path: readonly string[]): JsonObject {
  const found = path.reduce((parent, key) => (isObject(parent) ? parent[key] : undefined), value);
  return isObject(found) ? found : {};
}

function titleOf({ title }: JsonObject, name: string): string {
  return typeof title === "string" ? title : name;
}
