import type { Ad, AdGroup, Campaign, ProductGroupPromotion } from "../world/advertising-records.ts";

/** `summary_status` of a campaign or an ad group: its status, and whether its time has come. `now` in seconds. */
export function summaryOf({ status, startTime, endTime }: Campaign | AdGroup, now: number): string {
  if (status !== "ACTIVE") return status;
  if (startTime !== null && startTime > now) return "NOT_STARTED";
  return endTime !== null && endTime < now ? "COMPLETED" : "RUNNING";
}

/** `summary_status` of an ad: its status, and how its review ended. */
export function adSummaryOf({ status, review }: Ad): string {
  return status === "ACTIVE" ? review : status;
}

export function promotionSummaryOf({ status, included }: ProductGroupPromotion): string {
  if (status === "ACTIVE") return included ? "RUNNING" : "EXCLUDED";
  return status === "PAUSED" ? "PAUSED" : "ARCHIVED";
}
