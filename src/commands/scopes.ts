import { operationNamed } from "../pinterest/operations/operations.ts";
import { streams } from "../streams/all.ts";
import { childPartitionsOf } from "../streams/partitions.ts";
import { pollOf, type Stream } from "../streams/stream.ts";

/** Returns the scopes that a stream needs, including those of its parents, sorted by name. */
export function scopesFor(stream: Stream): readonly string[] {
  const poll = pollOf(stream);
  const parents = childPartitionsOf(stream).map(({ parent }) => parent.stream);
  return [
    ...new Set([
      ...[stream.operation, ...(poll === undefined ? [] : [poll])].flatMap((each) => operationNamed(each).scopes),
      ...streams.filter(({ name }) => parents.includes(name)).flatMap(scopesFor),
    ]),
  ].toSorted();
}

/** Returns the scopes of all streams, sorted by name. */
export function allScopes(): readonly string[] {
  return [...new Set(streams.flatMap(scopesFor))].toSorted();
}
