import type { Partition } from "../../../src/sync/partition.ts";

type Given = Pick<Partition, "key" | "parameters"> & Partial<Partition>;

/** Returns a partition that is a part by itself, in the container that its first parameter names. */
export function partitionWith(given: Given): Partition {
  return { part: given.key, container: String(Object.values(given.parameters)[0] ?? ""), ...given };
}
