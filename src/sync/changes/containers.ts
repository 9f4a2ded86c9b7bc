import { digestOf } from "../../digest.ts";
import { canHideRows, type RunFacts, type Stream } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { childPartitionsOf, commonParametersOf } from "../partitions/stream-partitions.ts";

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or the stream skips
 * the parent. So the rows below such a parent form a container. If the container is absent, its rows don't count as deleted.
 */

/** Returns the request parameters that identify the container of a partition; none: all rows are in one container. */
export function containerParameters(stream: Stream, streams: ReadonlyMap<string, Stream>): ReadonlySet<string> {
  const parameters = childPartitionsOf(stream).flatMap(({ parent: { stream: name, bind, where } }) => {
    const parentStream = streams.get(name);
    if (parentStream === undefined || where !== undefined || canHideRows(parentStream)) return Object.keys(bind);
    const containers = containerParameters(parentStream, streams);
    const inherited = Object.entries(bind).filter(([, field]) =>
      containers.has(parentStream.fromRequest?.[field] ?? ""),
    );
    // If a container isn't bound, each parent is a container.
    return containers.size > inherited.length ? Object.keys(bind) : inherited.map(([parameter]) => parameter);
  });
  return new Set(parameters);
}

/** Returns whether the primary key of a stream contains the container. */
export function areKeyed({ primaryKey, fromRequest = {} }: Stream, containers: ReadonlySet<string>): boolean {
  return [...containers].every((container) => primaryKey.some((field) => fromRequest[field] === container));
}

/** Returns the container of a partition's rows. */
export function containerOf({ parameters }: Partition, containers: ReadonlySet<string>): string {
  const values = Object.entries(parameters).filter(([name]) => containers.has(name));
  return values.map(([, value]) => String(value)).join("/");
}

/**
 * Returns a digest of the parameters of a stream's requests and the parents and values that the user chose. Rows that a
 * narrower choice excludes don't count as deleted.
 */
export function selectionDigest(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): string {
  return digestOf(JSON.stringify(selection(stream, streams, facts)), 8);
}

function selection(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): unknown {
  const { partitions } = stream;
  const values = partitions.of === "values" ? partitions.each.map((each) => each.values(facts)) : [];
  const parents = childPartitionsOf(stream).map((kind) => {
    const parentStream = streams.get(kind.parent.stream);
    return [
      kind.parent.only?.values(facts.config),
      kind.of === "children" ? kind.each?.map((each) => each.values(facts)) : [],
      parentStream === undefined ? [] : selection(parentStream, streams, facts),
    ];
  });
  return [commonParametersOf(stream, facts), values, parents];
}
