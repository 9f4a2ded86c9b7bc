import type { FieldType } from "./field-types.ts";

/**
 * The schemas of airbyte/source-pinterest 2.3, transcribed from its public manifest, since they aren't part of this
 * project. Objects without declared members aren't compared.
 */
export interface OfficialStream {
  readonly name: string;
  readonly primaryKey: readonly string[];
  /** The cursor of its incremental mode; undefined if it has none. */
  readonly cursor?: string;
  /** Types of fields by path: `media.images`. */
  readonly fields: Readonly<Record<string, FieldType>>;
}

type Fields = OfficialStream["fields"];

function fields(type: FieldType, names: string): Fields {
  return Object.fromEntries(names.split(" ").map((name) => [name, type]));
}

/** The fields of an object field. */
function within(path: string, inner: Fields): Fields {
  return Object.fromEntries(Object.entries(inner).map(([name, type]) => [`${path}.${name}`, type]));
}

const trackingUrls = "impression click engagement buyable_button audience_verification"
  .split(" ")
  .map((name) => `tracking_urls.${name}`)
  .join(" ");

/** Fields of images in its board_section_pins: a size each. */
function ofImages(...names: readonly string[]): string {
  const sizes = ["150x150", "400x300", "600x", "1200x", "originals"];
  return sizes.flatMap((size) => names.map((name) => `media.images.${size}${name}`)).join(" ");
}

/** Columns of its ads analytics with the same type in all streams. */
const columns: Fields = {
  ...fields("date", "DATE"),
  ...fields("string", "AD_ACCOUNT_ID AD_ID AD_GROUP_ENTITY_STATUS AD_GROUP_ID CAMPAIGN_NAME"),
  ...fields("number", "CAMPAIGN_DAILY_SPEND_CAP CAMPAIGN_ID CAMPAIGN_LIFETIME_SPEND_CAP CHECKOUT_ROAS CLICKTHROUGH_1"),
  ...fields(
    "number",
    "CLICKTHROUGH_1_GROSS CLICKTHROUGH_2 CPC_IN_MICRO_DOLLAR CPM_IN_DOLLAR CPM_IN_MICRO_DOLLAR CTR CTR_2",
  ),
  ...fields("number", "ECPCV_IN_DOLLAR ECPCV_P95_IN_DOLLAR ECPC_IN_DOLLAR ECPC_IN_MICRO_DOLLAR ECPE_IN_DOLLAR"),
  ...fields(
    "number",
    "ECPM_IN_MICRO_DOLLAR ECPV_IN_DOLLAR ECTR EENGAGEMENT_RATE ENGAGEMENT_1 ENGAGEMENT_2 ENGAGEMENT_RATE",
  ),
  ...fields(
    "number",
    "IDEA_PIN_PRODUCT_TAG_VISIT_1 IDEA_PIN_PRODUCT_TAG_VISIT_2 IMPRESSION_1 IMPRESSION_1_GROSS IMPRESSION_2",
  ),
  ...fields("number", "INAPP_CHECKOUT_COST_PER_ACTION OUTBOUND_CLICK_1 OUTBOUND_CLICK_2 PAGE_VISIT_COST_PER_ACTION"),
  ...fields(
    "number",
    "PAGE_VISIT_ROAS PAID_IMPRESSION PIN_ID PIN_PROMOTION_ID REPIN_1 REPIN_2 REPIN_RATE SPEND_IN_DOLLAR",
  ),
  ...fields("number", "SPEND_IN_MICRO_DOLLAR TOTAL_CHECKOUT TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR TOTAL_CLICKTHROUGH"),
  ...fields(
    "number",
    "TOTAL_CLICK_ADD_TO_CART TOTAL_CLICK_CHECKOUT TOTAL_CLICK_CHECKOUT_VALUE_IN_MICRO_DOLLAR TOTAL_CLICK_LEAD",
  ),
  ...fields("number", "TOTAL_CLICK_SIGNUP TOTAL_CLICK_SIGNUP_VALUE_IN_MICRO_DOLLAR TOTAL_CONVERSIONS TOTAL_CUSTOM"),
  ...fields("number", "TOTAL_ENGAGEMENT TOTAL_ENGAGEMENT_CHECKOUT TOTAL_ENGAGEMENT_CHECKOUT_VALUE_IN_MICRO_DOLLAR"),
  ...fields("number", "TOTAL_ENGAGEMENT_LEAD TOTAL_ENGAGEMENT_SIGNUP TOTAL_ENGAGEMENT_SIGNUP_VALUE_IN_MICRO_DOLLAR"),
  ...fields("number", "TOTAL_IDEA_PIN_PRODUCT_TAG_VISIT TOTAL_IMPRESSION_FREQUENCY TOTAL_IMPRESSION_USER TOTAL_LEAD"),
  ...fields(
    "number",
    "TOTAL_OFFLINE_CHECKOUT TOTAL_PAGE_VISIT TOTAL_REPIN_RATE TOTAL_SIGNUP TOTAL_SIGNUP_VALUE_IN_MICRO_DOLLAR",
  ),
  ...fields(
    "number",
    "TOTAL_VIDEO_3SEC_VIEWS TOTAL_VIDEO_AVG_WATCHTIME_IN_SECOND TOTAL_VIDEO_MRC_VIEWS TOTAL_VIDEO_P0_COMBINED",
  ),
  ...fields(
    "number",
    "TOTAL_VIDEO_P100_COMPLETE TOTAL_VIDEO_P25_COMBINED TOTAL_VIDEO_P50_COMBINED TOTAL_VIDEO_P75_COMBINED",
  ),
  ...fields("number", "TOTAL_VIDEO_P95_COMBINED TOTAL_VIEW_ADD_TO_CART TOTAL_VIEW_CHECKOUT"),
  ...fields("number", "TOTAL_VIEW_CHECKOUT_VALUE_IN_MICRO_DOLLAR TOTAL_VIEW_LEAD TOTAL_VIEW_SIGNUP"),
  ...fields(
    "number",
    "TOTAL_VIEW_SIGNUP_VALUE_IN_MICRO_DOLLAR TOTAL_WEB_CHECKOUT TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR",
  ),
  ...fields(
    "number",
    "TOTAL_WEB_CLICK_CHECKOUT TOTAL_WEB_CLICK_CHECKOUT_VALUE_IN_MICRO_DOLLAR TOTAL_WEB_ENGAGEMENT_CHECKOUT",
  ),
  ...fields("number", "TOTAL_WEB_ENGAGEMENT_CHECKOUT_VALUE_IN_MICRO_DOLLAR TOTAL_WEB_SESSIONS TOTAL_WEB_VIEW_CHECKOUT"),
  ...fields(
    "number",
    "TOTAL_WEB_VIEW_CHECKOUT_VALUE_IN_MICRO_DOLLAR VIDEO_3SEC_VIEWS_2 VIDEO_LENGTH VIDEO_MRC_VIEWS_2",
  ),
  ...fields(
    "number",
    "VIDEO_P0_COMBINED_2 VIDEO_P100_COMPLETE_2 VIDEO_P25_COMBINED_2 VIDEO_P50_COMBINED_2 VIDEO_P75_COMBINED_2",
  ),
  ...fields(
    "number",
    "VIDEO_P95_COMBINED_2 WEB_CHECKOUT_COST_PER_ACTION WEB_CHECKOUT_ROAS WEB_SESSIONS_1 WEB_SESSIONS_2",
  ),
};

