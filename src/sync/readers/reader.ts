import type { DateRange, Day } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Partition } from "../partitions/partition.ts";

/** The unit of reading: one request and its further pages. */
export interface Slice {
  /** The key of its parent partition. */
  readonly parent: string;
  /** One partition, or a batch whose IDs share a request. */
  readonly members: readonly Partition[];
  /** The dates, for metrics. */
  readonly range?: DateRange;
  /** The slice is one part of its partition, which is closed when all parts are read. */
  readonly isPart?: true;
}

/** Records of a slice, and the progress to record once they are written. */
export interface Page<Position> {
  readonly records: readonly JsonObject[];
  /** The members of the slice that are completely read. */
  readonly closed: readonly Partition[];
  /** The position to resume from; undefined: at the end of the slice, or the slice can't be resumed. */
  readonly next?: Position | undefined;
  /** Rows might be missing although nothing failed: the list restarted, or values or rows were skipped. */
  readonly isPartial?: boolean | undefined;
  /** The first date whose metrics aren't final; undefined: all are, or this is unknown. */
  readonly provisionalFrom?: Day | undefined;
}

/** Turns slices into pages. A reader knows neither the progress nor the output. */
export interface Reader<Position> {
  /** Whether requests contain the IDs of partitions, so that a single ID can be the cause of an error. */
  readonly requestsIds?: boolean;
  /** @throws ApiError, StoppedError */
  readonly read: (slice: Slice, from: Position | undefined) => AsyncIterable<Page<Position>>;
  /** The maximum number of members of a slice, in the form of requests that the app has access to; undefined: any. */
  readonly maxMembers?: number;
  /** Returns slices of at most `size` members each; none if the slice can't be divided. */
  readonly divide?: (slice: Slice, size: number) => readonly Slice[];
  /** Returns slices of another form, after an error because the app has no access to this one; none: there is no other. */
  readonly fallBack?: (slice: Slice, error: ApiError) => readonly Slice[];
  /** Returns the parameters that identify a slice's resource to the user, unless its partition does. */
  readonly resourceOf?: (slice: Slice) => Parameters;
  /** Returns the number of requests that partitions take for the same dates. */
  readonly requestsFor?: (partitions: number) => number;
}

/** Yields each item after applying `change`. */
export async function* mapped<From, To>(items: AsyncIterable<From>, change: (item: From) => To): AsyncGenerator<To> {
  for await (const item of items) yield change(item);
}
