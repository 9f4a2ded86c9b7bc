import { metricColumns } from "../pinterest/operations/columns.generated.ts";
import type { OperationId, Parameters } from "../pinterest/operations/operations.ts";
import { eachAdAccount, eachEntity } from "./parents.ts";
import type { AnalyticsReading, Batch, Parent, Partitions, RunFacts, Stream } from "./stream.ts";

/**
 * Ads rows by day. The API answers for 90 days; large requests "may fail or be truncated" by Pinterest's own word, which
 * suggests 30 days of 100 entities: two days more let the usual lookback of a daily sync fit into one request.
 */
const days = {
  by: "analytics",
  cursor: "DATE",
  daysBack: 89,
  maxDaysPerRequest: 32,
  // A conversion counts for the day of the click, up to 30 days later.
  lookbackDays: 30,
} as const satisfies AnalyticsReading;

/** Columns that tell rows apart. They come along whatever the user wants to see. */
const identity = ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID"];

/** The columns to ask for: those that the user wants, as far as these rows have them, or all. */
function columnsOf(wanted: readonly string[]): readonly string[] {
  if (wanted.length === 0) return metricColumns;
  const known = new Set(metricColumns);
  return [...new Set([...identity, ...wanted])].filter((column) => known.has(column));
}

/** What every request for ads rows says. */
function asked({ config }: RunFacts): Parameters {
  const { clickWindowDays, engagementWindowDays, viewWindowDays, conversionReportTime } = config.attribution;
  return {
    granularity: "DAY",
    columns: columnsOf(config.columns),
    click_window_days: clickWindowDays,
    engagement_window_days: engagementWindowDays,
    view_window_days: viewWindowDays,
    conversion_report_time: conversionReportTime,
  };
}

/** The columns that the user chose for all levels of ads: not all of them have each. */
export const namedColumns: NonNullable<Stream["named"]> = ({ columns }) => [
  { parameter: "columns", setting: ["columns"], values: columns, isShared: true },
];

/** Rows by targeting that are about no value: their metrics count all the same. */
export const targetingWhenEmpty = { TARGETING_VALUE: "UNKNOWN" } as const;

/** Types of targeting that every level has and every app may ask for. */
const targetingTypes = [
  "KEYWORD",
  "APPTYPE",
  "GENDER",
  "LOCATION",
  "PLACEMENT",
  "COUNTRY",
  "TARGETED_INTEREST",
  "PINNER_INTEREST",
  "AUDIENCE_INCLUDE",
  "GEO",
  "AGE_BUCKET",
  "REGION",
];

/** So many entities are in one request, unless the user chooses another number. */
const usualBatch = 100;

const batchOf = (parameter: string): Batch => ({
  parameter,
  size: ({ analyticsBatchSize }) => analyticsBatchSize ?? usualBatch,
});

interface Level {
  readonly name: string;
  readonly what: string;
  /** The operation for rows, and the one for rows by targeting, if there is one. */
  readonly operation: OperationId;
  readonly targeting?: { readonly operation: OperationId; readonly name: string; readonly types: readonly string[] };
  readonly id: string;
  /** The entities and the parameter that takes their ids; none: the ad account itself. */
  readonly entities?: { readonly parent: Parent; readonly parameter: string };
}

