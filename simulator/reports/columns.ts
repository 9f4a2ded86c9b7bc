import type { Level } from "../metrics/subject.ts";
import { contracts } from "../parameters.generated.ts";

/** Columns that only whole numbers of people can be told for, and not parts of them. */
const ofPeople: readonly string[] = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];

/** "Any columns related to pin promotion and ad is not allowed" (Pinterest's document, of product items). */
const ofAds: readonly string[] = [
  "PIN_PROMOTION_ID",
  "PIN_PROMOTION_NAME",
  "PIN_PROMOTION_STATUS",
  "AD_ID",
  "AD_NAME",
  "AD_STATUS",
];

/** Whether a report of a level may have a column. */
export function admits(level: Level, targeting: boolean, column: string): boolean {
  if (ofPeople.includes(column)) return !targeting && level !== "KEYWORD";
  return level !== "PRODUCT_ITEM" || !ofAds.includes(column);
}

/** The columns that the analytics answered at once and a report of a level have in common. */
export function columnsOfLevel(level: Level, targeting: boolean): readonly string[] {
  const sync = contracts["ad_account/analytics"]?.parameters.find(({ name }) => name === "columns")?.schema;
  const report = contracts["analytics/create_report"]?.body?.properties.columns;
  const listed = (schema: typeof report) =>
    schema?.type === "array" && schema.items.type === "string" ? (schema.items.enum ?? []) : [];
  const known = new Set(listed(report));
  return listed(sync).filter((column) => known.has(column) && admits(level, targeting, column));
}
