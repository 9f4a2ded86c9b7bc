import type { JsonObject } from "../../json.ts";
import type { Partition } from "../partitions/partition.ts";
import type { Page, Slice } from "../readers/reader.ts";

/** The remaining work of a parent partition. */
export interface RemainingWork {
  readonly slices: readonly Slice[];
  /** Partitions that earlier runs have read, at least in part. */
  readonly readBefore: readonly Partition[];
}

/**
 * Tracks which parts of a stream are read and which remain, without I/O. A `Position` lets a read resume within a slice.
 * Only the stream's reader and progress interpret it.
 */
export interface Progress<Position> {
  /** Begins a pass through the partitions, an interrupted pass first. Returns false if nothing remains. */
  readonly nextPass: () => boolean;
  /** Accepts the parent partitions of a pass, sorted by key, and returns those to read. */
  readonly begin: <Parent extends Partition>(parents: readonly Parent[]) => readonly Parent[];
  /**
   * Accepts the partitions of a parent partition, sorted by key, and returns the remaining slices.
   * @param isPartial whether some might be missing although nothing failed
   */
  readonly open: (parent: Partition, partitions: readonly Partition[], isPartial?: boolean) => RemainingWork;
  /** Returns the position to resume a slice from; undefined: its beginning. */
  readonly positionOf: (slice: Slice) => Position | undefined;
  /** Records that a page of a slice was written. */
  readonly advance: (slice: Slice, page: Page<Position>) => void;
  /** Records that all partitions of a parent partition were read. */
  readonly close: (parent: Partition, partitions: readonly Partition[]) => void;
  /** Ends the pass. `isMissing`: a parent that the user named is missing. `isPartial`: a parent list was skipped or partial. */
  readonly endPass: (isMissing: boolean, isPartial: boolean) => void;
  /** Returns the state within a pass. */
  readonly toState: () => JsonObject;
  /** Returns the state after the last pass. */
  readonly endState: (isComplete: boolean) => JsonObject;
}
