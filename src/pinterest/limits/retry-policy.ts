import type { ApiError } from "../errors/api-error.ts";

/** A longer wait than this is not waited for: the stream ends in good order and says when to come back. */
export const maxWaitMs = 15 * 60_000;

/** Five retries over about half a minute: for a server or a network that stumbled. */
const faultRetries = 5;
/** Ten retries, when the API says each time how long to wait. */
const rateLimitRetries = 10;
/** When it does not, forty over about four minutes: windows of a minute pass within that, and little of one is missed. */
const blindRetries = 40;
const maxBlindWaitMs = 8000;

/**
 * How long to wait before a request is sent again, in milliseconds; undefined: not at all, the error stands.
 * @param retries how often this request was already sent again
 * @param random between 0 and 1, spreads clients that failed together
 * @param now epoch milliseconds
 */
export function retryDelay(error: ApiError, retries: number, random: number, now: number): number | undefined {
  switch (error.kind) {
    case "rate_limited": {
      if (error.retryAt === undefined) {
        return retries >= blindRetries ? undefined : backoff(retries, random, maxBlindWaitMs);
      }
      if (retries >= rateLimitRetries) return undefined;
      // A little later than told, and not all at once.
      const wait = Math.max(0, error.retryAt - now) + 250 + random * 750;
      return wait > maxWaitMs ? undefined : wait;
    }
    case "server_fault":
    case "network":
    case "invalid_body":
      return retries >= faultRetries ? undefined : backoff(retries, random);
    case "authentication":
    case "authorization_grant":
    case "rejected_app":
    case "rejected_refresh_token":
    case "missing_scope":
    case "restricted_feature":
    case "permission_denied":
    case "access_lost":
    case "not_found":
    case "no_catalog":
    case "invalid_request":
    case "unsafe_link":
    case "unexpected":
      return undefined;
  }
}

/** 1, 2, 4, 8, ... seconds up to the longest (milliseconds), each between half and the whole of it. */
function backoff(retries: number, random: number, longest = Number.POSITIVE_INFINITY): number {
  return Math.min(longest, 1000 * 2 ** retries) * (0.5 + random / 2);
}
