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

/**
 * The behavior of the simulated API, with its initial values. Tests change settings at any time.
 */
export const initialSettings = {
  /** The rate limits in force. `unlimited` sends the headers of the standard tier with limits out of reach. */
  limits: "unlimited" as "unlimited" | "standard" | "trial",
  /** Operation IDs that aren't enabled for the app. */
  gated: [] as readonly string[],
  /** The error of gated operations: `restricted` (401) for beta features, `forbidden` (403) for a missing role. */
  gated_response: "restricted" as "restricted" | "forbidden",
  /** The redirect URI of the app; a consent request must match it exactly. */
  redirect_uri: "http://localhost:8085/",
  /** The scopes that the user granted: those of the known access token and of every refreshed token. */
  scopes: readScopes,
  /** `ragged`: some pages hold fewer items than requested although more follow. */
  pages: "full" as "full" | "ragged",
  /** The maximum page size, whatever the request asks for. */
  max_page_size: 250,
  /** The number of polls until a report is finished. */
  report_polls: 2,
  /** The number of extra entities in each report, each with one row per day, to make reports large. */
  report_extra_entities: 0,
  /** Where hourly rows have the hour: in `DATE`, or in a column `HOUR`. Which one is true isn't known. */
  report_hours: "date" as "date" | "column",
};

/** All settings; see their initial values. */
export type Settings = typeof initialSettings;
