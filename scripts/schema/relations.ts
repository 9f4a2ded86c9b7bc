import { streams } from "../../src/streams/all.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { childPartitionsOf } from "../../src/sync/stream-partitions.ts";

/** A relation between two streams: fields of the child that refer to a row of the parent. */
export interface Relation {
  readonly child: string;
  readonly fields: readonly string[];
  readonly parent: string;
  readonly parentFields: readonly string[];
  /**
   * - `one`: every row of the child has its parent
   * - `maybe`: the field can be null, or name something outside of what the account can see
   * - `some`: the field names rows of several streams, of which this is one
   */
  readonly finds: "one" | "maybe" | "some";
  /** Whether a parent has at most one row of the child. */
  readonly isUnique?: boolean;
}

const adAccounts = relation("ad_accounts", "ad_account_id");
const pins = relation("pins", "pin_id");

/** Relations by fields of the rows. Requests determine further ones (`byRequest`). */
const declared: readonly Relation[] = [
  one("boards", "board_sections", "board_id"),
  one("boards", "board_pins", "board_id"),
  maybe("board_sections", "board_pins", "board_section_id"),
  unique(one("board_pins", "board_section_pins", "id")),
  one("board_sections", "board_section_pins", "board_section_id"),
  maybe("boards", "pins", "board_id"),
  unique(maybe("board_pins", "pins", "id")),
  unique(one("board_pins", "likes", "id")),
  unique(pins("pin_product_tags", "one")),
  one("account", "account_snapshots", "id"),

  one("boards", "search_boards", "id"),
  maybe("pins", "search_pins", "id"),

  pins("pin_analytics", "maybe"),
  pins("user_account_top_pins", "maybe"),
  pins("user_account_top_video_pins", "maybe"),

  adAccounts("campaigns", "one"),
  maybe("order_lines", "campaigns", "order_line_id"),
  one("campaigns", "ad_groups", "campaign_id"),
  maybe("promotions", "ad_groups", "promotion_id"),
  maybe("customer_segments", "ad_groups", "customer_segment_id"),
  one("ad_groups", "ads", "ad_group_id"),
  pins("ads", "maybe"),
  adAccounts("ad_pins", "one"),
  maybe("pins", "ad_pins", "id"),
  {
    child: "ads",
    fields: ["ad_account_id", "pin_id"],
    parent: "ad_pins",
    parentFields: ["ad_account_id", "id"],
    finds: "maybe",
  },
  maybe("lead_forms", "ads", "lead_form_id"),
  some("campaigns", "keywords", "parent_id"),
  some("ad_groups", "keywords", "parent_id"),
  one("ad_groups", "product_group_promotions", "ad_group_id"),
  maybe("catalogs_product_groups", "product_group_promotions", "catalog_product_group_id"),
  adAccounts("audiences", "one"),
  adAccounts("customer_lists", "one"),
  adAccounts("conversion_tags", "one"),

  maybe("campaigns", "labels", "parent_id"),
  one("campaigns", "schedules", "entity_id"),
  adAccounts("promotions", "one"),
  adAccounts("targeting_templates", "one"),
  adAccounts("report_templates", "one"),
  adAccounts("lead_forms", "one"),
  maybe("lead_forms", "lead_ads_subscriptions", "lead_form_id"),

  one("audiences", "audience_shared_accounts", "audience_id"),
  adAccounts("customer_segments", "one"),
  adAccounts("audience_insights", "one"),
  adAccounts("audience_insight_definitions", "one"),

  one("conversion_tags", "page_visit_conversion_tags", "conversion_tag_id"),
  one("conversion_tags", "ocpm_eligible_conversion_tags", "conversion_tag_id"),
  adAccounts("advertiser_defined_events", "one"),
  adAccounts("conversion_event_quality_scores", "one"),

  adAccounts("billing_profiles", "one"),
  adAccounts("billing_invoices", "one"),
  adAccounts("ads_credit_discounts", "one"),
  adAccounts("order_lines", "one"),
  unique(adAccounts("ssio_accounts", "one")),
  adAccounts("ssio_insertion_orders", "one"),
  one("ssio_insertion_orders", "ssio_order_lines", "pin_order_id", "pin_order_id"),
  maybe("order_lines", "ssio_order_lines", "ads_manager_order_line_id"),
  adAccounts("terms_of_service", "one"),

  one("ad_accounts", "ad_account_analytics", "AD_ACCOUNT_ID"),
  one("ad_accounts", "ad_account_targeting_analytics", "AD_ACCOUNT_ID"),
  one("campaigns", "campaign_analytics", "CAMPAIGN_ID"),
  one("campaigns", "campaign_targeting_analytics", "CAMPAIGN_ID"),
  one("ad_groups", "ad_group_analytics", "AD_GROUP_ID"),
  one("ad_groups", "ad_group_targeting_analytics", "AD_GROUP_ID"),
  one("ads", "ad_analytics", "AD_ID"),
  one("ads", "ad_targeting_analytics", "AD_ID"),
  one("product_group_promotions", "product_group_analytics", "PRODUCT_GROUP_ID"),
  one("campaigns", "ad_pin_analytics", "CAMPAIGN_ID"),
  maybe("pins", "ad_pin_analytics", "PIN_ID"),

  one("ad_accounts", "advertiser_report", "AD_ACCOUNT_ID"),
  one("ad_accounts", "advertiser_targeting_report", "AD_ACCOUNT_ID"),
  one("campaigns", "campaign_analytics_report", "CAMPAIGN_ID"),
  one("campaigns", "campaign_targeting_report", "CAMPAIGN_ID"),
  one("ad_groups", "ad_group_report", "AD_GROUP_ID"),
  one("ad_groups", "ad_group_targeting_report", "AD_GROUP_ID"),
  one("ads", "pin_promotion_report", "PIN_PROMOTION_ID"),
  one("ads", "pin_promotion_targeting_report", "PIN_PROMOTION_ID"),
  one("product_group_promotions", "product_group_report", "PRODUCT_GROUP_ID"),
  one("product_group_promotions", "product_group_targeting_report", "PRODUCT_GROUP_ID"),
  one("ad_groups", "product_item_report", "AD_GROUP_ID"),
  one("ad_groups", "product_item_targeting_report", "AD_GROUP_ID"),
  one("keywords", "keyword_report", "KEYWORD_ID"),
  one("report_templates", "template_reports", "TEMPLATE_ID"),
  one("ad_groups", "mmm_report", "AD_GROUP_ID"),
  one("ad_groups", "brand_category_sku_report", "AD_GROUP_ID"),

  maybe("catalogs", "catalogs_feeds", "catalog_id"),
  maybe("catalogs", "catalogs_product_groups", "catalog_id"),
  maybe("catalogs_feeds", "catalogs_product_groups", "feed_id"),
  one("catalogs_feeds", "catalogs_feed_processing_results", "feed_id"),
  one("catalogs_feed_processing_results", "catalogs_item_issues", "processing_result_id"),
  some("catalogs_feeds", "catalogs_report_stats", "source_id"),
  some("catalogs", "catalogs_report_stats", "source_id"),
  one("catalogs_feeds", "catalogs_reports_feed_ingestion_issues", "feed_id"),
  one("catalogs", "catalogs_reports_distribution_issues", "catalog_id"),
  one("catalogs", "catalogs_reports_all_items", "catalog_id"),
  unique(one("catalogs", "catalogs_available_filter_values", "catalog_id")),
  one("catalogs", "catalogs_local_stores", "catalog_id"),
  unique(one("catalogs_product_groups", "catalogs_product_group_product_counts", "product_group_id")),
  one("catalogs_product_groups", "catalogs_product_group_products", "product_group_id"),
  pins("catalogs_product_group_products", "maybe"),

  some("account", "business_members", "business_id"),
  some("business_employers", "business_members", "business_id"),
  some("account", "business_partners", "business_id"),
  some("business_employers", "business_partners", "business_id"),
  some("ad_accounts", "business_assets", "asset_id"),
  some("catalogs", "business_assets", "asset_id"),
  both("business_members", ["business_id", "id"], "business_member_assets", ["business_id", "member_id"], "one"),
  both("business_assets", ["business_id", "asset_id"], "business_member_assets", ["business_id", "asset_id"], "maybe"),
  both("business_partners", ["business_id", "id"], "business_partner_assets", ["business_id", "partner_id"], "one"),
  both("business_assets", ["business_id", "asset_id"], "business_asset_members", ["business_id", "asset_id"], "one"),
  both("business_assets", ["business_id", "asset_id"], "business_asset_partners", ["business_id", "asset_id"], "one"),
  both(
    "business_shared_audiences",
    ["business_id", "id"],
    "business_audience_shared_accounts",
    ["business_id", "audience_id"],
    "one",
  ),

  both(
    "trends_product_categories",
    ["region", "product_category", "engagement_type"],
    "trends_product_category_details",
    ["region", "product_category", "engagement_type"],
    "one",
  ),
  maybe("interests", "targeting_options", "id"),
];

