import { digestOf } from "../../base/digest.ts";
import { canHideRows, type Parent, type RunFacts, type Stream } from "../../streams/stream.ts";
import type { Partition } from "../partition.ts";
import { childPartitionsOf, commonParametersOf } from "../stream-partitions.ts";

/*
 * A parent can be absent from its list without being deleted: the user lost a role in the ad account, or the stream skips
 * the parent. So the rows below such a parent form a container. If the container is absent, its rows don't count as deleted.
 */

/** Returns the request parameters that identify the container of a partition; none: all rows are in one container. */
export function containerParameters(stream: Stream, streams: ReadonlyMap<string, Stream>): ReadonlySet<string> {
  const parameters = childPartitionsOf(stream).flatMap(({ parent }) => {
    const { stream: name, bind } = parent;
    const parentStream = streams.get(name);
    if (parentStream === undefined || isContainer(parent, parentStream)) return Object.keys(bind);
    const containers = containerParameters(parentStream, streams);
    const inherited = Object.entries(bind).filter(([, field]) =>
      containers.has(parentStream.fromRequest?.[field] ?? ""),
    );
    // If a container isn't bound, each parent is a container.
    return containers.size > inherited.length ? Object.keys(bind) : inherited.map(([parameter]) => parameter);
  });
  return new Set(parameters);
}

/** Returns whether a parent record is a container. */
function isContainer({ where }: Pick<Parent, "where">, parentStream: Stream): boolean {
  return where !== undefined || canHideRows(parentStream);
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
 * Returns a digest of everything that the settings and the date determine about a stream's requests: their parameters, and
 * the parents and values that the user chose. An unfinished scan can be resumed only by the same requests.
 */
export function requestsDigest(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): string {
  return digestOf(JSON.stringify(choices(stream, streams, facts, false)), 8);
}

/**
 * Returns a digest of those choices that exclude rows. Rows that a narrower choice excludes don't count as deleted. Excludes
 * neutral parameters, and the choice of parents that are containers: if such a parent is excluded, its container is absent.
 */
export function selectionDigest(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): string {
  return digestOf(JSON.stringify(choices(stream, streams, facts, true)), 8);
}

function choices(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts, isSelection: boolean): unknown {
  const { partitions, neutralParameters = [] } = stream;
  const values = partitions.of === "values" ? partitions.each.map((each) => each.values(facts)) : [];
  const parents = childPartitionsOf(stream).map((kind) => {
    const parentStream = streams.get(kind.parent.stream);
    const isIrrelevant = isSelection && parentStream !== undefined && isContainer(kind.parent, parentStream);
    return [
      isIrrelevant ? [] : kind.parent.only?.values(facts.config),
      kind.of === "children" ? kind.each?.map((each) => each.values(facts)) : [],
      parentStream === undefined ? [] : choices(parentStream, streams, facts, isSelection),
    ];
  });
  const parameters = Object.entries(commonParametersOf(stream, facts)).filter(
    ([name]) => !isSelection || !neutralParameters.includes(name),
  );
  return [Object.fromEntries(parameters), values, parents];
}
