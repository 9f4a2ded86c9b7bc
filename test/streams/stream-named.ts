import { streams } from "../../src/streams/all.ts";
import type { Parent, Stream } from "../../src/streams/stream.ts";

/** The stream of this name. */
export function streamNamed(name: string): Stream {
  const stream = streams.find((each) => each.name === name);
  if (stream === undefined) throw new Error(`no stream ${name}`);
  return stream;
}

/** What a stream's partitions are made from, where they are made from something. */
export function parentOf({ partitions }: Stream): Parent | undefined {
  return partitions.of === "children" || partitions.of === "batches" ? partitions.parent : undefined;
}