/** All relations. Other ads streams join `ad_accounts` by `ad_account_id` or `AD_ACCOUNT_ID`. */
export const relations: readonly Relation[] = [
  ...declared,
  ...streams
    .flatMap(byRequest)
    .filter(({ child, parent }) => !declared.some((one) => one.child === child && one.parent === parent)),
];

/** Returns the relations to parent streams whose complete key a stream takes from its request. */
function byRequest({ name, partitions, fromRequest = {}, primaryKey }: Stream): readonly Relation[] {
  const sources = childPartitionsOf({ partitions });
  return sources.flatMap(({ parent: { stream: parent, bind } }): readonly Relation[] => {
    const { primaryKey: parentFields = [] } = streams.find((one) => one.name === parent) ?? {};
    const fields = parentFields.flatMap((key) =>
      Object.keys(fromRequest).filter((field) => bind[fromRequest[field] ?? ""] === key),
    );
    if (parent === "ad_accounts" || fields.length !== parentFields.length) return [];
    const toParent = both(parent, parentFields, name, fields, sources.length === 1 ? "one" : "some");
    return [primaryKey.every((field) => fields.includes(field)) ? unique(toParent) : toParent];
  });
}

function one(parent: string, child: string, field: string, parentField = "id"): Relation {
  return both(parent, [parentField], child, [field], "one");
}

function maybe(parent: string, child: string, field: string): Relation {
  return both(parent, ["id"], child, [field], "maybe");
}

function some(parent: string, child: string, field: string): Relation {
  return both(parent, ["id"], child, [field], "some");
}

function relation(parent: string, field: string): (child: string, finds: Relation["finds"]) => Relation {
  return (child, finds) => both(parent, ["id"], child, [field], finds);
}

function both(
  parent: string,
  parentFields: readonly string[],
  child: string,
  fields: readonly string[],
  finds: Relation["finds"],
): Relation {
  return { child, fields, parent, parentFields, finds };
}

function unique(one: Relation): Relation {
  return { ...one, isUnique: true };
}
