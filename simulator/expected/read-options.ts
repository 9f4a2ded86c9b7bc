import type { Attribution } from "../metrics/attribution.ts";
import type { Granularity } from "../metrics/periods.ts";

/** What a configuration asks for. All of it may be left out. */
export interface ReadOptions {
  readonly adAccountId?: string | undefined;
  readonly queries?: readonly string[];
  /** Terms that related and suggested ones, keyword metrics and Pins of partners are read for. */
  readonly terms?: readonly string[];
  /** Countries that keyword metrics and Pins of partners are read for, as two letters. */
  readonly countries?: readonly string[];
  /** Regions that trends are read for, as the document names them. */
  readonly trendRegions?: readonly string[];
  /** Boards to read the children of; all, when left out or empty. */
  readonly boardIds?: readonly string[];
  /** Name or ID of the board of likes. */
  readonly likesBoard?: string | undefined;
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly pinMetrics?: boolean;
  /** Whether `pin_analytics` has rows of Pins without any activity in 90 days, as reading Pins one by one gives. */
  readonly silent?: boolean;
  /** The scopes of the token; every scope, when left out. */
  readonly scopes?: readonly string[];
  /** Ad accounts whose advertising is read; those that the token's user may read, when left out or empty. */
  readonly adAccountIds?: readonly string[];
  /** Statuses of campaigns, ad groups and ads; all, when left out or empty. */
  readonly statuses?: readonly string[];
  /** Columns of the analytics of ads; every one that the level admits, when left out or empty. */
  readonly columns?: readonly string[];
  readonly granularity?: Granularity;
  /** Statuses that reports are narrowed to; every one, where they are left out. */
  readonly reportStatuses?: ReportStatuses;
  readonly attribution?: Partial<Attribution>;
  /** Ways to target; every one that the level has, when left out or empty. */
  readonly targetingTypes?: readonly string[];
}

/** The filters by status that a report has. */
export interface ReportStatuses {
  readonly campaignStatuses?: readonly string[];
  readonly adGroupStatuses?: readonly string[];
  readonly adStatuses?: readonly string[];
  readonly productGroupStatuses?: readonly string[];
}
