import type { JsonObject } from "../json.ts";
import type { Pin, Profile } from "../world/records.ts";
import { dayOf, dayText } from "../world/times.ts";
import { accountActivity, isNeverActive, metricsOf, nothing, pinActivity, pinMeasures } from "./activity.ts";
import { add, knownShare, portion, type Tally } from "./measures.ts";

/** The simulated ones of the 23 statuses in Pinterest's document. */
type DayStatus = "READY" | "ESTIMATE" | "PROCESSING" | "BEFORE_PIN_CREATED" | "BEFORE_BUSINESS_CREATED";

/** One day of a Pin or an account, as known today. */
export interface DayRecord {
  readonly day: number;
  readonly status: DayStatus;
  /** Undefined before the first data: `metrics: {}`. */
  readonly counts: Tally | undefined;
}

/** The range of the API in days, including today; `pin_metrics` calls it `90d`. */
const recentDays = 90;

/** Recent metrics are provisional, and final after 24 to 48 hours (Pinterest's help). */
export function statusAtAge(age: number): DayStatus {
  if (age <= 0) return "PROCESSING";
  return age === 1 ? "ESTIMATE" : "READY";
}

/** Whose metrics are read, which are those of its Pins, and on which day. */
export interface View {
  readonly seed: number;
  readonly account: { readonly profile: Profile; readonly publishedPins: readonly Pin[] };
  /** In days since 1970. */
  readonly today: number;
}

/** Returns a Pin's metrics of a day. */
export function pinDay(view: View, pin: Pin, day: number): DayRecord {
  if (day < dayOf(pin.createdAt)) return { day, status: "BEFORE_PIN_CREATED", counts: undefined };
  return knownDay(view, day, () => pinActivity(view.seed, pin, day));
}

/** Returns an account's metrics of a day. */
export function accountDay(view: View, day: number): DayRecord {
  return knownDay(view, day, () => accountActivity(view.seed, view.account.publishedPins, day));
}

function knownDay({ account, today }: View, day: number, activity: () => Tally): DayRecord {
  if (day < dayOf(account.profile.businessCreatedAt))
    return { day, status: "BEFORE_BUSINESS_CREATED", counts: undefined };
  const [age, status] = [today - day, statusAtAge(today - day)];
  // Recorded days that are PROCESSING have all metrics as zeros.
  const counts = status === "PROCESSING" ? nothing : activity();
  return { day, status, counts: counts === nothing ? counts : portion(counts, knownShare(age)) };
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
export function pinDays(view: View, pin: Pin, days: readonly number[]): Tally {
  const total = pinMeasures.none();
  if (isNeverActive(view.seed, pin)) return total;
  for (const day of days) add(total, pinDay(view, pin, day).counts ?? nothing);
  return total;
}

/** Returns a Pin's counts of the last 90 days. */
export function recentCounts(view: View, pin: Pin): Tally {
  return pinDays(view, pin, daysOf(view.today - recentDays + 1, view.today, view.today));
}

/** Whether a Pin had no activity in the last 90 days. */
export function isInactive(view: View, pin: Pin): boolean {
  return metricsOf(recentCounts(view, pin), ["IMPRESSION"]).IMPRESSION === 0;
}
