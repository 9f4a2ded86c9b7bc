import type { JsonObject } from "../json.ts";
import type { Ad, AdGroup, Campaign, ProductGroupPromotion } from "../world/ads/advertising-records.ts";

/** Shows a campaign or an ad group. `now` in seconds. */
export function showGroup(group: Campaign | AdGroup, now: number): JsonObject {
  return { ...group.record, summary_status: summaryOf(group, now) };
}

export function showAd(ad: Ad): JsonObject {
  return { ...ad.record, summary_status: adSummaryOf(ad) };
}

/** Returns the `summary_status` of a campaign or ad group, from its status and schedule. `now` in seconds. */
export function summaryOf({ status, record: { start_time: start, end_time: end } }: Campaign | AdGroup, now: number) {
  if (status !== "ACTIVE") return status;
  if (typeof start === "number" && start > now) return "NOT_STARTED";
  return typeof end === "number" && end < now ? "COMPLETED" : "RUNNING";
}

/** Returns the `summary_status` of an ad, from its status and review. */
export function adSummaryOf({ status, review }: Ad): string {
  return status === "ACTIVE" ? review : status;
}

export function promotionSummaryOf({ status, included }: ProductGroupPromotion): string {
  if (status === "ACTIVE") return included ? "RUNNING" : "EXCLUDED";
  return status === "PAUSED" ? "PAUSED" : "ARCHIVED";
}
