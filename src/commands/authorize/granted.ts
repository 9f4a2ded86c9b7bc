import type { Config } from "../../config/config.ts";
import { operationNamed } from "../../pinterest/operations/operations.ts";
import { streamsOf } from "../../streams/all.ts";
import { pollOf, type Stream } from "../../streams/stream.ts";
import { childPartitionsOf } from "../../sync/partitions/child-partitions.ts";

/** Every scope that reading a stream takes, that of its parents included. */
export function scopesFor(stream: Stream, streams: ReadonlyMap<string, Stream>): readonly string[] {
  const poll = pollOf(stream);
  const parents = childPartitionsOf(stream).flatMap(({ parent }) => streams.get(parent.stream) ?? []);
  return [
    ...new Set([
      ...operationNamed(stream.operation).scopes,
      ...(poll === undefined ? [] : operationNamed(poll).scopes),
      ...parents.flatMap((parent) => scopesFor(parent, streams)),
    ]),
  ].toSorted();
}

/** Sentences about what scopes open, and what stays closed without others. */
export function describeGrant(scopes: readonly string[], config: Config): readonly string[] {
  const streams = new Map(streamsOf(config).map((stream) => [stream.name, stream]));
  const closed = new Map<string, string[]>();
  for (const stream of streams.values()) {
    const missing = scopesFor(stream, streams).filter((scope) => !scopes.includes(scope));
    if (missing.length === 0) continue;
    const key = missing.join(", ");
    closed.set(key, [...(closed.get(key) ?? []), stream.name]);
  }
  const left = [...closed.values()].reduce((sum, { length }) => sum + length, 0);
  const opened = `They open ${streams.size - left} of ${streams.size} streams.`;
  return [
    `Scopes granted: ${scopes.length === 0 ? "not told by Pinterest" : scopes.toSorted().join(", ")}.`,
    ...(scopes.length === 0 ? [] : [opened]),
    ...(scopes.length === 0
      ? []
      : [...closed].map(([missing, names]) => `Without ${missing}, these stay closed: ${names.join(", ")}.`)),
  ];
}
