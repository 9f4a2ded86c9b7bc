import { addDays, type DateRange, type Day, daysFrom, earliest } from "../../base/dates.ts";
import { entryOf } from "../../base/entry-of.ts";
import type { Config } from "../../config/config.ts";
import type { DayReading, Stream } from "../../streams/stream.ts";
import { onlyParent, type Partition } from "../partition.ts";
import { inBatches } from "../partitions/batches.ts";
import type { RemainingWork } from "../progress.ts";
import { availableRange } from "./date-range.ts";
import type { DoneRanges } from "./done-ranges.ts";
import { periodStart } from "./periods.ts";

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

/**
 * Splits partitions by the dates of one request, sorted by key.
 * @param partitions sorted by key
 */
export function datedPartitions(
  partitions: readonly Partition[],
  reading: DayReading,
  rangeOf: (partition: Partition) => DateRange,
): readonly DatedPartition[] {
  return (
    partitions
      .flatMap((partition) => {
        const range = rangeOf(partition);
        const ranges = range.from > range.through ? [] : dateWindows(range, reading);
        return ranges.map((each) => ({ key: datedKey(partition, each), partition, range: each }));
      })
      // The sort is stable, so those of one date stay in the order of the partitions.
      .sort(({ range: one }, { range: other }) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0))
  );
}

/** Groups the dated partitions that remain into slices. Dates that are no longer available count as done. */
export function remainingSlices(
  dated: readonly DatedPartition[],
  done: DoneRanges,
  {
    stream,
    reading,
    config,
  }: { readonly stream: Stream; readonly reading: DayReading; readonly config: Pick<Config, "analyticsBatchSize"> },
  today: Day,
): RemainingWork {
  const readBefore = dated.filter(({ key }) => done.has(key)).map(({ partition }) => partition);
  for (const { key, range } of dated) if (availableRange(range, reading, today) === undefined) done.add(key);
  const byRange = new Map<string, { readonly range: DateRange; readonly partitions: Partition[] }>();
  for (const { key, range, partition } of dated) {
    if (done.has(key)) continue;
    const name = `${range.from}/${range.through}`;
    entryOf(byRange, name, () => ({ range, partitions: [] })).partitions.push(partition);
  }
  const { maxIdDays = Number.POSITIVE_INFINITY } = reading;
  const slices = [...byRange.values()].flatMap(({ range, partitions }) => {
    const maxIds = Math.max(1, Math.floor(maxIdDays / daysIn(range)));
    const batches = inBatches(stream, partitions, ({ size }) => Math.min(size(config), maxIds));
    return batches.map((members) => ({ parent: onlyParent.key, members, range }));
  });
  return { slices, readBefore };
}

function daysIn({ from, through }: DateRange): number {
  return daysFrom(from, through) + 1;
}
