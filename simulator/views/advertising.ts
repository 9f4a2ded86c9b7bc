import type { Json, JsonObject } from "../json.ts";
import { adSummaryOf, summaryOf } from "../metrics/summary.ts";
import { hash } from "../random.ts";
import type { Ad, AdGroup, Campaign, Entity } from "../world/ads/advertising-records.ts";
import { choice, recordOf } from "./record.ts";

const performancePlus = { boost_prospecting_ad_group_bid: true, pinner_list_exclusions: ["2542620639259"] };
const cartingProduct = {
  carting_product_id: "1",
  display_product_price: true,
  preferred_retailers: [{ retailer_id: "7", retailer_name: "Épicerie" }],
};

function trackingUrls(entity: Entity, some: boolean): Json {
  if (!some) return null;
  const url = `https://track.example.com/${entity.id}?p={pin_id}`;
  return { impression: [url], click: [url], engagement: [], buyable_button: [], audience_verification: [] };
}

/** Shows a campaign. `now` in seconds. */
export function showCampaign(campaign: Campaign, now: number): JsonObject {
  return recordOf({
    id: campaign.id,
    ad_account_id: campaign.adAccountId,
    name: campaign.name,
    status: campaign.status,
    lifetime_spend_cap: campaign.lifetimeCap,
    daily_spend_cap: campaign.dailyCap,
    order_line_id: campaign.orderLineId,
    tracking_urls: trackingUrls(campaign, campaign.trackingUrls),
    objective_type: campaign.objective,
    created_time: campaign.createdTime,
    updated_time: campaign.updatedTime,
    type: "campaign",
    start_time: campaign.startTime,
    end_time: campaign.endTime,
    summary_status: summaryOf(campaign, now),
    is_campaign_budget_optimization: campaign.budgetOptimization,
    is_flexible_daily_budgets: choice(campaign, "flexible", false, true, null),
    is_automated_campaign: choice(campaign, "automated", false, null, undefined),
    is_performance_plus: choice(campaign, "plus", false, true, undefined),
    bid_options: choice(campaign, "bids", null, undefined, { placement_multipliers: { SEARCH: 1.5 } }),
    is_carting: choice(campaign, "carting", false, undefined),
    is_ltv_optimized: choice(campaign, "value", true, undefined),
    default_ad_group_budget_in_micro_currency: choice(campaign, "budget", 5_000_000, undefined),
    performance_plus_campaign_settings: choice(campaign, "plus settings", performancePlus, undefined),
    // Fields of live records that the document doesn't have.
    is_top_of_search: choice(campaign, "top", false, undefined),
    ext_features: choice(campaign, "features", null, undefined),
    intended_promotion_type: choice(campaign, "promotion", null, undefined),
  });
}

