import type { Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";

/** A subset of a stream that is read, resumed, and skipped by itself: a board, a search query, a Pin. */
export interface Partition {
  /** Identifies the partition in the state. Stable across runs. */
  readonly key: string;
  /** The request parameters that are specific to the partition. */
  readonly parameters: Parameters;
  /** The key of the parent partition in whose list it was found; undefined: its stream isn't read by parent. */
  readonly parent?: string | undefined;
  /** Changes whenever the content of the partition changes; undefined: unknown. */
  readonly revision?: string | undefined;
  /** Only partitions of the same group can share a request. */
  readonly group?: string | undefined;
  /** The date before which the partition has no metrics; undefined: unknown. */
  readonly since?: Day | undefined;
  /** Fields that its records have from the parent. */
  readonly fields?: JsonObject | undefined;
  /** The other partitions are complete without it: an error skips it with a warning. */
  readonly isOptional?: true | undefined;
  /** Its parent shows no activity, so it is only checked now and then, and only rows with activity are emitted. */
  readonly isSilent?: true | undefined;
}

/** A stream's only partition. */
export const singlePartition: Partition = { key: "all", parameters: {} };