const levels: readonly Level[] = [
  {
    name: "ad_account_analytics",
    what: "ad account",
    operation: "ad_account/analytics",
    targeting: {
      operation: "ad_account_targeting_analytics/get",
      name: "ad_account_targeting_analytics",
      types: targetingTypes,
    },
    id: "AD_ACCOUNT_ID",
  },
  {
    name: "campaign_analytics",
    what: "campaign",
    operation: "campaigns/analytics",
    targeting: {
      operation: "campaign_targeting_analytics/get",
      name: "campaign_targeting_analytics",
      types: [...targetingTypes, "CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"],
    },
    id: "CAMPAIGN_ID",
    entities: { parent: eachEntity("campaigns", "campaign_ids"), parameter: "campaign_ids" },
  },
  {
    name: "ad_group_analytics",
    what: "ad group",
    operation: "ad_groups/analytics",
    targeting: {
      operation: "ad_groups_targeting_analytics/get",
      name: "ad_group_targeting_analytics",
      types: targetingTypes,
    },
    id: "AD_GROUP_ID",
    entities: { parent: eachEntity("ad_groups", "ad_group_ids"), parameter: "ad_group_ids" },
  },
  {
    name: "ad_analytics",
    what: "ad",
    operation: "ads/analytics",
    targeting: {
      operation: "ad_targeting_analytics/get",
      name: "ad_targeting_analytics",
      types: [...targetingTypes, "QUIZ_RESULT"],
    },
    id: "AD_ID",
    entities: { parent: eachEntity("ads", "ad_ids"), parameter: "ad_ids" },
  },
  {
    name: "product_group_analytics",
    what: "promoted product group",
    operation: "product_groups/analytics",
    id: "PRODUCT_GROUP_ID",
    entities: {
      parent: {
        stream: "product_group_promotions",
        bind: { ad_account_id: "ad_account_id", product_group_ids: "id" },
      },
      parameter: "product_group_ids",
    },
  },
];

function partitionsOf(entities: Level["entities"]): Partitions {
  return entities === undefined
    ? { of: "children", parent: eachAdAccount }
    : { of: "batches", parent: entities.parent, batch: batchOf(entities.parameter) };
}

function streamsOf({ name, what, operation, targeting, id, entities }: Level): readonly Stream[] {
  const common = {
    partitions: partitionsOf(entities),
    fromRequest: { AD_ACCOUNT_ID: "ad_account_id" },
    reading: days,
    named: namedColumns,
  } as const;
  const rows: Stream = {
    ...common,
    name,
    description: `Metrics of each ${what}, one row per ${what} and day, for the last 90 days.`,
    operation,
    rows: "array",
    parameters: asked,
    primaryKey: [id, "DATE"],
  };
  if (targeting === undefined) return [rows];
  return [
    rows,
    {
      ...common,
      name: targeting.name,
      description: `Metrics of each ${what} by audience, one row per ${what}, targeting value, and day, for the last 90 days.`,
      operation: targeting.operation,
      rows: "targeting_metrics",
      parameters: (run) => ({ ...asked(run), targeting_types: targeting.types }),
      whenEmpty: targetingWhenEmpty,
      primaryKey: [id, "TARGETING_TYPE", "TARGETING_VALUE", "DATE"],
    },
  ];
}

/** Numbers of Pins as they were advertised by a campaign. One request is about one campaign and 100 Pins. */
const adPinAnalytics: Stream = {
  name: "ad_pin_analytics",
  description: "Metrics of each advertised Pin, one row per campaign, Pin, and day, for the last 90 days.",
  operation: "ad_pins/analytics",
  rows: "array",
  parameters: asked,
  partitions: {
    of: "batches",
    parent: {
      ...eachEntity("ads", "ad_id"),
      bind: { ad_account_id: "ad_account_id", campaign_id: "campaign_id", pin_ids: "pin_id" },
    },
    batch: { parameter: "pin_ids", size: ({ analyticsBatchSize }) => Math.min(analyticsBatchSize ?? usualBatch, 100) },
  },
  fromRequest: { AD_ACCOUNT_ID: "ad_account_id", CAMPAIGN_ID: "campaign_id" },
  reading: days,
  named: namedColumns,
  primaryKey: ["CAMPAIGN_ID", "PIN_ID", "DATE"],
};

/** Numbers of ads over the last 90 days, asked for entity by entity. */
export const adsAnalyticsStreams: readonly Stream[] = [...levels.flatMap(streamsOf), adPinAnalytics];
