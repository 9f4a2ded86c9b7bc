import type { JsonObject } from "../../base/json.ts";
import { metricColumns, reportColumns } from "../../pinterest/operations/columns.generated.ts";
import { joined } from "../derived-fields.ts";
import type { Stream } from "../stream.ts";

/** The API has reports for 914 days, 186 per request. One day less, for clock skew. */
export const usualDays = { daysBack: 913, maxDaysPerRequest: 186 };
/** The same for product items: 92 days, 31 per request. */
export const itemDays = { daysBack: 91, maxDaysPerRequest: 31 };

/** The targeting types that every level has and every app has access to, in lists for one report each. */
export const targetingTypes: readonly (readonly string[])[] = [
  ["APPTYPE", "GENDER", "AGE_BUCKET", "PLACEMENT", "COUNTRY"],
  ["LOCATION", "REGION", "GEO", "TARGETED_INTEREST", "PINNER_INTEREST"],
  ["AUDIENCE_INCLUDE", "KEYWORD"],
];

/**
 * Targeting types that the contract allows but no response is known of. They have a report of their own, so that its failure
 * takes nothing from the others.
 */
const optional = ["LOCAL_ADS_STORE_CODE"] as const;
/** A targeting type that no contract has. Campaigns and ad groups were recorded to have it where no types were requested. */
export const undocumented: readonly string[] = ["FEED_TYPE"];

/** Statuses of entities with metrics, at most six. By default, reports omit archived entities and their spend. */
const delivered = {
  campaign_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_group_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
  ad_statuses: ["APPROVED", "PAUSED", "PENDING", "REJECTED", "ADVERTISER_DISABLED", "ARCHIVED"],
  product_group_statuses: ["RUNNING", "PAUSED", "EXCLUDED", "ARCHIVED"],
} as const;

/** A level of aggregation, the entity of a row. */
export interface Level {
  readonly level: string;
  readonly what: string;
  /** The column with the ID of the level's entity. */
  readonly id: string;
  /** The filter by the status of the entity. */
  readonly filter?: keyof typeof delivered;
  /** The depth of the entity in the hierarchy: 1 campaign, 2 ad group, 3 ad. */
  readonly depth: 0 | 1 | 2 | 3;
  readonly days: DayLimits;
  /** Whether rows are by targeting value: the level's name ends in _TARGETING. */
  readonly byTargeting: boolean;
  /** Targeting types, in lists for one report each. */
  readonly targetingTypes: readonly (readonly string[])[];
  /** Further targeting types, in lists for one report each, which is skipped if it fails. */
  readonly optional?: readonly (readonly string[])[];
  /** Columns that separate rows of an entity in several ad groups, ads, or Pins. Not campaigns, since ad groups can move. */
  readonly splitBy?: readonly string[];
  /** The release that changed the key of its rows. */
  readonly keySince?: string;
  /** Columns that the API rejects at this level, according to the official connector. */
  readonly rejected?: RegExp;
}

/** How far back reports reach, and how many days one request covers. */
export type DayLimits = typeof usualDays | typeof itemDays;

const usual = { days: usualDays, targetingTypes, optional: [optional] } as const;
const withFeedType = { ...usual, optional: [optional, undocumented] } as const;
const columnsOfUsers = /^TOTAL_IMPRESSION_(?:FREQUENCY|USER)$/u;

const levels: Readonly<Record<string, Omit<Level, "level" | "byTargeting">>> = {
  ADVERTISER: { ...usual, what: "ad account", id: "AD_ACCOUNT_ID", depth: 0 },
  CAMPAIGN: {
    ...usual,
    what: "campaign",
    id: "CAMPAIGN_ID",
    filter: "campaign_statuses",
    depth: 1,
    optional: [[...optional, "AUDIENCE_MULTIPLIER"], undocumented],
  },
  AD_GROUP: { ...withFeedType, what: "ad group", id: "AD_GROUP_ID", filter: "ad_group_statuses", depth: 2 },
  PIN_PROMOTION: { ...usual, what: "ad", id: "PIN_PROMOTION_ID", filter: "ad_statuses", depth: 3 },
  KEYWORD: {
    ...usual,
    what: "keyword",
    id: "KEYWORD_ID",
    depth: 2,
    splitBy: ["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"],
    rejected: columnsOfUsers,
  },
  PRODUCT_GROUP: {
    ...usual,
    what: "promoted product group",
    id: "PRODUCT_GROUP_ID",
    filter: "product_group_statuses",
    depth: 2,
    // Part of the key of Fivetran's tables (its published schema, dbt_pinterest).
    splitBy: ["AD_GROUP_ID"],
    keySince: "0.4.0",
  },
  PRODUCT_ITEM: {
    what: "product item",
    id: "PRODUCT_ITEM_ID",
    depth: 2,
    splitBy: ["AD_GROUP_ID", "PIN_ID"],
    keySince: "0.4.0",
    days: itemDays,
    // Only product items have a media type.
    targetingTypes: [...targetingTypes, ["MEDIA_TYPE"]],
    rejected: /^(?:AD|PIN_PROMOTION)_(?:ID|NAME)$/u,
  },
};

/** Returns the status filter of a level, without which reports omit archived entities. */
export function statusesOf({ filter }: Level): JsonObject {
  return filter === undefined ? {} : { [filter]: delivered[filter] };
}

const suffix = "_TARGETING";

/** Returns the level with a name. @throws Error for an unknown name */
export function levelOf(level: string): Level {
  const byTargeting = level.endsWith(suffix);
  const known = levels[byTargeting ? level.slice(0, -suffix.length) : level];
  if (known === undefined) throw new Error(`There is no report level "${level}".`);
  return { level, byTargeting, ...known };
}

/** Returns the identifying columns and those of the synchronous operations that reports have at a level. */
export function columnsOf(
  { id, splitBy = [], byTargeting, rejected }: Level,
  wanted: readonly string[],
): readonly string[] {
  const known = new Set(reportColumns);
  const isRejected = (column: string) =>
    rejected?.test(column) === true || (byTargeting && columnsOfUsers.test(column));
  return [...new Set(["AD_ACCOUNT_ID", id, ...splitBy, ...(wanted.length === 0 ? metricColumns : wanted)])].filter(
    (column) => known.has(column) && !isRejected(column),
  );
}

/** Returns the key of a level's rows, without date and targeting. */
export function identityOf({
  id,
  splitBy,
  keySince,
}: Level): Pick<Stream, "derive" | "primaryKey" | "keyColumns" | "keySince"> {
  if (splitBy === undefined) return { primaryKey: [id] };
  const derived = { primaryKey: [id, "ROW_ID"], derive: { ROW_ID: joined(splitBy) }, keyColumns: splitBy } as const;
  return keySince === undefined ? derived : { ...derived, keySince };
}
