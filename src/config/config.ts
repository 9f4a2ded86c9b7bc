/** The connector's configuration: checked, completed with defaults, and never changed after. */
export interface Config {
  readonly credentials: Credentials;
  /** The first day of analytics to read, YYYY-MM-DD; undefined: as far back as the API goes. */
  readonly startDate: string | undefined;
  /** Ad accounts whose ads are read, digits; empty: all. The first is also the account to act for on organic calls. */
  readonly adAccountIds: readonly string[];
  /** Boards whose Pins and sections are read, digits; empty: every board. */
  readonly boardIds: readonly string[];
  readonly searchQueries: readonly string[];
  /** Words that people search Pinterest for. */
  readonly terms: readonly string[];
  /** Two-letter codes (ISO 3166-1) of countries in which the terms are looked at. */
  readonly countries: readonly string[];
  /** Regions whose trends are read, by Pinterest's names: countries with a plus between them. */
  readonly trendRegions: readonly string[];
  /** Name or id of the board that holds the likes of 2017. */
  readonly likesBoard: string;
  /** Whether Pins carry their 90-day and lifetime metrics. */
  readonly pinMetrics: boolean;
  /** Whether analytics are read of Pins without any activity in 90 days too. */
  readonly silentPinAnalytics: boolean;
  /** Streams whose changes and deletions are tracked, by their names; `*` for all that can be. */
  readonly trackChanges: readonly string[];
  /** Tracked lists that are otherwise read as far as they are new are read to their end every so many days. */
  readonly trackSweepDays: number;
  /** Statuses that narrow the streams campaigns, ad_groups and ads, and no other; empty: every status. */
  readonly entityStatuses: readonly string[];
  /** How conversions are counted in ads rows, save those of custom reports. */
  readonly attribution: Attribution;
  /** Metrics columns of ads rows, save those of custom reports; empty: every column that a level has. */
  readonly columns: readonly string[];
  readonly customReports: readonly CustomReport[];
  /** How many campaigns, ad groups or ads one analytics request names at most, 1 to 250; undefined: not chosen by the user. */
  readonly analyticsBatchSize: number | undefined;
  /** Days of analytics to read again; undefined: each stream's own default. */
  readonly lookbackDays: number | undefined;
  /** How many requests are under way at once at most, 1 to 40; undefined: not chosen by the user. */
  readonly numWorkers: number | undefined;
  /** Address of the API without a slash at its end, e.g. `https://api.pinterest.com/v5`. */
  readonly baseUrl: string;
}

/** How the connector signs in: tokens that it renews itself (`auth_method` `oauth2.0` or `refresh_token`), or one that ends. */
export type Credentials =
  | {
      readonly method: "oauth2.0";
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
      /** A token from an earlier run with its end, epoch milliseconds. */
      readonly access: { readonly token: string; readonly expiresAt: number } | undefined;
    }
  | { readonly method: "access_token"; readonly accessToken: string };

/** Within how many days of a user's action a conversion counts: a combination that the API takes. */
export interface Attribution {
  readonly clickWindowDays: number;
  readonly engagementWindowDays: number;
  readonly viewWindowDays: number;
  /** The day that a conversion is counted on: TIME_OF_AD_ACTION or TIME_OF_CONVERSION. */
  readonly conversionReportTime: string;
}

/** An asynchronous report that the user has put together. */
export interface CustomReport {
  readonly name: string;
  /** The name of its stream: unlike any other custom report's. */
  readonly streamName: string;
  readonly level: string;
  readonly granularity: string;
  /** Not empty. */
  readonly columns: readonly string[];
  readonly attribution: Attribution;
  /** Not empty. */
  readonly attributionTypes: readonly string[];
  /** At most 5; empty but for levels that end in _TARGETING. */
  readonly targetingTypes: readonly string[];
  /** Empty: every status. The API takes 6 at once, and there can be more here. So for the other two. */
  readonly campaignStatuses: readonly string[];
  readonly adGroupStatuses: readonly string[];
  readonly adStatuses: readonly string[];
  /** The first day to read, YYYY-MM-DD; undefined: as far back as the API goes, whatever the configuration's. */
  readonly startDate: string | undefined;
}
