import type { Json } from "../../src/base/json.ts";
import { type actions, conversionKinds, type Measure, measureIndex, type Tally } from "./measures.ts";
import type { Subject } from "./subject.ts";
import { adSummaryOf, promotionSummaryOf, summaryOf } from "./summary.ts";

/** Returns the value of a counted column; undefined if the API omits it. */
type Metric = (tally: Tally) => number | undefined;

/** Returns the value of a descriptive column. `now` in seconds. */
type Attribute = (subject: Subject, now: number) => Json | undefined;

function count(...names: readonly Measure[]): (tally: Tally) => number {
  const indexes = names.map(measureIndex);
  return (tally) => {
    let total = 0;
    for (const index of indexes) total += tally[index] ?? 0;
    return total;
  };
}

/** A sum that is omitted if it is 0. */
function some(...names: readonly Measure[]): Metric {
  const value = count(...names);
  return (tally) => value(tally) || undefined;
}

/** A ratio times a factor, omitted if the denominator is 0. */
function ratio(numerator: (tally: Tally) => number, denominator: (tally: Tally) => number, factor = 1): Metric {
  return (tally) => {
    const divisor = denominator(tally);
    return divisor === 0 ? undefined : Math.round(((numerator(tally) * factor) / divisor) * 1_000_000) / 1_000_000;
  };
}

type Converted = (typeof conversionKinds)[number] | "CheckoutValue";
const converted = (kind: Converted) => count(`click${kind}`, `engagement${kind}`, `view${kind}`);
const spend = count("spend");
const dollars = (tally: Tally) => spend(tally) / 1_000_000;
const paid = count("impressionPaid");
const impressions = count("impressionPaid", "impressionEarned");
const clicks = count("clickPaid", "clickEarned");
const outbound = count("outboundPaid", "outboundEarned");
const saves = count("savePaid", "saveEarned");
const engagements = count("engagementPaid", "engagementEarned");
const checkouts = converted("Checkout");
const checkoutValue = converted("CheckoutValue");
const pageVisits = converted("PageVisit");
const signups = converted("Signup");
const leads = converted("Lead");
const carts = converted("AddToCart");
const customs = converted("Custom");
const conversions = (tally: Tally) =>
  checkouts(tally) + pageVisits(tally) + signups(tally) + leads(tally) + carts(tally) + customs(tally);
const videoStarts = count("videoStartPaid");

function unlessZero(value: Metric): Metric {
  return (tally) => value(tally) || undefined;
}

/** The web's share of checkouts. */
function webShare(value: (tally: Tally) => number): Metric {
  return (tally) => Math.floor(value(tally) * 0.75) || undefined;
}

/** The share of a collection's secondary items. */
function itemShare(value: (tally: Tally) => number): Metric {
  return (tally) => Math.floor(value(tally) / 4) || undefined;
}

/** Returns the columns of paid, earned, and all counts. */
function paidAndEarned(column: string, name: "session" | "videoView" | "video3" | "video15"): Record<string, Metric> {
  return {
    [`${column}_1`]: some(`${name}Paid`),
    [`${column}_2`]: some(`${name}Earned`),
    [`TOTAL_${column}`]: some(`${name}Paid`, `${name}Earned`),
  };
}

/** Returns the columns of a part of a video, which are missing for paid views alone. */
function watched(part: string, name: "videoStart" | "video3" | "videoHalf" | "video15" | "videoWhole") {
  return { [`VIDEO_${part}_2`]: some(`${name}Earned`), [`TOTAL_VIDEO_${part}`]: some(`${name}Paid`, `${name}Earned`) };
}

