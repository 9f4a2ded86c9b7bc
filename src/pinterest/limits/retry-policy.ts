import type { ApiError } from "../errors/api-error.ts";

/** Maximum wait for a rate limit, and of all of a request's together. If it is longer, the stream ends as incomplete and reports when the limit resets. */
export const maxWaitMs = 15 * 60_000;

/** Retries after a server or network error, over about 30 seconds. */
const faultRetries = 5;
/** Retries after a rate limit error with a reset time. */
const rateLimitRetries = 10;
/** Retries after a rate limit error with an unknown reset time, over about four minutes, which outlasts windows of a minute. */
const blindRetries = 40;
const maxBlindWaitMs = 8000;

/**
 * Returns whether it is unknown when the rate limit of an error resets: the response has no time, or one that is so near
 * that it can be wrong (servers send `Retry-After: 0`).
 * @param now epoch milliseconds
 */
export function hasUnknownReset({ kind, retryAt }: ApiError, now: number): boolean {
  return kind === "rate_limited" && (retryAt === undefined || retryAt - now <= maxBlindWaitMs);
}

/**
 * Returns the delay before a retry in milliseconds; undefined if the request must not be retried.
 * @param retries the number of retries so far
 * @param random a number from 0 to 1, which spreads the retries of concurrent requests
 * @param now epoch milliseconds
 * @param waited the sum of the delays so far, in milliseconds
 */
export function retryDelay(
  error: ApiError,
  retries: number,
  random: number,
  now: number,
  waited = 0,
): number | undefined {
  const { retryAt } = error;
  // Slightly after the time in the response, with jitter.
  const wait = retryAt === undefined ? 0 : Math.max(0, retryAt - now) + 250 + random * 750;
  switch (error.kind) {
    case "rate_limited":
      if (hasUnknownReset(error, now))
        return retries >= blindRetries ? undefined : Math.max(wait, backoff(retries, random, maxBlindWaitMs));
      return retries >= rateLimitRetries || waited + wait > maxWaitMs ? undefined : wait;
    case "server_fault":
    case "network":
    case "invalid_body":
      if (retries >= faultRetries) return undefined;
      return Math.max(backoff(retries, random), wait > maxWaitMs ? 0 : wait);
    default:
      return undefined;
  }
}

/** Returns 1, 2, 4, 8, ... seconds up to a maximum, with jitter from 50% to 100%, in milliseconds. */
function backoff(retries: number, random: number, maxMs = Number.POSITIVE_INFINITY): number {
  return Math.min(maxMs, 1000 * 2 ** retries) * (0.5 + random / 2);
}
