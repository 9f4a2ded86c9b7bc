import type { FieldType } from "./field-types.ts";

/**
 * What airbyte/source-pinterest 2.3 declares, as far as it is known here: facts noted down by hand, since its schemas
 * are not part of this project. A field whose type was not noted is "unknown", and an object whose members were not
 * is not looked into.
 */
export interface OfficialStream {
  readonly name: string;
  readonly primaryKey: readonly string[];
  /** The cursor of its incremental mode; undefined: it has none. */
  readonly cursor?: string;
  /** Types of fields, by their paths: `media.images`. */
  readonly fields: Readonly<Record<string, FieldType>>;
  /** Fields that are there besides, whose names were not noted. */
  readonly unnamed?: { readonly count: number; readonly type: FieldType; readonly lacks: RegExp };
}

type Fields = OfficialStream["fields"];

/** So many columns each of its rows of ads has, besides the day. */
export const officialColumns = 112;

function fields(type: FieldType, names: string): Fields {
  return Object.fromEntries(names.split(" ").map((name) => [name, type]));
}

const trackingUrls = "impression click engagement buyable_button audience_verification"
  .split(" ")
  .map((name) => `tracking_urls.${name}`)
  .join(" ");

const imageSizes = ["150x150", "400x300", "600x", "1200x", "originals"]
  .flatMap((size) => ["width", "height", "url"].map((name) => `media.images.${size}.${name}`))
  .join(" ");

/** Columns of rows of ads whose names and types were noted. `ADVERTISER_ID` and `CAMPAIGN_ENTITY_STATUS` come on top. */
const namedColumns: Fields = {
  ...fields("date", "DATE"),
  ...fields("string", "AD_ACCOUNT_ID AD_ID AD_GROUP_ENTITY_STATUS AD_GROUP_ID CAMPAIGN_NAME"),
  ...fields("number", "CAMPAIGN_ID PIN_ID PIN_PROMOTION_ID"),
  ...fields("number", "TOTAL_IMPRESSION_FREQUENCY TOTAL_IMPRESSION_USER WEB_SESSIONS_2"),
};

/** Columns that it is known not to have, whatever the others are called. */
const lacking =
  /^(?:VIDEO_\w+_1|TOTAL_IMPRESSION|APP_INSTALL_COST_PER_ACTION|TARGETING_\w+|(?:KEYWORD|PRODUCT_GROUP|PRODUCT_ITEM)_ID)$/u;

function rowsOfAds(name: string, advertiserId: FieldType, campaignStatus: FieldType): OfficialStream {
  const named = { ...namedColumns, ADVERTISER_ID: advertiserId, CAMPAIGN_ENTITY_STATUS: campaignStatus };
  return {
    name,
    primaryKey: [],
    cursor: "DATE",
    fields: named,
    // DATE is not one of the columns.
    unnamed: { count: officialColumns - Object.keys(named).length + 1, type: "number", lacks: lacking },
  };
}

const report = (name: string) => rowsOfAds(name, "number", "string");

