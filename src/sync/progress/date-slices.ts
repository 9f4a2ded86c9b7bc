import { entryOf } from "../../entry-of.ts";
import type { DayReading } from "../../streams/stream.ts";
import { type BatchSize, inBatches } from "../partitions/batches.ts";
import { compareKeys, type Partition } from "../partitions/partition.ts";
import type { Slice } from "../readers/reader.ts";
import { type DaySpan, windowsOf } from "./analytics.ts";

/** A partition and the days of one request: what is done, or not. */
export interface DatedPartition {
  readonly key: string;
  readonly partition: Partition;
  readonly range: DaySpan;
}

/** The key of a partition and the days of one request. */
export function datedKey({ key }: Partition, { from }: DaySpan): string {
  return `${from}/${key}`;
}

/** Cuts partitions by the days of one request, in the order of their keys. */
export function datedPartitions(
  partitions: readonly Partition[],
  reading: DayReading,
  rangeOf: (partition: Partition) => DaySpan,
): readonly DatedPartition[] {
  return partitions
    .flatMap((partition) => {
      const range = rangeOf(partition);
      const ranges = range.from > range.through ? [] : windowsOf(range, reading);
      return ranges.map((each) => ({ key: datedKey(partition, each), partition, range: each }));
    })
    .sort((one, other) => compareKeys(one.key, other.key));
}

/**
 * Puts partitions together that one request may be about.
 * @param parent the key of the parent partition that they are of
 * @param batch the parameter that takes the IDs, and how many it takes; undefined: each has a request of its own
 */
export function dateSlices(
  parent: string,
  dated: readonly DatedPartition[],
  batch: BatchSize | undefined,
): readonly Slice[] {
  const ranges = new Map<string, { readonly range: DaySpan; readonly partitions: Partition[] }>();
  for (const { range, partition } of dated) {
    const name = `${range.from}/${range.through}`;
    entryOf(ranges, name, () => ({ range, partitions: [] })).partitions.push(partition);
  }
  return [...ranges.values()].flatMap(({ range, partitions }) =>
    inBatches(partitions, batch?.parameter, batch?.size ?? 1).map((members) => ({ parent, members, range })),
  );
}
