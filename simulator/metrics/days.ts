import type { JsonObject } from "../json.ts";
import type { Pin, Profile } from "../world/records.ts";
import { dayOf, dayText } from "../world/times.ts";
import { accountActivity, isNeverActive, metricsOf, nothing, pinActivity, pinMeasures } from "./activity.ts";
import { add, knownShare, portion, type Tally } from "./measures.ts";

/** The simulated ones of the 23 statuses in Pinterest's document. */
export type DayStatus = "READY" | "ESTIMATE" | "PROCESSING" | "BEFORE_PIN_CREATED" | "BEFORE_BUSINESS_CREATED";

/** One day of a Pin or an account, as known today. */
export interface DayRecord {
  readonly day: number;
  readonly status: DayStatus;
  /** Undefined before the first data: `metrics: {}`. */
  readonly counts: Tally | undefined;
}

/** The range of the API in days, including today; `pin_metrics` calls it `90d`. */
export const recentDays = 90;

/** Recent metrics are provisional, and final after 24 to 48 hours (Pinterest's help). */
export function statusAtAge(age: number): DayStatus {
  return age <= 0 ? "PROCESSING" : age === 1 ? "ESTIMATE" : "READY";
}

/** Returns a Pin's metrics of a day. */
export function pinDay(seed: number, profile: Profile, pin: Pin, day: number, today: number): DayRecord {
  if (day < dayOf(pin.createdAt)) return { day, status: "BEFORE_PIN_CREATED", counts: undefined };
  return knownDay(profile, day, today, () => pinActivity(seed, pin, day));
}

/** Whose metrics are those of its Pins. */
export interface Publisher {
  readonly profile: Profile;
  readonly publishedPins: readonly Pin[];
}

/** Returns an account's metrics of a day. */
export function accountDay(seed: number, { profile, publishedPins }: Publisher, day: number, today: number): DayRecord {
  return knownDay(profile, day, today, () => accountActivity(seed, publishedPins, day));
}

function knownDay(profile: Profile, day: number, today: number, activity: () => Tally): DayRecord {
  if (day < dayOf(profile.businessCreatedAt)) return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const [age, counts] = [today - day, activity()];
  return { day, status: statusAtAge(age), counts: counts === nothing ? counts : portion(counts, knownShare(age)) };
}

/** Returns a day as responses contain it. */
export function showDay({ day, status, counts }: DayRecord, metrics: readonly string[]): JsonObject {
  return {
    date: dayText(day),
    data_status: status,
    metrics: counts === undefined ? {} : metricsOf(counts, metrics),
  };
}

/** Returns the days from `first` to `last`, up to today. */
export function daysOf(first: number, last: number, today: number): number[] {
  const end = Math.min(last, today);
  return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
}

/** Returns the sum of a Pin's days. */
export function pinDays(seed: number, profile: Profile, pin: Pin, days: readonly number[], today: number): Tally {
  const total = pinMeasures.none();
  if (isNeverActive(seed, pin)) return total;
  for (const day of days) add(total, pinDay(seed, profile, pin, day, today).counts ?? nothing);
  return total;
}

/** Returns a Pin's counts of the last 90 days. */
export function recentCounts(seed: number, profile: Profile, pin: Pin, today: number): Tally {
  return pinDays(seed, profile, pin, daysOf(today - recentDays + 1, today, today), today);
}

/** Whether a Pin had no activity in the last 90 days. */
export function isInactive(seed: number, profile: Profile, pin: Pin, today: number): boolean {
  return metricsOf(recentCounts(seed, profile, pin, today), ["IMPRESSION"]).IMPRESSION === 0;
}
