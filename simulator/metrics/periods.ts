import { dayText } from "../world/times.ts";

export type Granularity = "TOTAL" | "DAY" | "HOUR" | "WEEK" | "MONTH";

export const granularities: readonly Granularity[] = ["TOTAL", "DAY", "HOUR", "WEEK", "MONTH"];

export function isGranularity(text: string): text is Granularity {
  return granularities.some((one) => one === text);
}

/** The days that one row sums up, and what its DATE is. */
export interface Period {
  /** Undefined for the one row of a total. */
  readonly date: string | undefined;
  readonly first: number;
  readonly last: number;
  /** The hour, where a row is of an hour only. */
  readonly hour: number | undefined;
}

/**
 * The periods of a range. Weeks begin on Monday and months on the first: a week that the range cuts has the date on which
 * it began, and the numbers of the days within the range alone. How the API writes hours is not known; this is a guess.
 */
export function periodsOf(granularity: Granularity, start: number, end: number): Period[] {
  if (granularity === "TOTAL") return [{ date: undefined, first: start, last: end, hour: undefined }];
  const periods: Period[] = [];
  if (granularity === "HOUR") {
    for (let day = start; day <= end; day++) {
      for (let hour = 0; hour < 24; hour++) {
        const date = `${dayText(day)}T${String(hour).padStart(2, "0")}:00:00`;
        periods.push({ date, first: day, last: day, hour });
      }
    }
    return periods;
  }
  for (let day = start; day <= end; ) {
    const [first, next] = aligned(granularity, day);
    periods.push({ date: dayText(first), first: day, last: Math.min(next - 1, end), hour: undefined });
    day = next;
  }
  return periods;
}

/** The first day of the period that a day is in, and the first day of the next. */
function aligned(granularity: "DAY" | "WEEK" | "MONTH", day: number): readonly [first: number, next: number] {
  switch (granularity) {
    case "DAY":
      return [day, day + 1];
    case "WEEK": {
      // Day 0, 1 January 1970, was a Thursday.
      const first = day - ((day + 3) % 7);
      return [first, first + 7];
    }
    case "MONTH": {
      const date = new Date(day * 86_400_000);
      const year = date.getUTCFullYear();
      const month = date.getUTCMonth();
      return [Date.UTC(year, month, 1) / 86_400_000, Date.UTC(year, month + 1, 1) / 86_400_000];
    }
  }
}
