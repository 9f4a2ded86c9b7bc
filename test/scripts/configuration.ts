import type { Config, CustomReport } from "../../src/config/config.ts";
import { configWith as minimalConfig } from "../scripted-api.ts";
import { words } from "../words.ts";

/** A configuration in which every stream makes requests. */
export function configWith(changes: Partial<Config> = {}): Config {
  return minimalConfig({
    adAccountIds: ["549755885175"],
    searchQueries: ["soup"],
    terms: ["workout"],
    countries: ["US"],
    trendRegions: ["US", "DE"],
    pinMetrics: true,
    ...changes,
  });
}

const { attribution } = configWith();
const levels = words(`
  ADVERTISER ADVERTISER_TARGETING CAMPAIGN CAMPAIGN_TARGETING AD_GROUP AD_GROUP_TARGETING PIN_PROMOTION
  PIN_PROMOTION_TARGETING KEYWORD PRODUCT_GROUP PRODUCT_GROUP_TARGETING PRODUCT_ITEM PRODUCT_ITEM_TARGETING
`);
const granularities = ["TOTAL", "HOUR", "DAY", "WEEK", "MONTH"];
const statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT"];

/** A custom report of each level and granularity, all with more statuses than one request accepts. */
export const everyCustomReport: readonly CustomReport[] = levels.flatMap((level) =>
  granularities.map((granularity) => ({
    name: `${level}_${granularity}`,
    streamName: `custom_${level}_${granularity}`.toLowerCase(),
    level,
    granularity,
    columns: ["SPEND_IN_DOLLAR", "TOTAL_IMPRESSION", "PIN_ID"],
    attribution,
    attributionTypes: ["INDIVIDUAL"],
    targetingTypes: level.endsWith("_TARGETING") && granularity === "DAY" ? ["GENDER", "COUNTRY"] : [],
    campaignStatuses: statuses,
    adGroupStatuses: statuses,
    adStatuses: ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT"],
    startDate: undefined,
  })),
);
