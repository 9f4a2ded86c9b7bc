import { entryOf } from "../../base/entry-of.ts";
import type { Batch, Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import type { Slice } from "../slice.ts";
import { childPartitionsOf } from "../stream-partitions.ts";

/** Returns the batch in which a partition shares requests; undefined: its requests are its own. */
export function batchOf(stream: Pick<Stream, "partitions">, { parameters }: Partition): Batch | undefined {
  const batches = childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch] : []));
  return batches.find(({ parameter }) => parameter in parameters);
}

/** Groups partitions by request: those that share a batch, a group, and all parameters except the IDs, and others alone. */
export function inBatches(
  stream: Pick<Stream, "partitions">,
  partitions: readonly Partition[],
  sizeOf: (batch: Batch) => number,
): readonly (readonly Partition[])[] {
  const groups = new Map<string, { readonly members: Partition[]; readonly size: number }>();
  for (const partition of partitions) {
    const batch = batchOf(stream, partition);
    const shared = Object.entries(partition.parameters).filter(([name]) => name !== batch?.parameter);
    const name = batch === undefined ? partition.key : JSON.stringify([batch.parameter, partition.group, shared]);
    const size = batch === undefined ? 1 : sizeOf(batch);
    entryOf(groups, name, () => ({ members: [], size })).members.push(partition);
  }
  return [...groups.values()].flatMap(({ members, size }) => chunksOf(members, size));
}

/** Returns slices of at most `size` members each, in place of a slice; none if it has no more. */
export function divided(slice: Slice, size: number): readonly Slice[] {
  return slice.members.length <= size ? [] : chunksOf(slice.members, size).map((members) => ({ ...slice, members }));
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
