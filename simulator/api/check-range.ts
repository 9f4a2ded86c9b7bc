import { invalidParameter } from "../errors.ts";
import type { Parameters } from "../http/parameters.ts";
import { asText, type JsonObject } from "../json.ts";
import { parseDay } from "../world/times.ts";

/** A date range in days since 1970, both inclusive. */
export interface DayRange {
  readonly start: number;
  readonly end: number;
}

/** The maximum age and length of a date range, in days. */
export interface RangeLimits {
  readonly back: number;
  readonly days: number;
}

/** Throws if a date range exceeds the limits. */
export function checkRange(start: number, end: number, today: number, { back, days }: RangeLimits): void {
  if (start < today - back) throw invalidParameter(`You can only get data from the last ${back} days.`);
  if (end - start >= days) {
    throw invalidParameter(`The time range specified is too large, it must be less than ${days} days`);
  }
}

/** Reads `start_date` and `end_date`, which the document requires. @throws ApiError if they exceed the limits */
export function requiredRange(parameters: Parameters, today: number, limits: RangeLimits): DayRange {
  const [start_date, end_date] = ["start_date", "end_date"].map((name) => parameters.requiredText(name));
  const range = bodyRange({ start_date, end_date });
  checkRange(range.start, range.end, today, limits);
  return range;
}

/** Reads `start_date` and `end_date` of a request body. @throws ApiError for another format */
export function bodyRange({ start_date: from, end_date: to }: JsonObject): DayRange {
  const [start, end] = [parseDay(asText(from)), parseDay(asText(to))];
  if (start === undefined || end === undefined) throw invalidParameter("A date is not in the format YYYY-MM-DD.");
  if (end < start) throw invalidParameter("The end date must not be before the start date.");
  return { start, end };
}
