import { partnerSearch } from "./gates.ts";
import type { Stream } from "./stream.ts";
import { eachCountry, eachTerm, givenCountries, givenTerms, namedCountries, namedTerms } from "./trends.ts";
import { boardUrl, pinUrl } from "./urls.ts";

const eachQuery = {
  of: "values",
  each: [{ parameter: "query", values: ({ config }) => config.searchQueries }],
} as const satisfies Stream["partitions"];

const queries: NonNullable<Stream["needs"]> = [
  { setting: "search_queries", isGiven: ({ searchQueries }) => searchQueries.length > 0 },
];

const namedQueries: NonNullable<Stream["named"]> = ({ searchQueries }) => [
  { parameter: "query", setting: ["search_queries"], values: searchQueries },
];

/** Searches over the account's own boards and Pins, and over all of Pinterest, as the configuration says. */
export const searchStreams: readonly Stream[] = [
  {
    name: "search_boards",
    about: "The account's boards that match the search queries.",
    operation: "search_user_boards/get",
    rows: "items",
    partitions: eachQuery,
    stamp: { query: "query" },
    derive: { url: boardUrl },
    primaryKey: ["query", "id"],
    reading: { by: "list" },
    needs: queries,
    named: namedQueries,
  },
  {
    name: "search_pins",
    about: "The account's Pins that match the search queries.",
    operation: "search_user_pins/list",
    rows: "items",
    partitions: eachQuery,
    stamp: { query: "query" },
    derive: { url: pinUrl },
    primaryKey: ["query", "id"],
    reading: { by: "feed", cursor: "created_at", order: "newest_first" },
    needs: queries,
    named: namedQueries,
  },
  {
    name: "search_partner_pins",
    about: "Pins of all of Pinterest that match the configured terms in the configured countries, the top ones.",
    operation: "search_partner_pins",
    rows: "items",
    parameters: () => ({ limit: 50 }),
    partitions: { of: "values", each: [eachCountry, eachTerm("term")] },
    stamp: { term: "term", country_code: "country_code" },
    derive: { url: pinUrl },
    primaryKey: ["term", "country_code", "id"],
    reading: { by: "list" },
    needs: [givenTerms, givenCountries],
    named: (config) => [...namedTerms("term")(config), ...namedCountries(config)],
    gate: partnerSearch,
  },
];
