import type { ApiError } from "../../pinterest/errors/api-error.ts";
import type { Parameters } from "../../pinterest/operations/operations.ts";
import type { Caller } from "../../pinterest/send-request.ts";
import type { Page, Slice } from "../slice.ts";

/** The pages of a slice. Between two of them, it holds no rows. */
export interface Pages {
  /** Whether child streams need all of its rows. */
  readonly isShared?: boolean;
  /** Requests the next page, or takes the rest of the same response. @throws ApiError, StoppedError */
  readonly next: (caller: Caller) => Promise<Page>;
}

/** Turns slices into pages. A reader knows neither the progress nor the output. */
export interface Reader {
  /** @param bookmark where to resume; undefined: from the first page */
  readonly open: (slice: Slice, bookmark?: string) => Pages;
  /** The maximum number of members of a slice, in the form of requests that the app has access to; undefined: any. */
  readonly maxMembers?: number;
  /** Changes to requests of another form, after an error because the app has no access to this one. Returns whether it exists. */
  readonly fallBack?: (error: ApiError) => boolean;
  /** Returns the parameters that identify a slice's resource to the user, unless its partition does. */
  readonly resourceOf?: (slice: Slice) => Parameters;
  /** Returns the number of requests that partitions take for the same dates. */
  readonly requestsFor?: (partitions: number) => number;
}
