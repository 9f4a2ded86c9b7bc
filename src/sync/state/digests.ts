import { digestOf } from "../../base/digest.ts";

/** The length of digests of partitions in characters (42 bits): of 100,000, two share one with a probability of 1 in 900. */
export const partitionDigest = 7;

/** Returns the digest that stands for a partition in a state. */
export const digestOfPartition = (key: string) => digestOf(key, partitionDigest);

/** Splits a text of digests of equal length. A rest that is too short is dropped. */
export function digestsIn(text: string, length = partitionDigest): readonly string[] {
  return Array.from({ length: Math.floor(text.length / length) }, (_, index) =>
    text.slice(index * length, (index + 1) * length),
  );
}
