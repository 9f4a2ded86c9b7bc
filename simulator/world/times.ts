import { millisecondsOfDay } from "../clock.ts";

/** Microseconds since 1970: the precision of the API's timestamps, and still exact in a number. */
export type Microseconds = number;

export const secondsOfDay = millisecondsOfDay / 1000;
export const microsecondsOfDay = 1000 * millisecondsOfDay;

/**
 * Formats a time as the live API does: UTC without a time zone, and microseconds only if there are any
 * (`2026-07-09T10:43:44`, `2026-07-09T14:29:02.456000`).
 */
export function timestamp(time: Microseconds): string {
  const milliseconds = Math.floor(time / 1000);
  const rest = time - Math.floor(time / 1_000_000) * 1_000_000;
  const seconds = new Date(milliseconds).toISOString().slice(0, 19);
  return rest === 0 ? seconds : `${seconds}.${String(rest).padStart(6, "0")}`;
}

/** Formats a time with a time zone, as only catalogs have it (Pinterest's document). */
export const zoned = (time: Microseconds): string => `${timestamp(time).slice(0, 19)}Z`;

/** Returns the UTC day of a time, in days since 1970. */
export function dayOf(time: Microseconds): number {
  return Math.floor(time / 1000 / millisecondsOfDay);
}

/** Formats a day as YYYY-MM-DD. */
export function dayText(day: number): string {
  return new Date(day * millisecondsOfDay).toISOString().slice(0, 10);
}

/** Parses a day in the format YYYY-MM-DD; undefined if it is invalid. */
export function parseDay(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/u.test(text)) return undefined;
  const time = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(time)) return undefined;
  const day = time / millisecondsOfDay;
  return dayText(day) === text ? day : undefined;
}
