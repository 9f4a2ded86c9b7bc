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
  /** The requests per day of Trial access. */
  trial_requests: 1_000,
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
  /**
   * The `DATE_RANGE` of weeks and months: entire ones from Monday, as recorded for months; `cut` to the requested dates; or
   * weeks from `sunday`. Which one is true of weeks and of the current month isn't known.
   */
  report_ranges: "entire" as "entire" | "cut" | "sunday",
  /** `null_list`: files of reports have an entity whose list of rows is null. */
  report_files: "rows" as "rows" | "null_list",
  /** Whether a report can be by FEED_TYPE if it is requested. It comes in any case if no types are requested. */
  feed_type: "rejected" as "rejected" | "accepted",
  /** `csv`: reports of templates of campaigns and ad groups are CSV with display names, even if the template says JSON. */
  template_files: "as_saved" as "as_saved" | "csv",
  /** `ignored`: reports of templates are of the last seven days, whatever the request asks for. */
  template_dates: "requested" as "requested" | "ignored",
  /** IDs of boards that `/boards` and its search lack; `/pins` has their Pins only with `include_protected_pins`. */
  unlisted_boards: [] as readonly string[],
  /** The number of rows after which Pinterest rejects further pages of a list of Pins. */
  max_pins_per_list: 100_000,
  /** The names of counts in `pin_metrics`: those that live clients read, or those of the document's example. */
  pin_metric_names: "live" as "live" | "document",
  /** Whether rows of `product_group_promotions` are wrapped in `data`, with `exceptions` (null, or a list) or without. */
  promotion_rows: "flat" as "flat" | "data" | "data_and_exceptions" | "exceptions",
  /** The IDs by which `product_groups/analytics` knows product groups. Which one is true isn't known. */
  product_group_ids: "promotion" as "promotion" | "catalog",
  /** The names of the fields of ads credits: those of the document, or those that a live client reads. */
  ads_credit_names: "camel" as "camel" | "snake",
  /** Whether responses lack the fields that are null, as Pinterest has announced. */
  nulls: "sent" as "sent" | "omitted",
  /** The last week of the series of search trends: the same on all days, or last week. */
  trend_weeks: "fixed" as "fixed" | "last",
  /** The form of the header with rate limits. Responses without the names of windows, and with one number, were seen, too. */
  limit_headers: "named" as "named" | "unnamed" | "number",
  /** The app's access to the API. While it is `pending`, the API issues tokens, and rejects every other request. */
  app: "approved" as "approved" | "pending",
  /** The number of days until a conversion is counted, as of those that advertisers upload. */
  conversion_delay_days: 0,
};

/** All settings; see their initial values. */
export type Settings = typeof initialSettings;
