import { partnerSearch } from "../access-requirements.ts";
import { accountStreams } from "../define-streams.ts";
import { boardUrl, pinUrl } from "../derived-fields.ts";
import { eachCountry, eachTerm } from "../dimensions.ts";
import type { Stream } from "../stream.ts";

const eachQuery = {
  of: "values",
  each: [{ parameter: "query", setting: "search_queries", values: ({ config }) => config.searchQueries }],
} as const satisfies Stream["partitions"];

/** Searches of the account's boards and Pins, and of all of Pinterest, for the configured queries. */
export const searchStreams = accountStreams([
  {
    name: "search_boards",
    description:
      "The account's boards that match the search queries, one row per query and board. All boards are in `boards`.",
    operation: "search_user_boards/get",
    partitions: eachQuery,
    derive: { url: boardUrl },
    primaryKey: ["query", "id"],
  },
  {
    name: "search_pins",
    description:
      "The account's Pins that match the search queries, one row per query and Pin. For all Pins, sync `pins`; for those of others, `search_partner_pins`.",
    operation: "search_user_pins/list",
    partitions: eachQuery,
    derive: { url: pinUrl },
    primaryKey: ["query", "id"],
    reading: { by: "newest_first", cursor: "created_at" },
  },
  {
    name: "search_partner_pins",
    description:
      "Top Pins across Pinterest for the configured terms and countries, one row per term, country, and Pin.",
    operation: "search_partner_pins",
    parameters: () => ({ limit: 50 }),
    partitions: { of: "values", each: [eachCountry, eachTerm] },
    derive: { url: pinUrl },
    primaryKey: ["term", "country_code", "id"],
    accessRequirement: partnerSearch,
  },
]);
