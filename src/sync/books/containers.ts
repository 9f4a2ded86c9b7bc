import { childPartitionsOf } from "../../streams/partitions.ts";
import { canHideRows, type Parent, type Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or the stream skips the
 * parent. What is below such a parent is in a container, identified by its first ID. If the container is absent, its rows stay.
 */

/** Returns whether the rows of a partition that is no longer found count as absent: its parent is, and is no container. */
export function canVanish(stream: Pick<Stream, "partitions">, streams: ReadonlyMap<string, Stream>): boolean {
  return (
    childPartitionsOf(stream).length > 0 &&
    !childPartitionsOf(stream).some(({ parent }) => isContainer(parent, streams))
  );
}

/** Returns whether partitions are in a container. */
export function isContained(stream: Pick<Stream, "partitions">, streams: ReadonlyMap<string, Stream>): boolean {
  return childPartitionsOf(stream).some(({ parent }) => {
    const parentStream = streams.get(parent.stream);
    return isContainer(parent, streams) || (parentStream !== undefined && isContained(parentStream, streams));
  });
}

function isContainer({ where, stream }: Parent, streams: ReadonlyMap<string, Stream>): boolean {
  const parentStream = streams.get(stream);
  return where !== undefined || (parentStream !== undefined && canHideRows(parentStream));
}

/** Returns the container of a partition. */
export function containerOf({ parameters }: Partition): string {
  return String(Object.values(parameters)[0] ?? "");
}

/** Returns whether partitions share requests. */
export function isBatched(stream: Pick<Stream, "partitions">): boolean {
  return childPartitionsOf(stream).some(({ of }) => of === "batches");
}
