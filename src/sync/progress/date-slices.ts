import type { Config } from "../../config/config.ts";
import { addDays, type DateRange, type Day, daysFrom, earliest, latest } from "../../dates.ts";
import { entryOf } from "../../entry-of.ts";
import type { DayReading, Period, Stream } from "../../streams/stream.ts";
import { batchGroups, inBatches } from "../partitions/batches.ts";
import { compareKeys, onlyParent, type Partition } from "../partitions/partition.ts";
import type { DoneRanges } from "./done-ranges.ts";
import type { RemainingWork } from "./progress.ts";

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

/** A partition and the dates of one request: the unit of progress. */
export interface DatedPartition {
  readonly key: string;
  readonly partition: Partition;
  readonly range: DateRange;
}

/** Returns the key of a partition and the dates of one request. */
export function datedKey({ key }: Partition, { from }: DateRange): string {
  return `${from}/${key}`;
}

/** Splits partitions by the dates of one request, sorted by key. */
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

/** Groups partitions by their dates. */
function byDays(dated: Iterable<Pick<DatedPartition, "partition" | "range">>) {
  const ranges = new Map<string, { readonly range: DateRange; readonly partitions: Partition[] }>();
  for (const { range, partition } of dated) {
    const name = `${range.from}/${range.through}`;
    entryOf(ranges, name, () => ({ range, partitions: [] })).partitions.push(partition);
  }
  return [...ranges.values()];
}

/** The inputs to the sizes of a stream's batches and date windows. */
export interface DateBatching {
  readonly stream: Pick<Stream, "partitions">;
  readonly reading: DayReading;
  readonly config: Pick<Config, "analyticsBatchSize">;
}

/** Groups the dated partitions that remain into slices. Dates that are no longer available count as done. */
export function remainingSlices(
  dated: readonly DatedPartition[],
  done: DoneRanges,
  batching: DateBatching,
  today: Day,
): RemainingWork {
  const readBefore = dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition);
  for (const { key, range } of dated) if (availableRange(range, batching.reading, today) === undefined) done.add(key);
  const slices = byDays(dated.filter(({ key }) => !done.has(key))).flatMap(({ range, partitions }) =>
    inBatches(partitions, batchOf(batching)?.parameter, idsPerRequest(range, batching)).map((members) => ({
      parent: onlyParent.key,
      members,
      range,
    })),
  );
  return { slices, readBefore };
}

/** Chooses the length of date windows in days, and the size of batches, for the fewest requests. */
export function daysPerRequest(
  partitions: readonly Partition[],
  rangeOf: (partition: Partition) => DateRange,
  batching: DateBatching,
): number {
  const { reading, config } = batching;
  const { maxDaysPerRequest, maxIdDays } = reading;
  const batch = batchOf(batching);
  if (maxIdDays === undefined || batch === undefined) return maxDaysPerRequest;
  const ranges = byDays(partitions.map((partition) => ({ partition, range: rangeOf(partition) })));
  const sizes = ranges.map((same) => ({
    range: same.range,
    counts: batchGroups(same.partitions, batch.parameter).map(({ length }) => length),
  }));
  const requests = (days: number) =>
    sizes
      .flatMap(({ range, counts }) =>
        dateWindows(range, { ...reading, maxDaysPerRequest: days }).flatMap((window) =>
          counts.map((count) => Math.ceil(count / idsPerRequest(window, batching))),
        ),
      )
      .reduce((sum, count) => sum + count, 0);
  const longest = Math.min(maxDaysPerRequest, maxIdDays, Math.max(1, ...ranges.map(({ range }) => daysIn(range))));
  const least = Math.min(longest, Math.floor(maxIdDays / batch.size(config)));
  const choices = Array.from({ length: Math.ceil(longest / least) }, (_, index) => Math.ceil(longest / (index + 1)));
  return choices.reduce((best, days) => (requests(days) < requests(best) ? days : best));
}

function batchOf({ stream: { partitions } }: Pick<DateBatching, "stream">) {
  return partitions.of === "batches" ? partitions.batch : undefined;
}

function idsPerRequest(range: DateRange, batching: DateBatching): number {
  const { maxIdDays = Number.POSITIVE_INFINITY } = batching.reading;
  const size = batchOf(batching)?.size(batching.config) ?? 1;
  return Math.max(1, Math.min(size, Math.floor(maxIdDays / daysIn(range))));
}

function daysIn({ from, through }: DateRange): number {
  return daysFrom(from, through) + 1;
}

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
