import { accountConfig } from "../../scripts/generate/acceptance/account-config.ts";
import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { extents } from "../../simulator/world/scale.ts";

/** Fixed time of the acceptance tests' account, in epoch milliseconds. */
export const accountTime = Date.parse("2026-11-24T12:00:00Z");

/** The configuration as options for expected records. */
export const accountReadOptions: ReadOptions = {
  queries: accountConfig.search_queries,
  terms: accountConfig.terms,
  countries: accountConfig.countries,
  trendRegions: accountConfig.trend_regions,
  startDate: accountConfig.start_date,
};

/** The account, the same each time, with few records in every stream. */
export const accountOptions = {
  seed: 1,
  scale: { ...extents.small, pins: 200, followers: 300, campaigns: 3, adGroups: 6, ads: 12, keywords: 12 },
} as const;
