import type { JsonObject } from "../json.ts";
import { adSummaryOf, summaryOf } from "../metrics/summary.ts";
import { hash } from "../random.ts";
import type { Ad, AdGroup, Campaign, Entity } from "../world/ads/advertising-records.ts";
import { made } from "../world/made.ts";

const fieldsOf = (entity: Entity) => ({
  id: entity.id,
  ad_account_id: entity.adAccountId,
  name: entity.name,
  status: entity.status,
  created_time: entity.createdTime,
  updated_time: entity.updatedTime,
});

/** Shows a campaign. `now` in seconds. */
export function showCampaign(campaign: Campaign, now: number): JsonObject {
  return made("CampaignResponse", campaign.id, {
    ...fieldsOf(campaign),
    lifetime_spend_cap: campaign.lifetimeCap,
    daily_spend_cap: campaign.dailyCap,
    order_line_id: campaign.orderLineId,
    objective_type: campaign.objective,
    type: "campaign",
    start_time: campaign.startTime,
    end_time: campaign.endTime,
    summary_status: summaryOf(campaign, now),
    is_campaign_budget_optimization: campaign.budgetOptimization,
  });
}

/** Shows an ad group. `now` in seconds. */
export function showAdGroup(adGroup: AdGroup, now: number): JsonObject {
  const { budget, promotionId } = adGroup;
  return made("AdGroupResponse", adGroup.id, {
    ...fieldsOf(adGroup),
    campaign_id: adGroup.campaignId,
    budget_in_micro_currency: budget,
    budget_type: budget === null ? "CBO_ADGROUP" : "DAILY",
    start_time: adGroup.startTime,
    end_time: adGroup.endTime,
    // -1 for no cap.
    lifetime_frequency_cap: hash(adGroup.id) % 5 === 0 ? 7 : -1,
    summary_status: summaryOf(adGroup, now),
    feed_profile_id: "0",
    type: "adgroup",
    ...(adGroup.video ? { billable_event: "VIDEO_V_50_MRC" } : {}),
    promotion_id: promotionId,
    promotion_ids: promotionId === null ? [] : [promotionId],
  });
}

/** Shows an ad. */
export function showAd(ad: Ad): JsonObject {
  const rejected = ad.review === "REJECTED";
  return made("AdResponse", ad.id, {
    ...fieldsOf(ad),
    name: ad.unnamed ? null : ad.name,
    campaign_id: ad.campaignId,
    ad_group_id: ad.adGroupId,
    pin_id: ad.pinId,
    creative_type: ad.creativeType,
    destination_url: ad.destinationUrl,
    review_status: ad.review,
    rejected_reasons: rejected ? ["LANDING_PAGE"] : [],
    rejection_labels: rejected ? ["The landing page is “broken”"] : [],
    summary_status: adSummaryOf(ad),
    type: "pinpromotion",
  });
}