/** Its 32 streams, in the order of their families. */
export const officialStreams: readonly OfficialStream[] = [
  {
    name: "boards",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id name description privacy owner.username media.media_type"),
      ...fields("integer", "follower_count collaborator_count pin_count"),
      ...fields("timestamp", "created_at board_pins_modified_at"),
      ...fields("object", "owner media"),
    },
  },
  { name: "board_sections", primaryKey: ["id"], fields: fields("string", "id name") },
  {
    name: "board_pins",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id creative_type dominant_color parent_pin_id link title description alt_text note"),
      ...fields("string", "board_id board_section_id board_owner.username media.media_type"),
      ...fields("timestamp", "created_at"),
      ...fields("boolean", "is_standard is_owner has_been_promoted"),
      ...fields("array of string", "product_tags"),
      ...fields("object", "board_owner media pin_metrics"),
    },
  },
  {
    name: "board_section_pins",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id board_id board_section_id"),
      ...fields("object", "board_owner media media.images"),
      ...fields("object", "media.images.150x150 media.images.400x300 media.images.600x media.images.1200x"),
      ...fields("object", "media.images.originals"),
      ...fields("unknown", "created_at link title description alt_text board_owner.username pin_metrics"),
      ...fields("unknown", `media.media_type ${imageSizes}`),
    },
  },
  {
    name: "ad_accounts",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id name owner.id owner.username country currency"),
      ...fields("integer", "created_time updated_time"),
      ...fields("array of string", "permissions"),
      ...fields("object", "owner"),
    },
  },
  {
    name: "campaigns",
    primaryKey: ["id"],
    cursor: "updated_time",
    fields: {
      ...fields("string", "id ad_account_id name status order_line_id objective_type type summary_status"),
      ...fields("integer", "lifetime_spend_cap daily_spend_cap created_time updated_time start_time end_time"),
      ...fields("boolean", "is_campaign_budget_optimization is_flexible_daily_budgets"),
      ...fields("object", "tracking_urls"),
      ...fields("array of string", trackingUrls),
    },
  },
  {
    name: "ad_groups",
    primaryKey: ["id"],
    cursor: "updated_time",
    fields: {
      ...fields("string", "id ad_account_id campaign_id feed_profile_id name status summary_status type"),
      ...fields("string", "budget_type placement_group placement_traffic_type pacing_delivery_type"),
      ...fields("string", "conversion_learning_mode_type billable_event bid_strategy_type"),
      ...fields("number", "budget_in_micro_currency bid_in_micro_currency lifetime_frequency_cap"),
      ...fields("number", "start_time end_time created_time updated_time"),
      ...fields("boolean", "auto_targeting_enabled"),
      ...fields("object", "targeting_spec tracking_urls optimization_goal_metadata"),
      ...fields("unknown", "targeting_spec.property1 targeting_spec.property2"),
      ...fields("object", "optimization_goal_metadata.conversion_tag_v3_goal_metadata"),
      ...fields("object", "optimization_goal_metadata.frequency_goal_metadata"),
      ...fields("object", "optimization_goal_metadata.scrollup_goal_metadata"),
    },
  },
  {
    name: "ads",
    primaryKey: ["id"],
    cursor: "updated_time",
    fields: {
      ...fields("string", "id ad_account_id ad_group_id campaign_id pin_id lead_form_id name status type"),
      ...fields("string", "summary_status review_status creative_type android_deep_link ios_deep_link"),
      ...fields("string", "click_tracking_url view_tracking_url destination_url"),
      ...fields("string", "collection_items_destination_url_template"),
      ...fields("integer", "created_time updated_time"),
      ...fields("boolean", "is_pin_deleted is_removable"),
      ...fields("array of string", "carousel_android_deep_links rejected_reasons rejection_labels"),
      ...fields("array", "carousel_destination_urls carousel_ios_deep_links"),
      ...fields("object", "tracking_urls"),
    },
  },
  {
    name: "audiences",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "created_timestamp updated_timestamp"),
      ...fields("unknown", "name audience_type description size status type"),
      ...fields("object", "rule"),
      ...fields("unknown", "rule.country rule.customer_list_id rule.engagement_domain rule.engagement_type rule.event"),
      ...fields("unknown", "rule.percentage rule.prefill rule.retention_days rule.visitor_source_id"),
      ...fields("unknown", "rule.engager_type rule.ad_account_id"),
    },
  },
  {
    name: "conversion_tags",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "last_fired_time_ms"),
      ...fields("object", "configs"),
      ...fields("unknown", "code_snippet enhanced_match_status name status version"),
    },
  },
  {
    name: "customer_lists",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "created_time updated_time"),
      ...fields("unknown", "name status type num_batches num_removed_user_records num_uploaded_user_records"),
    },
  },
  {
    name: "keywords",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id parent_id parent_type type match_type value"),
      ...fields("boolean", "archived"),
      ...fields("integer", "bid"),
    },
  },
  {
    name: "catalogs",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id"),
      ...fields("timestamp", "created_at updated_at"),
      ...fields("unknown", "name catalog_type"),
    },
  },
  {
    name: "catalogs_feeds",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id"),
      ...fields("timestamp", "created_at updated_at"),
      ...fields("object", "preferred_processing_schedule"),
      ...fields("unknown", "preferred_processing_schedule.time preferred_processing_schedule.timezone"),
      ...fields("unknown", "name format catalog_type location status"),
      ...fields("unknown", "default_currency default_locale default_country default_availability"),
    },
  },
  {
    name: "catalogs_product_groups",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id feed_id"),
      ...fields("integer", "created_at updated_at"),
      ...fields("unknown", "description is_featured name status type"),
    },
  },
  {
    name: "user_account_analytics",
    primaryKey: [],
    cursor: "date",
    fields: {
      ...fields("string", "data_status"),
      ...fields("date", "date"),
      ...fields("object", "metrics"),
      ...fields("number", "metrics.ENGAGEMENT metrics.ENGAGEMENT_RATE metrics.CLICKTHROUGH metrics.CLICKTHROUGH_RATE"),
      ...fields("number", "metrics.CLOSEUP metrics.CLOSEUP_RATE metrics.SAVE metrics.SAVE_RATE metrics.IMPRESSION"),
    },
  },
  rowsOfAds("ad_account_analytics", "string", "number"),
  rowsOfAds("campaign_analytics", "number", "number"),
  rowsOfAds("ad_group_analytics", "string", "number"),
  rowsOfAds("ad_analytics", "string", "number"),
  report("advertiser_report"),
  report("campaign_analytics_report"),
  report("ad_group_report"),
  report("pin_promotion_report"),
  report("product_group_report"),
  report("product_item_report"),
  report("keyword_report"),
  report("advertiser_targeting_report"),
  report("campaign_targeting_report"),
  report("ad_group_targeting_report"),
  report("pin_promotion_targeting_report"),
  report("product_group_targeting_report"),
];
