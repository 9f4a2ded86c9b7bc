import { type ChildPartitions, canHideRows, type Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or the stream skips the
 * parent. So the rows below such a parent are in a container. If the container is absent, its rows stay.
 */

type Definition = Pick<Stream, "partitions">;

/**
 * - `none`: its partitions are in no container
 * - `parents`: its parents are containers, so in a container that exists, only a choice of the user removes partitions
 * - `ancestors`: a parent can be absent from a container that exists
 */
export function containersOf(
  stream: Definition,
  streams: ReadonlyMap<string, Stream>,
): "none" | "parents" | "ancestors" {
  const kinds = childPartitionsOf(stream);
  const parents = kinds.map(({ parent }) => ({ ...parent, of: streams.get(parent.stream) }));
  if (parents.some(({ where, of }) => where !== undefined || (of !== undefined && canHideRows(of)))) {
    return parents.every(({ of }) => of === undefined || childPartitionsOf(of).length === 0) ? "parents" : "ancestors";
  }
  return parents.some(({ of }) => of !== undefined && containersOf(of, streams) !== "none") ? "ancestors" : "none";
}

/** Returns the container of a partition, or of a parent: the first ID, such as that of the ad account. */
export function containerOf({ parameters }: Pick<Partition, "parameters">): string {
  return String(Object.values(parameters)[0] ?? "");
}

/** Returns the container of a partition by its key. With several parent streams, a number precedes the IDs. */
export function containerIn(key: string, { partitions }: Definition): string {
  return key.split("/")[partitions.of === "multiple_parents" ? 1 : 0] ?? "";
}

/** Returns the key of the part of a partition: those of a container that share requests are a part together. */
export function partOf({ key, parameters }: Partition, stream: Definition): string {
  return isBatched({ parameters }, stream) ? key.slice(0, key.lastIndexOf("/")) : key;
}

/** Returns whether a partition shares requests with others. */
export function isBatched({ parameters }: Pick<Partition, "parameters">, stream: Definition): boolean {
  return childPartitionsOf(stream).some((kind) => kind.of === "batches" && kind.batch.parameter in parameters);
}

export function childPartitionsOf({ partitions }: Definition): readonly ChildPartitions[] {
  if (partitions.of === "multiple_parents") return partitions.sources;
  return partitions.of === "children" || partitions.of === "batches" ? [partitions] : [];
}
