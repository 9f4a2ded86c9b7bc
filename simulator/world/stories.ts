import { hash, mix } from "../random.ts";

/*
 * What happens to some Pins, boards, and ads, so that the metrics of an account have causes: a function of the seed, the
 * ID, and the day. All others vary around a level.
 */

/** The days that a wave of attention lasts. */
const waveDays = 30;
/** One in so many Pins breaks out soon after its publication, and one in so many has a wave at any time, again and again. */
const [perBreakOut, perRevival] = [40, 60];
const revivalEvery = 170;

/**
 * Returns by how much a Pin gets more impressions on a day than usual; 1 outside of a wave.
 * @param key a hash of the Pin
 * @param age the days since its publication
 */
export function waveOf(key: number, age: number, day: number): number {
  if (mix(key, 31) % perBreakOut === 0) return wave(age - 4, 14);
  if (mix(key, 32) % perRevival === 0 && age > waveDays) return wave((day + mix(key, 33)) % revivalEvery, 6);
  return 1;
}

/** Returns the usual impressions of a hit on a day, by its age in days. */
export function levelOfHit(age: number): number {
  return wave(age, 9_000);
}

/** Returns a factor that rises in a third of the wave, and falls after it. */
function wave(at: number, height: number): number {
  if (at < 0 || at >= waveDays) return 1;
  const top = waveDays / 3;
  const share = at < top ? (at + 1) / top : (waveDays - at) / (waveDays - top);
  return 1 + (height - 1) * Math.min(1, share);
}

/** The days without a new Pin on a board that went stale. */
export const staleDays = 75;

/** Whether nobody adds Pins to a board any more. */
export function wentStale(boardId: string): boolean {
  return hash(boardId, 38) % 9 === 0;
}

/** Whether an ad runs every day and leads to no checkout, however much is spent. @param key a hash of the ad */
export function isInVain(key: number): boolean {
  return mix(key, 198) % 40 === 0;
}
