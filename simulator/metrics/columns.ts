import type { Json } from "../json.ts";
import { Measures, type Tally } from "./measures.ts";
import type { Subject } from "./subjects.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "./summary.ts";

/** Averages of counts per paid impression. Those of a group vary together, so that a part stays below its whole. */
interface CountGroup {
  readonly varies: "never" | "by ad" | "by day";
  /** Whether only ads with a video have them. */
  readonly isOfVideo?: true;
  readonly perImpression: Readonly<Record<string, number>>;
}

const perClick = {
  CLICKTHROUGH_1: 1,
  CLICKTHROUGH_2: 0.1,
  CLICKTHROUGH_1_GROSS: 1.05,
  OUTBOUND_CLICK_1: 0.7,
  OUTBOUND_CLICK_2: 0.05,
  ENGAGEMENT_1: 2.2,
  ENGAGEMENT_2: 0.2,
  WEB_SESSIONS_1: 0.6,
  WEB_SESSIONS_2: 0.05,
  COLLECTION_PIN_ITEM_CLICKTHROUGH_1: 0.25,
  COLLECTION_PIN_ITEM_CLICKTHROUGH_2: 0.025,
  LEADS: 0.01,
};

/** Average clicks per paid impression. */
export const clickRate = 0.02;

export const clickGroup: CountGroup = {
  varies: "by day",
  perImpression: Object.fromEntries(Object.entries(perClick).map(([name, rate]) => [name, rate * clickRate])),
};

/** Micro-units of the currency per paid impression. */
const price = 6_500;

export const countGroups: readonly CountGroup[] = [
  {
    varies: "never",
    perImpression: {
      IMPRESSION_1: 1,
      IMPRESSION_2: 0.1,
      IMPRESSION_1_GROSS: 1.02,
      TOTAL_IMPRESSION_USER: 0.7,
      COLLECTION_PIN_ITEM_IMPRESSION_1: 0.25,
      COLLECTION_PIN_ITEM_IMPRESSION_2: 0.025,
    },
  },
  { varies: "by ad", perImpression: { SPEND_IN_MICRO_DOLLAR: price } },
  clickGroup,
  { varies: "by day", perImpression: { REPIN_1: 0.005, REPIN_2: 0.0015 } },
  // No columns of reports: what some of them are computed from.
  { varies: "by ad", isOfVideo: true, perImpression: { SPEND_ON_VIDEO: price } },
  {
    varies: "by day",
    isOfVideo: true,
    perImpression: {
      WATCHED_MILLISECONDS: 2_700,
      TOTAL_VIDEO_P0_COMBINED: 0.5,
      VIDEO_P0_COMBINED_2: 0.05,
      VIDEO_3SEC_VIEWS_1: 0.38,
      VIDEO_3SEC_VIEWS_2: 0.04,
      VIDEO_MRC_VIEWS_1: 0.33,
      VIDEO_MRC_VIEWS_2: 0.03,
      TOTAL_VIDEO_P25_COMBINED: 0.32,
      VIDEO_P25_COMBINED_2: 0.03,
      TOTAL_VIDEO_P50_COMBINED: 0.22,
      VIDEO_P50_COMBINED_2: 0.02,
      TOTAL_VIDEO_P75_COMBINED: 0.17,
      VIDEO_P75_COMBINED_2: 0.015,
      VIDEO_15SEC_UNIQUE_VIEWS_1: 0.15,
      VIDEO_15SEC_UNIQUE_VIEWS_2: 0.012,
      TOTAL_VIDEO_P95_COMBINED: 0.07,
      VIDEO_P95_COMBINED_2: 0.006,
      TOTAL_VIDEO_P100_COMPLETE: 0.05,
      VIDEO_P100_COMPLETE_2: 0.005,
    },
  },
];

/** The conversions of 100 clicks, by kind. They are counted by the action that led to them. */
export const perHundredClicks: Readonly<Record<string, number>> = {
  CHECKOUT: 2,
  SIGNUP: 2,
  ADD_TO_CART: 6,
  LEAD: 1.5,
  PAGE_VISIT: 70,
  CUSTOM: 3,
};

