import type { Config, CustomReport } from "../config/config.ts";
import { asText, type Json, type JsonObject } from "../json.ts";
import { metricColumns, reportColumns } from "../pinterest/operations/columns.generated.ts";
import { namedColumns, targetingWhenEmpty } from "./ads-analytics.ts";
import { joined } from "./derived-fields.ts";
import { inLists } from "./dimensions.ts";
import { eachAdAccount } from "./parents.ts";
import type { Dimension, NamedValues, ReportReading, Stream } from "./stream.ts";

/** The API has reports for 914 days, 186 per request; for product items, 92 and 31. One day less, for clock skew. */
export const usualDays = { daysBack: 913, maxDaysPerRequest: 186 };
const itemDays = { daysBack: 91, maxDaysPerRequest: 31 };

/** The targeting types that every level has and every app has access to, in lists for one report each. */
const targetingTypes: readonly (readonly string[])[] = [
  ["APPTYPE", "GENDER", "AGE_BUCKET", "PLACEMENT", "COUNTRY"],
  ["LOCATION", "REGION", "GEO", "TARGETED_INTEREST", "PINNER_INTEREST"],
  ["AUDIENCE_INCLUDE", "KEYWORD"],
];

/** Statuses of entities with metrics, at most six. By default, reports omit archived entities and their spend. */
const delivered = {
  campaign_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_group_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_statuses: ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED"],
  product_group_statuses: ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"],
} as const;

interface Level {
  readonly level: string;
  readonly what: string;
  /** The column with the ID of the level's entity. */
  readonly id: string;
  /** The filter by the status of the entity. */
  readonly filter?: keyof typeof delivered;
  /** The depth of the entity in the hierarchy: 1 campaign, 2 ad group, 3 ad. */
  readonly depth: 0 | 1 | 2 | 3;
  readonly days: DayLimits;
  /** Whether rows are by targeting value: the level's name ends in _TARGETING. */
  readonly byTargeting: boolean;
  /** Targeting types, in lists for one report each. */
  readonly targetingTypes: readonly (readonly string[])[];
  /** Columns that separate rows of an entity in several ad groups or ads. Not campaigns, since ad groups can move. */
  readonly splitBy?: readonly string[];
  /** Columns that the API rejects at this level, according to the official connector. */
  readonly rejected?: RegExp;
}

type DayLimits = typeof usualDays | typeof itemDays;

const usual = { days: usualDays, targetingTypes } as const;
const columnsOfUsers = /^TOTAL_IMPRESSION_(?:FREQUENCY|USER)$/u;

const levels: Readonly<Record<string, Omit<Level, "level" | "byTargeting">>> = {
  ADVERTISER: { ...usual, what: "ad account", id: "AD_ACCOUNT_ID", depth: 0 },
  CAMPAIGN: { ...usual, what: "campaign", id: "CAMPAIGN_ID", filter: "campaign_statuses", depth: 1 },
  AD_GROUP: { ...usual, what: "ad group", id: "AD_GROUP_ID", filter: "ad_group_statuses", depth: 2 },
  PIN_PROMOTION: { ...usual, what: "ad", id: "PIN_PROMOTION_ID", filter: "ad_statuses", depth: 3 },
  KEYWORD: {
    ...usual,
    what: "keyword",
    id: "KEYWORD_ID",
    depth: 2,
    splitBy: ["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"],
    rejected: columnsOfUsers,
  },
  PRODUCT_GROUP: {
    ...usual,
    what: "promoted product group",
    id: "PRODUCT_GROUP_ID",
    filter: "product_group_statuses",
    depth: 2,
  },
  PRODUCT_ITEM: {
    what: "product item",
    id: "PRODUCT_ITEM_ID",
    depth: 2,
    splitBy: ["AD_GROUP_ID"],
    days: itemDays,
    // Only product items have a media type.
    targetingTypes: [...targetingTypes, ["MEDIA_TYPE"]],
    rejected: /^(?:AD|PIN_PROMOTION)_(?:ID|NAME)$/u,
  },
};

/** Returns the status filter of a level, without which reports omit archived entities. */
function statusesOf({ filter }: Level): JsonObject {
  return filter === undefined ? {} : { [filter]: delivered[filter] };
}

const suffix = "_TARGETING";

function levelOf(level: string): Level {
  const byTargeting = level.endsWith(suffix);
  const known = levels[byTargeting ? level.slice(0, -suffix.length) : level];
  if (known === undefined) throw new Error(`There is no report level "${level}".`);
  return { level, byTargeting, ...known };
}

/** Returns the identifying columns and those of the synchronous operations that reports have at a level. */
function columnsOf({ id, splitBy = [], byTargeting, rejected }: Level, wanted: readonly string[]): readonly string[] {
  const known = new Set(reportColumns);
  const isRejected = (column: string) =>
    rejected?.test(column) === true || (byTargeting && columnsOfUsers.test(column));
  return [...new Set(["AD_ACCOUNT_ID", id, ...splitBy, ...(wanted.length === 0 ? metricColumns : wanted)])].filter(
    (column) => known.has(column) && !isRejected(column),
  );
}

