import { digestOf } from "../../digest.ts";
import { type RunFacts, type Stream, saysNothingByAbsence } from "../../streams/stream.ts";
import type { Partition } from "../partitions/partition.ts";
import { childPartitionsOf, commonParametersOf } from "../partitions/stream-partitions.ts";

/*
 * A parent may be absent from its list for other reasons than that it was deleted: whoever loses a role no longer sees the
 * ad account, and a parent that a stream has no use for is left out. So what is below such a parent has a place of its own,
 * and where the place is not found, nothing is said of its rows.
 */

/** The request parameters whose values say which place a partition of a stream is in; none: all rows are in one place. */
export function placeParameters(stream: Stream, streams: ReadonlyMap<string, Stream>): ReadonlySet<string> {
  const found = childPartitionsOf(stream).flatMap(({ parent: { stream: name, bind, where } }) => {
    const above = streams.get(name);
    if (above === undefined || where !== undefined || saysNothingByAbsence(above)) return Object.keys(bind);
    const places = placeParameters(above, streams);
    const inherited = Object.entries(bind).filter(([, field]) => places.has(above.fromRequest?.[field] ?? ""));
    // What is not handed down cannot be told apart by its place: each parent is one.
    return places.size > inherited.length ? Object.keys(bind) : inherited.map(([parameter]) => parameter);
  });
  return new Set(found);
}

/** Whether the key of a stream's records says which place they are in. */
export function areKeyed({ primaryKey, fromRequest = {} }: Stream, places: ReadonlySet<string>): boolean {
  return [...places].every((place) => primaryKey.some((field) => fromRequest[field] === place));
}

/** Returns the place of a partition's rows. */
export function placeOf({ parameters }: Partition, ofPlace: ReadonlySet<string>): string {
  const values = Object.entries(parameters).filter(([name]) => ofPlace.has(name));
  return values.map(([, value]) => String(value)).join("/");
}

/**
 * Returns a digest of what a stream asks for: all that its requests say but for what they are about, and which parents and
 * values the user has chosen. What a narrower choice leaves out is not gone.
 */
export function questionOf(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): string {
  return digestOf(JSON.stringify(asked(stream, streams, facts)), 8);
}

function asked(stream: Stream, streams: ReadonlyMap<string, Stream>, facts: RunFacts): unknown {
  const { partitions } = stream;
  const values = partitions.of === "values" ? partitions.each.map((each) => each.values(facts)) : [];
  const parents = childPartitionsOf(stream).map((part) => {
    const above = streams.get(part.parent.stream);
    return [
      part.parent.only?.values(facts.config),
      part.of === "children" ? part.each?.map((each) => each.values(facts)) : [],
      above === undefined ? [] : asked(above, streams, facts),
    ];
  });
  return [commonParametersOf(stream, facts), values, parents];
}
