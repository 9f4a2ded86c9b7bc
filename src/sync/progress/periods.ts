import { addDays, type Day, daysFrom } from "../../dates.ts";
import type { Period } from "../../streams/stream.ts";

/** The first day of the period that a day is in; the day itself where there are no periods. */
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

/** The first day on or after another with which a period begins. */
export function periodFrom(day: Day, period: Period | undefined): Day {
  const start = periodStart(day, period);
  return start === day ? day : periodStart(addDays(start, longest(period)), period);
}

/** How many days the longest period of a kind has. Counted from the start of any, they end in the next one. */
function longest(period: Period | undefined): number {
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