const deliveryMetrics: Readonly<Record<string, Metric>> = {
  SPEND_IN_MICRO_DOLLAR: spend,
  SPEND_IN_DOLLAR: dollars,
  PAID_IMPRESSION: paid,
  CPC_IN_MICRO_DOLLAR: ratio(spend, count("clickPaid")),
  ECPC_IN_MICRO_DOLLAR: ratio(spend, clicks),
  ECPC_IN_DOLLAR: ratio(dollars, clicks),
  CTR: ratio(count("clickPaid"), paid),
  // Recorded rows without clicks lack this column and the three others with `unlessZero` of clicks and engagements.
  ECTR: unlessZero(ratio(clicks, impressions)),
  OUTBOUND_CTR_1: ratio(count("outboundPaid"), paid),
  OUTBOUND_CTR: ratio(outbound, impressions),
  TOTAL_ENGAGEMENT: unlessZero(engagements),
  ENGAGEMENT_1: count("engagementPaid"),
  ENGAGEMENT_2: count("engagementEarned"),
  ECPE_IN_DOLLAR: ratio(dollars, engagements),
  ENGAGEMENT_RATE: unlessZero(ratio(count("engagementPaid"), paid)),
  EENGAGEMENT_RATE: ratio(engagements, impressions),
  ECPM_IN_MICRO_DOLLAR: ratio(spend, impressions, 1_000),
  CPM_IN_MICRO_DOLLAR: ratio(spend, paid, 1_000),
  CPM_IN_DOLLAR: ratio(dollars, paid, 1_000),
  REPIN_RATE: ratio(count("savePaid"), paid),
  TOTAL_REPIN_RATE: ratio(saves, impressions),
  CTR_2: ratio(count("clickEarned"), count("impressionEarned")),
  CLICKTHROUGH_1: count("clickPaid"),
  CLICKTHROUGH_2: count("clickEarned"),
  CLICKTHROUGH_1_GROSS: count("clickGross"),
  TOTAL_CLICKTHROUGH: unlessZero(clicks),
  REPIN_1: count("savePaid"),
  REPIN_2: count("saveEarned"),
  IMPRESSION_1: paid,
  IMPRESSION_2: count("impressionEarned"),
  IMPRESSION_1_GROSS: count("impressionGross"),
  TOTAL_IMPRESSION: impressions,
  TOTAL_IMPRESSION_USER: count("impressionUser"),
  TOTAL_IMPRESSION_FREQUENCY: ratio(impressions, count("impressionUser")),
  OUTBOUND_CLICK_1: count("outboundPaid"),
  OUTBOUND_CLICK_2: count("outboundEarned"),
  COST_PER_OUTBOUND_CLICK: ratio(spend, outbound),
  COST_PER_OUTBOUND_CLICK_IN_DOLLAR: ratio(dollars, outbound),
  COST_PER_OUTBOUND_CLICK_IN_DOLLAR_1: ratio(dollars, count("outboundPaid")),
  COLLECTION_PIN_ITEM_IMPRESSION_1: itemShare(paid),
  COLLECTION_PIN_ITEM_IMPRESSION_2: itemShare(count("impressionEarned")),
  TOTAL_COLLECTION_PIN_ITEM_IMPRESSION: itemShare(impressions),
  COLLECTION_PIN_ITEM_CLICKTHROUGH_1: itemShare(count("clickPaid")),
  COLLECTION_PIN_ITEM_CLICKTHROUGH_2: itemShare(count("clickEarned")),
  TOTAL_COLLECTION_PIN_ITEM_CLICKTHROUGH: itemShare(clicks),
  LEADS: some("lead"),
  COST_PER_LEAD: ratio(dollars, count("lead")),
  ...paidAndEarned("WEB_SESSIONS", "session"),
  ...paidAndEarned("VIDEO_3SEC_VIEWS", "video3"),
  ...paidAndEarned("VIDEO_15SEC_UNIQUE_VIEWS", "video15"),
  ...paidAndEarned("VIDEO_MRC_VIEWS", "videoView"),
  ...watched("P0_COMBINED", "videoStart"),
  ...watched("P25_COMBINED", "video3"),
  ...watched("P50_COMBINED", "videoHalf"),
  ...watched("P75_COMBINED", "video15"),
  ...watched("P95_COMBINED", "videoWhole"),
  ...watched("P100_COMPLETE", "videoWhole"),
  PAID_VIDEO_VIEWABLE_RATE: ratio(count("videoViewPaid"), count("videoStartPaid")),
  TOTAL_VIDEO_AVG_WATCHTIME_IN_SECOND: ratio(
    count("watchMilliseconds"),
    count("videoStartPaid", "videoStartEarned"),
    0.001,
  ),
  VIDEO_SPEND_IN_DOLLAR: (tally) => (videoStarts(tally) === 0 ? undefined : dollars(tally)),
  ECPV_IN_DOLLAR: ratio(dollars, count("videoViewPaid", "videoViewEarned")),
  ECPCV_IN_DOLLAR: ratio(dollars, count("videoWholePaid", "videoWholeEarned")),
  ECPCV_P95_IN_DOLLAR: ratio(dollars, count("videoWholePaid", "videoWholeEarned")),
};

