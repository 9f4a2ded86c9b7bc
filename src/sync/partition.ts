import type { DateRange, Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Caller } from "../pinterest/caller.ts";
import type { Parameters } from "../pinterest/operations/operations.ts";
import type { Batch } from "../streams/stream.ts";

/** A subset of a stream that is read, resumed, and skipped by itself: a board, a search query, a Pin. */
export interface Partition {
  /** Identifies the partition in the state. Stable across runs. */
  readonly key: string;
  /** The request parameters that are specific to the partition. */
  readonly parameters: Parameters;
  /** The key of the part of a compared list to which it belongs: its own, or one for all partitions that share requests. */
  readonly part: string;
  /** The first ID of its parent, such as that of the ad account; empty: it has no parent. */
  readonly container: string;
  /** How it shares requests; undefined: its requests are its own. */
  readonly batch?: Batch | undefined;
  /** The key of the parent partition in whose list it was found; undefined: its stream isn't read by parent. */
  readonly parent?: string | undefined;
  /** Changes whenever the content of the partition changes; undefined: unknown. */
  readonly revision?: string | undefined;
  /** Only partitions of the same group can share a request. */
  readonly group?: string | undefined;
  /** The date before which the partition has no metrics; undefined: unknown. */
  readonly since?: Day | undefined;
  /** The longest attribution window of the partition, if it has windows of its own, in days. */
  readonly attributionDays?: number | undefined;
  /** Fields that its records have from the parent. */
  readonly fields?: JsonObject | undefined;
  /** The other partitions are complete without it: an error skips it with a warning, a rejection of what is undocumented without. */
  readonly isOptional?: true | "undocumented" | undefined;
  /** Its parent shows no activity, so it is only checked now and then, and only rows with activity are emitted. */
  readonly isSilent?: true | undefined;
}

/** A stream's only partition. */
export const singlePartition: Partition = { key: "all", parameters: {}, part: "all", container: "" };

/** The unit of reading: one request and its further pages. */
export interface Slice {
  /** One partition, or a batch whose IDs share a request. */
  readonly members: readonly [Partition, ...Partition[]];
  /** The dates, for metrics. */
  readonly range?: DateRange | undefined;
}

/** Records of a slice. */
export interface Page {
  readonly records: readonly JsonObject[];
  /** Those of the records that have partitions of child streams; undefined: all. */
  readonly parents?: readonly JsonObject[];
  /** What follows: the bookmark of the next page, the rest of the same response or file, or nothing. */
  readonly next: { readonly bookmark: string } | "rest" | undefined;
  /** The members of the slice of which the response has nothing although it should. */
  readonly missing?: readonly Partition[];
  /** The bookmark had expired, and this is the first page again. */
  readonly restarted?: boolean;
  /** Rows might be missing although nothing failed: the list restarted, or rows were skipped. */
  readonly isPartial?: boolean;
  /** By key of a member: the first date whose metrics aren't final. */
  readonly provisional?: ReadonlyMap<string, Day>;
}

/**
 * Reads the pages of a slice. A reader knows neither the book nor the output.
 * @param bookmark where to resume; undefined: from the first page
 * @param isOneByOne whether requests for several IDs have their form for one, so that the slice has one member
 * @throws ApiError, StoppedError
 */
export type Reader = (
  slice: Slice,
  bookmark: string | undefined,
  caller: Caller,
  isOneByOne: boolean,
) => AsyncGenerator<Page>;
