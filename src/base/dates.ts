/** A date in UTC, YYYY-MM-DD. Dates sort and compare as strings. */
export type Day = string;

/** A range of dates, both ends inclusive. */
export interface DateRange {
  readonly from: Day;
  readonly through: Day;
}

const msPerDay = 86_400_000;

/** Returns the date in UTC of a time in epoch milliseconds. */
export function dayOf(moment: number): Day {
  return new Date(moment).toISOString().slice(0, 10);
}

/** Adds days to a date. Negative numbers subtract. */
export function addDays(day: Day, days: number): Day {
  return dayOf(Date.parse(day) + days * msPerDay);
}

/** Returns the days from the first date to the second; negative if the second is earlier. */
export function daysFrom(first: Day, second: Day): number {
  return (Date.parse(second) - Date.parse(first)) / msPerDay;
}

/** Returns whether a string is a valid date. 2026-02-30 isn't. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;
}

/** Returns the earliest date. Ignores undefined values. */
export function earliest(first: Day, ...others: readonly (Day | undefined)[]): Day {
  return others.reduce<Day>((least, day) => (day !== undefined && day < least ? day : least), first);
}

/** Returns the latest date. Ignores undefined values. */
export function latest(first: Day, ...others: readonly (Day | undefined)[]): Day {
  return others.reduce<Day>((most, day) => (day !== undefined && day > most ? day : most), first);
}
