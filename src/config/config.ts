import type { SettingNames } from "./setting-names.ts";

/** The connector's configuration: validated, completed with defaults, and immutable. */
export interface Config {
  readonly credentials: Credentials;
  /** First date of analytics and reports, YYYY-MM-DD; undefined: as early as the API allows. */
  readonly startDate: string | undefined;
  /** IDs of the ad accounts to read; empty: all. The first also selects the account for organic requests. */
  readonly adAccountIds: readonly string[];
  /** Whether to read the profiles of all owners of the ad accounts, not only that of the first. */
  readonly allProfiles: boolean;
  /** IDs of the boards whose Pins and sections to read; empty: all. */
  readonly boardIds: readonly string[];
  readonly searchQueries: readonly string[];
  /** Search terms to research. */
  readonly terms: readonly string[];
  /** Countries in which to research the terms, as ISO 3166-1 alpha-2 codes. */
  readonly countries: readonly string[];
  /** Regions whose trends to read, as Pinterest names them: country codes joined with `+`. */
  readonly trendRegions: readonly string[];
  /** Name or ID of the board to which Pinterest moved likes in 2017. */
  readonly likesBoard: string;
  /** Whether Pin records include 90-day and lifetime metrics. */
  readonly pinMetrics: boolean;
  /** Whether to read analytics of Pins without activity in the last 90 days. */
  readonly silentPinAnalytics: boolean;
  /** Names of the streams whose changes and deletions to track; `*`: all streams that support it. */
  readonly trackChanges: readonly string[];
  /** Statuses to which to limit campaigns, ad_groups, and ads (no other streams); empty: all. */
  readonly entityStatuses: readonly string[];
  /** Attribution of conversions in ads analytics and reports, except custom reports. */
  readonly attribution: Attribution;
  /** Columns of ads analytics and reports, except custom reports; empty: all columns of a level. */
  readonly columns: readonly string[];
  readonly customReports: readonly CustomReport[];
  /** Maximum number of campaigns, ad groups, or ads per analytics request, 1 to 250; undefined: not set by the user. */
  readonly analyticsBatchSize: number | undefined;
  /** Lookback window in days; undefined: the default of each stream. */
  readonly lookbackDays: number | undefined;
  /** Maximum number of concurrent requests per rate limit, 1 to 40; undefined: not set by the user. */
  readonly numWorkers: number | undefined;
  /** Base URL of the API without a trailing slash, for example `https://api.pinterest.com/v5`. */
  readonly baseUrl: string;
  /** How messages refer to the settings. */
  readonly names: SettingNames;
}

/** Credentials: OAuth tokens that the connector refreshes (`auth_method` `oauth2.0` or `refresh_token`), or a fixed token. */
export type Credentials =
  | {
      readonly method: "oauth2.0";
      readonly clientId: string;
      readonly clientSecret: string;
      readonly refreshToken: string;
      /** The access token of an earlier run and its expiration, epoch milliseconds. */
      readonly access: { readonly token: string; readonly expiresAt: number } | undefined;
    }
  | { readonly method: "access_token"; readonly accessToken: string };

/** Attribution windows in days, in a combination that the API supports. */
export interface Attribution {
  readonly clickWindowDays: number;
  readonly engagementWindowDays: number;
  readonly viewWindowDays: number;
  /** The date that a conversion is reported on: TIME_OF_AD_ACTION or TIME_OF_CONVERSION. */
  readonly conversionReportTime: string;
}

/** A custom report, which the API creates asynchronously. */
export interface CustomReport {
  readonly name: string;
  /** The name of its stream, unique among custom reports. */
  readonly streamName: string;
  readonly level: string;
  readonly granularity: string;
  /** Not empty. */
  readonly columns: readonly string[];
  readonly attribution: Attribution;
  /** Not empty. */
  readonly attributionTypes: readonly string[];
  /** At most 5. Empty unless the level ends in _TARGETING. */
  readonly targetingTypes: readonly string[];
  /** Empty: all statuses. Can hold more than the 6 that the API accepts per request; likewise the next two. */
  readonly campaignStatuses: readonly string[];
  readonly adGroupStatuses: readonly string[];
  readonly adStatuses: readonly string[];
  /** First date, YYYY-MM-DD; undefined: as early as the API allows. Independent of the configuration's start date. */
  readonly startDate: string | undefined;
}
