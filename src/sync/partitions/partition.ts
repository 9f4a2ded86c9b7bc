import { createHash } from "node:crypto";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import { describeParameters } from "../access/resource.ts";
import { compareKeys } from "./keys.ts";

/** A part of a stream that is read, resumed and given up by itself: a board, a search query, a Pin. */
export interface Partition {
  /** Names the partition in the state; the same in every run. */
  readonly key: string;
  /** What its requests say besides what all requests of the stream say. */
  readonly parameters: Parameters;
  /** Moves whenever the partition's content does; undefined: not known. */
  readonly version: string | undefined;
  /** Partitions of one group may share a request. */
  readonly group: string;
}

/** The key of a stream's only partition. */
export const wholeKey = "all";

/** A stream's only partition. */
export const whole: Partition = { key: wholeKey, parameters: {}, version: undefined, group: "" };

/** The same partitions in the order of their keys, each key once. */
export function inOrder(partitions: readonly Partition[]): readonly Partition[] {
  const byKey = new Map(partitions.map((partition) => [partition.key, partition]));
  return [...byKey.values()].sort((one, other) => compareKeys(one.key, other.key));
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
    const name = JSON.stringify([partition.group, shared]);
    const members = alike.get(name) ?? [];
    alike.set(name, members);
    members.push(partition);
  }
  return [...alike.values()].flatMap((members) =>
    Array.from({ length: Math.ceil(members.length / size) }, (_, index) =>
      members.slice(index * size, (index + 1) * size),
    ),
  );
}

/** One partition of several that share a request: its key changes when a member does. */
export function merged(members: readonly Partition[], parameter: string): Partition {
  const ids = members.map(({ parameters }) => String(parameters[parameter]));
  const [first] = members;
  if (first === undefined) throw new Error("A batch has at least one member.");
  const digest = createHash("sha256").update(ids.join()).digest("base64url").slice(0, 8);
  return { ...first, key: `${first.key}/${digest}`, parameters: { ...first.parameters, [parameter]: ids } };
}

/** A partition in words, for a log. */
export function describePartition({ parameters }: Partition): string {
  return describeParameters(parameters);
}
