import type { DateRange, Day } from "../base/dates.ts";
import type { JsonObject } from "../base/json.ts";
import type { Caller } from "../pinterest/send-request.ts";
import type { Partition } from "./partition.ts";

/** Partitions of which there is at least one. */
export type Members = readonly [Partition, ...Partition[]];

/** The unit of reading: one request and its further pages. */
export interface Slice {
  /** One partition, or a batch whose IDs share a request. */
  readonly members: Members;
  /** The dates, for metrics. */
  readonly range?: DateRange | undefined;
}

/** Records of a slice. */
export interface Page {
  readonly records: readonly JsonObject[];
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
