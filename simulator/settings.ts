import type { JsonObject } from "../src/json.ts";
import { contractVersions } from "./contracts.ts";
import { countFrom, entryOf, flag, numberFrom, oneOf, type Reader, text, texts } from "./readers.ts";

/** Every scope for reading, and those that Airbyte's own app asks for are among them. */
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

/** How the simulated API behaves: each setting with its first value. May be changed while it runs. */
const table = {
  /** The contract that is spoken: Pinterest's OpenAPI document 5.23, or what is known of 5.28. */
  contract: choice(...contractVersions),
  /** Which published limits hold. `unlimited` has the headers of the standard tier with numbers out of reach. */
  limits: choice("unlimited", "standard", "trial"),
  /** Whether the app was granted the beta feature of analytics for many Pins at once. */
  bulk_pin_analytics: setting(true, flag),
  /** Operations that the app was not granted, by their operationId. */
  gated: setting<readonly string[]>([], texts),
  /** How they deny access: `restricted` as beta features do (401), `forbidden` as what a role does not open (403). */
  gated_answer: choice("restricted", "forbidden"),
  /** Whether lists that also take `start_index` give a bookmark: the document has both and says of neither which to use. */
  start_index_bookmarks: choice("given", "missing"),
  /** What happens when metrics of video are asked for a Pin that has none. */
  video_metrics_on_images: choice("refused", "ignored"),
  /** `always`: a refresh gives a new refresh token and the old one is dead at once. `never`: it stays the same. */
  rotation: choice("always", "never"),
  /** The redirect link of the app, which a consent must be asked for with, to the letter. */
  redirect_uri: setting("http://localhost:8085/", text),
  /** What the user granted: the scopes of the known access token and of every token that comes from a refresh. */
  scopes: setting(readScopes, texts),
  /** How long tokens of the token endpoint live: 30 and 60 days, as Pinterest's document says of tokens that can be refreshed. */
  access_token_seconds: setting(2_592_000, countFrom(1)),
  refresh_token_seconds: setting(5_184_000, countFrom(1)),
  /** `ragged`: a page may hold a few items fewer than asked for though more follow. */
  pages: choice("full", "ragged"),
  /** What asking for an ad account says that is none, or that was closed to the user. The first was seen live, the second is in the document. */
  gone_ad_accounts: choice("forbidden", "not_found"),
  /** What asking for something of an entity says that is gone: nothing, or that there is none. Which is true is not known. */
  gone_entities: choice("left_out", "not_found"),
  /** A page holds so many items at the most, however many were asked for. */
  longest_page: setting(250, countFrom(1)),
  /** Every so many requests to the analytics of ads are told to come back later, and when; 0 for none. */
  analytics_overload: setting(0, numberFrom(0)),
  analytics_overload_seconds: setting(1, numberFrom(0)),
  /** A report is finished at this poll, and not before so many seconds of the simulated time. */
  report_polls: setting(2, numberFrom(0)),
  report_seconds: setting(0, numberFrom(0)),
  /** How reports end that do not finish: every so many of the new ones. */
  report_failure: choice("none", "FAILED", "CANCELLED", "EXPIRED", "DOES_NOT_EXIST"),
  report_failure_every: setting(1, countFrom(1)),
  /** Entities that reports have beyond those of the world, each with a row per day: what makes a report large. */
  report_extra_entities: setting(0, numberFrom(0)),
  /** Where the days of a report by a template are read: the document has them in the address, other clients in the body. */
  template_report_days: choice("address", "body"),
  /** Whether rows of reports say what they are about without being asked; their key in the file does. */
  report_row_ids: choice("requested", "always"),
  /** Where rows by the hour have it: in their date, or in a column HOUR beside the day. Which of them is true is not known. */
  report_hours: choice("date", "column"),
  /** The form of reports on catalogs, which is not documented: a text with delimiters, or JSON. */
  catalog_report_form: choice("csv", "tsv", "json_list", "json_lines", "json_lists"),
  /** Whether their file is gzip, without a header that says so. */
  catalog_report_gzip: setting(false, flag),
  /** The form of the list of question types, which is not documented. */
  question_types_form: choice("items_of_texts", "items_of_objects", "texts", "objects", "map"),
};

export type Settings = {
  -readonly [Name in keyof typeof table]: (typeof table)[Name] extends Setting<infer Value> ? Value : never;
};

/** Changes settings by a JSON object from outside; throws a RangeError for a name or value that is none. */
export function changeSettings(settings: Settings, changes: JsonObject): void {
  for (const [name, value] of Object.entries(changes)) {
    const { read }: { readonly read: Reader<unknown> } = entryOf(table, name, "setting");
    Object.assign(settings, { [name]: read(value, name) });
  }
}

/** The settings that a simulator begins with. */
export function initialSettings(): Settings {
  const values = Object.fromEntries(Object.entries(table).map(([name, { initial }]) => [name, initial]));
  if (!areSettings(values)) throw new Error("A setting has no first value");
  return values;
}

function areSettings(values: object): values is Settings {
  return Object.keys(table).every((name) => name in values);
}
