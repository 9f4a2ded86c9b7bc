/** The connector's configuration: checked, completed with defaults, and never changed after. */
export interface Config {
  readonly credentials: Credentials;
  /** The first day of analytics to read, YYYY-MM-DD; undefined: as far back as the API goes. */
  readonly startDate: string | undefined;
  /** Ad accounts, digits. The first is the account to act for on organic calls. */
  readonly adAccountIds: readonly string[];
  /** Boards whose Pins and sections are read, digits; empty: every board. */
  readonly boardIds: readonly string[];
  readonly searchQueries: readonly string[];
  /** Name or id of the board that holds the likes of 2017. */
  readonly likesBoard: string;
  /** Whether Pins carry their 90-day and lifetime metrics. */
  readonly pinMetrics: boolean;
  /** Whether analytics are read of Pins without any activity in 90 days too. */
  readonly silentPinAnalytics: boolean;
  /** Days of analytics to read again; undefined: each stream's own default. */
  readonly lookbackDays: number | undefined;
  /** How many requests are under way at once, 1 to 40. */
  readonly numWorkers: number;
  /** Address of the API without a slash at its end, e.g. `https://api.pinterest.com/v5`. */
  readonly baseUrl: string;
}

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
