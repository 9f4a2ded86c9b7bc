import type { Config } from "../../config/config.ts";
import { digestOf } from "../../digest.ts";
import { entryOf } from "../../entry-of.ts";
import type { Stream } from "../../streams/stream.ts";
import { inOrder, type Partition } from "./partition.ts";
import { childPartitionsOf } from "./stream-partitions.ts";

/** Merges the partitions of a list stream that can share a request. */
export function inSharedRequests(
  stream: Pick<Stream, "partitions">,
  partitions: readonly Partition[],
  config: Config,
): readonly Partition[] {
  const batches = childPartitionsOf(stream).flatMap((part) => (part.of === "batches" ? [part.batch] : []));
  const shared = batches.reduce<readonly Partition[]>((rest, { parameter, size }) => {
    const others = rest.filter(({ parameters }) => !(parameter in parameters));
    const members = rest.filter(({ parameters }) => parameter in parameters);
    return [...others, ...inBatches(members, parameter, size(config)).map((batch) => mergeIntoBatch(batch, parameter))];
  }, partitions);
  return inOrder(shared);
}

/**
 * Splits a merged partition into its members; none if it isn't a batch.
 * @param needsSingle whether only the parameter for a single ID will do, if the operation has one, and no list of one ID
 */
export function splitBatch(
  stream: Pick<Stream, "partitions">,
  partition: Partition,
  needsSingle: boolean,
): readonly Partition[] {
  for (const part of childPartitionsOf(stream)) {
    const { parameter = "", single } = part.of === "batches" ? part.batch : {};
    const { [parameter]: ids, ...shared } = partition.parameters;
    if (typeof ids !== "object" || (single === undefined && (needsSingle || ids.length === 1))) continue;
    return ids.map((id) => ({
      ...partition,
      parameters: { ...shared, ...(single === undefined ? { [parameter]: [id] } : { [single]: id }) },
    }));
  }
  return [];
}

/** Groups partitions into batches of one request each, see `batchGroups`. */
export function inBatches(
  partitions: readonly Partition[],
  parameter: string | undefined,
  size: number,
): readonly (readonly Partition[])[] {
  return batchGroups(partitions, parameter).flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / size) }, (_, index) =>
      members.slice(index * size, (index + 1) * size),
    ),
  );
}

/**
 * Groups partitions that can share requests: the same group, and the same parameters except the IDs.
 * @param parameter the request parameter for the IDs
 */
export function batchGroups(
  partitions: readonly Partition[],
  parameter: string | undefined,
): readonly (readonly Partition[])[] {
  const groups = new Map<string, Partition[]>();
  const idParameter = parameter ?? "";
  for (const partition of partitions) {
    const { [idParameter]: _, ...shared } = partition.parameters;
    entryOf(groups, JSON.stringify([partition.group, shared]), () => []).push(partition);
  }
  return [...groups.values()];
}

/** Merges partitions that share a request. The key changes if the members change. */
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
