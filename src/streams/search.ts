import type { Stream } from "./stream.ts";
import { boardUrl, pinUrl } from "./urls.ts";

const eachQuery = {
  of: "values",
  each: [{ parameter: "query", values: ({ config }) => config.searchQueries }],
} as const satisfies Stream["partitions"];

const queries: NonNullable<Stream["needs"]> = [
  { setting: "search_queries", isGiven: ({ searchQueries }) => searchQueries.length > 0 },
];

/** Searches over the account's own boards and Pins, one a search query of the configuration. */
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
  },
];
