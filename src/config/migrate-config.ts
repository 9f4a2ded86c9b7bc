import type { Json, JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { expiryMoment } from "./expiry-date.ts";

/**
 * Brings a configuration of any age to the shape of spec.json without judging it; values that make no sense stay for the
 * validation to refuse. Understood are, besides the shape of today, the ones of the older airbyte/source-pinterest:
 * tokens at the top level, credentials without `auth_method`, `account_id`, `num_threads`, a `token_expiry_date` in
 * its several notations, and windows of custom reports that are lists of one. Null means absent. Blanks around texts go, and ids may be numbers.
 * @returns a new object. Keys that nobody knows are kept as they are.
 */
export function migrateConfig(raw: JsonObject): JsonObject {
  const { account_id, num_threads, credentials, ...rest } = withoutNulls(raw);
  const flat = pick(rest, credentialKeys);
  const remaining = omit(rest, credentialKeys);
  return withoutAbsent({
    ...remaining,
    credentials: modernCredentials(credentials, flat),
    start_date: trimmed(remaining.start_date),
    ad_account_ids: trimmedList(remaining.ad_account_ids ?? singleAccount(account_id), idText),
    board_ids: trimmedList(remaining.board_ids, idText),
    search_queries: trimmedList(remaining.search_queries, trimmed),
    terms: trimmedList(remaining.terms, trimmed),
    countries: trimmedList(remaining.countries, trimmed),
    trend_regions: trimmedList(remaining.trend_regions, trimmed),
    likes_board: idText(remaining.likes_board),
    columns: trimmedList(remaining.columns, trimmed),
    attribution: isObject(remaining.attribution) ? withoutNulls(remaining.attribution) : remaining.attribution,
    custom_reports: modernReports(remaining.custom_reports),
    num_workers: remaining.num_workers ?? workersOf(num_threads),
  });
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
    client_id: idText(given.client_id),
    client_secret: trimmed(given.client_secret),
    refresh_token: trimmed(given.refresh_token),
    access_token: trimmed(given.access_token),
    token_expiry_date: expiresAt === undefined ? undefined : new Date(expiresAt).toISOString(),
  });
}

function methodOf(credentials: JsonObject): string | undefined {
  if (["refresh_token", "client_id", "client_secret"].some((key) => key in credentials)) return "oauth2.0";
  return "access_token" in credentials ? "access_token" : undefined;
}

function modernReports(reports: Json | undefined): Json | undefined {
  return isList(reports) ? reports.map((report) => (isObject(report) ? modernReport(report) : report)) : reports;
}

/** Its name is left alone, blanks included, since it names a table. */
function modernReport(report: JsonObject): JsonObject {
  const given = withoutNulls(report);
  return withoutAbsent({
    ...given,
    columns: trimmedList(given.columns, trimmed),
    click_window_days: firstOf(given.click_window_days),
    engagement_window_days: firstOf(given.engagement_window_days),
    view_window_days: firstOf(given.view_window_days),
    start_date: trimmed(given.start_date),
  });
}

/** The old connector has stored `[30]` for 30. */
function firstOf(value: Json | undefined): Json | undefined {
  return isList(value) ? (value[0] ?? undefined) : value;
}

function singleAccount(accountId: Json | undefined): Json | undefined {
  return accountId === undefined || trimmed(accountId) === "" ? undefined : [accountId];
}

/** The old connector took any number of threads, and its default was two. */
function workersOf(threads: Json | undefined): number | undefined {
  return typeof threads === "number" && Number.isInteger(threads) ? Math.min(Math.max(threads, 1), 40) : undefined;
}

function trimmed(value: Json | undefined): Json | undefined {
  return typeof value === "string" ? value.trim() : value;
}

/** An id in quotes. A number beyond 2^53 has lost digits already, so it stays a number and is refused. */
function idText(value: Json | undefined): Json | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) ? String(value) : trimmed(value);
}

function trimmedList(
  value: Json | undefined,
  trimItem: (item: Json | undefined) => Json | undefined,
): Json | undefined {
  return isList(value) ? value.map((item) => trimItem(item) ?? null) : value;
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