const kindNames = {
  Checkout: "CHECKOUT",
  Signup: "SIGNUP",
  AddToCart: "ADD_TO_CART",
  Lead: "LEAD",
  PageVisit: "PAGE_VISIT",
  Custom: "CUSTOM",
} as const;

function conversionsAfter(action: (typeof actions)[number]): Record<string, Metric> {
  const name = action.toUpperCase();
  return {
    ...Object.fromEntries(
      conversionKinds.map((kind) => [`TOTAL_${name}_${kindNames[kind]}`, some(`${action}${kind}`)]),
    ),
    [`TOTAL_${name}_SIGNUP_VALUE_IN_MICRO_DOLLAR`]: some(`${action}SignupValue`),
    [`TOTAL_${name}_CHECKOUT_VALUE_IN_MICRO_DOLLAR`]: some(`${action}CheckoutValue`),
    [`TOTAL_WEB_${name}_CHECKOUT`]: webShare(count(`${action}Checkout`)),
    [`TOTAL_WEB_${name}_CHECKOUT_VALUE_IN_MICRO_DOLLAR`]: webShare(count(`${action}CheckoutValue`)),
  };
}

/** All conversion metrics, which grow until the attribution window ends. */
const conversionMetrics: Readonly<Record<string, Metric>> = {
  ...conversionsAfter("click"),
  ...conversionsAfter("engagement"),
  ...conversionsAfter("view"),
  TOTAL_CONVERSIONS: unlessZero(conversions),
  TOTAL_PAGE_VISIT: unlessZero(pageVisits),
  TOTAL_SIGNUP: unlessZero(signups),
  TOTAL_CHECKOUT: unlessZero(checkouts),
  TOTAL_CUSTOM: unlessZero(customs),
  TOTAL_LEAD: unlessZero(leads),
  TOTAL_SIGNUP_VALUE_IN_MICRO_DOLLAR: some("clickSignupValue", "engagementSignupValue", "viewSignupValue"),
  TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR: unlessZero(checkoutValue),
  INAPP_SKAN_APP_INSTALL: itemShare(customs),
  INAPP_SKAN_APP_INSTALL_COST_PER_ACTION: ratio(dollars, (tally) => Math.floor(customs(tally) / 4)),
  PAGE_VISIT_COST_PER_ACTION: ratio(dollars, pageVisits),
  CHECKOUT_ROAS: ratio(checkoutValue, spend),
  WEB_CHECKOUT_COST_PER_ACTION: ratio(dollars, (tally) => Math.floor(checkouts(tally) * 0.75)),
  WEB_CHECKOUT_ROAS: ratio((tally) => Math.floor(checkoutValue(tally) * 0.75), spend),
  TOTAL_WEB_CHECKOUT: webShare(checkouts),
  TOTAL_WEB_CHECKOUT_VALUE_IN_MICRO_DOLLAR: webShare(checkoutValue),
  TOTAL_CHECKOUT_CONVERSION_RATE: ratio(checkouts, clicks),
  TOTAL_ADD_TO_CART_CONVERSION_RATE: ratio(carts, clicks),
  TOTAL_SIGNUP_CONVERSION_RATE: ratio(signups, clicks),
  TOTAL_PAGE_VISIT_CONVERSION_RATE: ratio(pageVisits, clicks),
  TOTAL_LEAD_CONVERSION_RATE: ratio(leads, clicks),
  TOTAL_CUSTOM_CONVERSION_RATE: ratio(customs, clicks),
};

