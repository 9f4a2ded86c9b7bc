import { asText, type Json, type JsonObject } from "../json.ts";
import { Measures, type Tally } from "./measures.ts";
import type { Subject } from "./subjects.ts";

/** Averages of counts per paid impression. Those of a group vary together, so that a part stays below its whole. */
interface CountGroup {
  /** What they vary by; the salt of the hash, by day. */
  readonly varies: "never" | "by ad" | { readonly salt: number };
  /** Whether only ads with a video have them. */
  readonly isOfVideo?: true;
  readonly perImpression: Readonly<Record<string, number>>;
}

/** Average clicks per paid impression. */
export const clickRate = 0.02;

export const clickSalt = 102;

/** What the page of `npm start`, recipes, and examples show, at rates that make it look alive. Rows lack all other columns. */
export const countGroups: readonly CountGroup[] = [
  {
    varies: "never",
    perImpression: { IMPRESSION_1: 1, IMPRESSION_2: 0.1, TOTAL_IMPRESSION_USER: 0.7 },
  },
  // Micro-units of the currency.
  { varies: "by ad", perImpression: { SPEND_IN_MICRO_DOLLAR: 6_500 } },
  {
    varies: { salt: clickSalt },
    perImpression: {
      CLICKTHROUGH_1: clickRate,
      CLICKTHROUGH_2: 0.1 * clickRate,
      OUTBOUND_CLICK_1: 0.7 * clickRate,
      OUTBOUND_CLICK_2: 0.05 * clickRate,
      ENGAGEMENT_1: 2.2 * clickRate,
      ENGAGEMENT_2: 0.2 * clickRate,
    },
  },
  {
    varies: { salt: 105 },
    isOfVideo: true,
    perImpression: {
      VIDEO_MRC_VIEWS_1: 0.33,
      TOTAL_VIDEO_P0_COMBINED: 0.5,
      TOTAL_VIDEO_P25_COMBINED: 0.32,
      TOTAL_VIDEO_P50_COMBINED: 0.22,
      TOTAL_VIDEO_P75_COMBINED: 0.17,
      TOTAL_VIDEO_P100_COMPLETE: 0.05,
    },
  },
];

/** The kinds of conversions, their number per 100 clicks, and whether they have a value. They are counted by the action that led to them. */
export const conversionKinds: readonly { readonly kind: string; readonly rate: number; readonly hasValue?: true }[] = [
  { kind: "CHECKOUT", rate: 2, hasValue: true },
  { kind: "SIGNUP", rate: 2, hasValue: true },
  { kind: "ADD_TO_CART", rate: 6 },
  { kind: "LEAD", rate: 1.5 },
  { kind: "PAGE_VISIT", rate: 70 },
  { kind: "CUSTOM", rate: 3 },
];

/** The actions that lead to conversions, their attribution windows, and their conversions in relation to those of clicks. */
export const actions = [
  { name: "CLICK", window: "click", ratio: 1 },
  { name: "ENGAGEMENT", window: "engagement", ratio: 0.6 },
  { name: "VIEW", window: "view", ratio: 0.35 },
] as const;

/** What is counted of an action: each kind of conversion, followed by its value if it has one. */
const conversionCounts = conversionKinds.flatMap(({ kind, hasValue }) =>
  hasValue === true ? [kind, `${kind}_VALUE_IN_MICRO_DOLLAR`] : [kind],
);

const conversions = actions.flatMap(({ name }) => conversionCounts.map((count) => `TOTAL_${name}_${count}`));

