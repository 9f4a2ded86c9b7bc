/*
 * Ads metric columns are composed of parts: TOTAL_ [channel] [attribution] event [measure] for conversions, and
 * [TOTAL_] stem [_1 or _2] for delivery. The descriptions are composed of the same parts.
 */

/** Conversion events, in the singular and plural. */
const events: Readonly<Record<string, readonly [one: string, many: string]>> = {
  ADD_PAYMENT_INFO: ["entry of payment details", "entries of payment details"],
  ADD_TO_CART: ["addition to a cart", "additions to a cart"],
  ADD_TO_WISHLIST: ["addition to a wish list", "additions to a wish list"],
  APP_INSTALL: ["install of an app", "installs of an app"],
  CHECKOUT: ["checkout", "checkouts"],
  CUSTOM: ["custom event", "custom events"],
  INITIATE_CHECKOUT: ["started checkout", "started checkouts"],
  LEAD: ["lead", "leads"],
  PAGE_VISIT: ["page visit", "page visits"],
  SEARCH: ["search at the advertiser", "searches at the advertiser"],
  SIGNUP: ["sign-up", "sign-ups"],
  SUBSCRIBE: ["new subscription", "new subscriptions"],
  UNKNOWN: ["conversion of unknown type", "conversions of unknown type"],
  VIEW_CATEGORY: ["view of a product category", "views of product categories"],
  VIEW_CONTENT: ["content view", "content views"],
  WATCH_VIDEO: ["video play at the advertiser", "video plays at the advertiser"],
};

/** Where conversions happen. */
const channels: Readonly<Record<string, string>> = {
  WEB: "web ",
  INAPP: "in-app ",
  OFFLINE: "offline ",
  PINTEREST: "on-Pinterest ",
};

/** The user's action on the ad before the conversion. */
const attributions: Readonly<Record<string, string>> = {
  CLICK: "ad clicks",
  ENGAGEMENT: "ad engagements, such as saves and closeups",
  VIEW: "ad views",
};

const devices: Readonly<Record<string, string>> = {
  DESKTOP: "a desktop computer",
  MOBILE: "a phone",
  TABLET: "a tablet",
};

/** Actions on ads, as the object of "Count of". */
const deliveries: Readonly<Record<string, string>> = {
  CLICKTHROUGH: "Pin clicks, which open the ad in closeup or at its destination",
  COLLECTION_PIN_ITEM_CLICKTHROUGH: "clicks on items of a collection ad",
  COLLECTION_PIN_ITEM_IMPRESSION: "impressions of items of a collection ad",
  ENGAGEMENT: "engagements, such as saves, clicks, and swipes",
  IDEA_PIN_PAGE_BACKWARD: "swipes back to an earlier page of an Idea Pin ad",
  IDEA_PIN_PAGE_FORWARD: "swipes on to a later page of an Idea Pin ad",
  IDEA_PIN_PRODUCT_TAG_VISIT: "taps on products tagged in an Idea Pin ad",
  IMPRESSION: "impressions, times the ad was on screen",
  OUTBOUND_CLICK: "outbound clicks, through to the ad's destination",
  REPIN: "saves to boards",
  VIDEO_15SEC_UNIQUE_VIEWS: "people who watched 15 seconds of the video, or 95% of a shorter one (not additive)",
  VIDEO_3SEC_VIEWS: "video views of 3 seconds or more, half of the video in view",
  VIDEO_MRC_VIEWS: "video views of 2 seconds or more, half of the video in view",
  VIDEO_P0_COMBINED: "video starts",
  VIDEO_P100_COMPLETE: "plays that reached the video's end, skips ahead included",
  VIDEO_P25_COMBINED: "plays that reached 25% of the video, skips ahead included",
  VIDEO_P50_COMBINED: "plays that reached 50% of the video, skips ahead included",
  VIDEO_P75_COMBINED: "plays that reached 75% of the video, skips ahead included",
  VIDEO_P95_COMBINED: "plays that reached 95% of the video, skips ahead included",
  WEB_SESSIONS: "visits to the advertiser's website that loaded in a browser",
};

const distributions: Readonly<Record<string, string>> = {
  _1: "Paid: shown as an ad",
  _2: "Earned: on copies that people saved to boards",
};

/** Returns a pattern of a table's names, with longer ones before their prefixes. */
function oneOf(names: Readonly<Record<string, string | readonly string[]>>): string {
  return Object.keys(names)
    .toSorted((a, b) => b.length - a.length)
    .join("|");
}

