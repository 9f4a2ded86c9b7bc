import { asText, type Json, type JsonObject } from "../../base/json.ts";
import type { Config, CustomReport } from "../../config/config.ts";
import { inLists } from "../dimensions.ts";
import { currencyField, isAmount } from "../money.ts";
import type { Dimension, NamedValues, Stream } from "../stream.ts";
import { columnsOf, type DayLimits, itemDays, type Level, levelOf, targetingTypes } from "./report-levels.ts";
import { byDay, type Granularity, reportOf, targetingDimension } from "./report-streams.ts";

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
      // Rows of periods have a DATE_RANGE and no DATE (recorded by month).
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

/** Returns what a row of a report is, for its state and the log. The periods of totals begin on the start date. */
function definitionOf({ level, granularity, startDate }: CustomReport): string {
  if (granularity !== "TOTAL") return `${level} by ${granularity}`;
  return startDate === undefined ? `${level} ${granularity}` : `${level} ${granularity} since ${startDate}`;
}

/** Returns the statuses that a custom report names, from campaigns down. */
function statusesIn({ campaignStatuses, adGroupStatuses, adStatuses }: CustomReport) {
  return { campaign_statuses: campaignStatuses, ad_group_statuses: adGroupStatuses, ad_statuses: adStatuses };
}

/** Returns the values that a custom report names. */
function namedBy(report: CustomReport, index: number): readonly NamedValues[] {
  const named = {
    columns: report.columns,
    attribution_types: report.attributionTypes,
    targeting_types: report.targetingTypes,
    ...statusesIn(report),
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
  const stream = reportOf(level, withStart, reportDimensions(report, level), () => settings);
  const requested = columnsOf(level, columns);
  return {
    ...stream,
    name: report.streamName,
    description: "A custom report, with the level, columns, and dates from the settings.",
    schema: "custom_report",
    fields: [
      ...requested,
      ...stream.primaryKey,
      ...Object.keys(stream.fromRequest ?? {}),
      ...(granularity === "WEEK" || granularity === "MONTH" ? ["DATE_RANGE"] : []),
      ...(requested.some(isAmount) ? [currencyField] : []),
    ],
    definition: definitionOf(report),
    named: () => namedBy(report, index),
    configError: statusProblem(report, level) ?? itemProblem(report, level),
  };
}

const maxStatusesPerReport = 6;

/** Returns the dimensions of a custom report: targeting types and statuses, in lists for one report each. */
function reportDimensions(report: CustomReport, { byTargeting }: Level): readonly Dimension[] {
  const types = report.targetingTypes.length === 0 ? targetingTypes : [report.targetingTypes];
  return [
    ...(byTargeting ? [targetingDimension(types)] : []),
    ...Object.entries(statusesIn(report))
      .filter(([, wanted]) => wanted.length > 0)
      .map(([parameter, wanted]) => ({ parameter, values: () => inLists(wanted, maxStatusesPerReport) })),
  ];
}

/**
 * Returns the error for too many statuses per report, unless they are those of the level itself or of a parent. A row of a
 * campaign can't be assembled from several reports on parts of its ads.
 */
function statusProblem(report: CustomReport, { level, depth }: Level): string | undefined {
  const tooMany = Object.values(statusesIn(report)).some(
    (wanted, index) => wanted.length > maxStatusesPerReport && depth <= index,
  );
  return tooMany
    ? `The custom report of the stream ${report.streamName} filters by more than ${maxStatusesPerReport} statuses of entities below its level ${level}. Select at most ${maxStatusesPerReport}, or choose a narrower level.`
    : undefined;
}

/** Returns the error for product items with ad statuses, which the API rejects (Pinterest's document, analytics/create_report). */
function itemProblem({ streamName, adStatuses }: CustomReport, { level, days }: Level): string | undefined {
  return days === itemDays && adStatuses.length > 0
    ? `The custom report of the stream ${streamName} filters by ad statuses, but its level ${level} has none. Leave "Ad statuses" empty, or choose another level.`
    : undefined;
}

/** Returns one stream per custom report. */
export function customReportStreams({ customReports }: Config): readonly Stream[] {
  return customReports.map(customReportStream);
}
