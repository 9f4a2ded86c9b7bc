import { bodyRange, checkRange, type DayRange, type RangeLimits } from "../api/check-range.ts";
import { invalidParameter } from "../errors.ts";
import { asText, isStringArray, type JsonObject } from "../json.ts";
import { type Attribution, attributionOf, defaultAttribution } from "../metrics/attribution.ts";
import { type Granularity, granularityOf } from "../metrics/periods.ts";
import { type Level, levelNamed } from "../metrics/subjects.ts";

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
}

/** The parameters with the statuses of each level's entities. */
export const statusParameters = {
  CAMPAIGN: "campaign_statuses",
  AD_GROUP: "ad_group_statuses",
  PIN_PROMOTION: "ad_statuses",
  PRODUCT_GROUP: "product_group_statuses",
} as const;

/** The statuses to report, by level. */
export type ReportFilters = Readonly<Partial<Record<keyof typeof statusParameters, readonly string[] | undefined>>>;

/** Validates a report request. @throws ApiError if it exceeds a limit */
export function readReport(body: JsonObject, today: number): ReportRequest {
  const { level, targeting } = levelOf(asText(body.level));
  const granularity = granularityOf(body.granularity);
  const { start, end } = bodyRange(body);
  checkRange(start, end, today, limitsOf(level, granularity));
  const columns = [...new Set(texts(body, "columns"))];
  if (columns.length === 0) throw invalidParameter("columns is required.");
  const targetingTypes = texts(body, "targeting_types");
  checkColumns(level, targeting, columns);
  if (targeting !== (targetingTypes !== undefined)) {
    throw invalidParameter("targeting_types are required for TARGETING levels and only allowed there.");
  }
  if (targetingTypes?.includes("MEDIA_TYPE") === true && level !== "PRODUCT_ITEM") {
    throw invalidParameter("The targeting type MEDIA_TYPE is only for the level PRODUCT_ITEM_TARGETING.");
  }
  if (targetingTypes?.includes("AUDIENCE_MULTIPLIER") === true && level !== "CAMPAIGN") {
    throw invalidParameter("The targeting type AUDIENCE_MULTIPLIER is only for the level CAMPAIGN_TARGETING.");
  }
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
    filters: {
      CAMPAIGN: texts(body, statusParameters.CAMPAIGN),
      AD_GROUP: texts(body, statusParameters.AD_GROUP),
      PIN_PROMOTION: texts(body, statusParameters.PIN_PROMOTION),
      PRODUCT_GROUP: texts(body, statusParameters.PRODUCT_GROUP),
    },
  };
}

/** The splits of a targeting template; the document doesn't say where a template has them. */
const templateSplits = ["GENDER", "COUNTRY"];

/** Returns the request of a template's report for a date range. */
export function templateRequest(template: JsonObject, days: DayRange, granularity: Granularity): ReportRequest {
  const { level, targeting } = levelOf(asText(template.report_level));
  return {
    level,
    targetingTypes: targeting ? templateSplits : undefined,
    ...days,
    granularity,
    columns: texts(template, "columns") ?? [],
    attribution: defaultAttribution,
    filters: {},
  };
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

function admits(level: Level, targeting: boolean, column: string): boolean {
  if (ofPeople.includes(column)) return !targeting && level !== "KEYWORD";
  return level !== "PRODUCT_ITEM" || !ofAds.test(column);
}

function checkColumns(level: Level, targeting: boolean, columns: readonly string[]): void {
  const rejected = columns.find((column) => !admits(level, targeting, column));
  if (rejected === undefined) return;
  const name = `${level}${targeting ? "_TARGETING" : ""}`;
  throw invalidParameter(`The column ${rejected} is not allowed for the level ${name}.`);
}

function texts(body: JsonObject, name: string): readonly string[] | undefined {
  const value = body[name];
  return isStringArray(value) ? value : undefined;
}