/** What ads count. Conversions are first. */
export const adMeasures = new Measures(
  [...conversions, ...countGroups.flatMap(({ perImpression }) => Object.keys(perImpression))],
  {
    ...Object.fromEntries(
      conversionCounts.map((of) => [`TOTAL_${of}`, actions.map(({ name }) => `TOTAL_${name}_${of}`).join(" + ")]),
    ),
    TOTAL_CONVERSIONS: conversionKinds.map(({ kind }) => `TOTAL_${kind}`).join(" + "),
    ...Object.fromEntries(
      ["IMPRESSION", "CLICKTHROUGH", "ENGAGEMENT"].map((name) => [`TOTAL_${name}`, `${name}_1 + ${name}_2`]),
    ),
    SPEND_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR / 1000000",
    PAID_IMPRESSION: "IMPRESSION_1",
    CPC_IN_MICRO_DOLLAR: "SPEND_IN_MICRO_DOLLAR / CLICKTHROUGH_1",
    CTR: "CLICKTHROUGH_1 / IMPRESSION_1",
    ECTR: "TOTAL_CLICKTHROUGH / TOTAL_IMPRESSION",
    ENGAGEMENT_RATE: "ENGAGEMENT_1 / IMPRESSION_1",
    TOTAL_IMPRESSION_FREQUENCY: "TOTAL_IMPRESSION / TOTAL_IMPRESSION_USER",
    CHECKOUT_ROAS: "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / SPEND_IN_MICRO_DOLLAR",
  },
);

/** The counts that rows have even if they are 0. Recorded rows without clicks lack the sums and quotients of clicks. */
const alwaysShown = new Set(
  countGroups.flatMap(({ isOfVideo, perImpression }) => (isOfVideo === true ? [] : Object.keys(perImpression))),
);

/** Returns the function of a metric's value, which is undefined if the API omits it; undefined for an unknown column. */
export function metricOf(column: string): ((tally: Tally) => number | undefined) | undefined {
  const value = adMeasures.metric(column);
  if (value === undefined || alwaysShown.has(column)) return value;
  return (tally) => value(tally) || undefined;
}

const conversionNames = new Set(conversions);

export function isConversion(column: string): boolean {
  return adMeasures.countsOf(column).some((name) => conversionNames.has(name));
}

/** Returns the value of a descriptive column. */
type Attribute = (subject: Subject) => Json | undefined;

/** The descriptive columns. IDs are strings here and numbers in the API's JSON. */
const attributes: Readonly<Record<string, Attribute>> = {
  AD_ACCOUNT_ID: ({ adAccount }) => adAccount.id,
  ADVERTISER_ID: ({ adAccount }) => adAccount.id,
  CAMPAIGN_ID: ({ campaign }) => campaign?.id,
  CAMPAIGN_NAME: ({ campaign }) => campaign?.record.name,
  CAMPAIGN_OBJECTIVE_TYPE: ({ campaign }) => campaign?.objective,
  CAMPAIGN_ENTITY_STATUS: ({ campaign }) => campaign?.status,
  // As of the request. 0 means none.
  CAMPAIGN_DAILY_SPEND_CAP: ({ campaign }) => campaign && (campaign.record.daily_spend_cap ?? 0),
  CAMPAIGN_LIFETIME_SPEND_CAP: ({ campaign }) => campaign && (campaign.record.lifetime_spend_cap ?? 0),
  AD_GROUP_ID: ({ adGroup }) => adGroup?.id,
  AD_GROUP_NAME: ({ adGroup }) => adGroup?.record.name,
  AD_GROUP_ENTITY_STATUS: ({ adGroup }) => adGroup?.status,
  PIN_PROMOTION_ID: ({ ad }) => ad?.id,
  AD_ID: ({ ad }) => ad?.id,
  PIN_ID: ({ ad, pinId }) => ad?.pinId ?? pinId,
  PRODUCT_GROUP_ID: ({ promotion, productGroupId }) => productGroupId ?? promotion?.id,
  PRODUCT_ITEM_ID: ({ item }) => item?.id,
  KEYWORD_ID: ({ keyword }) => keyword?.id,
};

export function attributeOf(column: string): Attribute | undefined {
  return attributes[column];
}

const statusColumns = ["CAMPAIGN_ENTITY_STATUS", "AD_GROUP_ENTITY_STATUS"] as const;

/** Statuses, of which synchronous analytics have the number, from 1. Only that of ACTIVE is known. */
const statuses = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];

/** Returns the columns of statuses as numbers, as far as a row has them. */
export function numberedStatuses(values: JsonObject): Readonly<Record<string, number>> {
  const present = statusColumns.filter((name) => name in values);
  return Object.fromEntries(present.map((name) => [name, statuses.indexOf(asText(values[name])) + 1]));
}
