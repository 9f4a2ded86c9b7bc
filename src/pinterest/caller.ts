import type { ApiError } from "./errors/api-error.ts";
import type { Held } from "./network/memory-gate.ts";

/** The caller of one or more requests: its signal and callbacks. */
export interface Caller {
  readonly signal: AbortSignal;
  /** Holds the room of the last response, until the caller releases it or sends a request; undefined: until it is decoded. */
  readonly held?: Held | undefined;
  /** Called for each HTTP request, with its rate limit category. */
  readonly onCall?: (category: string) => void;
  /** Called before a wait for the rate limit, with its end in epoch milliseconds. */
  readonly onRateLimit?: (until: number) => void;
  /** Called before a retry, with its cause and its delay in milliseconds. */
  readonly onRetry?: (error: ApiError, delay: number) => void;
}
