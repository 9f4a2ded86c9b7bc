import type { JsonObject } from "../src/json.ts";
import { contractVersions } from "./contracts.ts";
import { countFrom, entryOf, flag, numberFrom, oneOf, type Reader, text, texts } from "./readers.ts";

/** All read scopes, including those that Airbyte's own app requests. */
export const readScopes: readonly string[] = [
  "ads:read",
  "billing:read",
  "biz_access:read",
  "boards:read",
  "boards:read_secret",
  "catalogs:read",
  "pins:read",
  "pins:read_secret",
  "user_accounts:read",
];

interface Setting<Value> {
  readonly initial: Value;
  readonly read: Reader<Value>;
}

const choice = <const Value extends string>(first: Value, ...others: readonly Value[]): Setting<Value> => ({
  initial: first,
  read: oneOf(first, ...others),
});
const setting = <Value>(initial: Value, read: Reader<Value>): Setting<Value> => ({ initial, read });

/** The behavior of the simulated API: each setting with its initial value. Tests change settings at any time. */
const table = {
  /** The API version: Pinterest's OpenAPI document 5.23, or the known parts of 5.28. */
  contract: choice(...contractVersions),
  /** The rate limits in force. `unlimited` sends the headers of the standard tier with limits out of reach. */
  limits: choice("unlimited", "standard", "trial"),
  /** Whether the app has the beta feature of bulk Pin analytics. */
  bulk_pin_analytics: setting(true, flag),
  /** Operation IDs that aren't enabled for the app. */
  gated: setting<readonly string[]>([], texts),
  /** The error of gated operations: `restricted` (401) for beta features, `forbidden` (403) for a missing role. */
  gated_response: choice("restricted", "forbidden"),
  /** Whether lists with `start_index` also return a bookmark; the document has both parameters. */
  start_index_bookmarks: choice("given", "missing"),
  /** `always`: a refresh returns a new refresh token and invalidates the old one. `never`: the token stays the same. */
  rotation: choice("always", "never"),
  /** The redirect URI of the app; a consent request must match it exactly. */
  redirect_uri: setting("http://localhost:8085/", text),
  /** The scopes that the user granted: those of the known access token and of every refreshed token. */
  scopes: setting(readScopes, texts),
  /** Token lifetimes: 30 and 60 days, as the document states for refreshable tokens. */
  access_token_seconds: setting(2_592_000, countFrom(1)),
  refresh_token_seconds: setting(5_184_000, countFrom(1)),
  /** `ragged`: some pages hold fewer items than requested although more follow. */
  pages: choice("full", "ragged"),
  /** The error for a closed or unknown ad account. The first was seen live, the second is in the document. */
  closed_ad_accounts: choice("forbidden", "not_found"),
  /** The response for the children of a deleted entity: nothing, or a 404. Which one is true isn't known. */
  deleted_entities: choice("omitted", "not_found"),
  /** The maximum page size, whatever the request asks for. */
  max_page_size: setting(250, countFrom(1)),
  /** One in this many ads analytics requests gets a "Retry after" error; 0 for none. */
  analytics_overload: setting(0, numberFrom(0)),
  analytics_overload_seconds: setting(1, numberFrom(0)),
  /** The number of polls, and of simulated seconds, until a report is finished. */
  report_polls: setting(2, numberFrom(0)),
  report_seconds: setting(0, numberFrom(0)),
  /** How reports fail: one in every `report_failure_every` new reports. */
  report_failure: choice("none", "FAILED", "CANCELLED", "EXPIRED", "DOES_NOT_EXIST"),
  report_failure_every: setting(1, countFrom(1)),
  /** The number of extra entities in each report, each with one row per day, to make reports large. */
  report_extra_entities: setting(0, numberFrom(0)),
  /** Where a template report takes its dates from: the query string in the document, the body in other clients. */
  template_report_days: choice("address", "body"),
  /** Where hourly rows have the hour: in `DATE`, or in a column `HOUR`. Which one is true isn't known. */
  report_hours: choice("date", "column"),
};

export type Settings = {
  -readonly [Name in keyof typeof table]: (typeof table)[Name] extends Setting<infer Value> ? Value : never;
};

/** Changes settings by a JSON object. @throws RangeError for an unknown name or an invalid value */
export function changeSettings(settings: Settings, changes: JsonObject): void {
  for (const [name, value] of Object.entries(changes)) {
    const { read }: { readonly read: Reader<unknown> } = entryOf(table, name, "setting");
    Object.assign(settings, { [name]: read(value, name) });
  }
}

/** Returns the initial settings. */
export function initialSettings(): Settings {
  const values = Object.fromEntries(Object.entries(table).map(([name, { initial }]) => [name, initial]));
  if (!areSettings(values)) throw new Error("A setting has no initial value");
  return values;
}

function areSettings(values: object): values is Settings {
  return Object.keys(table).every((name) => name in values);
}
