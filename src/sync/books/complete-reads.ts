import { type Day, daysFrom } from "../../base/dates.ts";
import { digestOf } from "../../base/digest.ts";
import { timestampAt, timestampFrom } from "../../base/timestamps.ts";

/** The maximum difference between the clocks of the connector and the API, in milliseconds: one set without its time zone. */
const maxClockSkewMs = 2 * 60 * 60_000;

/** A partition is read to its end four to seven days after it last was. */
const minDays = 4;
const spreadDays = 4;

/**
 * Returns whether a partition is read to its end, although a shortcut could skip it or its older rows: no sentence about
 * Pinterest on which a shortcut rests is proved. What it missed is read within seven days. Partitions of equal age are due on
 * different days.
 * @param key that of the partition
 * @param lastComplete the day on which its last complete read began; undefined: none ended. In the future: due
 */
export function isCompleteReadDue(key: string, lastComplete: Day | undefined, today: Day): boolean {
  if (lastComplete === undefined || lastComplete > today) return true;
  return daysFrom(lastComplete, today) >= minDays + (digestOf(key, 1).charCodeAt(0) % spreadDays);
}

/** Returns whether a partition has its turn after a day, at the latest today. It has one in each week. */
export function hasTurn(key: string, after: Day, today: Day): boolean {
  const shift = digestOf(key, 1).charCodeAt(0) % 7;
  const weekOf = (day: Day) => Math.floor((daysFrom("1970-01-01", day) + shift) / 7);
  return weekOf(after) < weekOf(today);
}

/**
 * Returns the revision of a partition; undefined if it is a recent timestamp or none. The rows of a recent change might not be
 * visible yet, and a date can remain the same after a change, so the next sync reads the partition again.
 * @param revision a timestamp of the API, which a space and more can follow
 * @param now epoch milliseconds
 */
export function settledRevision(revision: string | undefined, now: number): string | undefined {
  const changed = timestampFrom(revision) ?? timestampFrom(revision?.slice(0, revision.lastIndexOf(" ")));
  return changed !== undefined && changed <= timestampAt(now - maxClockSkewMs) ? revision : undefined;
}
