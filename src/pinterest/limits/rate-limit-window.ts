import { maxWaitMs } from "./retry-policy.ts";

/** A rate limit window of the API: `limit` requests per `seconds`. */
export class RateLimitWindow {
  limit = 0;
  readonly seconds: number;
  /** The categories whose requests count against the limit. */
  readonly categories: Set<string>;
  /** Requests of other programs or of an earlier run that count until `resetsAt`. */
  others = 0;
  /** The rate of others' requests, according to the last response. */
  othersPerMs = 0;
  /** The remaining requests according to the response to the latest request. */
  left = 0;
  /** When that request was sent, epoch milliseconds. */
  leftAt = 0;
  /** The latency of that request, in milliseconds. */
  latency = 0;
  /** When the window resets according to the API, epoch milliseconds; 0: unknown. */
  resetsAt = 0;
  /** The window is full until this time, epoch milliseconds. Caches a count; any response clears it. */
  fullUntil = 0;

  constructor(seconds: number, categories: Iterable<string> = []) {
    this.seconds = seconds;
    this.categories = new Set(categories);
  }
}

/** An admitted request. */
export interface Admission {
  readonly category: string;
  /** The time of admission, epoch milliseconds. */
  readonly at: number;
  /** The latest time at which the API has counted it, epoch milliseconds. */
  arrivedBy: number;
  /** Whether the headers of its response are known. */
  hasResponse: boolean;
}

/** Share of a window's limit that can leave without pacing, so that a short read doesn't wait. */
const burstShare = 0.2;
/** The same for slow responses, which report the use by others late. */
const slowBurstShare = 0.1;
/** Minimum latency of slow responses. */
const slowLatencyMs = 1500;
/** Share of a limit per second that one category uses, because all categories share it. */
const secondShare = 0.25;
/** Pace relative to the limit. Slightly above it, to make up for waits. */
const paceFactor = 1.1;
/** Share of others' use to leave to them. Two connectors that both left all of it would use too little. */
const courtesyShare = 0.5;

/** Returns when a request no longer counts in a window, epoch milliseconds. */
export function endOf({ at, arrivedBy }: Admission, { seconds, resetsAt }: RateLimitWindow): number {
  const length = seconds * 1000;
  if (length <= maxWaitMs) return arrivedBy + length;
  // A daily quota resets for all requests at once, when the API says so.
  return at < resetsAt - length ? 0 : resetsAt;
}

/** Returns the minimum interval of requests in milliseconds, by limits per second, which end before a response. */
export function minIntervalMs(windows: readonly RateLimitWindow[]): number {
  return Math.max(0, ...windows.map(({ limit, seconds }) => (seconds > 1 ? 0 : 1000 / (limit * secondShare))));
}

/** Returns the even pace for the tightest limit, less the use by others; undefined without a limit to wait for. */
export function evenPace(
  windows: readonly RateLimitWindow[],
): { readonly intervalMs: number; readonly burstMs: number } | undefined {
  const paces = windows
    .filter(({ seconds }) => seconds > 1 && seconds * 1000 <= maxWaitMs)
    .map(({ limit, seconds, othersPerMs, latency }) => {
      const length = seconds * 1000;
      const left = paceFactor * Math.max(limit - courtesyShare * othersPerMs * length, limit * courtesyShare);
      return { intervalMs: length / left, burstMs: length * (latency > slowLatencyMs ? slowBurstShare : burstShare) };
    });
  return paces.toSorted((one, other) => other.intervalMs - one.intervalMs)[0];
}
