import type { Level } from "../metrics/subject.ts";

/** Unique users, which can't be split by targeting. */
const ofPeople: readonly string[] = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];

/** "Any columns related to pin promotion and ad is not allowed" (Pinterest's document, about product items). */
const ofAds: readonly string[] = [
  "PIN_PROMOTION_ID",
  "PIN_PROMOTION_NAME",
  "PIN_PROMOTION_STATUS",
  "AD_ID",
  "AD_NAME",
  "AD_STATUS",
];

/** Whether a report of a level accepts a column. */
export function admits(level: Level, targeting: boolean, column: string): boolean {
  if (ofPeople.includes(column)) return !targeting && level !== "KEYWORD";
  return level !== "PRODUCT_ITEM" || !ofAds.includes(column);
}