/** The kinds of conversions with a value. */
export const kindsWithValue: readonly string[] = ["CHECKOUT", "SIGNUP"];

/** The actions that lead to conversions, their attribution windows, and their conversions in relation to those of clicks. */
export const actions = [
  { name: "CLICK", window: "click", ratio: 1 },
  { name: "ENGAGEMENT", window: "engagement", ratio: 0.6 },
  { name: "VIEW", window: "view", ratio: 0.35 },
] as const;

const worth = (name: string) => `${name}_VALUE_IN_MICRO_DOLLAR`;

/** The names of conversion counts of an action: each kind, followed by its value if it has one. */
export function conversionsAfter(action: string): readonly string[] {
  return Object.keys(perHundredClicks).flatMap((kind) => {
    const name = `TOTAL_${action}_${kind}`;
    return kindsWithValue.includes(kind) ? [name, worth(name)] : [name];
  });
}

const ofActions = (suffix: string) => actions.map(({ name }) => `TOTAL_${name}_${suffix}`).join(" + ");

/** Sums of the paid and the earned count of a column. */
const bothKinds = Object.fromEntries(
  "WEB_SESSIONS VIDEO_3SEC_VIEWS VIDEO_MRC_VIEWS VIDEO_15SEC_UNIQUE_VIEWS ENGAGEMENT IMPRESSION COLLECTION_PIN_ITEM_IMPRESSION COLLECTION_PIN_ITEM_CLICKTHROUGH CLICKTHROUGH"
    .split(" ")
    .map((name) => [`TOTAL_${name}`, `${name}_1 + ${name}_2`]),
);

/** All conversions happen on the web. */
const ofConversions: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.keys(perHundredClicks).map((kind) => [`TOTAL_${kind}`, ofActions(kind)])),
  ...Object.fromEntries(kindsWithValue.map((kind) => [worth(`TOTAL_${kind}`), ofActions(worth(kind))])),
  ...Object.fromEntries(
    actions.flatMap(({ name: action }) =>
      ["CHECKOUT", worth("CHECKOUT")].map((name) => [`TOTAL_WEB_${action}_${name}`, `TOTAL_${action}_${name}`]),
    ),
  ),
  TOTAL_CONVERSIONS: "TOTAL_CHECKOUT + TOTAL_PAGE_VISIT + TOTAL_SIGNUP + TOTAL_LEAD + TOTAL_ADD_TO_CART + TOTAL_CUSTOM",
  TOTAL_WEB_CHECKOUT: "TOTAL_CHECKOUT",
  TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR: "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR",
  INAPP_SKAN_APP_INSTALL: "TOTAL_CLICK_CUSTOM",
  INAPP_SKAN_APP_INSTALL_COST_PER_ACTION: "SPEND_IN_MICRO_DOLLAR / TOTAL_CLICK_CUSTOM × 0.000001",
  PAGE_VISIT_COST_PER_ACTION: "SPEND_IN_MICRO_DOLLAR / TOTAL_PAGE_VISIT × 0.000001",
  WEB_CHECKOUT_COST_PER_ACTION: "SPEND_IN_MICRO_DOLLAR / TOTAL_CHECKOUT × 0.000001",
  CHECKOUT_ROAS: "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / SPEND_IN_MICRO_DOLLAR",
  WEB_CHECKOUT_ROAS: "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR / SPEND_IN_MICRO_DOLLAR",
  TOTAL_CHECKOUT_CONVERSION_RATE: "TOTAL_CHECKOUT / TOTAL_CLICKTHROUGH",
  TOTAL_ADD_TO_CART_CONVERSION_RATE: "TOTAL_ADD_TO_CART / TOTAL_CLICKTHROUGH",
  TOTAL_SIGNUP_CONVERSION_RATE: "TOTAL_SIGNUP / TOTAL_CLICKTHROUGH",
  TOTAL_PAGE_VISIT_CONVERSION_RATE: "TOTAL_PAGE_VISIT / TOTAL_CLICKTHROUGH",
  TOTAL_LEAD_CONVERSION_RATE: "TOTAL_LEAD / TOTAL_CLICKTHROUGH",
  TOTAL_CUSTOM_CONVERSION_RATE: "TOTAL_CUSTOM / TOTAL_CLICKTHROUGH",
};

