import type { DateRange } from "../../dates.ts";
import type { JsonObject } from "../../json.ts";
import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Partition } from "../partitions/partition.ts";

/** What one request and its further pages are about. */
export interface Slice {
  /** The key of the parent partition that it was found in. */
  readonly parent: string;
  /** A partition, or several whose IDs go into one request. */
  readonly members: readonly Partition[];
  /** The days, for metrics. */
  readonly range?: DateRange;
  /** It is only a part of its partition, which the parts close together. */
  readonly isPart?: true;
}

/** What every reader yields: records of a slice, and what holds once they are written. */
export interface Page<Position> {
  readonly records: readonly JsonObject[];
  /** The members of the slice that are read to their end. */
  readonly closed: readonly Partition[];
  /** Where the slice goes on; undefined: no position leads into it, or this was its end. */
  readonly next?: Position | undefined;
  /** Rows of the slice may be missing, though nothing failed: the list began anew, or something of it was left out. */
  readonly isPartial?: boolean | undefined;
}

/** Turns slices into pages. It knows neither what was read before nor where the records go. */
export interface Reader<Position> {
  /** Whether the API is named the IDs of partitions, so that one of a batch may be at fault. */
  readonly namesIds?: boolean;
  /** @throws ApiError, StoppedError */
  readonly read: (slice: Slice, from: Position | undefined) => AsyncIterable<Page<Position>>;
  /** Smaller slices in place of one of which a part is at fault; none: it cannot be taken apart. */
  readonly split?: (slice: Slice) => readonly Slice[];
  /** Slices of another form, for an app that may not request this one; none: there is no other form. */
  readonly fallBack?: (slice: Slice, error: ApiError) => readonly Slice[];
  /** The slice in the form that the app may request, where that is not itself: smaller ones. */
  readonly cut?: (slice: Slice) => readonly Slice[];
  /** What of a slice's request says what it is about, for the user, where that is not its partition. */
  readonly about?: (slice: Slice) => Parameters;
  /** How many requests partitions take for the same days, where that can be said. */
  readonly requestsFor?: (partitions: number) => number;
}

/** What each item becomes, one after the other. */
export async function* mapped<From, To>(items: AsyncIterable<From>, change: (item: From) => To): AsyncGenerator<To> {
  for await (const item of items) yield change(item);
}
