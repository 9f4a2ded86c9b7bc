import type { Config } from "../../config/config.ts";
import { addDays, type DateRange, type Day, daysFrom, earliest, latest } from "../../dates.ts";
import { entryOf } from "../../entry-of.ts";
import type { DayReading, Period, Stream } from "../../streams/stream.ts";
import { inBatches } from "../partitions/batches.ts";
import { compareKeys, type Partition } from "../partitions/partition.ts";
import type { Slice } from "../readers/reader.ts";

/** The first day that the API still answers for and the user wants. */
export function firstDay(
  { daysBack, startDate }: DayReading,
  { startDate: wanted }: Pick<Config, "startDate">,
  today: Day,
): Day {
  return latest(addDays(today, -daysBack), startDate === undefined ? wanted : startDate.day);
}

/**
 * The days of a span that the API still answers for; undefined when there is none. A period that it no longer has the
 * whole of is left out: its sum would be too small.
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

/** A span in pieces that one request may be about, the earliest first. They begin where a period does, if wanted. */
export function dateWindows(
  { from, through }: DateRange,
  { maxDaysPerRequest, minDaysPerRequest = 1, alignedTo }: DayReading,
): readonly DateRange[] {
  // The last window begins here at the latest: days that are too few for a request go together with some before them.
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

/** A partition and the days of one request: what is done, or not. */
export interface DatedPartition {
  readonly key: string;
  readonly partition: Partition;
  readonly range: DateRange;
}

/** The key of a partition and the days of one request. */
export function datedKey({ key }: Partition, { from }: DateRange): string {
  return `${from}/${key}`;
}

/** Cuts partitions by the days of one request, in the order of their keys. */
export function datedPartitions(
  partitions: readonly Partition[],
  reading: DayReading,
  rangeOf: (partition: Partition) => DateRange,
): readonly DatedPartition[] {
  return partitions
    .flatMap((partition) => {
      const range = rangeOf(partition);
      const ranges = range.from > range.through ? [] : dateWindows(range, reading);
      return ranges.map((each) => ({ key: datedKey(partition, each), partition, range: each }));
    })
    .sort((one, other) => compareKeys(one.key, other.key));
}

/** Puts partitions of a parent together that one request may be about. */
export function dateSlices(
  parent: string,
  dated: readonly DatedPartition[],
  { partitions: cut }: Pick<Stream, "partitions">,
  config: Config,
): readonly Slice[] {
  const batch = cut.of === "batches" ? cut.batch : undefined;
  const ranges = new Map<string, { readonly range: DateRange; readonly partitions: Partition[] }>();
  for (const { range, partition } of dated) {
    const name = `${range.from}/${range.through}`;
    entryOf(ranges, name, () => ({ range, partitions: [] })).partitions.push(partition);
  }
  return [...ranges.values()].flatMap(({ range, partitions }) =>
    inBatches(partitions, batch?.parameter, batch?.size(config) ?? 1).map((members) => ({ parent, members, range })),
  );
}

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
