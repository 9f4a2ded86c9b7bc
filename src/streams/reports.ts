import type { Config, CustomReport } from "../config/config.ts";
import { asText, type Json, type JsonObject } from "../json.ts";
import { metricColumns, reportColumns } from "../pinterest/operations/columns.generated.ts";
import { eachAdAccount } from "./ads.ts";
import { namedColumns, targetingWhenEmpty } from "./ads-analytics.ts";
import type { Dimension, NamedValues, ReportReading, Stream } from "./stream.ts";

/** The API makes reports of 914 days back, 186 at once; of product items, 92 and 31. One day less, for clocks that differ. */
export const usualDays = { daysBack: 913, maxDaysPerRequest: 186 };
const itemDays = { daysBack: 91, maxDaysPerRequest: 31 };

/** Types of targeting that every level has and every app may ask for, as many together as one report takes. */
const targetingTypes: readonly (readonly string[])[] = [
  ["APPTYPE", "GENDER", "AGE_BUCKET", "PLACEMENT", "COUNTRY"],
  ["LOCATION", "REGION", "GEO", "TARGETED_INTEREST", "PINNER_INTEREST"],
  ["AUDIENCE_INCLUDE", "KEYWORD"],
];

/**
 * Statuses of what may have delivered. Asked for none, a report leaves archived entities out with all that they cost;
 * six is as many as it takes, and drafts never delivered.
 */
const delivered = {
  campaign_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_group_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_statuses: ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED"],
  product_group_statuses: ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"],
} as const;

interface Level {
  readonly level: string;
  readonly what: string;
  /** The column with the id of what the level is about. */
  readonly id: string;
  /** The filter by the status of just that. */
  readonly filter?: keyof typeof delivered;
  /** How many of campaign, ad group and ad each row is of one alone. */
  readonly depth: 0 | 1 | 2 | 3;
}

const levels: Readonly<Record<string, Omit<Level, "level">>> = {
  ADVERTISER: { what: "ad account", id: "AD_ACCOUNT_ID", depth: 0 },
  CAMPAIGN: { what: "campaign", id: "CAMPAIGN_ID", filter: "campaign_statuses", depth: 1 },
  AD_GROUP: { what: "ad group", id: "AD_GROUP_ID", filter: "ad_group_statuses", depth: 2 },
  PIN_PROMOTION: { what: "ad", id: "PIN_PROMOTION_ID", filter: "ad_statuses", depth: 3 },
  KEYWORD: { what: "keyword", id: "KEYWORD_ID", depth: 2 },
  PRODUCT_GROUP: { what: "promoted product group", id: "PRODUCT_GROUP_ID", filter: "product_group_statuses", depth: 2 },
  PRODUCT_ITEM: { what: "product item", id: "PRODUCT_ITEM_ID", depth: 2 },
};

/** The filter without which a report leaves out what is archived. */
function statusesOf({ filter }: Level): JsonObject {
  return filter === undefined ? {} : { [filter]: delivered[filter] };
}

const suffix = "_TARGETING";

function levelOf(level: string): Level {
  const base = level.endsWith(suffix) ? level.slice(0, -suffix.length) : level;
  const known = levels[base];
  if (known === undefined) throw new Error(`There is no report level "${level}".`);
  return { level, ...known };
}

/** Columns that a level refuses, as the official connector found out. */
function isAdmitted(column: string, { level }: Level): boolean {
  const isOfUsers = column === "TOTAL_IMPRESSION_FREQUENCY" || column === "TOTAL_IMPRESSION_USER";
  if (isOfUsers && (level.endsWith(suffix) || level === "KEYWORD")) return false;
  return !level.startsWith("PRODUCT_ITEM") || !/^(?:AD|PIN_PROMOTION)_(?:ID|NAME)$/u.test(column);
}

