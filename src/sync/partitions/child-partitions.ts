import type { ChildPartitions, Stream } from "../../streams/stream.ts";
import type { Partition } from "./partition.ts";

type Partitioned = Pick<Stream, "partitions">;

/** The partitions of a stream that are made of parents. */
export function childPartitionsOf({ partitions }: Partitioned): readonly ChildPartitions[] {
  switch (partitions.of) {
    case "single":
    case "values":
      return [];
    case "children":
    case "batches":
      return [partitions];
    case "multiple_parents":
      return partitions.sources;
  }
}

/** The parameters whose values a stream's partitions are cut by. */
export function dimensionsOf({ partitions }: Partitioned): ReadonlySet<string> {
  const each = partitions.of === "values" ? partitions.each : [];
  const ofChildren = childPartitionsOf({ partitions }).flatMap((part) =>
    part.of === "children" ? (part.each ?? []) : [],
  );
  return new Set([...each, ...ofChildren].map(({ parameter }) => parameter));
}

/** How many parents the partitions are of: one may be asked with several values. */
export function subjectsOf(stream: Partitioned, partitions: readonly Partition[]): number {
  const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  return new Set(partitions.map(({ parameters }) => JSON.stringify(names.map((name) => parameters[name] ?? null))))
    .size;
}
