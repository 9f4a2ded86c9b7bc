import type { DayRange } from "../api/check-range.ts";
import { isObject, isStringArray, type Json, type JsonObject } from "../json.ts";
import { defaultAttribution } from "../metrics/attribution.ts";
import type { Granularity } from "../metrics/periods.ts";
import { levelOf, type ReportRequest } from "./request.ts";

/** The splits of a targeting template; the document doesn't say where a template has them. */
const splits = ["GENDER", "COUNTRY"];

/** Returns the request of a template's report for a date range. */
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
    filters: { minSpend: minSpendOf(template.filters_json) },
  };
}

/** Reads a template's filters, a JSON string. All templates of the world with filters have one, for the spend. */
function minSpendOf(text: Json | undefined): number | undefined {
  const filters: unknown = typeof text === "string" ? JSON.parse(text) : undefined;
  const [filter] = Array.isArray(filters) ? filters.filter(isObject) : [];
  return typeof filter?.value === "number" ? filter.value : undefined;
}