/** The columns of the synchronous operations that reports have and the level admits, and what tells rows apart. */
function columnsOf(level: Level, wanted: readonly string[]): readonly string[] {
  const known = new Set(reportColumns);
  const identity = ["AD_ACCOUNT_ID", level.id];
  return [...new Set([...identity, ...(wanted.length === 0 ? metricColumns : wanted)])].filter(
    (column) => known.has(column) && isAdmitted(column, level),
  );
}

const common = {
  operation: "analytics/create_report",
  rows: "report",
  fromRequest: { AD_ACCOUNT_ID: "ad_account_id" },
} as const;

const reading = {
  by: "report",
  cursor: "DATE",
  poll: "analytics/get_report",
  lookbackDays: 30,
} as const;

/** The types of a level, as many together as one report takes. What an item is shown as is told of items alone. */
function targetingTypesOf({ level }: Level): readonly (readonly string[])[] {
  return level.startsWith("PRODUCT_ITEM") ? [...targetingTypes, ["MEDIA_TYPE"]] : targetingTypes;
}

function partitionsOf(targeting: readonly (readonly string[])[]): Stream["partitions"] {
  if (targeting.length === 0) return { of: "children", parent: eachAdAccount };
  return { of: "children", parent: eachAdAccount, each: [{ parameter: "targeting_types", values: () => targeting }] };
}

function reportStream(name: string, level: Level): Stream {
  const byTargeting = level.level.endsWith(suffix);
  return {
    ...common,
    name,
    description: `Numbers of each ${level.what}${byTargeting ? " by whom the ads reached" : ""}, a row a day, as far back as ${level.level.startsWith("PRODUCT_ITEM") ? "three" : "30"} months.`,
    partitions: partitionsOf(byTargeting ? targetingTypesOf(level) : []),
    named: namedColumns,
    ...(byTargeting ? { whenEmpty: targetingWhenEmpty } : {}),
    primaryKey: [level.id, ...(byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : []), "DATE"],
    reading: {
      ...reading,
      ...(level.level.startsWith("PRODUCT_ITEM") ? itemDays : usualDays),
      id: level.id,
      body: ({ columns, attribution }) => ({
        level: level.level,
        granularity: "DAY",
        columns: columnsOf(level, columns),
        click_window_days: attribution.clickWindowDays,
        engagement_window_days: attribution.engagementWindowDays,
        view_window_days: attribution.viewWindowDays,
        conversion_report_time: attribution.conversionReportTime,
        ...statusesOf(level),
      }),
    },
  };
}

/** Numbers of ads over up to 30 months, from files that the API makes. */
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

/** What a granularity means for the stream: how it cuts days, and which fields tell the rows of an entity apart. */
interface Cut {
  readonly keys: readonly string[];
  readonly reading: Partial<ReportReading>;
  readonly fromRequest?: Stream["fromRequest"];
  readonly split?: Stream["split"];
}

/**
 * TOTAL sums up whatever days it is asked for. So that a row's key stays while its days go on, they are asked for in
 * stretches that begin on fixed days: as long ones as there may be from the report's start_date on, or else halves of a
 * year (of product items, months).
 */
function cutOf({ granularity, startDate }: CustomReport, limits: typeof usualDays | typeof itemDays): Cut {
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
      return { keys: ["DATE"], reading: {} };
  }
}

/** The document has a column HOUR in templates and says nothing of it in rows: the hour may as well be in the date. */
function dayAndHour(date: Json): JsonObject | undefined {
  const [, day, hour] = /^(\d{4}-\d{2}-\d{2})[T ](\d{2})/u.exec(asText(date)) ?? [];
  return day === undefined ? undefined : { DATE: day, HOUR: Number(hour) };
}

/** The values that a custom report names, all for itself. */
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

/**
 * The stream of a report that the user has put together.
 * @param index its place among the custom reports, from 0
 */
