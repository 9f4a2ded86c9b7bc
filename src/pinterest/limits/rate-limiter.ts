import type { Clock } from "../../base/clock.ts";
import { orAborted, StoppedError } from "../../base/signals.ts";
import type { Caller } from "../caller.ts";
import { ApiError } from "../errors/api-error.ts";
import type { HttpResponse } from "../network/transport.ts";
import { parseRateLimit, type RateLimitReport } from "./rate-limit-headers.ts";
import { type Admission, endOf, evenPace, minIntervalMs, RateLimitWindow } from "./rate-limit-window.ts";
import { maxWaitMs } from "./retry-policy.ts";
import { SlotsByCategory } from "./slots.ts";

/** Maximum time for a request to reach the API. The rest of its latency is processing time. */
const maxTransitMs = 3000;
/** Maximum limit of a daily quota. No run exhausts a larger limit. */
const maxQuota = 10_000;
/** Minimum share of others in a window. Less might be our own requests in transit when the window began. */
const minOthersShare = 0.1;
/** Time to keep requests beyond their window, for late responses. */
const maxResponseMs = 60_000;

/**
 * Keeps requests within the API's rate limits, which it learns from response headers. Each category waits separately, so
 * a pause of one doesn't block the others. Windows are identified by name, because categories share some of them (the
 * safety net per app and user).
 *
 * Pinterest doesn't document whether its windows are fixed, sliding, or token buckets. The limiter satisfies all three:
 * it sends at most `limit` requests in any period of the window's length. It uses the remaining count of the API when
 * this is lower than its own requests explain.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, RateLimitWindow>();
  /** The requests that might still count in a window, in order of admission. */
  #sent: Admission[] = [];
  readonly #pausedUntil = new Map<string, number>();
  /** The requests of a category leave one after another. */
  readonly #turns = new SlotsByCategory(1);
  /** By category, the time of the last request, epoch milliseconds. */
  readonly #leftAt = new Map<string, number>();
  /** By category, the time of the next request at an even pace, epoch milliseconds. */
  readonly #dueAt = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there is a daily quota: a limit that one run can exhaust, and that resets too late to wait for. */
  get hasQuota(): boolean {
    return [...this.#windows.values()].some(({ limit, seconds }) => seconds * 1000 > maxWaitMs && limit <= maxQuota);
  }

  /** Returns the number of requests of a category that its windows allow per minute; undefined: no response has said. */
  perMinute(category: string): number | undefined {
    const rates = this.#windowsOf(category).map(({ limit, seconds }) => Math.floor((limit * 60) / seconds));
    return rates.length === 0 ? undefined : Math.min(...rates);
  }

  /**
   * Admits requests of a category in order, after those that go first. After a burst, they leave at an even pace over the
   * window of the limit. This keeps concurrency low, and shows the use by others before the limit is exhausted.
   * @throws errors of `admit`
   */
  turn(category: string, operation: string, { signal, onRateLimit }: Caller, goesFirst: boolean): Promise<Admission> {
    const admission = this.#turns.of(category).run(async () => {
      if (signal.aborted) throw new StoppedError();
      await this.#pace(category, signal);
      return this.admit(category, operation, signal, (until) => onRateLimit?.(until));
    }, goesFirst);
    return orAborted(admission, signal);
  }

  async #pace(category: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const windows = this.#windowsOf(category);
      const pace = evenPace(windows);
      const due = Math.max(this.#dueAt.get(category) ?? 0, now - (pace?.burstMs ?? 0));
      const opensAt = Math.max(due, (this.#leftAt.get(category) ?? 0) + minIntervalMs(windows));
      if (opensAt <= now) {
        this.#dueAt.set(category, due + (pace?.intervalMs ?? 0));
        this.#leftAt.set(category, now);
        return;
      }
      // Rounds up, because a timer has a resolution of 1 ms.
      await this.#clock.sleep(Math.ceil(opensAt - now), signal);
    }
  }

  /**
   * Admits a request when all windows of its category are open.
   * @param onWait called before each wait, with its end in epoch milliseconds
   * @throws ApiError (rate_limited, with retryAt) if the wait exceeds `maxWaitMs`; StoppedError on abort
   */
  async admit(
    category: string,
    operation: string,
    signal: AbortSignal,
    onWait: (until: number) => void,
  ): Promise<Admission> {
    for (;;) {
      if (signal.aborted) throw new StoppedError();
      const now = this.#clock.now();
      const opensAt = this.#opensAt(category, now);
      if (opensAt <= now) return this.#record(category, now);
      const reason = "the rate limit is exhausted";
      if (opensAt - now > maxWaitMs) throw new ApiError({ kind: "rate_limited", operation, reason, retryAt: opensAt });
      onWait(opensAt);
      await this.#clock.sleep(opensAt - now, signal);
    }
  }

  /** Updates the limits by the headers of the response to a request; empty without one. Only the first call counts. */
  learn(admission: Admission, headers: HttpResponse["headers"]): void {
    if (admission.hasResponse) return;
    admission.hasResponse = true;
    const now = this.#clock.now();
    admission.arrivedBy = Math.min(admission.arrivedBy, now);
    const { policies, nearest } = parseRateLimit(headers, admission.category);
    for (const { name, limit, seconds } of policies) {
      const known = this.#windows.get(name);
      // Without a length, uses the longest reset time so far, plus a second for rounding.
      const length = seconds ?? Math.max(known?.seconds ?? 0, (nearest?.resetSeconds ?? 0) + 1);
      const window = known?.seconds === length ? known : new RateLimitWindow(length, known?.categories);
      window.limit = limit;
      window.categories.add(admission.category);
      this.#windows.set(name, window);
    }
    if (nearest !== undefined) this.#updateOthers(admission, nearest, now);
    for (const window of this.#windows.values()) window.fullUntil = 0;
  }

  /** Blocks requests of a category until a time in epoch milliseconds. */
  pause(category: string, until: number): void {
    this.#pausedUntil.set(category, Math.max(until, this.#pausedUntil.get(category) ?? 0));
  }

  /** Updates the use by others: the difference between the API's count and our own requests. */
  #updateOthers({ at }: Admission, { name, remaining, resetSeconds }: Nearest, now: number): void {
    const window = this.#windows.get(name);
    // A window of a second has ended by now. In the first half of a limit, the use by others doesn't matter.
    if (window === undefined || window.seconds <= 1) return;
    this.#updateOthersRate(window, at, remaining, resetSeconds, now);
    if (remaining > window.limit / 2) return;
    const before = window.resetsAt > now ? window.others : 0;
    // The rounding of the seconds is unknown.
    window.resetsAt = now + (resetSeconds + 1) * 1000;
    // Only requests that were counted by then: responses arrive in any order.
    const own = this.#endsOf(window, at).length;
    window.others = Math.max(before, window.limit - remaining - own);
  }

  /** Estimates the remaining requests when a request sent now is counted, if others go on at their rate. */
  #estimateLeft(window: RateLimitWindow, now: number): number {
    const { left, leftAt, latency, othersPerMs } = window;
    const own = this.#countSince(leftAt, window, now);
    return left - own - Math.ceil(othersPerMs * (now - leftAt + latency));
  }

  /** Counts our requests in a window that left after `from` and by `until`. */
  #countSince(from: number, { categories }: RateLimitWindow, until: number): number {
    let count = 0;
    for (let index = this.#sent.length - 1; index >= 0; index -= 1) {
      const request = this.#sent[index];
      if (request === undefined || request.at <= from) break;
      if (request.at <= until && categories.has(request.category)) count += 1;
    }
    return count;
  }

  /** Updates the rate of others' requests by their use of the window since it began. */
  #updateOthersRate(window: RateLimitWindow, at: number, remaining: number, resetSeconds: number, now: number): void {
    const length = window.seconds * 1000;
    // At the earliest: the reset time is rounded, and the request was counted after it left.
    const begun = at + (resetSeconds - 1) * 1000 - length;
    if (at >= window.leftAt) {
      window.left = remaining;
      window.leftAt = at;
      window.latency = now - at;
    }
    // Too early for an estimate.
    if (now - begun < length / 6) return;
    const own = this.#countSince(begun - maxTransitMs, window, at);
    const others = window.limit - remaining - own;
    window.othersPerMs = others < window.limit * minOthersShare ? 0 : others / (now - begun);
  }

  #opensAt(category: string, now: number): number {
    const opening = this.#windowsOf(category).map((window) => this.#windowOpensAt(window, now));
    return Math.max(this.#pausedUntil.get(category) ?? 0, ...opening);
  }

  /** Returns the earliest time at which the window might be open: now, or when the next request in it expires. */
  #windowOpensAt(window: RateLimitWindow, now: number): number {
    const others = window.resetsAt > now ? window.others : 0;
    if (window.fullUntil > now) return window.fullUntil;
    if (window.resetsAt > now && window.othersPerMs > 0 && this.#estimateLeft(window, now) < 1) {
      window.fullUntil = window.resetsAt;
      return window.fullUntil;
    }
    if (this.#sent.length + others < window.limit) return now;
    const ends = this.#endsOf(window, now);
    if (ends.length + others < window.limit) return now;
    const othersEnd = others > 0 ? window.resetsAt : Number.POSITIVE_INFINITY;
    window.fullUntil = ends.reduce((next, end) => Math.min(next, end), othersEnd);
    return window.fullUntil;
  }

  /** Returns the expiration of each of our requests that counts in the window at a time, epoch milliseconds. */
  #endsOf(window: RateLimitWindow, time: number): readonly number[] {
    const ends: number[] = [];
    for (let index = this.#sent.length - 1; index >= 0; index -= 1) {
      const request = this.#sent[index];
      if (request === undefined || request.at + maxTransitMs + window.seconds * 1000 <= time) break;
      const end = window.categories.has(request.category) ? endOf(request, window) : time;
      if (end > time) ends.push(end);
    }
    return ends;
  }

  #windowsOf(category: string): readonly RateLimitWindow[] {
    return [...this.#windows.values()].filter(({ categories }) => categories.has(category));
  }

  #record(category: string, now: number): Admission {
    const longest = Math.max(60, ...[...this.#windows.values()].map(({ seconds }) => seconds)) * 1000;
    const old = now - longest - maxResponseMs;
    // Not on each request, because it takes linear time.
    if ((this.#sent[0]?.at ?? now) < old - maxResponseMs) this.#sent = this.#sent.filter(({ at }) => at >= old);
    const admission = { category, at: now, arrivedBy: now + maxTransitMs, hasResponse: false };
    this.#sent.push(admission);
    return admission;
  }
}

type Nearest = NonNullable<RateLimitReport["nearest"]>;