function rowsOfAds(name: string, advertiserId: FieldType, campaignStatus: FieldType): OfficialStream {
  return {
    name,
    primaryKey: [],
    cursor: "DATE",
    fields: { ...columns, ADVERTISER_ID: advertiserId, CAMPAIGN_ENTITY_STATUS: campaignStatus },
  };
}

const report = (name: string) => rowsOfAds(name, "number", "string");

/** Its 32 streams by family. */
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
      ...fields("string", "link title description alt_text board_owner.username media.media_type"),
      ...fields("timestamp", "created_at"),
      ...fields("object", `board_owner pin_metrics media media.images ${ofImages("")}`),
      ...fields("integer", ofImages(".width", ".height")),
      ...fields("string", ofImages(".url")),
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
      ...fields("array of string", "targeting_spec.property1 targeting_spec.property2"),
      ...fields("array of string", trackingUrls),
      ...fields("object", "optimization_goal_metadata.conversion_tag_v3_goal_metadata"),
      ...fields("object", "optimization_goal_metadata.frequency_goal_metadata"),
      ...fields("object", "optimization_goal_metadata.scrollup_goal_metadata"),
      ...within("optimization_goal_metadata.conversion_tag_v3_goal_metadata", {
        ...fields("object", "attribution_windows"),
        ...within(
          "attribution_windows",
          fields("integer", "click_window_days engagement_window_days view_window_days"),
        ),
        ...fields("string", "conversion_event conversion_tag_id cpa_goal_value_in_micro_currency learning_mode_type"),
        ...fields("boolean", "is_roas_optimized"),
      }),
      ...within("optimization_goal_metadata.frequency_goal_metadata", {
        ...fields("integer", "frequency"),
        ...fields("string", "timerange"),
      }),
      ...within("optimization_goal_metadata.scrollup_goal_metadata", {
        ...fields("string", "scrollup_goal_value_in_micro_currency"),
      }),
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
      ...fields("array of string", "carousel_destination_urls carousel_ios_deep_links"),
      ...fields("object", "tracking_urls"),
      ...fields("array of string", trackingUrls),
    },
  },
  {
    name: "audiences",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "created_timestamp updated_timestamp"),
      ...fields("string", "name audience_type description status type"),
      ...fields("integer", "size"),
      ...fields("object", "rule"),
      ...within("rule", {
        ...fields("string", "country customer_list_id engagement_type event visitor_source_id ad_account_id"),
        ...fields("integer", "percentage retention_days engager_type"),
        ...fields("boolean", "prefill"),
        ...fields("array", "engagement_domain"),
      }),
    },
  },
  {
    name: "conversion_tags",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "last_fired_time_ms"),
      ...fields("object", "configs"),
      ...fields("string", "code_snippet enhanced_match_status name status version"),
      ...within("configs", {
        ...fields(
          "boolean",
          "aem_enabled aem_fnln_enabled aem_ph_enabled aem_ge_enabled aem_db_enabled aem_loc_enabled",
        ),
        ...fields("number", "md_frequency"),
      }),
    },
  },
  {
    name: "customer_lists",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id ad_account_id"),
      ...fields("integer", "created_time updated_time"),
      ...fields("string", "name status type"),
      ...fields("integer", "num_batches num_removed_user_records num_uploaded_user_records"),
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
      ...fields("string", "name catalog_type"),
    },
  },
  {
    name: "catalogs_feeds",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id"),
      ...fields("timestamp", "created_at updated_at"),
      ...fields("object", "preferred_processing_schedule"),
      ...fields("string", "preferred_processing_schedule.time preferred_processing_schedule.timezone"),
      ...fields("string", "name format catalog_type location status"),
      ...fields("string", "default_currency default_locale default_country default_availability"),
    },
  },
  {
    name: "catalogs_product_groups",
    primaryKey: ["id"],
    fields: {
      ...fields("string", "id feed_id"),
      ...fields("integer", "created_at updated_at"),
      ...fields("string", "description name status type"),
      ...fields("boolean", "is_featured"),
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
