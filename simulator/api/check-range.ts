import { invalidParameter } from "../errors.ts";

/** The maximum age and length of a date range, in days. */
export interface RangeLimits {
  readonly back: number;
  readonly days: number;
}

/** Throws if a date range exceeds the limits. */
export function checkRange(start: number, end: number, today: number, { back, days }: RangeLimits): void {
  if (end < start) throw invalidParameter("The end date must not be before the start date.");
  if (start < today - back) throw invalidParameter(`You can only get data from the last ${back} days.`);
  if (end - start >= days) {
    throw invalidParameter(`The time range specified is too large, it must be less than ${days} days`);
  }
}
