import type { JsonObject } from "../base/json.ts";
import { asText } from "../base/json.ts";
import { allItemsReports } from "./access-requirements.ts";
import { accountStreams } from "./define-streams.ts";
import { fileFields, idOf } from "./derived-fields.ts";
import { withPinMetrics } from "./parents.ts";
import type { Parent, Partitions, Stream } from "./stream.ts";

const ofProductGroup: Partitions = {
  of: "children",
  parent: { stream: "catalogs_product_groups", bind: { product_group_id: "id" } },
};

const isRetail = ({ catalog_type: type }: JsonObject) => type === "RETAIL";

/** Only these kinds of catalogs and feeds have issue statistics. */
const hasIssueStats = ({ catalog_type: type }: JsonObject) => type === "RETAIL" || type === "HOTEL";

/** Returns the partitions for issues of a parent stream, with the API's report type and the parameter for the parent's ID. */
function issuesOf(stream: Parent["stream"], reportType: string, parameter: string) {
  return {
    of: "children",
    parent: {
      stream,
      bind: { "parameters[catalog_type]": "catalog_type", [`parameters[report][${parameter}]`]: "id" },
      where: hasIssueStats,
    },
    each: [{ parameter: "parameters[report][report_type]", values: () => [reportType] }],
  } as const;
}

/**
 * Returns a stream of one report per parent. The columns of the file are undocumented. All requests of a day return the
 * same file.
 * @param what the noun for the rows of the file
 */
function reportOn(
  parent: "catalogs_feeds" | "catalogs",
  reportType: string,
  what: string,
  where: Parent["where"] = hasIssueStats,
): Stream {
  const id = parent === "catalogs" ? "catalog_id" : "feed_id";
  return {
    name: `catalogs_reports_${reportType.toLowerCase()}`,
    description: `${what}. Pinterest creates the report once per day, and doesn't document its columns, so they are in one field.`,
    operation: "reports/create",
    rows: "report",
    partitions: {
      of: "children",
      parent: { stream: parent, bind: { catalog_type: "catalog_type", [`report[${id}]`]: "id" }, where },
      each: [{ parameter: "report[report_type]", values: () => [reportType] }],
    },
    fromRequest: {
      ad_account_id: "ad_account_id",
      catalog_type: "catalog_type",
      report_type: "report[report_type]",
      [id]: `report[${id}]`,
    },
    primaryKey: [id, fileFields.place],
    reading: { by: "file", poll: "reports/get" },
  };
}

/** A merchant's product catalogs. */
export const catalogsStreams = accountStreams([
  {
    name: "catalogs",
    description: "Catalogs of the account, one row per catalog.",
    operation: "catalogs/list",
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_at" },
  },
  {
    name: "catalogs_feeds",
    description: "Feeds that fill the catalogs, one row per feed. Excludes the credentials for downloading a feed.",
    operation: "feeds/list",
    omit: ["credentials"],
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_at" },
  },
  {
    name: "catalogs_product_groups",
    description:
      "Product groups of the catalogs, one row per product group. Those that ads promote are in `product_group_promotions`.",
    operation: "catalogs_product_groups/list",
    primaryKey: ["id"],
  },
  {
    name: "catalogs_feed_processing_results",
    description: "Results of processing the feeds, one row per processing, the latest 250 of each feed.",
    operation: "feed_processing_results/list",
    // "the bookmark parameter is not functional and only the first page will be available"
    rows: "first_page",
    partitions: { of: "children", parent: { stream: "catalogs_feeds", bind: { feed_id: "id" } } },
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_at" },
  },
  {
    name: "catalogs_item_issues",
    description:
      "Issues of items in the feeds, one row per processing result and item. Pinterest gives up to 20 examples per issue; `catalogs_reports_feed_ingestion_issues` has its report on the latest processing.",
    operation: "items_issues/list",
    partitions: {
      of: "children",
      parent: { stream: "catalogs_feed_processing_results", bind: { processing_result_id: "id" } },
    },
    primaryKey: ["processing_result_id", "item_number"],
  },
  {
    name: "catalogs_report_stats",
    description:
      "Number of items with each issue, one row per feed or catalog and issue. For the items themselves, sync `catalogs_item_issues`.",
    operation: "reports/stats",
    partitions: {
      of: "multiple_parents",
      sources: [
        issuesOf("catalogs_feeds", "FEED_INGESTION_ISSUES", "feed_id"),
        issuesOf("catalogs", "DISTRIBUTION_ISSUES", "catalog_id"),
      ],
    },
    fromRequest: {
      report_type: "parameters[report][report_type]",
      feed_id: "parameters[report][feed_id]",
      catalog_id: "parameters[report][catalog_id]",
    },
    derive: { source_id: ({ feed_id: feed, catalog_id: catalog }) => asText(feed) || asText(catalog) || null },
    primaryKey: ["report_type", "source_id", "code"],
  },
  reportOn(
    "catalogs_feeds",
    "FEED_INGESTION_ISSUES",
    "Issues of the feeds' items at the latest processing, one row per line of Pinterest's report",
  ),
  reportOn(
    "catalogs",
    "DISTRIBUTION_ISSUES",
    "Issues that keep items of the catalogs from being shown, one row per line of Pinterest's report",
  ),
  {
    // Hotels have none since version 5.28 of the API.
    ...reportOn(
      "catalogs",
      "ALL_ITEMS",
      "All items of the product catalogs, one row per line of Pinterest's report",
      isRetail,
    ),
    accessRequirement: allItemsReports,
  },
  {
    name: "catalogs_available_filter_values",
    description: "Values that product groups can be filtered by, from a sample of the items, one row per catalog.",
    operation: "catalogs/available_filter_values",
    rows: "object",
    partitions: { of: "children", parent: { stream: "catalogs", bind: { catalog_id: "id" } } },
    primaryKey: ["catalog_id"],
  },
  {
    name: "catalogs_local_stores",
    description: "Local stores of the product catalogs, one row per store.",
    operation: "catalogs_local_stores/list",
    // Whether other kinds of catalogs have any is undocumented.
    partitions: { of: "children", parent: { stream: "catalogs", bind: { catalog_id: "id" }, where: isRetail } },
    primaryKey: ["catalog_id", "id"],
    reading: { by: "compared", cursor: "updated_at" },
  },
  {
    name: "catalogs_product_group_product_counts",
    description: "Item counts by availability, one row per product group.",
    operation: "catalogs_product_groups/product_counts_get",
    rows: "object",
    partitions: ofProductGroup,
    primaryKey: ["product_group_id"],
  },
  {
    name: "catalogs_product_group_products",
    description:
      "Products of product groups with price, availability, and Pins, one row per product group and product. For all items, see `catalogs_reports_all_items`.",
    operation: "catalogs_product_group_pins/list",
    ...withPinMetrics,
    partitions: ofProductGroup,
    derive: { pin_id: idOf("pin") },
    primaryKey: ["product_group_id", "pin_id"],
  },
]);
