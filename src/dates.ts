/** Days are strings, YYYY-MM-DD in UTC, so that they sort and compare as text. */
export type Day = string;

/** Days in a row, both ends included. */
export interface DaySpan {
  readonly from: Day;
  readonly through: Day;
}

const millisecondsADay = 86_400_000;

/** The day in UTC of a moment in epoch milliseconds. */
export function dayOf(moment: number): Day {
  return new Date(moment).toISOString().slice(0, 10);
}

/** The day so many days after (or, negative, before) another. */
export function addDays(day: Day, days: number): Day {
  return dayOf(Date.parse(day) + days * millisecondsADay);
}

/** How many days the second day is after the first; negative, when it is before. */
export function daysFrom(first: Day, second: Day): number {
  return (Date.parse(second) - Date.parse(first)) / millisecondsADay;
}

/** Whether a text is a day that exists: 2026-02-30 is not. */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/u.test(text) && !Number.isNaN(Date.parse(text)) && dayOf(Date.parse(text)) === text;
}

/** The earliest of these days; those that are undefined do not count. */
export function earliest(first: Day, ...others: readonly (Day | undefined)[]): Day {
  return others.reduce<Day>((least, day) => (day !== undefined && day < least ? day : least), first);
}

/** The latest of these days; those that are undefined do not count. */
export function latest(first: Day, ...others: readonly (Day | undefined)[]): Day {
  return others.reduce<Day>((most, day) => (day !== undefined && day > most ? day : most), first);
}
