import { streams } from "../../src/streams/all.ts";
import type { Parent, Stream } from "../../src/streams/stream.ts";

/** Returns the stream with this name. */
export function streamNamed(name: string): Stream {
  const stream = streams.find((each) => each.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  return stream;
}

/** Returns the source of a stream's partitions, if any. */
export function parentOf({ partitions }: Stream): Parent | undefined {
  return partitions.of === "children" || partitions.of === "batches" ? partitions.parent : undefined;
}
