import { fraction, hash, mix } from "../random.ts";
import type { Ad } from "../world/ads/advertising-records.ts";
import { isInVain } from "../world/stories.ts";
import type { Attribution } from "./attribution.ts";
import { actions, adMeasures, clickRate, clickSalt, conversionKinds, countGroups } from "./columns.ts";
import { knownShare, type Tally } from "./measures.ts";

/** When and how metrics are read. */
export interface Observation {
  readonly seed: number;
  /** The UTC day of the request: later conversions aren't known yet. */
  readonly today: number;
  readonly attribution: Attribution;
  /** The days until a conversion is counted. */
  readonly conversionDelay: number;
  /** Whether to compute conversions, the most expensive part. */
  readonly conversions: boolean;
}

/** The share of ads that never deliver. All catalog ads do, since there are few. */
const inactiveShare = 0.5;
/** The maximum number of days from one delivery to the next, so that two weeks are never empty. */
const longestGap = 7;
/** The last day on which an action converts: the longest attribution window. */
const lastDelay = 60;

/** Returns a hash that determines an ad's day; undefined for a day without delivery. */
function wordOf(ad: Ad, key: number, day: number): number | undefined {
  if (day < ad.firstDay || day > ad.lastDay) return undefined;
  const word = mix(key, day * 16);
  if (ad.everyDay === true || isInVain(key)) return word;
  if (ad.creativeType !== "SHOPPING" && fraction(mix(key, 1)) < inactiveShare) return undefined;
  const busy = 0.05 + 0.55 * fraction(mix(key, 2)) ** 2;
  return fraction(word) < busy || (key + day) % longestGap === 0 ? word : undefined;
}

function impressionsOf(key: number, word: number): number {
  const level = (isInVain(key) ? 3_000 : 40) + 9_000 * fraction(mix(key, 3)) ** 4;
  return Math.ceil(level * (0.5 + fraction(mix(word, 4))));
}

/** Groups of counts with their places in a tally. */
const groups = countGroups.map(({ perImpression, ...group }) => ({
  ...group,
  counts: Object.entries(perImpression).map(([name, rate]) => ({ place: adMeasures.names.indexOf(name), rate })),
}));

/** A factor of 1 on average. */
const swing = (word: number, salt: number) => 0.1 + 1.8 * fraction(mix(word, salt));

/** The actions with the place of their first conversion in a tally. */
const converting = actions.map((action) => {
  return { ...action, first: adMeasures.names.findIndex((name) => name.startsWith(`TOTAL_${action.name}_`)) };
});

/**
 * Returns what is known today of an ad's day; undefined without delivery. It is a function of the seed, the ad, the
 * day, and the observation only.
 */
export function adDay(ad: Ad, day: number, observation: Observation): Tally | undefined {
  const { seed, today, attribution, conversions, conversionDelay } = observation;
  const key = hash(ad.id, seed);
  const word = day > today ? undefined : wordOf(ad, key, day);
  if (word === undefined) return undefined;
  const tally = delivery(ad, key, word, knownShare(today - day));
  if (!conversions) return tally;
  const age = today - day - conversionDelay;
  for (const action of age < 0 ? [] : converting) {
    const window = attribution[action.window];
    // By time of conversion, they are complete on the day.
    const isComplete = attribution.reportTime === "TIME_OF_CONVERSION";
    convert(tally, action, key, word, happened(isComplete ? window : Math.min(window, age)));
  }
  return tally;
}

function factorOf(varies: (typeof groups)[number]["varies"], key: number, word: number): number {
  if (varies === "never") return 1;
  return varies === "by ad" ? swing(key, 4) : swing(word, varies.salt);
}

function delivery(ad: Ad, key: number, word: number, share: number): Tally {
  const tally = adMeasures.none();
  const impressions = impressionsOf(key, word);
  for (const { varies, isOfVideo, counts } of groups) {
    if (isOfVideo === true && ad.creativeType !== "VIDEO") continue;
    const factor = factorOf(varies, key, word);
    for (const { place, rate } of counts) tally[place] = Math.floor(impressions * factor * share * rate);
  }
  return tally;
}

/** The cumulative share of conversions by days since the action. */
const happened = (days: number) => Math.sqrt((days + 1) / (lastDelay + 1));

/** Sets the share of an action's conversions that has happened. */
function convert(
  tally: Tally,
  { first, ratio }: (typeof converting)[number],
  key: number,
  word: number,
  share: number,
): void {
  const clicks = impressionsOf(key, word) * swing(word, clickSalt) * clickRate * ratio;
  const value = Math.floor(1_000_000 * (5 + 60 * fraction(mix(key, 8))));
  let place = first;
  for (const { kind, rate, hasValue } of conversionKinds) {
    const drawn = Math.floor(((clicks * rate) / 100 + fraction(mix(word, 341 + place))) * share);
    const count = kind === "CHECKOUT" && isInVain(key) ? 0 : drawn;
    tally[place] = count;
    place += 1;
    if (hasValue !== true) continue;
    tally[place] = count * value;
    place += 1;
  }
}
