import { knownCredentials } from "../../../simulator/simulator.ts";

/**
 * The configuration of the simulated account, `integration_tests/config.json`. The query finds boards and Pins, so that no stream is empty.
 * The start date is early enough for reads to resume and late enough for them to be short.
 */
export const accountConfig = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  search_queries: ["kitchen"],
  terms: ["kitchen"],
  countries: ["US"],
  trend_regions: ["US"],
  // A Monday, since weekly reports start on Mondays.
  start_date: "2026-11-09",
};
