import type { ApiError } from "../pinterest/errors/api-error.ts";

/** Returns what the log says of a request that is sent again, after a delay in milliseconds. */
export function retryText(error: ApiError, delayMs: number): string {
  return `request failed: ${error.response}; retrying in ${(delayMs / 1000).toFixed(1)} s`;
}

/** Returns whether a text of the log is that of a request that is sent again. */
export function isRetryText(text: string): boolean {
  return /; retrying in [\d.]+ s$/u.test(text);
}
