import type { Ad, AdGroup, Campaign, ProductGroupPromotion } from "../world/ads/advertising-records.ts";

/** Returns the `summary_status` of a campaign or ad group, from its status and schedule. `now` in seconds. */
export function summaryOf({ status, startTime, endTime }: Campaign | AdGroup, now: number): string {
  if (status !== "ACTIVE") return status;
  if (startTime !== null && startTime > now) return "NOT_STARTED";
  return endTime !== null && endTime < now ? "COMPLETED" : "RUNNING";
}

/** Returns the `summary_status` of an ad, from its status and review. */
export function adSummaryOf({ status, review }: Ad): string {
  return status === "ACTIVE" ? review : status;
}

export function promotionSummaryOf({ status, included }: ProductGroupPromotion): string {
  if (status === "ACTIVE") return included ? "RUNNING" : "EXCLUDED";
  return status === "PAUSED" ? "PAUSED" : "ARCHIVED";
}
