import type { Attribution } from "../metrics/attribution.ts";
import type { Granularity } from "../metrics/periods.ts";

/** Options of a read, as in the connector's configuration. All are optional. */
export interface ReadOptions {
  readonly adAccountId?: string | undefined;
  readonly queries?: readonly string[];
  /** Terms for related terms, suggested terms, keyword metrics, and partner Pins. */
  readonly terms?: readonly string[];
  /** Two-letter country codes for keyword metrics and partner Pins. */
  readonly countries?: readonly string[];
  /** Regions for trends, as in Pinterest's document. */
  readonly trendRegions?: readonly string[];
  /** Boards whose sections and Pins are read; all by default. */
  readonly boardIds?: readonly string[];
  /** Name or ID of the board of likes. */
  readonly likesBoard?: string | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly pinMetrics?: boolean;
  /** Whether `pin_analytics` includes Pins without any activity in 90 days. */
  readonly silent?: boolean;
  /** Scopes of the token; all by default. */
  readonly scopes?: readonly string[];
  /** Ad accounts whose advertising is read; by default all that the user can read. */
  readonly adAccountIds?: readonly string[];
  /** Statuses of campaigns, ad groups, and ads; all by default. */
  readonly statuses?: readonly string[];
  /** Columns of ads analytics; by default all that the level has. */
  readonly columns?: readonly string[];
  readonly granularity?: Granularity;
  /** Statuses of entities in reports; all by default. */
  readonly reportStatuses?: ReportStatuses;
  readonly attribution?: Partial<Attribution>;
  /** Targeting types; by default all that the level has. */
  readonly targetingTypes?: readonly string[];
}

/** The status filters of a report. */
export interface ReportStatuses {
  readonly campaignStatuses?: readonly string[];
  readonly adGroupStatuses?: readonly string[];
  readonly adStatuses?: readonly string[];
  readonly productGroupStatuses?: readonly string[];
}
