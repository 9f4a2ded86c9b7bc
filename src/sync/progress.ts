import type { JsonObject } from "../base/json.ts";
import type { Partition } from "./partition.ts";
import type { Page, Slice } from "./slice.ts";

/** The remaining work of a parent partition. */
export interface RemainingWork {
  readonly slices: readonly Slice[];
  /** Partitions that earlier runs have read, at least in part. */
  readonly readBefore: readonly Partition[];
}

/** What a page means for its slice. */
export interface Taken {
  /** The records to write. */
  readonly records: readonly JsonObject[];
  /** `known`: the further pages have nothing to write. `again`: the slice is read once more from its first page. */
  readonly rest?: "known" | "again";
}

/** Tracks which parts of a stream are read, which remain, and which rows are new, without I/O. */
export interface Progress {
  /** Begins a pass through the partitions, an interrupted pass first. Returns false if nothing remains. */
  readonly nextPass: () => boolean;
  /** Accepts the parent partitions of a pass, sorted by key, and returns those to read. */
  readonly begin: <Parent extends Partition>(parents: readonly Parent[]) => readonly Parent[];
  /**
   * Accepts the partitions of a parent partition, sorted by key, and returns the remaining slices.
   * @param isPartial whether some might be missing although nothing failed
   */
  readonly open: (parent: Partition, partitions: readonly Partition[], isPartial?: boolean) => RemainingWork;
  /** Returns the bookmark to resume a slice from; undefined: its beginning. */
  readonly bookmarkOf: (slice: Slice) => string | undefined;
  /** Accepts a page of a slice, whose records are written in the same step. */
  readonly take: (slice: Slice, page: Page) => Taken;
  /** Records that the object of a partition is not found or denied. */
  readonly miss?: (partition: Partition, isDenied: boolean) => void;
  /** Records that all partitions of a parent partition were read. */
  readonly close: (parent: Partition, partitions: readonly Partition[]) => void;
  /**
   * Ends the pass. `isMissing`: a parent that the user named is missing. `isPartial`: a parent list was skipped or partial.
   * @returns records to write at the end
   */
  readonly endPass: (isMissing: boolean, isPartial: boolean) => Promise<readonly JsonObject[]>;
  /** Returns the state within a pass. */
  readonly toState: () => JsonObject;
  /** Returns the state after the last pass. */
  readonly endState: (isComplete: boolean) => JsonObject;
}
