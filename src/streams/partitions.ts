import type { ChildPartitions, Stream } from "./stream.ts";

/** Returns the partitions of a stream that are made from parent records. */
export function childPartitionsOf({ partitions }: Pick<Stream, "partitions">): readonly ChildPartitions[] {
  switch (partitions.of) {
    case "single":
    case "values":
    case "alternatives":
      return [];
    case "children":
    case "batches":
      return [partitions];
    case "multiple_parents":
      return partitions.sources;
  }
}

/** Returns whether a stream's requests for several IDs have another form, for one. */
export function hasFormForOne(stream: Pick<Stream, "partitions" | "reading">): boolean {
  if (stream.reading.by === "analytics" && stream.reading.oneByOne !== undefined) return true;
  return childPartitionsOf(stream).some((kind) => kind.of === "batches" && kind.batch.single !== undefined);
}

/**
 * Returns the streams with their ancestors, parents before children.
 * @param all all streams, by name
 */
export function withAncestors(streams: readonly Stream[], all: ReadonlyMap<string, Stream>): readonly Stream[] {
  const found = new Set<Stream>();
  const add = (stream: Stream) => {
    if (found.has(stream)) return;
    for (const { parent } of childPartitionsOf(stream)) add(streamNamed(parent.stream, all));
    found.add(stream);
  };
  streams.forEach(add);
  return [...found];
}

/** @throws Error if there is no such stream, which is a bug in a stream's definition */
export function streamNamed(name: string, all: ReadonlyMap<string, Stream>): Stream {
  const stream = all.get(name);
  if (stream === undefined) throw new Error(`Unknown parent stream "${name}".`);
  return stream;
}
