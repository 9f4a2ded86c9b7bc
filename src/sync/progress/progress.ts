import type { JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Page, Slice } from "../readers/reader.ts";

/** What is left of the partitions that a parent partition leads to. */
export interface Opened {
  readonly slices: readonly Slice[];
  /** Partitions of which something was read before. */
  readonly readBefore: readonly Partition[];
}

/**
 * How far a stream has come, and what is left of it. It does no I/O: it is asked what to read, and told what was written.
 * `Position` leads into a slice, and only the stream's reader and progress understand it.
 */
export interface Progress<Position> {
  /** Begins a pass through the partitions, an interrupted one first; false: nothing is left. */
  readonly nextPass: () => boolean;
  /** Takes in the parent partitions of a pass, in the order of their keys, and gives those that are left. */
  readonly begin: <Parent extends Partition>(parents: readonly Parent[]) => readonly Parent[];
  /** Takes in the partitions that a parent partition leads to, in the order of their keys, and cuts what is left of them. */
  readonly open: (parent: Partition, partitions: readonly Partition[]) => Opened;
  /** Where to begin in a slice; undefined: at its beginning. */
  readonly positionOf: (slice: Slice) => Position | undefined;
  /** Notes that a page of a slice is written. */
  readonly advance: (slice: Slice, page: Page<Position>) => void;
  /** Whether a slice that was read is to be read once more, since rows came while it was under way. */
  readonly isLeft: (slice: Slice) => boolean;
  /** Notes that all partitions of a parent partition are read. */
  readonly close: (parent: Partition, partitions: readonly Partition[]) => void;
  /**
   * Ends the pass. `isMissing`: a parent that the user named is not there, so what was seen is not everything. `isPartial`:
   * parents were left out, since their list is not accessible.
   */
  readonly endPass: (isMissing: boolean, isPartial: boolean) => void;
  /** The state in mid-pass. */
  readonly toState: () => JsonObject;
  /** The state after the last pass. */
  readonly endState: (isComplete: boolean) => JsonObject;
}
