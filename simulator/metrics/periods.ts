import { millisecondsOfDay } from "../clock.ts";
import type { Settings } from "../settings.ts";
import { dayText } from "../world/times.ts";

const granularities = ["TOTAL", "DAY", "HOUR", "WEEK", "MONTH"] as const;
export type Granularity = (typeof granularities)[number];

/** Returns the granularity with a name; a day by default. */
export function granularityOf(name: unknown): Granularity {
  return granularities.find((one) => one === name) ?? "DAY";
}

/** The days that one row sums up, and its date. */
export interface Period {
  /** Undefined for the single row of a total. */
  readonly date: string | undefined;
  readonly first: number;
  readonly last: number;
  /** The hour; undefined in rows of entire days. */
  readonly hour: number | undefined;
  /** Of a week or month: `DATE_RANGE`, which rows of reports have instead of `DATE`. */
  readonly range?: string;
}

/**
 * Returns the periods of a date range. Weeks start on Monday and months on the first. A partial week or month has the
 * date of its start and the sum of its days within the range.
 */
export function periodsOf(
  granularity: Granularity,
  start: number,
  end: number,
  ranges: Settings["report_ranges"] = "entire",
): Period[] {
  if (granularity === "TOTAL") return [{ date: undefined, first: start, last: end, hour: undefined }];
  const periods: Period[] = [];
  for (let day = start; day <= end; day = (periods.at(-1)?.last ?? day) + 1) {
    if (granularity !== "HOUR") {
      const [first, next] = aligned(granularity, day, ranges === "sunday" ? 4 : 3);
      const last = Math.min(next - 1, end);
      const period = { date: dayText(first), first: day, last, hour: undefined };
      const [from, to] = ranges === "cut" ? [day, last] : [first, next - 1];
      periods.push(granularity === "DAY" ? period : { ...period, range: `${dayText(from)} - ${dayText(to)}` });
      continue;
    }
    for (let hour = 0; hour < 24; hour++)
      periods.push({ date: `${dayText(day)}T${String(hour).padStart(2, "0")}:00:00`, first: day, last: day, hour });
  }
  return periods;
}

/** @param weekday of day 0, 1 January 1970, a Thursday: 3 in weeks from Monday */
function aligned(
  granularity: "DAY" | "WEEK" | "MONTH",
  day: number,
  weekday: number,
): readonly [first: number, next: number] {
  if (granularity === "DAY") return [day, day + 1];
  const weekStart = day - ((day + weekday) % 7);
  if (granularity === "WEEK") return [weekStart, weekStart + 7];
  const date = new Date(day * millisecondsOfDay);
  const firstOf = (month: number) => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + month, 1) / millisecondsOfDay;
  return [firstOf(0), firstOf(1)];
}
