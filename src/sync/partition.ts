import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";

/** A subset of a stream that is read, resumed, and skipped by itself: a board, a search query, a Pin. */
export interface Partition {
  /** Identifies the partition in the state. Stable across runs. */
  readonly key: string;
  /** The request parameters that are specific to the partition. */
  readonly parameters: Parameters;
  /** Changes whenever the content of the partition changes; undefined: unknown. */
  readonly revision: string | undefined;
  /** Only partitions of the same group can share a request. */
  readonly group: string;
  /** The date before which the partition has no metrics; undefined: unknown. */
  readonly since?: Day | undefined;
  /** Fields that its records have from the parent. */
  readonly fields?: JsonObject;
}

/** A stream's only partition. */
export const singlePartition: Partition = { key: "all", parameters: {}, revision: undefined, group: "" };

/** The parent partition of all partitions of a stream that isn't read by parent. */
export const onlyParent: Partition = { ...singlePartition, key: "" };

export function isOnlyParent({ key }: Partition): boolean {
  return key === onlyParent.key;
}

/** Returns the partitions sorted by key; of those with the same key, the one with the latest revision. */
export function inOrder(partitions: readonly Partition[]): readonly Partition[] {
  const byKey = new Map<string, Partition>();
  for (const partition of partitions) {
    const { revision: known = "" } = byKey.get(partition.key) ?? {};
    if (known <= (partition.revision ?? "")) byKey.set(partition.key, partition);
  }
  return [...byKey.values()].sort((one, other) => compareKeys(one.key, other.key));
}

/**
 * Compares keys by their segments between slashes: numbers by value and before text, text by code unit. The order is the
 * same in every run, since states contain ranges of keys.
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
