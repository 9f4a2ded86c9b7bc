import { bodyRange, checkRange, type DayRange, type RangeLimits } from "../api/check-range.ts";
import { valuesOf } from "../contract.ts";
import { invalidParameter } from "../errors.ts";
import { notOneOf } from "../http/parameters.ts";
import { asText, type Json, type JsonObject, textsIn } from "../json.ts";
import { type Attribution, attributionOf, defaultAttribution } from "../metrics/attribution.ts";
import { type Granularity, granularityOf } from "../metrics/periods.ts";
import { type Level, levelNamed } from "../metrics/subjects.ts";
import type { Settings } from "../settings.ts";

/** A validated report request. */
export interface ReportRequest {
  readonly level: Level;
  readonly targetingTypes: readonly string[] | undefined;
  readonly start: number;
  readonly end: number;
  readonly granularity: Granularity;
  readonly columns: readonly string[];
  readonly attribution: Attribution;
  readonly filters: ReportFilters;
  readonly isCsv?: boolean;
}

/** The parameters with the statuses of each level's entities. */
export const statusParameters = {
  CAMPAIGN: "campaign_statuses",
  AD_GROUP: "ad_group_statuses",
  PIN_PROMOTION: "ad_statuses",
  PRODUCT_GROUP: "product_group_statuses",
} as const;

/** The statuses to report, by level. */
type ReportFilters = Readonly<Partial<Record<keyof typeof statusParameters, readonly string[] | undefined>>>;

/** Validates a report request. @throws ApiError if it exceeds a limit */
export function readReport(body: JsonObject, today: number, { feed_type }: Settings): ReportRequest {
  const { level, targeting } = levelOf(asText(body.level));
  const granularity = granularityOf(body.granularity);
  const { start, end } = bodyRange(body);
  checkRange(start, end, today, limitsOf(level, granularity));
  const columns = [...new Set(textsIn(body.columns))];
  if (columns.length === 0) throw invalidParameter("columns is required.");
  const named = textsIn(body.targeting_types);
  checkColumns(level, targeting, columns);
  if (!targeting && named !== undefined) {
    throw invalidParameter("targeting_types are only allowed for TARGETING levels.");
  }
  if (named?.includes("FEED_TYPE") === true && feed_type === "rejected") {
    throw invalidParameter(notOneOf("targeting_types", "FEED_TYPE", targetingTypesOf()));
  }
  const targetingTypes = targeting ? (named ?? unaskedTypes(level)) : undefined;
  for (const type of targetingTypes ?? [])
    if (!isOfLevel(type, level))
      throw invalidParameter(`The targeting type ${type} is only for the level ${typesOfLevels[type]}_TARGETING.`);
  if (level === "PRODUCT_ITEM" && body.ad_statuses !== undefined) {
    throw invalidParameter("ad_statuses are not allowed for product items.");
  }
  return {
    level,
    targetingTypes,
    start,
    end,
    granularity,
    columns,
    attribution: attributionOf((name) => body[name]),
    filters: Object.fromEntries(Object.entries(statusParameters).map(([of, name]) => [of, textsIn(body[name])])),
  };
}

const targetingTypesOf = () =>
  valuesOf("analytics/create_report", "targeting_types").filter((type) => type !== "FEED_TYPE");

/** The types of a report for which none are requested: also one that the document doesn't have, as recorded. */
function unaskedTypes(level: Level): readonly string[] {
  return [...targetingTypesOf().filter((type) => isOfLevel(type, level)), "FEED_TYPE"];
}

/** The targeting types of a single level. */
const typesOfLevels: Readonly<Record<string, Level>> = { MEDIA_TYPE: "PRODUCT_ITEM", AUDIENCE_MULTIPLIER: "CAMPAIGN" };

const isOfLevel = (type: string, level: Level) => (typesOfLevels[type] ?? level) === level;

/** The splits of a targeting template; the document doesn't say where a template has them. */
const templateSplits = ["GENDER", "COUNTRY"];

/** Returns the request of a template's report for a date range. */
export function templateRequest(
  template: JsonObject,
  days: DayRange,
  granularity: Granularity,
  files: Settings["template_files"],
): ReportRequest {
  const hasIds = /^(?:CAMPAIGN|AD_GROUP)/u.test(asText(template.report_level));
  const isCsv = template.report_format === "CSV" || (files === "csv" && hasIds);
  const { targeting } = levelOf(asText(template.report_level));
  const targetingTypes = targeting ? templateSplits : undefined;
  return { ...unfiltered(template.report_level, template.columns), isCsv, targetingTypes, ...days, granularity };
}

/** Returns a marketing mix model report as an ads report, as far as is known. */
export function mixRequest(body: JsonObject): ReportRequest {
  const targetingTypes = textsIn(body.targeting_types) ?? [];
  const granularity = granularityOf(body.granularity);
  return { ...unfiltered(body.level, body.columns), targetingTypes, ...bodyRange(body), granularity };
}

function unfiltered(level: Json | undefined, columns: Json | undefined) {
  const attribution = defaultAttribution;
  return { level: levelOf(asText(level)).level, columns: textsIn(columns) ?? [], attribution, filters: {} };
}

/** Returns the level of a report, and whether it is split by targeting. */
export function levelOf(text: string): { readonly level: Level; readonly targeting: boolean } {
  const [, name = "", targeting] = /^(.*?)(_TARGETING)?$/u.exec(text) ?? [];
  const level = levelNamed(name);
  if (level === undefined) throw new Error(`The document has changed: unknown level ${text}`);
  return { level, targeting: targeting !== undefined };
}

function limitsOf(level: Level, granularity: Granularity): RangeLimits {
  if (granularity === "HOUR") return { back: 8, days: 3 };
  return level === "PRODUCT_ITEM" ? { back: 92, days: 31 } : { back: 914, days: 186 };
}

/** Unique users, which can't be split by targeting. */
const ofPeople: readonly string[] = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];

/** "Any columns related to pin promotion and ad is not allowed" (Pinterest's document, about product items). */
const ofAds = /^(?:AD|PIN_PROMOTION)_(?:ID|NAME|STATUS)$/u;

function checkColumns(level: Level, targeting: boolean, columns: readonly string[]): void {
  const rejected = columns.find((column) =>
    ofPeople.includes(column) ? targeting || level === "KEYWORD" : level === "PRODUCT_ITEM" && ofAds.test(column),
  );
  if (rejected !== undefined) throw invalidParameter(`The column ${rejected} is not allowed for the level ${level}.`);
}
