import type { Config } from "../config/config.ts";
import { operationNamed, type Parameters } from "../pinterest/operations/operations.ts";
import type { ChildPartitions, Dimension, RunFacts, Stream } from "../streams/stream.ts";
import type { Partition } from "./partition.ts";

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

/** Returns the request parameters whose values partition a stream. */
export function dimensionsOf({ partitions }: Pick<Stream, "partitions">): readonly Dimension[] {
  if (partitions.of === "values" || partitions.of === "alternatives") return partitions.each;
  return childPartitionsOf({ partitions }).flatMap((part) => (part.of === "children" ? (part.each ?? []) : []));
}

/** Returns the number of parents of the partitions. A parent with dimensions has several partitions. */
export function parentCount(stream: Pick<Stream, "partitions">, partitions: readonly Partition[]): number {
  const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  return new Set(partitions.map(({ parameters }) => JSON.stringify(names.map((name) => parameters[name] ?? null))))
    .size;
}

/** Returns the parameters of a partition's requests, except the page. */
export function parametersOf(stream: Stream, { parameters }: Partition, facts: RunFacts): Parameters {
  return { ...commonParametersOf(stream, facts), ...parameters };
}

/** Returns the parameters of all requests of a stream. */
export function commonParametersOf(stream: Stream, facts: RunFacts): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/** Returns the parameter for the account to act for (Business Access), if the operation accepts it. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
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
