import type { Pin, Profile } from "../world/records.ts";
import { dayOf } from "../world/times.ts";
import { accountActivity, isNeverActive, pinActivity } from "./activity.ts";
import { type Counts, nothing, portion, sum } from "./counts.ts";

/** The simulated ones of the 23 statuses in Pinterest's document. */
export type DayStatus = "READY" | "ESTIMATE" | "PROCESSING" | "BEFORE_PIN_CREATED" | "BEFORE_BUSINESS_CREATED";

export interface DayRecord {
  readonly day: number;
  readonly status: DayStatus;
  /** Undefined before the first data: `metrics: {}`. */
  readonly counts: Counts | undefined;
}

/** The range of the API in days, including today; `pin_metrics` calls it `90d`. */
export const recentDays = 90;

/** Recent metrics are provisional, and final after 24 to 48 hours (Pinterest's help). */
function atAge(age: number): { readonly status: "READY" | "ESTIMATE" | "PROCESSING"; readonly share: number } {
  if (age <= 0) return { status: "PROCESSING", share: 0.35 };
  return age === 1 ? { status: "ESTIMATE", share: 0.85 } : { status: "READY", share: 1 };
}

export function statusAtAge(age: number): DayStatus {
  return atAge(age).status;
}

/** Returns a Pin's metrics of a day, as known today. */
export function pinDay(seed: number, profile: Profile, pin: Pin, day: number, today: number): DayRecord {
  if (day < dayOf(pin.createdAt)) return { day, status: "BEFORE_PIN_CREATED", counts: undefined };
  if (day < dayOf(profile.businessCreatedAt)) return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const { status, share } = atAge(today - day);
  return { day, status, counts: portion(pinActivity(seed, pin, day), share) };
}

/** Whose metrics are those of its Pins. */
export interface Publisher {
  readonly profile: Profile;
  readonly publishedPins: readonly Pin[];
}

/** Returns an account's metrics of a day, as known today. */
export function accountDay(seed: number, { profile, publishedPins }: Publisher, day: number, today: number): DayRecord {
  if (day < dayOf(profile.businessCreatedAt)) return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const { status, share } = atAge(today - day);
  return { day, status, counts: portion(accountActivity(seed, publishedPins, day), share) };
}

/** Returns the days from `first` to `last`, up to today. */
export function daysOf(first: number, last: number, today: number): number[] {
  const end = Math.min(last, today);
  return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
}

/** Returns a Pin's counts of the last 90 days, as known today. */
export function recentCounts(seed: number, profile: Profile, pin: Pin, today: number): Counts {
  if (isNeverActive(seed, pin)) return nothing;
  return daysOf(today - recentDays + 1, today, today)
    .map((day) => pinDay(seed, profile, pin, day, today).counts ?? nothing)
    .reduce(sum, nothing);
}

/** Whether a Pin had no activity in the last 90 days. */
export function isInactive(seed: number, profile: Profile, pin: Pin, today: number): boolean {
  return recentCounts(seed, profile, pin, today).impression === 0;
}