export function customReportStream(report: CustomReport, index: number): Stream {
  const level = levelOf(report.level);
  const limits = level.level.startsWith("PRODUCT_ITEM") ? itemDays : usualDays;
  const cut = cutOf(report, limits);
  const byTargeting = report.level.endsWith(suffix);
  const types = report.targetingTypes.length === 0 ? targetingTypes : [report.targetingTypes];
  return {
    ...common,
    fromRequest: { ...common.fromRequest, ...cut.fromRequest },
    ...(cut.split === undefined ? {} : { split: cut.split }),
    name: report.streamName,
    description: `The report ${report.streamName}, as the configuration puts it together.`,
    schema: "custom_report",
    named: () => namedBy(report, index),
    configError: statusProblem(report) ?? itemProblem(report),
    partitions: { of: "children", parent: eachAdAccount, each: dimensionsOf(report, byTargeting ? types : []) },
    ...(byTargeting ? { whenEmpty: targetingWhenEmpty } : {}),
    primaryKey: [level.id, ...(byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : []), ...cut.keys],
    reading: {
      ...reading,
      ...limits,
      ...cut.reading,
      id: level.id,
      startDate: { day: report.startDate },
      body: () => ({
        level: report.level,
        granularity: report.granularity,
        columns: columnsOf(level, report.columns),
        click_window_days: report.attribution.clickWindowDays,
        engagement_window_days: report.attribution.engagementWindowDays,
        view_window_days: report.attribution.viewWindowDays,
        conversion_report_time: report.attribution.conversionReportTime,
        attribution_types: report.attributionTypes,
        // Where the report names statuses, the partition's take the place of these.
        ...statusesOf(level),
      }),
    },
  };
}

/** How many statuses one report takes. */
const maxStatusesPerReport = 6;

/** What a custom report is asked for in turn: as many targeting types, and as many statuses, as one report takes. */
function dimensionsOf(report: CustomReport, targeting: readonly (readonly string[])[]): readonly Dimension[] {
  const statuses = [
    { parameter: "campaign_statuses", wanted: report.campaignStatuses },
    { parameter: "ad_group_statuses", wanted: report.adGroupStatuses },
    { parameter: "ad_statuses", wanted: report.adStatuses },
  ];
  return [
    { parameter: "targeting_types", lists: targeting },
    ...statuses.map(({ parameter, wanted }) => ({
      parameter,
      lists: Array.from({ length: Math.ceil(wanted.length / maxStatusesPerReport) }, (_, index) =>
        wanted.slice(index * maxStatusesPerReport, (index + 1) * maxStatusesPerReport),
      ),
    })),
  ].flatMap(({ parameter, lists }) => (lists.length === 0 ? [] : [{ parameter, values: () => lists }]));
}

/**
 * More statuses than a report takes are asked for in several reports, whose rows only make a whole where each is about
 * one thing with one status: a campaign's row cannot be put together from parts of its ads.
 */
function statusProblem({
  streamName,
  level,
  campaignStatuses,
  adGroupStatuses,
  adStatuses,
}: CustomReport): string | undefined {
  const { depth } = levelOf(level);
  const tooMany = [campaignStatuses, adGroupStatuses, adStatuses].some(
    (wanted, index) => wanted.length > maxStatusesPerReport && depth <= index,
  );
  return tooMany
    ? `The custom report of the stream ${streamName} filters by more than ${maxStatusesPerReport} statuses of what is below its level ${level}. Name ${maxStatusesPerReport} at the most, or choose a narrower level.`
    : undefined;
}

/** Product items are of no ad, so they cannot be filtered by the status of ads (Pinterest's document, analytics/create_report). */
function itemProblem({ streamName, level, adStatuses }: CustomReport): string | undefined {
  return level.startsWith("PRODUCT_ITEM") && adStatuses.length > 0
    ? `The custom report of the stream ${streamName} filters by the statuses of ads, which its level ${level} does not have. Leave "ad_statuses" empty, or choose another level.`
    : undefined;
}

/** The streams that the configuration's custom reports give. */
export function customReportStreams({ customReports }: Config): readonly Stream[] {
  return customReports.map(customReportStream);
}
