import { addDays, type DateRange, type Day, earliest, latest } from "../../base/dates.ts";
import type { Config } from "../../config/config.ts";
import type { DayReading } from "../../streams/stream.ts";
import type { DatePass, DateState } from "../state/date-state.ts";
import { periodFrom } from "./periods.ts";

/** Returns the first date to read: the start date, or the first date that the API has if that is later. */
export function firstDay(
  { daysBack, startDate }: DayReading,
  { startDate: wanted }: Pick<Config, "startDate">,
  today: Day,
): Day {
  return latest(addDays(today, -daysBack), startDate === undefined ? wanted : startDate.day);
}

/**
 * Returns the part of a date range for which the API still has metrics; undefined: none. Excludes periods that are only
 * partly available, since their sums would be too small.
 */
export function availableRange(
  { from, through }: DateRange,
  { daysBack, alignedTo }: DayReading,
  today: Day,
): DateRange | undefined {
  const oldest = addDays(today, -daysBack);
  const first = from >= oldest ? from : periodFrom(oldest, alignedTo);
  return first > through || first > today ? undefined : { from: first, through };
}

/** Returns a reading whose lookback window covers the attribution windows of conversions counted on the date of the ad action. */
export function withLookback<Reading extends DayReading>(reading: Reading, config: Config): Reading {
  const attribution = reading.attribution?.(config);
  if (attribution?.conversionReportTime !== "TIME_OF_AD_ACTION") return reading;
  const { clickWindowDays, engagementWindowDays, viewWindowDays } = attribution;
  const lookbackDays = Math.max(reading.lookbackDays, clickWindowDays, engagementWindowDays, viewWindowDays);
  return { ...reading, lookbackDays };
}

/** The age in days from which metrics are not read again, although they were not final. */
const maxProvisionalDays = 30;

/** Returns the dates to read; undefined: none, since the cursor or the start date is in the future. */
export function nextRange(
  { cursor, start, unsettled }: DateState,
  reading: DayReading,
  settings: Pick<Config, "startDate" | "lookbackDays">,
  today: Day,
): DateRange | undefined {
  const wanted = firstDay(reading, settings, today);
  if (cursor === undefined) return wanted > today ? undefined : { from: wanted, through: today };
  if (cursor > today) return undefined;
  const restated = addDays(cursor, -(settings.lookbackDays ?? reading.lookbackDays));
  const provisional = unsettled && latest(unsettled, addDays(today, -maxProvisionalDays));
  // If the start date is now earlier, the dates in between are missing and are read as well.
  const isMissing = start !== undefined && wanted < start;
  const from = isMissing ? wanted : latest(wanted, earliest(restated, provisional));
  return from > today ? undefined : { from, through: today };
}

/**
 * Returns the state after a pass. Its first date becomes the start, even if earlier dates were read with an earlier start
 * date: partitions that are new since then, and dates between the cursor and the pass, were not.
 * @param known digests of the partitions that were read
 */
export function afterPass(
  { cursor }: DateState,
  { first, through }: Pick<DatePass, "first" | "through">,
  unsettled: Day | undefined,
  known: string | undefined,
): DateState {
  return { cursor: latest(through, cursor), start: first, unsettled, known };
}
