import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { knownCredentials } from "../../simulator/simulator.ts";
import { extents } from "../../simulator/world/scale.ts";

/** Fixed time of the acceptance tests' account, in epoch milliseconds. */
export const accountTime = Date.parse("2026-11-24T12:00:00Z");

const searchQueries = ["kitchen"];
const terms = ["kitchen"];
const countries = ["US"];
const trendRegions = ["US"];
// A Monday, since weekly reports start on Mondays.
const startDate = "2026-11-09";

/**
 * The configuration in `integration_tests/config.json`. The query finds boards and Pins, so that no stream is empty.
 * The start date is early enough for reads to resume and late enough for them to be short.
 */
export const accountConfig = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: searchQueries,
  terms,
  countries,
  trend_regions: trendRegions,
  start_date: startDate,
};

/** The same configuration as options for expected records. */
export const accountReadOptions: ReadOptions = { queries: searchQueries, terms, countries, trendRegions, startDate };

/** The account, the same each time, with few records in every stream. */
export const accountOptions = {
  seed: 1,
  scale: { ...extents.small, pins: 200, followers: 300, campaigns: 3, adGroups: 6, ads: 12, keywords: 12 },
} as const;
