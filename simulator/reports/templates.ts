import { isObject, isStringArray, type Json, type JsonObject } from "../../src/json.ts";
import type { DayRange } from "../api/pin-analytics.ts";
import { defaultAttribution } from "../metrics/attribution.ts";
import { type Granularity, isGranularity } from "../metrics/periods.ts";
import { levelOf, type MetricsFilter, type ReportRequest, readMetricsFilter } from "./request.ts";

/** What a template of a targeting level is split by: the document does not say where the template has it. */
const splits = ["GENDER", "COUNTRY"];

/** The report that a template makes of some days. */
export function templateRequest(template: JsonObject, days: DayRange, granularity: Granularity): ReportRequest {
  const { level, targeting } = levelOf(typeof template.report_level === "string" ? template.report_level : "");
  return {
    level,
    targetingTypes: targeting ? splits : undefined,
    start: days.start,
    end: days.end,
    granularity,
    columns: isStringArray(template.columns) ? template.columns : [],
    attribution: defaultAttribution,
    sort: "BY_ID",
    format: template.report_format === "CSV" ? "CSV" : "JSON",
    filters: { metrics: filtersOf(template.filters_json) },
  };
}

/** The granularity that a template has of its own. */
export function granularityOf({ granularity }: JsonObject): Granularity {
  return typeof granularity === "string" && isGranularity(granularity) ? granularity : "DAY";
}

/** A template has its filters as a text of JSON, with one value where a report has a list. */
function filtersOf(text: Json | undefined): readonly MetricsFilter[] {
  if (typeof text !== "string") return [];
  const filters: unknown = JSON.parse(text);
  return (Array.isArray(filters) ? filters : [])
    .filter(isObject)
    .map(({ field, operator, value }) => readMetricsFilter({ field, operator, values: [value ?? null] }));
}