/** Shows an ad group. `now` in seconds. */
export function showAdGroup(adGroup: AdGroup, now: number): JsonObject {
  const { learning } = adGroup;
  const goal = {
    conversion_tag_v3_goal_metadata: {
      attribution_windows: { click_window_days: 30, engagement_window_days: 30, view_window_days: 1 },
      conversion_event: "CHECKOUT",
      conversion_tag_id: adGroup.conversionTagId,
      cpa_goal_value_in_micro_currency: "12000000",
      is_roas_optimized: false,
      learning_mode_type: learning,
    },
  };
  const targeting = {
    GENDER: ["female", "unknown"],
    AGE_BUCKET: ["25-34", "35-44"],
    APPTYPE: null,
    GEO: ["US:94102"],
    LOCATION: ["US"],
    INTEREST: ["918530398158"],
    AUDIENCE_EXCLUDE: null,
  };
  return recordOf({
    id: adGroup.id,
    ad_account_id: adGroup.adAccountId,
    campaign_id: adGroup.campaignId,
    name: adGroup.name,
    status: adGroup.status,
    budget_in_micro_currency: adGroup.budget,
    bid_in_micro_currency: adGroup.bid,
    budget_type: adGroup.budget === null ? "CBO_ADGROUP" : "DAILY",
    start_time: adGroup.startTime,
    end_time: adGroup.endTime,
    targeting_spec: choice(adGroup, "targeting", targeting, targeting, {}),
    lifetime_frequency_cap: adGroup.frequencyCap,
    tracking_urls: trackingUrls(adGroup, adGroup.trackingUrls),
    auto_targeting_enabled: choice(adGroup, "auto", true, false, null),
    placement_group: choice(adGroup, "placement", "ALL", "SEARCH", "BROWSE"),
    pacing_delivery_type: choice(adGroup, "pacing", "STANDARD", "ACCELERATED"),
    conversion_learning_mode_type: learning,
    summary_status: summaryOf(adGroup, now),
    feed_profile_id: "0",
    billable_event: adGroup.video ? "VIDEO_V_50_MRC" : choice(adGroup, "billing", "CLICKTHROUGH", "IMPRESSION"),
    type: "adgroup",
    created_time: adGroup.createdTime,
    updated_time: adGroup.updatedTime,
    optimization_goal_metadata: choice(adGroup, "goal", goal, {}, null),
    bid_strategy_type: choice(adGroup, "strategy", "AUTOMATIC_BID", "MAX_BID", null),
    bid_multiplier: choice(adGroup, "multiplier", null, 1.5, undefined),
    is_creative_optimization: choice(adGroup, "creative", null, false, undefined),
    targeting_template_ids: choice(adGroup, "template", null, undefined),
    promotion_id: choice(adGroup, "promotion", adGroup.promotionId, adGroup.promotionId, undefined),
    promotion_application_level: choice(adGroup, "level", null, "NONE", undefined),
    is_local_inventory: choice(adGroup, "local", true, undefined),
    local_inventory_radius_in_miles: choice(adGroup, "radius", 12.5, undefined),
    performance_plus_campaign_settings: choice(adGroup, "plus settings", performancePlus, undefined),
    // Fields of live records that the document doesn't have.
    placement_traffic_type: choice(adGroup, "traffic", null, undefined),
    promotion_ids: choice(adGroup, "promotions", adGroup.promotionId === null ? [] : [adGroup.promotionId], undefined),
    ext_features: choice(adGroup, "features", null, undefined, { enabled: ["TRENDS"] }),
    is_automated_campaign: choice(adGroup, "automated", false, undefined),
    is_creative_expansion: choice(adGroup, "expansion", false, undefined),
    enabled_catalog_expansion: choice(adGroup, "catalog", false, undefined),
  });
}

/** Shows an ad. */
export function showAd(ad: Ad): JsonObject {
  const rejected = ad.review === "REJECTED";
  return recordOf({
    id: ad.id,
    ad_account_id: ad.adAccountId,
    campaign_id: ad.campaignId,
    ad_group_id: ad.adGroupId,
    pin_id: ad.pinId,
    name: ad.unnamed ? null : ad.name,
    status: ad.status,
    creative_type: ad.creativeType,
    destination_url: ad.destinationUrl,
    click_tracking_url: null,
    view_tracking_url: choice(ad, "view", null, "https://track.example.com/v"),
    tracking_urls: trackingUrls(ad, hash(`${ad.id} tracking`) % 4 === 0),
    android_deep_link: null,
    ios_deep_link: null,
    carousel_android_deep_links: null,
    carousel_ios_deep_links: null,
    carousel_destination_urls:
      ad.creativeType === "CAROUSEL" ? ["https://example.com/1", "https://example.com/2"] : null,
    collection_items_destination_url_template: null,
    is_pin_deleted: choice(ad, "pin deleted", false, false, true),
    is_removable: choice(ad, "removable", false, true),
    lead_form_id: null,
    grid_click_type: choice(ad, "grid", null, "CLOSEUP", "DIRECT_TO_DESTINATION"),
    customizable_cta_type: choice(ad, "call", null, "SHOP_NOW", undefined),
    quiz_pin_data: choice(ad, "quiz", null, undefined),
    disclosure_type: choice(ad, "disclosure", null, undefined),
    disclosure_url: choice(ad, "disclosure url", null, undefined),
    review_status: ad.review,
    rejected_reasons: rejected ? ["LANDING_PAGE"] : [],
    rejection_labels: rejected ? ["The landing page is “broken”"] : [],
    is_carting: choice(ad, "carting", true, undefined),
    carting_platform_type: choice(ad, "carting platform", 2, undefined),
    carting_products: choice(ad, "carting products", [cartingProduct], undefined),
    collections_header_type: choice(ad, "header", "NO_HEADER", undefined),
    is_collage_accepted_terms: choice(ad, "collage terms", false, undefined),
    is_collage_single_destination: choice(ad, "collage destination", false, undefined),
    summary_status: adSummaryOf(ad),
    type: "pinpromotion",
    created_time: ad.createdTime,
    updated_time: ad.updatedTime,
  });
}
