import type { JsonObject } from "../../base/json.ts";
import type { Config, CustomReport } from "../../config/config.ts";
import { namedColumns, targetingWhenEmpty } from "../ads/ads-analytics.ts";
import { eachAdAccount } from "../parents.ts";
import type { Dimension, ReportReading, Stream } from "../stream.ts";
import { columnsOf, identityOf, itemDays, type Level, levelOf, statusesOf, undocumented } from "./report-levels.ts";

/** The effect of a granularity: the periods of requests, and the fields that identify the rows of an entity. */
export interface Granularity {
  readonly keys: readonly string[];
  readonly reading: Partial<ReportReading>;
  readonly fromRequest?: Stream["fromRequest"];
  readonly split?: Stream["split"];
}

export const byDay: Granularity = { keys: ["DATE"], reading: {} };

/** The settings of a report, with further members of its body. */
type ReportSettings = Pick<CustomReport, "granularity" | "columns" | "attribution"> & { readonly more?: JsonObject };

/** Returns a report stream without name and description. */
export function reportOf(
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
      attribution: (config) => settingsOf(config).attribution,
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

/**
 * Returns the dimension by which a report is requested once per list of targeting types.
 * @param optional further lists of types, whose reports are skipped if they fail
 */
export function targetingDimension(
  types: Level["targetingTypes"],
  optional: NonNullable<Level["optional"]> = [],
): Dimension {
  const values = () => [...types, ...optional];
  return { parameter: "targeting_types", values, optional, undocumented: [undocumented] };
}

/** @param analytics the stream with these metrics of 90 days, if any */
function reportStream(name: string, level: Level, analytics?: string): Stream {
  const { what, byTargeting, days, splitBy } = level;
  const group = splitBy?.includes("AD_ID") === true ? "ad group or ad" : "ad group";
  const split = splitBy === undefined ? [] : [group];
  if (splitBy?.includes("PIN_ID") === true) split.push("Pin");
  const targeting = byTargeting ? ["targeting type", "targeting value"] : [];
  const per = [what, ...split, ...targeting].join(", ");
  const instead =
    analytics === undefined ? "" : ` Almost all metrics of \`${analytics}\`, which has 90 days: sync one of the two.`;
  const dimensions = byTargeting ? [targetingDimension(level.targetingTypes, level.optional)] : [];
  return {
    ...reportOf(level, byDay, dimensions, (config) => ({ ...config, granularity: "DAY" })),
    name,
    description: `Metrics of each ${what}${byTargeting ? " by targeting, such as gender, age, or placement," : ""} from reports, one row per ${per}${per === what ? "" : ","} and day, for the last ${days === itemDays ? 92 : 914} days.${instead}`,
    named: namedColumns,
  };
}

/** Ads metrics of up to 914 days, from files that the API generates. */
export const reportStreams: readonly Stream[] = [
  reportStream("advertiser_report", levelOf("ADVERTISER"), "ad_account_analytics"),
  reportStream("campaign_analytics_report", levelOf("CAMPAIGN"), "campaign_analytics"),
  reportStream("ad_group_report", levelOf("AD_GROUP"), "ad_group_analytics"),
  reportStream("pin_promotion_report", levelOf("PIN_PROMOTION"), "ad_analytics"),
  reportStream("product_group_report", levelOf("PRODUCT_GROUP"), "product_group_analytics"),
  reportStream("product_item_report", levelOf("PRODUCT_ITEM")),
  reportStream("keyword_report", levelOf("KEYWORD")),
  reportStream("advertiser_targeting_report", levelOf("ADVERTISER_TARGETING"), "ad_account_targeting_analytics"),
  reportStream("campaign_targeting_report", levelOf("CAMPAIGN_TARGETING"), "campaign_targeting_analytics"),
  reportStream("ad_group_targeting_report", levelOf("AD_GROUP_TARGETING"), "ad_group_targeting_analytics"),
  reportStream("pin_promotion_targeting_report", levelOf("PIN_PROMOTION_TARGETING"), "ad_targeting_analytics"),
  reportStream("product_group_targeting_report", levelOf("PRODUCT_GROUP_TARGETING")),
  reportStream("product_item_targeting_report", levelOf("PRODUCT_ITEM_TARGETING")),
];
