import { fraction, hash, mix } from "../random.ts";
import { memoizeByKey } from "../world/memoize-by-key.ts";
import type { MediaType, Pin } from "../world/records.ts";
import { levelOfHit, waveOf } from "../world/stories.ts";
import { dayOf } from "../world/times.ts";
import { add, Measures, type Tally } from "./measures.ts";

/** The maximum of each count per impression. */
const perImpression: Readonly<Record<string, number>> = {
  IMPRESSION: 1,
  OUTBOUND_CLICK: 0.05,
  PIN_CLICK: 0.12,
  SAVE: 0.06,
  USER_FOLLOW: 0.004,
  PROFILE_VISIT: 0.01,
};

/** The same of Pins with a video, besides the others. They vary together, so that a part stays below its whole. */
const perImpressionOfVideo: Readonly<Record<string, number>> = {
  VIDEO_START: 0.8,
  VIDEO_MRC_VIEW: 0.3,
  VIDEO_10S_VIEW: 0.1,
  QUARTILE_95_PERCENT_VIEW: 0.05,
  // Milliseconds.
  VIDEO_V50_WATCH_TIME: 1_800,
};

/** The metrics of Pins with a video only. */
export const videoMetrics: readonly string[] = [...Object.keys(perImpressionOfVideo), "VIDEO_AVG_WATCH_TIME"];

/** What Pins and accounts count, and the rates of it. */
export const pinMeasures = new Measures([...Object.keys(perImpression), ...Object.keys(perImpressionOfVideo)], {
  ENGAGEMENT: "OUTBOUND_CLICK + PIN_CLICK + SAVE",
  ENGAGEMENT_RATE: "ENGAGEMENT / IMPRESSION",
  OUTBOUND_CLICK_RATE: "OUTBOUND_CLICK / IMPRESSION",
  PIN_CLICK_RATE: "PIN_CLICK / IMPRESSION",
  SAVE_RATE: "SAVE / IMPRESSION",
  VIDEO_AVG_WATCH_TIME: "VIDEO_V50_WATCH_TIME / VIDEO_MRC_VIEW",
});

/** A day without activity; not to be changed. */
export const nothing: Tally = pinMeasures.none();

/** Returns the given metrics, in order, without those that have no daily values (`TOTAL_COMMENTS`, `TOTAL_REACTIONS`). */
export function metricsOf(counts: Tally, names: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const metric = pinMeasures.metric(name);
      return metric === undefined ? [] : [[name, metric(counts)]];
    }),
  );
}

const inactiveShare = 0.85;

/** Whether a Pin has video metrics. */
export function hasVideo(mediaType: MediaType): boolean {
  return mediaType === "video" || mediaType === "multiple_videos" || mediaType === "multiple_mixed";
}

/** Whether a Pin never has any activity. The API has none of the Pins of others that the user saved. */
export function isNeverActive(seed: number, pin: Pin): boolean {
  return pin.isHit !== true && (pin.owner !== pin.savedBy || fraction(mix(hash(pin.id, seed), 1)) < inactiveShare);
}

/** Returns a Pin's final counts of a day, a function of the seed, the ID, and the day. */
export function pinActivity(seed: number, pin: Pin, day: number): Tally {
  if (isNeverActive(seed, pin)) return nothing;
  const key = hash(pin.id, seed);
  const busy = 0.03 + 0.9 * fraction(mix(key, 2)) ** 2;
  const word = mix(key, day * 16);
  const age = day - dayOf(pin.createdAt);
  const wave = pin.isHit === false ? 1 : waveOf(key, age, day);
  if (!pin.isHit && wave === 1 && fraction(word) > busy) return nothing;
  const level = pin.isHit ? levelOfHit(age) : wave * (1 + 400 * fraction(mix(key, 3)) ** 6);
  const impressions = Math.ceil(level * (0.5 + fraction(mix(word, 4))));
  const watched = fraction(mix(word, 106));
  return Float64Array.from(pinMeasures.names, (name, index) => {
    if (name === "IMPRESSION") return impressions;
    if (name in perImpressionOfVideo)
      return hasVideo(pin.mediaType) ? Math.floor(impressions * watched * (perImpressionOfVideo[name] ?? 0)) : 0;
    const exact = impressions * (perImpression[name] ?? 0) * fraction(mix(word, 100 + index));
    return Math.min(impressions, Math.floor(exact + fraction(mix(word, 200 + index))));
  });
}

/** By the Pins of an account: those with any activity, and the counts of the days so far. */
const known = memoizeByKey<readonly Pin[], { active?: readonly Pin[]; days: Map<number, Tally> }>(() => ({
  days: new Map(),
}));

/** Returns an account's final counts of a day: the sum of those of the Pins that it has published until then. */
export function accountActivity(seed: number, pins: readonly Pin[], day: number): Tally {
  const of = known(pins);
  const before = of.days.get(day);
  if (before !== undefined) return before;
  of.active ??= pins.filter((pin) => !isNeverActive(seed, pin));
  const counts = pinMeasures.none();
  for (const pin of of.active) if (dayOf(pin.createdAt) <= day) add(counts, pinActivity(seed, pin, day));
  of.days.set(day, counts);
  return counts;
}

/** Returns a Pin's lifetime comments and reactions, which are counted since 2023-03-20, and of videos. */
export function pinLifetime(seed: number, pin: Pin): { readonly comments: number; readonly reactions: number } {
  if (pin.createdAt < Date.UTC(2023, 2, 20) * 1000 && !hasVideo(pin.mediaType)) return { comments: 0, reactions: 0 };
  const key = hash(pin.id, seed);
  return {
    comments: Math.floor(12 * fraction(mix(key, 5)) ** 8),
    reactions: Math.floor(90 * fraction(mix(key, 6)) ** 6),
  };
}

/** Returns impressions from before the range of the analytics. */
export function pinPast(seed: number, pin: Pin): number {
  return isNeverActive(seed, pin) ? 0 : Math.floor(5_000 * fraction(mix(hash(pin.id, seed), 7)) ** 4);
}
