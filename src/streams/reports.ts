import type { Config, CustomReport } from "../config/config.ts";
import { metricColumns, reportColumns } from "../pinterest/columns.generated.ts";
import { eachAdAccount } from "./ads.ts";
import type { Dimension, ReportReading, Stream } from "./stream.ts";

/** The API makes reports of 914 days back, 186 at once; of product items, 92 and 31. One day less, for clocks that differ. */
const usual = { daysBack: 913, daysAtOnce: 186 };
const ofItems = { daysBack: 91, daysAtOnce: 31 };

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
}

const levels: Readonly<Record<string, Omit<Level, "level">>> = {
  ADVERTISER: { what: "ad account", id: "AD_ACCOUNT_ID" },
  CAMPAIGN: { what: "campaign", id: "CAMPAIGN_ID", filter: "campaign_statuses" },
  AD_GROUP: { what: "ad group", id: "AD_GROUP_ID", filter: "ad_group_statuses" },
  PIN_PROMOTION: { what: "ad", id: "PIN_PROMOTION_ID", filter: "ad_statuses" },
  KEYWORD: { what: "keyword", id: "KEYWORD_ID" },
  PRODUCT_GROUP: { what: "promoted product group", id: "PRODUCT_GROUP_ID", filter: "product_group_statuses" },
  PRODUCT_ITEM: { what: "product item", id: "PRODUCT_ITEM_ID" },
};

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
  stamp: { AD_ACCOUNT_ID: "ad_account_id" },
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
    about: `Numbers of each ${level.what}${byTargeting ? " by whom the ads reached" : ""}, a row a day, as far back as ${level.level.startsWith("PRODUCT_ITEM") ? "three" : "30"} months.`,
    partitions: partitionsOf(byTargeting ? targetingTypesOf(level) : []),
    primaryKey: [level.id, ...(byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : []), "DATE"],
    reading: {
      ...reading,
      ...(level.level.startsWith("PRODUCT_ITEM") ? ofItems : usual),
      id: level.id,
      body: ({ columns, attribution }) => ({
        level: level.level,
        granularity: "DAY",
        columns: columnsOf(level, columns),
        click_window_days: attribution.clickWindowDays,
        engagement_window_days: attribution.engagementWindowDays,
        view_window_days: attribution.viewWindowDays,
        conversion_report_time: attribution.conversionReportTime,
        ...(level.filter === undefined ? {} : { [level.filter]: delivered[level.filter] }),
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

/** How a granularity cuts days. TOTAL sums up whatever span it is asked for, so its rows also say which. */
const granularities: Readonly<Record<string, Partial<ReportReading> & { readonly keys: readonly string[] }>> = {
  TOTAL: { lookbackDays: "all", keys: ["START_DATE", "END_DATE"] },
  HOUR: { daysBack: 7, daysAtOnce: 3, keys: ["DATE", "HOUR"] },
  DAY: { keys: ["DATE"] },
  WEEK: { alignedTo: "week", keys: ["DATE"] },
  MONTH: { alignedTo: "month", keys: ["DATE"] },
};

/** The stream of a report that the user has put together. */
export function customReportStream(report: CustomReport): Stream {
  const level = levelOf(report.level);
  const { keys, ...cut } = granularities[report.granularity] ?? { keys: ["DATE"] };
  const byTargeting = report.level.endsWith(suffix);
  const types = report.targetingTypes.length === 0 ? targetingTypes : [report.targetingTypes];
  return {
    ...common,
    stamp: {
      ...common.stamp,
      ...(report.granularity === "TOTAL" ? { START_DATE: "start_date", END_DATE: "end_date" } : {}),
    },
    name: report.streamName,
    about: `The report ${report.streamName}, as the configuration puts it together.`,
    schema: "custom_report",
    problem: statusProblem(report),
    partitions: { of: "children", parent: eachAdAccount, each: dimensionsOf(report, byTargeting ? types : []) },
    primaryKey: [level.id, ...(byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : []), ...keys],
    reading: {
      ...reading,
      ...(level.level.startsWith("PRODUCT_ITEM") ? ofItems : usual),
      ...cut,
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
      }),
    },
  };
}

/** How many statuses one report takes. */
const statusesAtOnce = 6;

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
      lists: Array.from({ length: Math.ceil(wanted.length / statusesAtOnce) }, (_, index) =>
        wanted.slice(index * statusesAtOnce, (index + 1) * statusesAtOnce),
      ),
    })),
  ].flatMap(({ parameter, lists }) => (lists.length === 0 ? [] : [{ parameter, values: () => lists }]));
}

/** From the widest level to the narrowest; what is not named is as narrow as an ad. */
const widest = ["ADVERTISER", "CAMPAIGN", "AD_GROUP"];

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
  const rank = widest.indexOf(level.replace(suffix, ""));
  const tooMany = [campaignStatuses, adGroupStatuses, adStatuses].some(
    (wanted, index) => wanted.length > statusesAtOnce && rank !== -1 && rank <= index,
  );
  return tooMany
    ? `The custom report of the stream ${streamName} filters by more than ${statusesAtOnce} statuses of what is below its level ${level}. Name ${statusesAtOnce} at the most, or choose a narrower level.`
    : undefined;
}

/** The streams that the configuration's custom reports give. */
export function customReportStreams({ customReports }: Config): readonly Stream[] {
  return customReports.map(customReportStream);
}
