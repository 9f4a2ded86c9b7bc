import { dayText } from "../world/times.ts";

export const granularities = ["TOTAL", "DAY", "HOUR", "WEEK", "MONTH"] as const;
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
}

/**
 * Returns the periods of a date range. Weeks start on Monday and months on the first. A partial week or month has the
 * date of its start and the sum of its days within the range.
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
