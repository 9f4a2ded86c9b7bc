import { addDays, type Day, dayOf } from "../../src/base/dates.ts";

/** Returns the Monday of the week some weeks before a time, since weekly reports contain entire weeks. */
export function mondayBefore(now: number, weeks: number): Day {
  const sinceMonday = (new Date(now).getUTCDay() + 6) % 7;
  return addDays(dayOf(now), -7 * weeks - sinceMonday);
}
