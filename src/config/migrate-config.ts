import type { Json, JsonObject } from "../json.ts";
import { asText, isObject } from "../json.ts";
import { expiryMoment } from "./expiry-date.ts";
import { connectionSchema } from "./spec.ts";

/**
 * Brings a configuration of any age to the shape of spec.json without judging it; values that make no sense stay for the
 * validation to refuse. Understood are, besides the shape of today, the ones of the older airbyte/source-pinterest:
 * tokens at the top level, credentials without `auth_method`, `account_id`, `num_threads`, a `token_expiry_date` in
 * its several notations, and windows of custom reports that are lists of one. Null means absent. Blanks around texts go, and ids may be numbers.
 * @returns a new object. Keys that nobody knows are kept as they are.
 */
export function migrateConfig(raw: JsonObject): JsonObject {
  const { account_id, num_threads, credentials, ...rest } = withoutNulls(raw);
  const modern: JsonObject = {
    ...omit(rest, credentialKeys),
    credentials: modernCredentials(credentials, pick(rest, credentialKeys)),
    ad_account_ids: rest.ad_account_ids ?? singleAccount(account_id),
    num_workers: rest.num_workers ?? workersOf(num_threads),
  };
  return tidied(modern, connectionSchema());
}

const credentialKeys = ["client_id", "client_secret", "refresh_token", "access_token", "token_expiry_date"];

/** What is given at the top level fills in what `credentials` lacks. */
function modernCredentials(credentials: Json | undefined, flat: JsonObject): Json | undefined {
  if (credentials !== undefined && !isObject(credentials)) return credentials;
  if (credentials === undefined && Object.keys(flat).length === 0) return undefined;
  const given: JsonObject = { ...flat, ...withoutNulls(credentials ?? {}) };
  const expiresAt = expiryMoment(given.token_expiry_date);
  return withoutAbsent({
    ...given,
    auth_method: given.auth_method ?? methodOf(given),
    token_expiry_date: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
  });
}

function methodOf(credentials: JsonObject): string | undefined {
  if (["refresh_token", "client_id", "client_secret"].some((key) => key in credentials)) return "oauth2.0";
  return "access_token" in credentials ? "access_token" : undefined;
}

function singleAccount(accountId: Json | undefined): Json | undefined {
  return accountId === undefined || asText(accountId).trim() === "" ? undefined : [accountId];
}

/** The old connector took any number of threads, and its default was two. */
function workersOf(threads: Json | undefined): number | undefined {
  return typeof threads === "number" && Number.isInteger(threads) ? Math.min(Math.max(threads, 1), 40) : undefined;
}

/** An object without nulls, whose texts have no blanks around them, and whose ids are texts. */
function tidied(object: JsonObject, schema: JsonObject): JsonObject {
  const fields = Object.entries(withoutNulls(object));
  return withoutAbsent(
    Object.fromEntries(fields.map(([key, value]) => [key, tidiedField(key, value, schemaOf(schema, key))])),
  );
}

/** The schema of a field; of credentials what all of their variants have. */
function schemaOf({ properties, oneOf }: JsonObject, key: string): Json | undefined {
  const variants = isList(oneOf) ? oneOf.flatMap((variant) => (isObject(variant) ? [schemaOf(variant, key)] : [])) : [];
  return isObject(properties) ? properties[key] : variants.find(isObject);
}

function tidiedField(key: string, value: Json | undefined, schema: Json | undefined): Json | undefined {
  // The name of a custom report is left alone, blanks included, since it names a table.
  if (!isObject(schema) || key === "name") return value;
  // The old connector has stored `[30]` for 30.
  if (isList(value) && key.endsWith("_window_days")) return value[0] ?? undefined;
  if (isList(value)) return value.map((item) => tidiedField(key, item, schema.items) ?? null);
  if (isObject(value)) return tidied(value, schema);
  if (typeof value === "string") return schema.type === "string" ? value.trim() : value;
  // A number beyond 2^53 has lost digits already, so it stays a number and is refused.
  return /_(?:ids?|board)$/u.test(key) && Number.isSafeInteger(value) ? String(value) : value;
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value);
}

function withoutNulls(object: JsonObject): JsonObject {
  return filtered(object, (_, value) => value !== null && value !== undefined);
}

function withoutAbsent(object: JsonObject): JsonObject {
  return filtered(object, (_, value) => value !== undefined);
}

function pick(object: JsonObject, keys: readonly string[]): JsonObject {
  return filtered(object, (key) => keys.includes(key));
}

function omit(object: JsonObject, keys: readonly string[]): JsonObject {
  return filtered(object, (key) => !keys.includes(key));
}

function filtered(object: JsonObject, keep: (key: string, value: Json | undefined) => boolean): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => keep(key, value)));
}