const counts = countGroups.flatMap(({ perImpression }) => Object.keys(perImpression));
const conversions = actions.flatMap(({ name }) => conversionsAfter(name));

/** What ads count. */
export const adMeasures = new Measures([...counts, ...conversions], {
  ...bothKinds,
  ...ofConversions,
  SPEND_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR × 0.000001",
  PAID_IMPRESSION: "IMPRESSION_1",
  CPC_IN_MICRO_DOLLAR: "SPEND_IN_MICRO_DOLLAR / CLICKTHROUGH_1",
  ECPC_IN_MICRO_DOLLAR: "SPEND_IN_MICRO_DOLLAR / TOTAL_CLICKTHROUGH",
  ECPC_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR / TOTAL_CLICKTHROUGH × 0.000001",
  CTR: "CLICKTHROUGH_1 / IMPRESSION_1",
  ECTR: "TOTAL_CLICKTHROUGH / TOTAL_IMPRESSION",
  CTR_2: "CLICKTHROUGH_2 / IMPRESSION_2",
  OUTBOUND_CTR_1: "OUTBOUND_CLICK_1 / IMPRESSION_1",
  OUTBOUND_CTR: "OUTBOUND_CLICK_1 + OUTBOUND_CLICK_2 / TOTAL_IMPRESSION",
  ECPE_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR / TOTAL_ENGAGEMENT × 0.000001",
  ENGAGEMENT_RATE: "ENGAGEMENT_1 / IMPRESSION_1",
  EENGAGEMENT_RATE: "TOTAL_ENGAGEMENT / TOTAL_IMPRESSION",
  ECPM_IN_MICRO_DOLLAR: "SPEND_IN_MICRO_DOLLAR / TOTAL_IMPRESSION × 1000",
  CPM_IN_MICRO_DOLLAR: "SPEND_IN_MICRO_DOLLAR / IMPRESSION_1 × 1000",
  CPM_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR / IMPRESSION_1 × 0.001",
  REPIN_RATE: "REPIN_1 / IMPRESSION_1",
  TOTAL_REPIN_RATE: "REPIN_1 + REPIN_2 / TOTAL_IMPRESSION",
  TOTAL_IMPRESSION_FREQUENCY: "TOTAL_IMPRESSION / TOTAL_IMPRESSION_USER",
  COST_PER_OUTBOUND_CLICK: "SPEND_IN_MICRO_DOLLAR / OUTBOUND_CLICK_1 + OUTBOUND_CLICK_2",
  COST_PER_OUTBOUND_CLICK_IN_DOLLAR: "SPEND_IN_MICRO_DOLLAR / OUTBOUND_CLICK_1 + OUTBOUND_CLICK_2 × 0.000001",
  COST_PER_OUTBOUND_CLICK_IN_DOLLAR_1: "SPEND_IN_MICRO_DOLLAR / OUTBOUND_CLICK_1 × 0.000001",
  COST_PER_LEAD: "SPEND_IN_MICRO_DOLLAR / LEADS × 0.000001",
  PAID_VIDEO_VIEWABLE_RATE: "VIDEO_MRC_VIEWS_1 / TOTAL_VIDEO_P0_COMBINED",
  TOTAL_VIDEO_AVG_WATCHTIME_IN_SECOND: "WATCHED_MILLISECONDS / TOTAL_VIDEO_P0_COMBINED × 0.001",
  VIDEO_SPEND_IN_DOLLAR: "SPEND_ON_VIDEO × 0.000001",
  ECPV_IN_DOLLAR: "SPEND_ON_VIDEO / TOTAL_VIDEO_MRC_VIEWS × 0.000001",
  ECPCV_IN_DOLLAR: "SPEND_ON_VIDEO / TOTAL_VIDEO_P100_COMPLETE × 0.000001",
  ECPCV_P95_IN_DOLLAR: "SPEND_ON_VIDEO / TOTAL_VIDEO_P95_COMBINED × 0.000001",
});

