import type { Parameters } from "../../pinterest/operations/operations.ts";

/** A part of a stream that is read, resumed and given up by itself: a board, a search query, a Pin. */
export interface Partition {
  /** Names the partition in the state; the same in every run. */
  readonly key: string;
  /** What its requests say besides what all requests of the stream say. */
  readonly parameters: Parameters;
  /** Moves whenever the partition's content does; undefined: not known. */
  readonly revision: string | undefined;
  /** Partitions of one group may share a request. */
  readonly group: string;
}

/** The key of a stream's only partition. */
export const singleKey = "all";

/** A stream's only partition. */
export const singlePartition: Partition = { key: singleKey, parameters: {}, revision: undefined, group: "" };

/** The parent of all partitions of a stream that does not go through its parents one by one. */
export const onlyParent: Partition = { ...singlePartition, key: "" };

export function isOnlyParent({ key }: Partition): boolean {
  return key === onlyParent.key;
}

/** The same partitions in the order of their keys, each key once. */
export function inOrder(partitions: readonly Partition[]): readonly Partition[] {
  const byKey = new Map(partitions.map((partition) => [partition.key, partition]));
  return [...byKey.values()].sort((one, other) => compareKeys(one.key, other.key));
}

/**
 * A total order of partition keys: parts between slashes one by one, digits by their value and before other text, that
 * by code unit.
 * It does not change between runs, so that "everything up to this key" means the same in each.
 */
export function compareKeys(one: string, other: string): number {
  const [ones, others] = [one.split("/"), other.split("/")];
  for (let index = 0; index < Math.min(ones.length, others.length); index += 1) {
    const difference = compareParts(ones[index] ?? "", others[index] ?? "");
    if (difference !== 0) return difference;
  }
  return ones.length - others.length;
}

function compareParts(one: string, other: string): number {
  const isNumber = digits.test(one);
  if (isNumber !== digits.test(other)) return isNumber ? -1 : 1;
  if (isNumber && one.length !== other.length) return one.length - other.length;
  return one < other ? -1 : one > other ? 1 : 0;
}

const digits = /^[1-9]\d*$/u;
