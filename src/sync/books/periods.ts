import { addDays, type Day, daysFrom } from "../../base/dates.ts";
import type { Period } from "../../streams/stream.ts";

/** Returns the first date of the period that contains a date; the date itself without periods. */
export function periodStart(day: Day, period: Period | undefined): Day {
  switch (period) {
    case undefined:
      return day;
    case "week":
      return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
    case "month":
      return `${day.slice(0, 8)}01`;
    case "half_year":
      return `${day.slice(0, 5)}${day.slice(5, 7) < "07" ? "01" : "07"}-01`;
    default: {
      const { days, since } = period;
      return addDays(since, Math.floor(daysFrom(since, day) / days) * days);
    }
  }
}

/** Returns the first start of a period on or after a date. */
export function periodFrom(day: Day, period: Period | undefined): Day {
  const start = periodStart(day, period);
  return start === day ? day : periodStart(addDays(start, maxDays(period)), period);
}

/** Returns the length of the longest period of a kind in days. Added to any start, it falls within the next period. */
function maxDays(period: Period | undefined): number {
  switch (period) {
    case undefined:
      return 1;
    case "week":
      return 7;
    case "month":
      return 31;
    case "half_year":
      return 184;
    default:
      return period.days;
  }
}
