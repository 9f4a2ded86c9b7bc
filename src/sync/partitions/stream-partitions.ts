import type { Config } from "../../config/config.ts";
import { operationNamed, type Parameters } from "../../pinterest/operations/operations.ts";
import type { ChildPartitions, RunFacts, Stream } from "../../streams/stream.ts";
import type { Partition } from "./partition.ts";

/** The partitions of a stream that are made of parents. */
export function childPartitionsOf({ partitions }: Pick<Stream, "partitions">): readonly ChildPartitions[] {
  switch (partitions.of) {
    case "single":
    case "values":
      return [];
    case "children":
    case "batches":
      return [partitions];
    case "multiple_parents":
      return partitions.sources;
  }
}

/** The parameters whose values a stream's partitions are cut by. */
export function dimensionsOf({ partitions }: Pick<Stream, "partitions">): ReadonlySet<string> {
  const each = partitions.of === "values" ? partitions.each : [];
  const ofChildren = childPartitionsOf({ partitions }).flatMap((part) =>
    part.of === "children" ? (part.each ?? []) : [],
  );
  return new Set([...each, ...ofChildren].map(({ parameter }) => parameter));
}

/** How many parents the partitions are of: one may be asked with several values. */
export function parentCount(stream: Pick<Stream, "partitions">, partitions: readonly Partition[]): number {
  const names = childPartitionsOf(stream).flatMap(({ parent }) => Object.keys(parent.bind));
  return new Set(partitions.map(({ parameters }) => JSON.stringify(names.map((name) => parameters[name] ?? null))))
    .size;
}

/** All that a request of a partition says, but for the page. */
export function parametersOf(stream: Stream, { parameters }: Partition, facts: RunFacts): Parameters {
  return { ...commonParametersOf(stream, facts), ...parameters };
}

/** What all requests of a stream say. */
export function commonParametersOf(stream: Stream, facts: RunFacts): Parameters {
  return { ...actingFor(stream.operation, facts.config), ...stream.parameters?.(facts) };
}

/** The account to act for (Business Access), for operations that let one choose. */
export function actingFor(operation: string, { adAccountIds }: Config): Parameters {
  const [adAccountId] = adAccountIds;
  return adAccountId !== undefined && "ad_account_id" in operationNamed(operation).query
    ? { ad_account_id: adAccountId }
    : {};
}

/**
 * Streams, and before each those that its partitions are made of.
 * @param all every stream there is, by name
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

/** @throws Error when there is none: streams are made with those that they need */
export function streamNamed(name: string, all: ReadonlyMap<string, Stream>): Stream {
  const stream = all.get(name);
  if (stream === undefined) throw new Error(`There is no stream "${name}" to be a parent.`);
  return stream;
}
