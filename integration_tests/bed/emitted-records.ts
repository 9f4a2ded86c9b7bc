import type { ReadOptions } from "../../simulator/expected/read-options.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { utcTimestamp } from "../../src/base/timestamps.ts";
import { words } from "../../test/words.ts";

/** Removes what PostgreSQL, among others, can't load, at any depth: U+0000 in text. */
export function asLoaded(value: Json | undefined): Json | undefined {
  if (typeof value === "string") return value.replaceAll("\0", "");
  if (typeof value !== "object" || value === null) return value;
  // Converts through JSON, which drops undefined members.
  return JSON.parse(JSON.stringify(value), (_, inner: Json) => (typeof inner === "object" ? inner : asLoaded(inner)));
}

/** The targeting types that the connector requests: all but those in beta. */
function targetingTypesOf(name: string): readonly string[] {
  const common = words(`
    KEYWORD APPTYPE GENDER LOCATION PLACEMENT COUNTRY TARGETED_INTEREST PINNER_INTEREST AUDIENCE_INCLUDE GEO
    AGE_BUCKET REGION
  `);
  if (name === "product_item_targeting_report") return [...common, "MEDIA_TYPE"];
  if (name === "campaign_targeting_analytics") return [...common, "CREATIVE_TYPE", "AUDIENCE_MULTIPLIER"];
  if (name === "campaign_targeting_report") return [...common, "LOCAL_ADS_STORE_CODE", "AUDIENCE_MULTIPLIER"];
  if (name.endsWith("_targeting_report")) return [...common, "LOCAL_ADS_STORE_CODE"];
  return name === "ad_targeting_analytics" ? [...common, "QUIZ_RESULT"] : common;
}

/** Text columns that can contain a list or an object. */
const textColumns: Readonly<Record<string, readonly string[]>> = {
  report_templates: ["attribution_type", "sort_by"],
  schedules: ["delta_value"],
};

function withTexts(name: string, record: JsonObject): JsonObject {
  const structures = (textColumns[name] ?? []).filter((field) => typeof record[field] === "object");
  return { ...record, ...Object.fromEntries(structures.map((field) => [field, JSON.stringify(record[field])])) };
}

/** Returns an audience whose rule has one type per field, although the versions of the API differ. */
function withRule({ rule, ...record }: JsonObject): JsonObject {
  if (!isObject(rule)) return { ...record, rule };
  const { percentage, visitor_source_id: source } = rule;
  return {
    ...record,
    rule: {
      ...rule,
      ...(percentage === undefined ? {} : { percentage: Number(percentage) }),
      ...(typeof source === "string" ? { visitor_source_id: [source] } : {}),
    },
  };
}

/**
 * Returns a stream's expected records in emitted form: only requested columns, structures in text columns as JSON, one type
 * per field, and catalog times as the official connector declares them, in UTC without a time zone.
 */
export function emittedRecords(
  { expectedRecords }: { readonly expectedRecords: (stream: string, options: ReadOptions) => readonly JsonObject[] },
  name: string,
  options: ReadOptions,
): readonly JsonObject[] {
  const records = expectedRecords(name, { targetingTypes: targetingTypesOf(name), ...options });
  if (name === "audiences" || name === "business_shared_audiences") return records.map(withRule);
  if (name in textColumns) return records.map((record) => withTexts(name, record));
  if (!["catalogs", "catalogs_feeds", "catalogs_feed_processing_results"].includes(name)) return records;
  return records.map((record) => ({
    ...record,
    created_at: utcTimestamp(asText(record.created_at)) ?? null,
    updated_at: utcTimestamp(asText(record.updated_at)) ?? null,
  }));
}
