import type { Config } from "../../config/config.ts";
import { metricColumns } from "../../pinterest/operations/columns.generated.ts";
import type { OperationId, Parameters } from "../../pinterest/operations/operations.ts";
import { eachEntity, ofAdAccount } from "../parents.ts";
import { targetingTypes } from "../reports/report-levels.ts";
import type { AnalyticsReading, Parent, Partitions, RunFacts, Stream } from "../stream.ts";

/**
 * Ads metrics by date. The API has 90 days, and takes 250 entities per request. According to Pinterest, large requests "may
 * fail or be truncated"; it suggests 30 days of 100 entities. Four days more let the default lookback window of a daily sync
 * fit into one request, and that of a week into two. With fewer entities, a request has more days.
 */
const days = {
  by: "analytics",
  cursor: "DATE",
  daysBack: 89,
  maxDaysPerRequest: 90,
  maxIdDays: 34 * 100,
  // Pinterest attributes a conversion to the date of a click up to 30 days earlier.
  lookbackDays: 30,
  attribution: ({ attribution }) => attribution,
} as const satisfies AnalyticsReading;

/** Identifying columns, which are always requested. */
const identity = ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID"];

/** Returns the columns to request: the identifying columns and those that the user chose, or all columns. */
function columnsFor(wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return metricColumns;
  const known = new Set(metricColumns);
  return [...new Set([...identity, ...wanted])].filter((column) => known.has(column));
}

/** Returns the parameters of all requests for ads metrics. */
function commonParameters({ config }: RunFacts): Parameters {
  const { clickWindowDays, engagementWindowDays, viewWindowDays, conversionReportTime } = config.attribution;
  return {
    granularity: "DAY",
    columns: columnsFor(config.columns),
    click_window_days: clickWindowDays,
    engagement_window_days: engagementWindowDays,
    view_window_days: viewWindowDays,
    conversion_report_time: conversionReportTime,
  };
}

/** The columns that the user chose for all levels. Not every level has each column. */
export const namedColumns: NonNullable<Stream["named"]> = ({ columns }) => [
  { parameter: "columns", setting: ["columns"], values: columns, isShared: true },
];

/** The key of targeting rows without a value, which have metrics as well. */
export const targetingWhenEmpty = { TARGETING_VALUE: "UNKNOWN" } as const;

/** Returns partitions that share requests. @param parameter the parameter for their IDs */
function inBatches(parent: Parent, parameter: string, maxIds = 250): Partitions {
  const size = ({ analyticsBatchSize }: Pick<Config, "analyticsBatchSize">) =>
    Math.min(analyticsBatchSize ?? maxIds, maxIds);
  return { of: "batches", parent, batch: { parameter, size } };
}

interface EntityLevel {
  readonly name: string;
  readonly what: string;
  readonly operation: OperationId;
  readonly id: string;
  readonly partitions: Partitions;
  /** The stream with the same metrics from reports. */
  readonly report: string;
  /** The operation for metrics by targeting, if any, with the targeting types that only this level has. */
  readonly targeting?: { readonly operation: OperationId; readonly further: readonly string[] };
}

const levels: readonly EntityLevel[] = [
  {
    name: "ad_account_analytics",
    what: "ad account",
    operation: "ad_account/analytics",
    id: "AD_ACCOUNT_ID",
    report: "advertiser_report",
    partitions: ofAdAccount,
    targeting: { operation: "ad_account_targeting_analytics/get", further: [] },
  },
  {
    name: "campaign_analytics",
    what: "campaign",
    operation: "campaigns/analytics",
    id: "CAMPAIGN_ID",
    report: "campaign_analytics_report",
    partitions: inBatches(eachEntity("campaigns", "campaign_ids"), "campaign_ids"),
    targeting: { operation: "campaign_targeting_analytics/get", further: ["CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"] },
  },
  {
    name: "ad_group_analytics",
    what: "ad group",
    operation: "ad_groups/analytics",
    id: "AD_GROUP_ID",
    report: "ad_group_report",
    partitions: inBatches(eachEntity("ad_groups", "ad_group_ids"), "ad_group_ids"),
    targeting: { operation: "ad_groups_targeting_analytics/get", further: [] },
  },
  {
    name: "ad_analytics",
    what: "ad",
    operation: "ads/analytics",
    id: "AD_ID",
    report: "pin_promotion_report",
    partitions: inBatches(eachEntity("ads", "ad_ids"), "ad_ids"),
    targeting: { operation: "ad_targeting_analytics/get", further: ["QUIZ_RESULT"] },
  },
  {
    name: "product_group_analytics",
    what: "promoted product group",
    operation: "product_groups/analytics",
    id: "PRODUCT_GROUP_ID",
    report: "product_group_report",
    partitions: inBatches(
      { stream: "product_group_promotions", bind: { ad_account_id: "ad_account_id", product_group_ids: "id" } },
      "product_group_ids",
    ),
  },
];

/** Says which stream an analyst can sync instead. */
function insteadOf(report: string): string {
  return `\`${report}\` has almost all of these metrics, for 914 days: sync one of the two.`;
}

function levelStreams({ name, what, operation, id, partitions, report, targeting }: EntityLevel): readonly Stream[] {
  const common = {
    partitions,
    fromRequest: { AD_ACCOUNT_ID: "ad_account_id" },
    reading: days,
    named: namedColumns,
  } as const;
  const rows: Stream = {
    ...common,
    name,
    description: `Metrics of each ${what}, one row per ${what} and day, for the last 90 days. ${insteadOf(report)}`,
    operation,
    rows: "array",
    parameters: commonParameters,
    primaryKey: [id, "DATE"],
  };
  if (targeting === undefined) return [rows];
  return [
    rows,
    {
      ...common,
      // An entity has many rows per date.
      reading: { ...days, maxDaysPerRequest: 34 },
      name: name.replace("analytics", "targeting_analytics"),
      description: `Metrics of each ${what} by targeting, such as gender, age, or placement, one row per ${what}, targeting type, targeting value, and day, for the last 90 days. ${insteadOf(report.replace(/(?:_analytics)?_report$/u, "_targeting_report"))}`,
      operation: targeting.operation,
      rows: "targeting_metrics",
      parameters: (run) => ({
        ...commonParameters(run),
        targeting_types: [...targetingTypes.flat(), ...targeting.further],
      }),
      whenEmpty: targetingWhenEmpty,
      primaryKey: [id, "TARGETING_TYPE", "TARGETING_VALUE", "DATE"],
    },
  ];
}

/** Metrics of Pins in campaigns. One request has one campaign and up to 100 Pins. */
const adPinAnalytics: Stream = {
  name: "ad_pin_analytics",
  description:
    "Metrics of each advertised Pin, one row per campaign, Pin, and day, for the last 90 days. The same metrics as `ad_analytics`, by Pin instead of by ad: don't add them up.",
  operation: "ad_pins/analytics",
  rows: "array",
  parameters: commonParameters,
  partitions: inBatches(
    {
      ...eachEntity("ads", "ad_id"),
      bind: { ad_account_id: "ad_account_id", campaign_id: "campaign_id", pin_ids: "pin_id" },
    },
    "pin_ids",
    100,
  ),
  fromRequest: { AD_ACCOUNT_ID: "ad_account_id", CAMPAIGN_ID: "campaign_id" },
  reading: days,
  named: namedColumns,
  primaryKey: ["CAMPAIGN_ID", "PIN_ID", "DATE"],
};

/** Ads metrics of the last 90 days, by entity. */
export const adsAnalyticsStreams: readonly Stream[] = [...levels.flatMap(levelStreams), adPinAnalytics];
