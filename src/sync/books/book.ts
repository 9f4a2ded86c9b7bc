import type { Clock } from "../../base/clock.ts";
import type { JsonObject } from "../../base/json.ts";
import type { RunFacts, Stream } from "../../streams/stream.ts";
import type { StreamLog } from "../engine-writer.ts";
import type { Page, Partition, Slice } from "../partition.ts";
import type { StateReader } from "../state/state-reader.ts";
import type { UpstreamDays } from "../state/stream-state.ts";

/** What a book needs to know of its stream and its run. */
export interface BookFacts extends RunFacts {
  readonly stream: Stream;
  /** All streams, by name. */
  readonly streams: ReadonlyMap<string, Stream>;
  /** Whether all rows are emitted, without memory of earlier syncs. */
  readonly isRefresh: boolean;
  readonly isTracked: boolean;
  readonly log: StreamLog;
  readonly clock: Pick<Clock, "now">;
  /** The input state, which is empty if the stream starts from the beginning. */
  readonly state: StateReader;
  /** The dates of a state of the official connector. */
  readonly upstream?: UpstreamDays | undefined;
  /** Whether the state is of an earlier attempt of the same job, whose finished partitions aren't read again. */
  readonly isSameJob: boolean;
  /** Returns whether a response contained a daily quota. */
  readonly hasQuota: () => boolean;
  /** Whether another token might hide rows, so that those that the next complete reads lack are forgotten and stay. */
  readonly areRowsForgotten: boolean;
  /** The maximum number of characters of the book in a state. */
  readonly room: number;
}

/** How a read ended. */
export interface ReadEnd {
  /**
   * Whether all partitions of the stream were passed to `todo`: no parent list failed, was denied, or lacked rows, and no
   * parent that the user named is missing.
   */
  readonly isEverythingFound: boolean;
  /** Whether something ended the read before each partition was tried: a daily quota, an outage, a signal. */
  readonly isStopped: boolean;
  /** Whether a parent list failed, or was denied. */
  readonly hasFailedList: boolean;
  /** The parent partitions whose lists failed, were denied, or lacked rows. */
  readonly unlisted: readonly Partition[];
}

/** An object that a complete list lacks, and that a request by its ID can tell more of. */
export interface Suspect {
  readonly object: "board" | "pin" | "campaign" | "ad_group" | "ad";
  readonly id: string;
  /** Of an object in an ad account, whose list is asked in every status. */
  readonly adAccount?: string;
}

/** The answer about a suspect: the object, of an ad account its record, or why there is none. `failed`: unknown. */
export type Testimony =
  | { readonly is: "present"; readonly object: JsonObject }
  | { readonly is: "gone" | "denied" | "failed" };

/** What a book says of a page. */
export interface Taken {
  /** Those to write in the same step. */
  readonly records: readonly JsonObject[];
  /** Whether further pages have none. */
  readonly isKnown?: boolean;
  /** Where the slice goes on, since the pages before were read earlier; undefined: with the next page. */
  readonly resumeAt?: string | undefined;
}

/**
 * Knows what is left to read of one stream and which rows are new. Does no I/O. What isn't done when a read ends isn't in
 * the state, so that the next sync reads it; the rest moves on.
 */
export interface Book {
  /** Accepts a parent partition whose list was read, or failed. */
  readonly enter?: (parent: Partition) => void;
  /** Accepts partitions as they are found, each once, and returns what is left to read of each. */
  readonly todo: (partitions: readonly Partition[]) => readonly Slice[];
  /** Returns the bookmark from which a slice is read; undefined: its first page. */
  readonly bookmarkOf?: (slice: Slice) => string | undefined;
  /** Returns whether a slice goes on where an earlier run ended, so that this read doesn't have all of its pages. */
  readonly isResumed?: (slice: Slice) => boolean;
  /** Accepts a page of a slice. */
  readonly take: (slice: Slice, page: Page) => Taken;
  /** Records that a slice was read to its end, or to known rows. Called after `take`, before the next state. */
  readonly done: (slice: Slice) => void;
  /** Records that a partition, or its object, is not found or denied. */
  readonly miss?: (partition: Partition, isDenied: boolean) => void;
  /** Returns the objects to ask for before `finish`, those that are absent for longest first. A later read asks for the others. */
  readonly suspects?: (end: ReadEnd) => readonly Suspect[];
  /**
   * Ends the read. Called always, also after failures.
   * @param testimonyOf returns the answer about a suspect; undefined: it was not asked
   * @returns records to write at the end
   */
  readonly finish: (end: ReadEnd, testimonyOf: (suspect: Suspect) => Testimony | undefined) => readonly JsonObject[];
  /** Returns the state, without the members that all states have. It can be saved at any moment. */
  readonly toState: () => JsonObject;
}
