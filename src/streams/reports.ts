import type { Config, CustomReport } from "../config/config.ts";
import { asText, type Json, type JsonObject } from "../json.ts";
import { metricColumns, reportColumns } from "../pinterest/operations/columns.generated.ts";
import { namedColumns, targetingWhenEmpty } from "./ads-analytics.ts";
import { joined } from "./derived-fields.ts";
import { inLists } from "./dimensions.ts";
import { eachAdAccount } from "./parents.ts";
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
  readonly days: DayLimits;
  /** Whether rows are by whom the ads reached: the level's name ends in _TARGETING. */
  readonly byTargeting: boolean;
  /** Types of targeting, as many together as one report takes. */
  readonly targetingTypes: readonly (readonly string[])[];
  /**
   * Where the same thing may be advertised several times: what its rows may be split by. No campaigns, since an ad group can
   * move to another one, and its rows with it.
   */
  readonly splitBy?: readonly string[];
  /** Columns that the level refuses, as the official connector found out. */
  readonly refused?: RegExp;
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
    refused: columnsOfUsers,
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
    // What an item is shown as is told of items alone.
    targetingTypes: [...targetingTypes, ["MEDIA_TYPE"]],
    refused: /^(?:AD|PIN_PROMOTION)_(?:ID|NAME)$/u,
  },
};

/** The filter without which a report leaves out what is archived. */
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

/** The columns of the synchronous operations that reports have and the level admits, and what tells rows apart. */
function columnsOf({ id, splitBy = [], byTargeting, refused }: Level, wanted: readonly string[]): readonly string[] {
  const known = new Set(reportColumns);
  const isRefused = (column: string) => refused?.test(column) === true || (byTargeting && columnsOfUsers.test(column));
  return [...new Set(["AD_ACCOUNT_ID", id, ...splitBy, ...(wanted.length === 0 ? metricColumns : wanted)])].filter(
    (column) => known.has(column) && !isRefused(column),
  );
}

/** What tells the rows of a level apart, besides days and targeting. */
function identityOf({ id, splitBy }: Level): Pick<Stream, "derive" | "primaryKey"> {
  if (splitBy === undefined) return { primaryKey: [id] };
  return { primaryKey: [id, "ROW_ID"], derive: { ROW_ID: joined(splitBy) } };
}

/** What a granularity means for the stream: how it cuts days, and which fields tell the rows of an entity apart. */
interface Cut {
  readonly keys: readonly string[];
  readonly reading: Partial<ReportReading>;
  readonly fromRequest?: Stream["fromRequest"];
  readonly split?: Stream["split"];
}

const byDay: Cut = { keys: ["DATE"], reading: {} };

/** What one kind of report is asked for. */
interface Asked extends Pick<CustomReport, "granularity" | "columns" | "attribution"> {
  readonly more?: JsonObject;
}

/** All of a stream of reports but its name and what is said of it. */
function reportOf(
  level: Level,
  { fromRequest, split, keys, reading }: Cut,
  dimensions: readonly Dimension[],
  asked: (config: Config) => Asked,
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
        const { granularity, columns, attribution, more } = asked(config);
        return {
          level: level.level,
          granularity,
          columns: columnsOf(level, columns),
          click_window_days: attribution.clickWindowDays,
          engagement_window_days: attribution.engagementWindowDays,
          view_window_days: attribution.viewWindowDays,
          conversion_report_time: attribution.conversionReportTime,
          ...more,
          // Where the report names statuses, the partition's take the place of these.
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

/**
 * TOTAL sums up whatever days it is asked for. So that a row's key stays while its days go on, they are asked for in
 * stretches that begin on fixed days: as long ones as there may be from the report's start_date on, or else halves of a
 * year (of product items, months).
 */
function cutOf({ granularity, startDate }: CustomReport, limits: DayLimits): Cut {
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
  const { columns, granularity, attribution, attributionTypes } = report;
  const asked: Asked = { columns, granularity, attribution, more: { attribution_types: attributionTypes } };
  const cut = cutOf(report, level.days);
  const ofReport: Cut = { ...cut, reading: { ...cut.reading, startDate: { day: report.startDate } } };
  return {
    ...reportOf(level, ofReport, dimensionsOf(report, level), () => asked),
    name: report.streamName,
    description: "A custom report, with the level, columns, and dates from the settings.",
    schema: "custom_report",
    named: () => namedBy(report, index),
    configError: statusProblem(report, level) ?? itemProblem(report, level),
  };
}

/** How many statuses one report takes. */
const maxStatusesPerReport = 6;

/** What a custom report is asked for in turn: as many targeting types, and as many statuses, as one report takes. */
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
 * More statuses than a report takes are asked for in several reports, whose rows only make a whole where each is about
 * one thing with one status: a campaign's row cannot be put together from parts of its ads.
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

/** Product items are of no ad, so they cannot be filtered by the status of ads (Pinterest's document, analytics/create_report). */
function itemProblem({ streamName, adStatuses }: CustomReport, { level, days }: Level): string | undefined {
  return days === itemDays && adStatuses.length > 0
    ? `The custom report of the stream ${streamName} filters by the statuses of ads, which its level ${level} does not have. Leave "Ad statuses" empty, or choose another level.`
    : undefined;
}

/** The streams that the configuration's custom reports give. */
export function customReportStreams({ customReports }: Config): readonly Stream[] {
  return customReports.map(customReportStream);
}
