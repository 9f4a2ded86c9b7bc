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
  readonly startDate?: string | undefined;
  readonly endDate?: string | undefined;
  readonly pinMetrics?: boolean;
  /** Ad accounts whose advertising is read; by default all that the user can read. */
  readonly adAccountIds?: readonly string[];
  /** Columns of ads analytics; by default all that the level has. */
  readonly columns?: readonly string[];
  readonly granularity?: Granularity;
  readonly attribution?: Partial<Attribution>;
  /** Targeting types; by default all that the level has. */
  readonly targetingTypes?: readonly string[];
}