const channel = `(?:(?<channel>${oneOf(channels)})_)?`;
const attribution = `(?:(?<attribution>${oneOf(attributions)})_)?`;
const event = `(?<event>${oneOf(events)})`;

interface Parts {
  /** Names channel and event in the singular and plural. */
  readonly one: string;
  readonly many: string;
  /** Names the attribution. */
  readonly by: string;
  readonly groups: Readonly<Record<string, string | undefined>>;
}

/** Name patterns with their descriptions. Each name matches at most one, as a test verifies. */
const forms: readonly (readonly [form: RegExp, sentence: (parts: Parts) => string])[] = [
  [formOf(`TOTAL_${channel}${attribution}${event}`), ({ many, by }) => `Count of ${many} attributed to ${by}. {none}`],
  [
    formOf(`TOTAL_${channel}${attribution}${event}_VALUE_IN_MICRO_DOLLAR`),
    ({ many, by }) => `Value of ${many} attributed to ${by}, as the advertiser sent it, {micro}. {none}`,
  ],
  [
    formOf(`TOTAL_${channel}${attribution}${event}_QUANTITY`),
    ({ many, by }) => `Items or other units that the advertiser sent with ${many} attributed to ${by}. {none}`,
  ],
  [
    formOf(`TOTAL_${channel}${event}_CONVERSION_RATE`),
    ({ many }) => `${capital(many)} per ad impression; probably a fraction, the unit isn't documented. {ratio} {none}`,
  ],
  [
    formOf(`TOTAL_${event}_(?<from>${oneOf(devices)})_ACTION_TO_(?<to>${oneOf(devices)})_CONVERSION`),
    ({ many, groups: { from = "", to = "" } }) =>
      `Count of ${many} on ${devices[to]} after people saw or clicked the ad on ${devices[from]}. {none}`,
  ],
  [
    formOf(`TOTAL_${channel}(?:${event}_)?CONVERSION_PRODUCT_QUANTITY`),
    ({ many }) => `Units of the row's products in ${many} attributed to ads. {none}`,
  ],
  [
    formOf(`TOTAL_${channel}(?:${event}_)?CONVERSION_PRODUCT_VALUE`),
    ({ many }) => `Value of the row's products in ${many} attributed to ads, {money}. {none}`,
  ],
  [
    formOf(`TOTAL_${channel}(?:${event}_)?CONVERSION_PRODUCT_VALUE_IN_USD`),
    ({ many }) => `Value of the row's products in ${many} attributed to ads, in US dollars. {none}`,
  ],
  [
    formOf(`${channel}${event}_COST_PER_ACTION`),
    ({ one }) => `Average spend per ${one} attributed to ads, {money}. {ratio} {none}`,
  ],
  [
    formOf(`${channel}${event}_ROAS`),
    ({ many }) => `Return on ad spend: value of ${many} divided by spend, 2.5 is 2.5 times. {ratio} {none}`,
  ],
  [
    formOf(`(?<delivery>${oneOf(deliveries)})(?<distribution>${oneOf(distributions)})`),
    ({ groups: { delivery = "", distribution = "" } }) =>
      `Count of ${deliveries[delivery]}. ${distributions[distribution]}. {none}`,
  ],
  [
    formOf(`TOTAL_(?<delivery>${oneOf(deliveries)})`),
    ({ groups: { delivery = "" } }) => `Count of ${deliveries[delivery]}. Paid and earned together. {none}`,
  ],
];

/** Describes a column whose name is composed of known parts; returns undefined otherwise. */
export function describeMetric(name: string): string | undefined {
  const [sentence] = sentencesFor(name);
  return sentence;
}

/** Returns the descriptions of all patterns that match a name: at most one. */
export function sentencesFor(name: string): readonly string[] {
  return forms.flatMap(([form, sentence]) => {
    const groups = form.exec(name)?.groups;
    return groups === undefined ? [] : [sentence(partsOf(groups))];
  });
}

function partsOf(groups: Readonly<Record<string, string | undefined>>): Parts {
  const where = channels[groups.channel ?? ""] ?? "";
  const [one, many] = events[groups.event ?? ""] ?? ["conversion", "conversions"];
  const by = attributions[groups.attribution ?? ""] ?? "ads by click, engagement, or view";
  return { one: `${where}${one}`, many: `${where}${many}`, by, groups };
}

function formOf(source: string): RegExp {
  return new RegExp(`^${source}$`, "u");
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
