import type { Pin, Profile } from "../world/records.ts";
import { dayOf } from "../world/times.ts";
import { accountActivity, isForgotten, pinActivity } from "./activity.ts";
import { type Counts, nothing, portion, sum } from "./counts.ts";

/** The few of the 23 statuses of Pinterest's document that the simulator's days have. */
export type DayStatus = "READY" | "ESTIMATE" | "PROCESSING" | "BEFORE_PIN_CREATED" | "BEFORE_BUSINESS_CREATED";

export interface DayRecord {
  readonly day: number;
  readonly status: DayStatus;
  /** Undefined before there was anything to count: such a day comes with `metrics: {}`, as seen live. */
  readonly counts: Counts | undefined;
}

/** The API answers for 90 days. The oldest of those that `pin_metrics` calls `90d`, counting today. */
export const recentDays = 90;

/**
 * Numbers are restated while they are young, as Pinterest's help says (final after 24 to 48 hours): today's are a third
 * of what they will be, yesterday's most of it.
 */
function atAge(age: number): { readonly status: "READY" | "ESTIMATE" | "PROCESSING"; readonly share: number } {
  if (age <= 0) return { status: "PROCESSING", share: 0.35 };
  return age === 1 ? { status: "ESTIMATE", share: 0.85 } : { status: "READY", share: 1 };
}

export function statusAtAge(age: number): DayStatus {
  return atAge(age).status;
}

/** A Pin's day as the API would tell it today. */
export function pinDay(seed: number, profile: Profile, pin: Pin, day: number, today: number): DayRecord {
  if (day < dayOf(pin.createdAt)) return { day, status: "BEFORE_PIN_CREATED", counts: undefined };
  if (day < dayOf(profile.businessCreatedAt)) return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const { status, share } = atAge(today - day);
  return { day, status, counts: portion(pinActivity(seed, pin, day), share) };
}

/** An account's day as the API would tell it today. */
export function accountDay(seed: number, profile: Profile, day: number, today: number): DayRecord {
  if (day < dayOf(profile.businessCreatedAt)) return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const { status, share } = atAge(today - day);
  return { day, status, counts: portion(accountActivity(seed, profile.id, day), share) };
}

/** The days from `first` to `last`, but none after today. */
export function daysOf(first: number, last: number, today: number): number[] {
  const end = Math.min(last, today);
  return Array.from({ length: Math.max(0, end - first + 1) }, (_, index) => first + index);
}

/** What happened to the Pin in the last 90 days, as far as the API would tell it today. */
export function recentCounts(seed: number, profile: Profile, pin: Pin, today: number): Counts {
  if (isForgotten(seed, pin)) return nothing;
  return daysOf(today - recentDays + 1, today, today)
    .map((day) => pinDay(seed, profile, pin, day, today).counts ?? nothing)
    .reduce(sum, nothing);
}

/** Whether nothing at all happened to the Pin in the last 90 days. */
export function isSilent(seed: number, profile: Profile, pin: Pin, today: number): boolean {
  return recentCounts(seed, profile, pin, today).impression === 0;
}
