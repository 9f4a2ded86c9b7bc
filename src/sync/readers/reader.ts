import type { Caller } from "../../pinterest/send-request.ts";
import type { Page, Slice } from "../slice.ts";

/** Turns slices into pages. A reader knows neither the book nor the output. */
export interface Reader {
  /** The operation that is requested now. */
  readonly operation: string;
  /** Whether requests for several IDs have another form, for one, that isn't in use yet. */
  readonly canBeOneByOne: boolean;
  /** Changes to requests for one ID. @param reason why, in Pinterest's words */
  readonly readOneByOne: (reason: string) => void;
  /** The maximum number of members of a slice, in the form of requests in use. */
  readonly maxMembers: number;
  /**
   * Reads the pages of a slice.
   * @param bookmark where to resume; undefined: from the first page
   * @throws ApiError, StoppedError
   */
  readonly pages: (slice: Slice, bookmark: string | undefined, caller: Caller) => AsyncGenerator<Page>;
}