/** Returns the key of a level's rows, without date and targeting. */
function identityOf({ id, splitBy }: Level): Pick<Stream, "derive" | "primaryKey"> {
  if (splitBy === undefined) return { primaryKey: [id] };
  return { primaryKey: [id, "ROW_ID"], derive: { ROW_ID: joined(splitBy) } };
}

/** The effect of a granularity: the periods of requests, and the fields that identify the rows of an entity. */
interface Granularity {
  readonly keys: readonly string[];
  readonly reading: Partial<ReportReading>;
  readonly fromRequest?: Stream["fromRequest"];
  readonly split?: Stream["split"];
}

const byDay: Granularity = { keys: ["DATE"], reading: {} };

/** The settings of a report. */
interface ReportSettings extends Pick<CustomReport, "granularity" | "columns" | "attribution"> {
  readonly more?: JsonObject;
}

/** Returns a report stream without name and description. */
function reportOf(
  level: Level,
  { fromRequest, split, keys, reading }: Granularity,
  dimensions: readonly Dimension[],
  settingsOf: (config: Config) => ReportSettings,
): Omit<Stream, "name" | "description"> {
  const { primaryKey, ...identity } = identityOf(level);
  return {
    ...identity,
    operation: "analytics/create_report",
    rows: "report",
    fromRequest: { AD_ACCOUNT_ID: "ad_account_id", ...fromRequest },
    ...(split === undefined ? {} : { split }),
    partitions: {
      of: "children",
      parent: eachAdAccount,
      ...(dimensions.length === 0 ? {} : { each: dimensions }),
    },
    ...(level.byTargeting ? { whenEmpty: targetingWhenEmpty } : {}),
    primaryKey: [...primaryKey, ...(level.byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : []), ...keys],
    reading: {
      by: "report",
      cursor: "DATE",
      poll: "analytics/get_report",
      lookbackDays: 30,
      ...level.days,
      ...reading,
      id: level.id,
      body: (config) => {
        const { granularity, columns, attribution, more } = settingsOf(config);
        return {
          level: level.level,
          granularity,
          columns: columnsOf(level, columns),
          click_window_days: attribution.clickWindowDays,
          engagement_window_days: attribution.engagementWindowDays,
          view_window_days: attribution.viewWindowDays,
          conversion_report_time: attribution.conversionReportTime,
          ...more,
          // The statuses of a custom report are in its partitions and override these.
          ...statusesOf(level),
        };
      },
    },
  };
}

const targetingDimension = (types: Level["targetingTypes"]): Dimension => ({
  parameter: "targeting_types",
  values: () => types,
});

function reportStream(name: string, level: Level): Stream {
  const { what, byTargeting, days, splitBy } = level;
  const per = [what, ...(splitBy === undefined ? [] : ["ad group"]), ...(byTargeting ? ["targeting value"] : [])].join(
    ", ",
  );
  const dimensions = byTargeting ? [targetingDimension(level.targetingTypes)] : [];
  return {
    ...reportOf(level, byDay, dimensions, (config) => ({ ...config, granularity: "DAY" })),
    name,
    description: `Metrics of each ${what}${byTargeting ? " by audience" : ""} from reports, one row per ${per}${per === what ? "" : ","} and day, for the last ${days === itemDays ? "three" : "30"} months.`,
    named: namedColumns,
  };
}

/** Ads metrics of up to 30 months, from files that the API generates. */
export const reportStreams: readonly Stream[] = [
  reportStream("advertiser_report", levelOf("ADVERTISER")),
  reportStream("campaign_analytics_report", levelOf("CAMPAIGN")),
  reportStream("ad_group_report", levelOf("AD_GROUP")),
  reportStream("pin_promotion_report", levelOf("PIN_PROMOTION")),
  reportStream("product_group_report", levelOf("PRODUCT_GROUP")),
  reportStream("product_item_report", levelOf("PRODUCT_ITEM")),
  reportStream("keyword_report", levelOf("KEYWORD")),
  reportStream("advertiser_targeting_report", levelOf("ADVERTISER_TARGETING")),
  reportStream("campaign_targeting_report", levelOf("CAMPAIGN_TARGETING")),
  reportStream("ad_group_targeting_report", levelOf("AD_GROUP_TARGETING")),
  reportStream("pin_promotion_targeting_report", levelOf("PIN_PROMOTION_TARGETING")),
  reportStream("product_group_targeting_report", levelOf("PRODUCT_GROUP_TARGETING")),
  reportStream("product_item_targeting_report", levelOf("PRODUCT_ITEM_TARGETING")),
];