/** The counts that rows have even if they are 0. Recorded rows without clicks lack the sums and quotients of clicks. */
const alwaysShown = new Set(
  `SPEND_IN_MICRO_DOLLAR IMPRESSION_1 IMPRESSION_2 IMPRESSION_1_GROSS TOTAL_IMPRESSION_USER CLICKTHROUGH_1 CLICKTHROUGH_2
  CLICKTHROUGH_1_GROSS OUTBOUND_CLICK_1 OUTBOUND_CLICK_2 ENGAGEMENT_1 ENGAGEMENT_2 REPIN_1 REPIN_2`.split(/\s+/u),
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

/** Returns the value of a descriptive column. `now` in seconds. */
type Attribute = (subject: Subject, now: number) => Json | undefined;

const nameOf: Attribute = ({ ad }) => (ad === undefined || ad.unnamed ? undefined : ad.name);
const adStatus: Attribute = ({ ad }) => ad && adSummaryOf(ad);

/** All descriptive columns. IDs are strings here and numbers in the API's JSON. */
const attributes: Readonly<Record<string, Attribute>> = {
  AD_ACCOUNT_ID: ({ adAccount }) => adAccount.id,
  ADVERTISER_ID: ({ adAccount }) => adAccount.id,
  CAMPAIGN_ID: ({ campaign }) => campaign?.id,
  CAMPAIGN_NAME: ({ campaign }) => campaign?.name,
  CAMPAIGN_ENTITY_STATUS: ({ campaign }) => campaign?.status,
  CAMPAIGN_STATUS: ({ campaign }, now) => campaign && summaryOf(campaign, now),
  CAMPAIGN_OBJECTIVE_TYPE: ({ campaign }) => campaign?.objective,
  CAMPAIGN_LIFETIME_SPEND_CAP: ({ campaign }) => campaign?.lifetimeCap,
  CAMPAIGN_DAILY_SPEND_CAP: ({ campaign }) => campaign?.dailyCap ?? undefined,
  CAMPAIGN_BUDGET_OPTIMIZATION: ({ campaign }) => campaign?.budgetOptimization ?? undefined,
  AD_GROUP_ID: ({ adGroup }) => adGroup?.id,
  AD_GROUP_NAME: ({ adGroup }) => adGroup?.name,
  AD_GROUP_ENTITY_STATUS: ({ adGroup }) => adGroup?.status,
  AD_GROUP_STATUS: ({ adGroup }, now) => adGroup && summaryOf(adGroup, now),
  AD_GROUP_BUDGET_TYPE: ({ adGroup }) => adGroup && "DAILY",
  AD_GROUP_BUDGET_IN_LOCAL_CURRENCY: ({ adGroup }) => (adGroup?.budget ? adGroup.budget / 1_000_000 : undefined),
  PIN_PROMOTION_ID: ({ ad }) => ad?.id,
  AD_ID: ({ ad }) => ad?.id,
  AD_NAME: nameOf,
  PIN_PROMOTION_NAME: nameOf,
  AD_STATUS: adStatus,
  PIN_PROMOTION_STATUS: adStatus,
  PIN_ID: ({ ad }) => ad?.pinId,
  PRODUCT_GROUP_ID: ({ promotion }) => promotion?.id,
  PRODUCT_GROUP_STATUS: ({ promotion }) => promotion && promotionSummaryOf(promotion),
  PRODUCT_ITEM_NAME: ({ item }) => item?.name,
  PRODUCT_ITEM_BRAND: ({ item }) => item?.brand ?? undefined,
  PRODUCT_ITEM_PRICE: ({ item }) => item?.price,
  PRODUCT_ITEM_CURRENCY: ({ item, adAccount }) => item && adAccount.currency,
  PRODUCT_ITEM_ID: ({ item }) => item?.id,
  KEYWORD_ID: ({ keyword }) => keyword?.id,
};

export function attributeOf(column: string): Attribute | undefined {
  return attributes[column];
}