const statusOf = (entity: { readonly status: string } | undefined) => entity?.status;

/** All descriptive columns. IDs are strings here and numbers in the API's JSON. */
const attributes: Readonly<Record<string, Attribute>> = {
  AD_ACCOUNT_ID: ({ adAccount }) => adAccount.id,
  ADVERTISER_ID: ({ adAccount }) => adAccount.id,
  CAMPAIGN_ID: ({ campaign }) => campaign?.id,
  CAMPAIGN_NAME: ({ campaign }) => campaign?.name,
  CAMPAIGN_ENTITY_STATUS: ({ campaign }) => statusOf(campaign),
  CAMPAIGN_STATUS: ({ campaign }, now) => (campaign === undefined ? undefined : summaryOf(campaign, now)),
  CAMPAIGN_OBJECTIVE_TYPE: ({ campaign }) => campaign?.objective,
  CAMPAIGN_LIFETIME_SPEND_CAP: ({ campaign }) => campaign?.lifetimeCap,
  CAMPAIGN_DAILY_SPEND_CAP: ({ campaign }) => campaign?.dailyCap ?? undefined,
  CAMPAIGN_BUDGET_OPTIMIZATION: ({ campaign }) => campaign?.budgetOptimization ?? undefined,
  AD_GROUP_ID: ({ adGroup }) => adGroup?.id,
  AD_GROUP_NAME: ({ adGroup }) => adGroup?.name,
  AD_GROUP_ENTITY_STATUS: ({ adGroup }) => statusOf(adGroup),
  AD_GROUP_STATUS: ({ adGroup }, now) => (adGroup === undefined ? undefined : summaryOf(adGroup, now)),
  AD_GROUP_BUDGET_TYPE: ({ adGroup }) => (adGroup === undefined ? undefined : "DAILY"),
  AD_GROUP_BUDGET_IN_LOCAL_CURRENCY: ({ adGroup }) =>
    adGroup?.budget === undefined || adGroup.budget === null ? undefined : adGroup.budget / 1_000_000,
  PIN_PROMOTION_ID: ({ ad }) => ad?.id,
  AD_ID: ({ ad }) => ad?.id,
  AD_NAME: ({ ad }) => (ad === undefined || ad.unnamed ? undefined : ad.name),
  PIN_PROMOTION_NAME: ({ ad }) => (ad === undefined || ad.unnamed ? undefined : ad.name),
  AD_STATUS: ({ ad }) => (ad === undefined ? undefined : adSummaryOf(ad)),
  PIN_PROMOTION_STATUS: ({ ad }) => (ad === undefined ? undefined : adSummaryOf(ad)),
  PIN_ID: ({ ad }) => ad?.pinId,
  PRODUCT_GROUP_ID: ({ promotion }) => promotion?.id,
  PRODUCT_GROUP_STATUS: ({ promotion }) => (promotion === undefined ? undefined : promotionSummaryOf(promotion)),
  PRODUCT_ITEM_NAME: ({ item }) => item?.name,
  PRODUCT_ITEM_BRAND: ({ item }) => item?.brand ?? undefined,
  PRODUCT_ITEM_PRICE: ({ item }) => item?.price,
  PRODUCT_ITEM_CURRENCY: ({ item, adAccount }) => (item === undefined ? undefined : adAccount.currency),
  PRODUCT_ITEM_ID: ({ item }) => item?.id,
  KEYWORD_ID: ({ keyword }) => keyword?.id,
};

export function metricOf(column: string): Metric | undefined {
  return deliveryMetrics[column] ?? conversionMetrics[column];
}

export function isConversion(column: string): boolean {
  return Object.hasOwn(conversionMetrics, column);
}

export function attributeOf(column: string): Attribute | undefined {
  return attributes[column];
}
