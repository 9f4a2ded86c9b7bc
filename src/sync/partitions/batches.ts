import type { Config } from "../../config/config.ts";
import { digestOf } from "../../digest.ts";
import { entryOf } from "../../entry-of.ts";
import type { Stream } from "../../streams/stream.ts";
import { inOrder, type Partition } from "./partition.ts";
import { childPartitionsOf } from "./stream-partitions.ts";

/** Partitions of a list, of which those that may share a request are one. */
export function inSharedRequests(
  stream: Pick<Stream, "partitions">,
  partitions: readonly Partition[],
  config: Config,
): readonly Partition[] {
  const batches = childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch] : []));
  const shared = batches.reduce<readonly Partition[]>((rest, { parameter, size }) => {
    const alone = rest.filter(({ parameters }) => !(parameter in parameters));
    const together = rest.filter(({ parameters }) => parameter in parameters);
    return [
      ...alone,
      ...inBatches(together, parameter, size(config)).map((members) => mergeIntoBatch(members, parameter)),
    ];
  }, partitions);
  return inOrder(shared);
}

/** The members of such a partition, each by itself; none when it is not a batch or cannot be taken apart. */
export function splitBatch(stream: Pick<Stream, "partitions">, partition: Partition): readonly Partition[] {
  for (const part of childPartitionsOf(stream)) {
    const { parameter = "", single } = part.of === "batches" ? part.batch : {};
    const { [parameter]: ids, ...shared } = partition.parameters;
    if (single === undefined || typeof ids !== "object") continue;
    return ids.map((id) => ({ ...partition, parameters: { ...shared, [single]: id } }));
  }
  return [];
}

/**
 * Puts partitions that may share a request together: same group, and everything but the ids the same.
 * @param parameter the request parameter that takes the ids
 */
export function inBatches(
  partitions: readonly Partition[],
  parameter: string | undefined,
  size: number,
): readonly (readonly Partition[])[] {
  const alike = new Map<string, Partition[]>();
  const idParameter = parameter ?? "";
  for (const partition of partitions) {
    const { [idParameter]: _, ...shared } = partition.parameters;
    entryOf(alike, JSON.stringify([partition.group, shared]), () => []).push(partition);
  }
  return [...alike.values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / size) }, (_, index) =>
      members.slice(index * size, (index + 1) * size),
    ),
  );
}

/** One partition of several that share a request: its key changes when a member does. */
export function mergeIntoBatch(members: readonly Partition[], parameter: string): Partition {
  const ids = members.map(({ parameters }) => String(parameters[parameter]));
  const [first] = members;
  if (first === undefined) throw new Error("A batch has at least one member.");
  return {
    ...first,
    key: `${first.key}/${digestOf(ids.join(), 8)}`,
    parameters: { ...first.parameters, [parameter]: ids },
  };
}
