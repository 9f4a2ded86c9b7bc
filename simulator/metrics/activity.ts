import { fraction, hash, mix } from "../random.ts";
import type { MediaType, Pin } from "../world/records.ts";
import { dayOf } from "../world/times.ts";
import { type Counts, nothing, sum } from "./counts.ts";

const inactiveShare = 0.85;

/** Whether a Pin has video metrics. */
export function hasVideo(mediaType: MediaType): boolean {
  return mediaType === "video" || mediaType === "multiple_videos" || mediaType === "multiple_mixed";
}

/** Whether a Pin never has any activity. */
export function isNeverActive(seed: number, pin: Pin): boolean {
  return fraction(mix(hash(pin.id, seed), 1)) < inactiveShare;
}

/** Returns a Pin's final counts of a day, a function of the seed, the ID, and the day. */
export function pinActivity(seed: number, pin: Pin, day: number): Counts {
  const key = hash(pin.id, seed);
  if (fraction(mix(key, 1)) < inactiveShare) return nothing;
  const busy = 0.03 + 0.9 * fraction(mix(key, 2)) ** 2;
  const word = mix(key, day * 16);
  if (fraction(word) > busy) return nothing;
  const level = 1 + 400 * fraction(mix(key, 3)) ** 6;
  return counts(word, Math.ceil(level * (0.5 + fraction(mix(word, 4)))), hasVideo(pin.mediaType));
}

/** By the Pins of an account: those with any activity, and the counts of the days so far. */
const known = new WeakMap<readonly Pin[], { readonly active: readonly Pin[]; readonly days: Map<number, Counts> }>();

/** Returns an account's final counts of a day: the sum of those of the Pins that it has published until then. */
export function accountActivity(seed: number, pins: readonly Pin[], day: number): Counts {
  const { active, days } = known.get(pins) ?? {
    active: pins.filter((pin) => !isNeverActive(seed, pin)),
    days: new Map(),
  };
  known.set(pins, { active, days });
  const counts =
    days.get(day) ??
    active
      .filter(({ createdAt }) => dayOf(createdAt) <= day)
      .map((pin) => pinActivity(seed, pin, day))
      .reduce(sum, nothing);
  days.set(day, counts);
  return counts;
}

/** Returns a Pin's lifetime comments and reactions, which are counted since 2023-03-20 (`countsReactions`). */
export function pinLifetime(seed: number, pin: Pin): { readonly comments: number; readonly reactions: number } {
  if (!countsReactions(pin)) return { comments: 0, reactions: 0 };
  const key = hash(pin.id, seed);
  return {
    comments: Math.floor(12 * fraction(mix(key, 5)) ** 8),
    reactions: Math.floor(90 * fraction(mix(key, 6)) ** 6),
  };
}

/** Whether a Pin's comments and reactions are counted. */
export function countsReactions({ createdAt, mediaType }: Pin): boolean {
  return createdAt >= Date.UTC(2023, 2, 20) * 1000 || hasVideo(mediaType);
}

/** Returns clicks or impressions from before the range of the analytics. */
export function pinPast(seed: number, pin: Pin): number {
  return Math.floor(5_000 * fraction(mix(hash(pin.id, seed), 7)) ** 4);
}

function counts(word: number, impression: number, video: boolean): Counts {
  const share = (index: number, maxRate: number) => {
    const exact = impression * maxRate * fraction(mix(word, 100 + index));
    return Math.floor(exact + fraction(mix(word, 200 + index)));
  };
  const videoStart = video ? Math.min(impression, share(6, 0.8)) : 0;
  const videoView = video ? Math.min(videoStart, share(7, 0.5)) : 0;
  return {
    impression,
    outboundClick: Math.min(impression, share(1, 0.05)),
    pinClick: Math.min(impression, share(2, 0.12)),
    save: Math.min(impression, share(3, 0.06)),
    userFollow: share(4, 0.004),
    profileVisit: share(5, 0.01),
    videoStart,
    videoView,
    video10Seconds: Math.min(videoView, share(8, 0.2)),
    video95Percent: Math.min(videoView, share(9, 0.1)),
    watchTime: videoView * (1_500 + Math.floor(9_000 * fraction(mix(word, 10)))),
  };
}
