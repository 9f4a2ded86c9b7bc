import type { JsonObject } from "../base/json.ts";
import { isObject } from "../base/json.ts";
import { attributionOf, windowsProblem } from "./attribution.ts";
import type { CustomReport } from "./config.ts";
import type { SettingNames } from "./setting-names.ts";
import { customReportSchema } from "./spec.ts";
import { fieldsOf, text, unique } from "./values.ts";

/** Returns the custom reports of a valid configuration. */
export function customReportsOf(config: JsonObject): readonly CustomReport[] {
  return Object.freeze(reportsIn(config).map(customReportOf));
}

/**
 * Checks rules that span several fields of custom reports. Each field must be valid.
 * @returns sentences that identify reports by their position, and contain no values except those that spec.json lists
 */
export function customReportProblems(config: JsonObject, names: SettingNames): readonly string[] {
  const streamNames = reportsIn(config).map(streamNameOf);
  return reportsIn(config).flatMap((fields, index) => {
    const name = (...member: readonly string[]) => names.of(["custom_reports", index, ...member]);
    const namesake = streamNames.indexOf(streamNameOf(fields));
    const windows = windowsProblem(withDays(fields));
    return [
      ...(namesake < index
        ? [`${name("name")}: item ${namesake + 1} gives the same stream. Choose a name that is unique.`]
        : []),
      ...(windows === undefined ? [] : [`${name()}: ${windows}`]),
      ...targetingProblems(customReportOf(fields)).map((problem) => `${name("targeting_types")}: ${problem}.`),
    ];
  });
}

function reportsIn({ custom_reports: reports }: JsonObject): readonly JsonObject[] {
  return Array.isArray(reports) ? reports.filter(isObject) : [];
}

function customReportOf(fields: JsonObject): CustomReport {
  const schema = customReportSchema();
  const field = fieldsOf(fields, schema);
  const attributionTypes = unique(field("attribution_types"));
  return Object.freeze({
    name: text(fields.name) ?? "",
    streamName: streamNameOf(fields),
    level: text(field("level")) ?? "",
    granularity: text(field("granularity")) ?? "",
    columns: unique(field("columns")),
    attribution: attributionOf(withDays(fields), schema),
    attributionTypes:
      attributionTypes.length > 0 ? attributionTypes : unique(fieldsOf({}, schema)("attribution_types")),
    targetingTypes: unique(field("targeting_types")),
    campaignStatuses: unique(field("campaign_statuses")),
    adGroupStatuses: unique(field("ad_group_statuses")),
    adStatuses: unique(field("ad_statuses")),
    startDate: text(field("start_date")),
  });
}

/**
 * Returns a report with the windows of its text fields as numbers, which override those of earlier versions. Airbyte's form
 * can't store the number 0.
 */
function withDays(fields: JsonObject): JsonObject {
  const windows = ["click_window", "engagement_window", "view_window"].flatMap((name) => {
    const days = text(fields[name]);
    return days === undefined ? [] : [[`${name}_days`, Number(days)] as const];
  });
  return { ...fields, ...Object.fromEntries(windows) };
}

/** Returns the stream name of airbyte/source-pinterest 2, so that its tables stay in use: `custom__my_report` for `MyReport`. */
function streamNameOf({ name }: JsonObject): string {
  return `custom_${text(name) ?? ""}`.replace(/[A-Z]/gu, "_$&").toLowerCase();
}

/** The only level that supports a targeting type. */
const onlyLevels: ReadonlyMap<string, string> = new Map([
  ["MEDIA_TYPE", "PRODUCT_ITEM_TARGETING"],
  ["AUDIENCE_MULTIPLIER", "CAMPAIGN_TARGETING"],
]);

function targetingProblems({ level, targetingTypes }: CustomReport): readonly string[] {
  if (targetingTypes.length > 0 && !level.endsWith("_TARGETING"))
    return ["only levels that end in _TARGETING have breakdowns"];
  return targetingTypes.flatMap((type) => {
    const only = onlyLevels.get(type);
    return only === undefined || only === level ? [] : [`${type} needs the level ${only}`];
  });
}
