import type { Json, JsonObject } from "../base/json.ts";
import { isEmpty, isList, isObject } from "../base/json.ts";
import { expiryMoment } from "./expiry-date.ts";
import { connectionSchema } from "./spec.ts";

/**
 * Migrates a configuration to the current format of spec.json. Leaves invalid values unchanged for validation. Supports
 * the formats of airbyte/source-pinterest: tokens at the top level, credentials without `auth_method`, `account_id`,
 * `num_threads`, all formats of `token_expiry_date`, and attribution windows as lists of one. Removes nulls and blank
 * strings, trims other strings, and converts numeric IDs to strings.
 * @returns a new object, with unknown keys unchanged
 */
export function migrateConfig(raw: JsonObject): JsonObject {
  const { account_id, num_threads, credentials, ...others } = withoutBlanks(raw);
  const { client_id, client_secret, refresh_token, access_token, token_expiry_date, ...rest } = others;
  const flat = withoutBlanks({ client_id, client_secret, refresh_token, access_token, token_expiry_date });
  const migrated: JsonObject = {
    ...rest,
    credentials: migrateCredentials(credentials, flat),
    ad_account_ids: isEmpty(rest.ad_account_ids) ? singleAccount(account_id) : rest.ad_account_ids,
    num_workers: rest.num_workers ?? workersOf(num_threads),
  };
  return normalized(migrated, connectionSchema());
}

/** Fills in missing members of `credentials` from the top level. */
function migrateCredentials(credentials: Json | undefined, flat: JsonObject): Json | undefined {
  if (credentials !== undefined && !isObject(credentials)) return credentials;
  if (credentials === undefined && Object.keys(flat).length === 0) return undefined;
  const given: JsonObject = { ...flat, ...withoutBlanks(credentials ?? {}) };
  const expiresAt = expiryMoment(given.token_expiry_date);
  return {
    ...given,
    auth_method: given.auth_method ?? methodOf(given),
    token_expiry_date: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
  };
}

function methodOf(credentials: JsonObject): string | undefined {
  if (["refresh_token", "client_id", "client_secret"].some((key) => key in credentials)) return "oauth2.0";
  return "access_token" in credentials ? "access_token" : undefined;
}

function singleAccount(accountId: Json | undefined): Json | undefined {
  return accountId === undefined ? undefined : [accountId];
}

/** The old connector accepted any number of threads. */
function workersOf(threads: Json | undefined): number | undefined {
  return typeof threads === "number" && Number.isInteger(threads) ? Math.min(Math.max(threads, 1), 40) : undefined;
}

/** Removes nulls and blank strings, trims other strings, and converts IDs to strings. */
function normalized(object: JsonObject, schema: JsonObject): JsonObject {
  const fields = Object.entries(withoutBlanks(object));
  return Object.fromEntries(fields.map(([key, value]) => [key, normalizedField(key, value, fieldSchema(schema, key))]));
}

/** Returns the schema of a field; for credentials, that of the first variant that has the field. */
function fieldSchema({ properties, oneOf }: JsonObject, key: string): Json | undefined {
  if (isObject(properties)) return properties[key];
  const variants = isList(oneOf) ? oneOf.filter(isObject) : undefined;
  return variants?.map((variant) => fieldSchema(variant, key)).find(isObject);
}

function normalizedField(key: string, value: Json | undefined, schema: Json | undefined): Json | undefined {
  // Keeps the name of a custom report, including spaces, because it determines a table name.
  if (!isObject(schema) || key === "name") return value;
  // The old connector stored `[30]` for 30.
  if (isList(value) && key.endsWith("_window_days")) return value[0] ?? undefined;
  if (isList(value)) return value.map((item) => normalizedField(key, item, schema.items) ?? null);
  if (isObject(value)) return normalized(value, schema);
  if (typeof value === "string") return schema.type === "string" ? value.trim() : value;
  // A number beyond 2^53 has lost digits already. It stays a number, so that validation rejects it.
  return /_(?:ids?|board)$/u.test(key) && Number.isSafeInteger(value) ? String(value) : value;
}

/** Removes nulls and blank strings, such as those of unset variables in a template of the file. */
function withoutBlanks(object: JsonObject): JsonObject {
  const isGiven = (value: Json | undefined) => value != null && !(typeof value === "string" && value.trim() === "");
  return Object.fromEntries(Object.entries(object).filter(([, value]) => isGiven(value)));
}
