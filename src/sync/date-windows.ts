import { addDays, type DateRange, type Day, daysFrom, earliest, latest } from "../base/dates.ts";
import type { Attribution, Config } from "../config/config.ts";
import type { DayReading, Period } from "../streams/stream.ts";

/** Splits a date range into the ranges of single requests, earliest first, aligned to periods if the stream has them. */
export function dateWindows(
  { from, through }: DateRange,
  { maxDaysPerRequest, minDaysPerRequest = 1, alignedTo }: DayReading,
): readonly DateRange[] {
  // The latest start of the last window, so that it has the minimum length.
  const lastStart = periodStart(addDays(through, 1 - minDaysPerRequest), alignedTo);
  const windows: DateRange[] = [];
  for (let first = periodStart(from, alignedTo); first <= through; ) {
    const full = periodStart(addDays(first, maxDaysPerRequest), alignedTo);
    const next = full <= through && full > lastStart && first < lastStart ? lastStart : full;
    windows.push({ from: earliest(first, lastStart), through: earliest(addDays(next, -1), through) });
    first = next;
  }
  return windows;
}

/** Returns the first date to read: the start date, or the first date that the API has if that is later. */
export function firstDay(reading: DayReading, config: Pick<Config, "startDate">, today: Day): Day {
  return latest(addDays(today, -reading.daysBack), wantedStart(reading, config));
}

/** Returns the part of unread dates that the API no longer has. */
export function lostDates(
  unread: readonly DateRange[],
  reading: DayReading,
  config: Pick<Config, "startDate">,
  today: Day,
): readonly DateRange[] {
  return unread.flatMap(({ from, through }) => {
    const first = latest(from, wantedStart(reading, config));
    const last = earliest(through, addDays(today, -reading.daysBack - 1));
    return first > last ? [] : [{ from: first, through: last }];
  });
}

function wantedStart({ startDate }: DayReading, config: Pick<Config, "startDate">): Day | undefined {
  return startDate === undefined ? config.startDate : startDate.day;
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
  const first = latest(from, periodFrom(addDays(today, -daysBack), alignedTo));
  return first > through || first > today ? undefined : { from: first, through };
}

/** Returns a date range up to the end of its last period, or today: the sum of a part of a period would replace that of all of it. */
export function completePeriods({ from, through }: DateRange, { alignedTo }: DayReading, today: Day): DateRange {
  return { from, through: earliest(today, addDays(periodFrom(addDays(through, 1), alignedTo), -1)) };
}

/** The days in which Pinterest processes a conversion: 48 hours, according to its help. */
const processingDays = 2;
/** The same with uploads: of conversions that are up to 30 days old, and three days more, since they are read again once a week. */
const uploadDays = 30 + processingDays + 3;

/**
 * Returns the number of days before the last one to read again: as the user chose, else long enough for conversions that are
 * counted on the date of the ad action, until their attribution windows have passed and Pinterest has processed them.
 * @param ownDays the longest attribution window of the partition itself, if it has windows of its own
 * @param coversUploads whether conversions that were uploaded late are to be found, too
 */
export function lookbackOf(
  reading: DayReading,
  config: Config,
  ownDays: number | undefined,
  coversUploads: boolean,
): number {
  const { lookbackDays, attribution } = reading;
  if (config.lookbackDays !== undefined) return config.lookbackDays;
  const window = ownDays ?? (attribution && longestWindow(attribution(config)));
  if (window === undefined) return lookbackDays;
  return Math.max(lookbackDays, window + (coversUploads ? uploadDays : processingDays));
}

function longestWindow(attribution: Attribution): number {
  const { conversionReportTime, clickWindowDays, engagementWindowDays, viewWindowDays } = attribution;
  if (conversionReportTime !== "TIME_OF_AD_ACTION") return 0;
  return Math.max(clickWindowDays, engagementWindowDays, viewWindowDays);
}

/** Returns the first date of the period that contains a date; the date itself without periods. */
function periodStart(day: Day, period: Period | undefined): Day {
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

/** Returns whether dates are a period, or lie in one. Without periods, each range is one. */
export function isPeriodPart({ from, through }: DateRange, period: Period | undefined): boolean {
  return period === undefined || (periodStart(from, period) === from && periodStart(through, period) === from);
}

/** Returns the first start of a period on or after a date. */
function periodFrom(day: Day, period: Period | undefined): Day {
  let start = day;
  while (periodStart(start, period) !== start) start = addDays(start, 1);
  return start;
}