/**
 * Returns the effect of a custom report's granularity. TOTAL sums all requested dates, so requests cover fixed periods to
 * keep the keys of rows stable: the longest possible ones from the report's start date on, or else half years (for product
 * items, months).
 */
function granularityOf({ granularity, startDate }: CustomReport, limits: DayLimits): Granularity {
  switch (granularity) {
    case "TOTAL": {
      const calendar = limits === itemDays ? "month" : "half_year";
      return {
        keys: ["START_DATE"],
        fromRequest: { START_DATE: "start_date", END_DATE: "end_date" },
        reading: {
          cursor: "END_DATE",
          upstreamCursor: "DATE",
          alignedTo: startDate === undefined ? calendar : { days: limits.maxDaysPerRequest, since: startDate },
        },
      };
    }
    case "HOUR":
      return { keys: ["DATE", "HOUR"], split: { DATE: dayAndHour }, reading: { daysBack: 7, maxDaysPerRequest: 3 } };
    case "WEEK":
      return { keys: ["DATE"], reading: { alignedTo: "week" } };
    case "MONTH":
      return { keys: ["DATE"], reading: { alignedTo: "month" } };
    default:
      return byDay;
  }
}

/** Splits a date with an hour. The API's document doesn't say whether rows have the HOUR column of templates. */
function dayAndHour(date: Json): JsonObject | undefined {
  const [, day, hour] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2})/u.exec(asText(date)) ?? [];
  return day === undefined ? undefined : { DATE: day, HOUR: Number(hour) };
}

/** Returns the values that a custom report names. */
function namedBy(report: CustomReport, index: number): readonly NamedValues[] {
  const named = {
    columns: report.columns,
    attribution_types: report.attributionTypes,
    targeting_types: report.targetingTypes,
    campaign_statuses: report.campaignStatuses,
    ad_group_statuses: report.adGroupStatuses,
    ad_statuses: report.adStatuses,
  };
  return Object.entries(named).map(([parameter, values]) => ({
    parameter,
    setting: ["custom_reports", index, parameter],
    values,
  }));
}

/** Returns the stream of a custom report. @param index its index among the custom reports */
export function customReportStream(report: CustomReport, index: number): Stream {
  const level = levelOf(report.level);
  const { columns, granularity, attribution, attributionTypes } = report;
  const settings = { columns, granularity, attribution, more: { attribution_types: attributionTypes } };
  const { reading, ...rest } = granularityOf(report, level.days);
  const withStart = { ...rest, reading: { ...reading, startDate: { day: report.startDate } } };
  return {
    ...reportOf(level, withStart, dimensionsOf(report, level), () => settings),
    name: report.streamName,
    description: "A custom report, with the level, columns, and dates from the settings.",
    schema: "custom_report",
    named: () => namedBy(report, index),
    configError: statusProblem(report, level) ?? itemProblem(report, level),
  };
}

const maxStatusesPerReport = 6;

/** Returns the dimensions of a custom report: targeting types and statuses, in lists for one report each. */
function dimensionsOf(report: CustomReport, { byTargeting }: Level): readonly Dimension[] {
  const types = report.targetingTypes.length === 0 ? targetingTypes : [report.targetingTypes];
  const statuses = {
    campaign_statuses: report.campaignStatuses,
    ad_group_statuses: report.adGroupStatuses,
    ad_statuses: report.adStatuses,
  };
  return [
    ...(byTargeting ? [targetingDimension(types)] : []),
    ...Object.entries(statuses)
      .filter(([, wanted]) => wanted.length > 0)
      .map(([parameter, wanted]) => ({ parameter, values: () => inLists(wanted, maxStatusesPerReport) })),
  ];
}

/**
 * Returns the error for more statuses than a report takes, unless they concern the level itself or a parent. A row of a
 * campaign can't be assembled from several reports on parts of its ads.
 */
function statusProblem(
  { streamName, campaignStatuses, adGroupStatuses, adStatuses }: CustomReport,
  { level, depth }: Level,
): string | undefined {
  const tooMany = [campaignStatuses, adGroupStatuses, adStatuses].some(
    (wanted, index) => wanted.length > maxStatusesPerReport && depth <= index,
  );
  return tooMany
    ? `The custom report of the stream ${streamName} filters by more than ${maxStatusesPerReport} statuses of what is below its level ${level}. Name ${maxStatusesPerReport} at the most, or choose a narrower level.`
    : undefined;
}

/** Returns the error for product items with ad statuses, which the API rejects (Pinterest's document, analytics/create_report). */
function itemProblem({ streamName, adStatuses }: CustomReport, { level, days }: Level): string | undefined {
  return days === itemDays && adStatuses.length > 0
    ? `The custom report of the stream ${streamName} filters by the statuses of ads, which its level ${level} does not have. Leave "Ad statuses" empty, or choose another level.`
    : undefined;
}

/** Returns one stream per custom report. */
export function customReportStreams({ customReports }: Config): readonly Stream[] {
  return customReports.map(customReportStream);
}
