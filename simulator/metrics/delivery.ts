import { fraction, hash, mix } from "../random.ts";
import type { Ad } from "../world/ads/advertising-records.ts";
import type { Attribution } from "./attribution.ts";
import { actions, conversionKinds, emptyTally, type Measure, measureIndex, type Tally } from "./measures.ts";

/** When and how metrics are read. */
export interface Observation {
  readonly seed: number;
  /** The UTC day of the request: later conversions aren't known yet. */
  readonly today: number;
  readonly attribution: Attribution;
  /** Whether to compute conversions, the maxRate expensive part. */
  readonly conversions: boolean;
}

/** The share of ads that never deliver. All catalog ads do, since there are few. */
const inactiveShare = 0.5;
/** The maximum number of days from one delivery to the next, so that two weeks are never empty. */
const longestGap = 7;

/** Final conversions of each kind per 100 clicks. */
const conversionRates = [2, 2, 6, 1.5, 70, 3] as const;
/** Conversions per action, relative to clicks. */
const actionRates = [1, 0.6, 0.35] as const;

/** The last day on which an action converts: the longest attribution window. */
const lastDelay = 60;

/** The cumulative share of conversions by days since the action. */
const happened = Array.from({ length: lastDelay + 1 }, (_, days) => Math.sqrt((days + 1) / (lastDelay + 1)));

/** Returns the share of delivery that is known at an age in days: final from the second day, as for organic metrics. */
function knownShare(age: number): number {
  if (age <= 0) return 0.35;
  return age === 1 ? 0.85 : 1;
}

const keys = new WeakMap<Ad, number>();

function keyOf(ad: Ad, seed: number): number {
  let key = keys.get(ad);
  if (key === undefined) {
    key = hash(ad.id, seed);
    keys.set(ad, key);
  }
  return key;
}

/** Returns a hash that determines an ad's day; undefined for a day without delivery. */
function wordOf(ad: Ad, key: number, day: number): number | undefined {
  if (day < ad.firstDay || day > ad.lastDay) return undefined;
  if (ad.everyDay === true) return mix(key, day * 16);
  if (ad.creativeType !== "SHOPPING" && fraction(mix(key, 1)) < inactiveShare) return undefined;
  const busy = 0.05 + 0.55 * fraction(mix(key, 2)) ** 2;
  const word = mix(key, day * 16);
  return fraction(word) < busy || (key + day) % longestGap === 0 ? word : undefined;
}

function impressionsOf(key: number, word: number): number {
  const level = 40 + 9_000 * fraction(mix(key, 3)) ** 4;
  return Math.ceil(level * (0.5 + fraction(mix(word, 4))));
}

/** Returns the ad's final clicks on a day, from which conversions follow. */
function clicksOf(key: number, word: number): number {
  return impressionsOf(key, word) * 0.04 * fraction(mix(word, 101));
}

/**
 * Returns what is known today of an ad's day; undefined without delivery. It is a function of the seed, the ad, the
 * day, and the observation only.
 */
export function adDay(ad: Ad, day: number, observation: Observation): Tally | undefined {
  const { seed, today, attribution, conversions } = observation;
  if (day > today) return undefined;
  const key = keyOf(ad, seed);
  const word = wordOf(ad, key, day);
  let tally = word === undefined ? undefined : delivery(ad, key, word, knownShare(today - day));
  if (!conversions) return tally;
  if (attribution.reportTime === "TIME_OF_AD_ACTION") {
    if (word !== undefined && tally !== undefined) {
      const age = today - day;
      for (const [index, action] of actions.entries()) {
        convert(tally, index, key, word, happenedWithin(Math.min(attribution[action], age)));
      }
    }
    return tally;
  }
  // By time of conversion, a day has the conversions of all earlier days within the attribution window.
  for (const [index, action] of actions.entries()) {
    for (let delay = 0; delay <= attribution[action]; delay++) {
      const past = wordOf(ad, key, day - delay);
      if (past === undefined) continue;
      tally ??= emptyTally();
      convert(tally, index, key, past, happenedWithin(delay), happenedWithin(delay - 1));
    }
  }
  return tally;
}

function happenedWithin(days: number): number {
  return happened[days] ?? 0;
}

/** Adds the conversions of an action between two cumulative shares. */
function convert(tally: Tally, action: number, key: number, word: number, until: number, from = 0): void {
  const clicks = clicksOf(key, word) * (actionRates[action] ?? 0);
  const value = Math.floor(1_000_000 * (5 + 60 * fraction(mix(key, 8))));
  for (let kind = 0; kind < conversionKinds.length; kind++) {
    const position = firstConversion + action * conversionKinds.length + kind;
    const all = (clicks * (conversionRates[kind] ?? 0)) / 100 + fraction(mix(word, 300 + action * 10 + kind));
    const count = Math.floor(all * until) - Math.floor(all * from);
    tally[position] = (tally[position] ?? 0) + count;
    // Only checkouts and sign-ups, the first two kinds, have a value.
    if (kind > 1) continue;
    const valuePlace = firstValue + action * 2 + kind;
    tally[valuePlace] = (tally[valuePlace] ?? 0) + count * value;
  }
}

const firstConversion = measureIndex("clickCheckout");
const firstValue = measureIndex("clickCheckoutValue");

function delivery(ad: Ad, key: number, word: number, share: number): Tally {
  const tally = emptyTally();
  const impressions = impressionsOf(key, word);
  const set = (measure: Measure, exact: number) => {
    tally[measureIndex(measure)] = Math.floor(exact * share);
  };
  const part = (position: number, maxRate: number) => impressions * maxRate * fraction(mix(word, 100 + position));
  const clicks = clicksOf(key, word) + 0.6;
  set("impressionPaid", impressions + 2);
  set("impressionEarned", part(2, 0.2));
  set("impressionGross", impressions * 1.02 + 2);
  set("impressionUser", impressions * (0.55 + 0.3 * fraction(mix(word, 103))) + 2);
  set("spend", (impressions + 3) * (2_000 + Math.floor(9_000 * fraction(mix(key, 4)))));
  set("clickPaid", clicks);
  set("clickEarned", clicks * 0.1);
  set("clickGross", clicks * 1.05);
  set("outboundPaid", clicks * 0.7);
  set("outboundEarned", clicks * 0.05);
  set("savePaid", part(5, 0.01));
  set("saveEarned", part(6, 0.003));
  set("engagementPaid", clicks + part(5, 0.01) + part(7, 0.05));
  set("engagementEarned", clicks * 0.1 + part(6, 0.01));
  set("sessionPaid", clicks * 0.6);
  set("sessionEarned", clicks * 0.04);
  set("lead", clicks * 0.02 * fraction(mix(word, 120)));
  if (ad.creativeType !== "VIDEO") return tally;
  const starts = impressions * (0.4 + 0.4 * fraction(mix(word, 110)));
  set("videoStartPaid", starts);
  set("videoStartEarned", starts * 0.08);
  set("video3Paid", starts * 0.7);
  set("video3Earned", starts * 0.05);
  set("videoViewPaid", starts * 0.6);
  set("videoViewEarned", starts * 0.04);
  set("videoHalfPaid", starts * 0.4);
  set("videoHalfEarned", starts * 0.03);
  set("video15Paid", starts * 0.3);
  set("video15Earned", starts * 0.02);
  set("videoWholePaid", starts * 0.1);
  set("videoWholeEarned", starts * 0.01);
  set("watchMilliseconds", starts * (1_500 + 6_000 * fraction(mix(word, 111))));
  return tally;
}
