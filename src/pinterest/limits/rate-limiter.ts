import type { Clock } from "../../clock.ts";
import { StoppedError } from "../../signals.ts";
import { ApiError } from "../errors/api-error.ts";
import type { HttpResponse } from "../network/transport.ts";
import { parseRateLimit, type RateLimitReport } from "./rate-limit-headers.ts";
import { maxWaitMs } from "./retry-policy.ts";

/** A limit of the API: so many requests within so many seconds. */
interface RateLimitWindow {
  limit: number;
  seconds: number;
  /** The categories whose requests count. */
  readonly categories: Set<string>;
  /** Requests until `resetsAt` that were not ours: of other programs, or of an earlier run. */
  others: number;
  /** When the API said that the window begins anew, epoch milliseconds; 0: it has not said. */
  resetsAt: number;
  /** It was found to have no room until then; an answer may change that. Saves counting for everyone who waits. */
  fullUntil: number;
}

/** A request that was let through. */
export interface Admission {
  readonly category: string;
  /** When the request was let through, epoch milliseconds. */
  readonly at: number;
  /** When it has reached the API at the latest, and was counted there. */
  arrivedBy: number;
}

/** A request has reached the API after so many milliseconds; the rest of a longer wait is the API's own work. */
const maxTransitMs = 3000;
/** One run does not use up more than this: a limit above it, however long its window, changes nothing. */
const maxQuota = 10_000;
/** How long requests are remembered beyond their window, for answers that come late. */
const maxResponseMs = 60_000;

/**
 * Keeps requests within the API's limits. It knows none at first and learns them from the headers; each rate-limit
 * category waits for itself, so a pause of one does not hold up the others. Windows are known by name, since
 * categories share some (the safety net of an app and user).
 *
 * Whether the API's windows are fixed or sliding, or buckets that fill up again, is not documented. It need not be
 * known: no more than the limit is sent in any span as long as the window, wherever it begins, and that keeps all of
 * them. What the API says is left matters where that is less than our own requests explain.
 */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #windows = new Map<string, RateLimitWindow>();
  /** The requests that may still count in some window, in the order in which they left. */
  #sent: Admission[] = [];
  readonly #pausedUntil = new Map<string, number>();
  readonly #served = new Map<string, number>();
  /** How many requests of a category had been served when it was given up. */
  readonly #givenUp = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Whether there is a limit that one run can use up, and that comes back too late to wait for: a daily quota. */
  get hasQuota(): boolean {
    return [...this.#windows.values()].some(({ limit, seconds }) => seconds * 1000 > maxWaitMs && limit <= maxQuota);
  }

  /**
   * Resolves when a request of the category may leave.
   * @param onWait told before each wait, with its end in epoch milliseconds
   * @throws ApiError (rate_limited, with retryAt) when that is more than `maxWaitMs` away, StoppedError on abort
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
      if (opensAt <= now) return this.#take(category, now);
      if (opensAt - now > maxWaitMs) {
        throw new ApiError({ kind: "rate_limited", operation, reason: "the rate limit is used up", retryAt: opensAt });
      }
      onWait(opensAt);
      await this.#clock.sleep(opensAt - now, signal);
    }
  }

  /** Takes in what a response says about the limits; without headers when none came. Wanted once for each admission. */
  learn(admission: Admission, headers: HttpResponse["headers"]): void {
    const now = this.#clock.now();
    admission.arrivedBy = Math.min(admission.arrivedBy, now);
    const { policies, nearest } = parseRateLimit(headers, admission.category, now);
    for (const { name, limit, seconds } of policies) {
      const known = this.#windows.get(name);
      // One that does not tell its length is as long as it was ever seen to last, and a second for the rounding.
      const length = seconds ?? Math.max(known?.seconds ?? 0, (nearest?.resetSeconds ?? 0) + 1);
      const window = known?.seconds === length ? known : newWindow(length, known?.categories);
      window.limit = limit;
      window.categories.add(admission.category);
      this.#windows.set(name, window);
    }
    if (nearest !== undefined) this.#noteOthers(admission, nearest, now);
    for (const window of this.#windows.values()) window.fullUntil = 0;
  }

  /** Takes in that a request of the category was answered well. New tokens do not count: they come with each refusal. */
  recordSuccess(category: string): void {
    this.#served.set(category, this.served(category) + 1);
  }

  /** How many requests of the category were answered well. */
  served(category: string): number {
    return this.#served.get(category) ?? 0;
  }

  /** Notes that a request of the category was refused for long, without a word of when the limit ends. */
  markExhausted(category: string): void {
    this.#givenUp.set(category, this.served(category));
  }

  /** Whether that was so and nothing was served since: other requests need not find it out for themselves. */
  isExhausted(category: string): boolean {
    return this.#givenUp.get(category) === this.served(category);
  }

  /** Lets no request of the category leave before `until`, epoch milliseconds. */
  pause(category: string, until: number): void {
    this.#pausedUntil.set(category, Math.max(until, this.#pausedUntil.get(category) ?? 0));
  }

  /** What is used beyond what was sent from here, others have used. */
  #noteOthers({ at }: Admission, { name, remaining, resetSeconds }: Nearest, now: number): void {
    const window = this.#windows.get(name);
    // Windows of a second are over by now. And who has used the first half makes no difference yet.
    if (window === undefined || window.seconds <= 1 || remaining > window.limit / 2) return;
    const before = window.resetsAt > now ? window.others : 0;
    // Whole seconds, rounded who knows how: one more is on the safe side.
    window.resetsAt = now + (resetSeconds + 1) * 1000;
    // Whatever may have been counted when this request was: answers come in any order.
    const own = this.#endsOf(window, at).length;
    window.others = Math.max(before, window.limit - remaining - own);
  }

  #opensAt(category: string, now: number): number {
    const rooms = this.#windowsOf(category).map((window) => this.#roomAt(window, now));
    return Math.max(this.#pausedUntil.get(category) ?? 0, ...rooms);
  }

  /** When the window has room for one more request, or may have: now, or when the next one of those in it ends. */
  #roomAt(window: RateLimitWindow, now: number): number {
    const others = window.resetsAt > now ? window.others : 0;
    if (window.fullUntil > now) return window.fullUntil;
    if (this.#sent.length + others < window.limit) return now;
    const ends = this.#endsOf(window, now);
    if (ends.length + others < window.limit) return now;
    const othersEnd = others > 0 ? window.resetsAt : Number.POSITIVE_INFINITY;
    window.fullUntil = ends.reduce((next, end) => Math.min(next, end), othersEnd);
    return window.fullUntil;
  }

  /** When each request that still counts in the window at a time will not, epoch milliseconds. */
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

  #take(category: string, now: number): Admission {
    const longest = Math.max(60, ...[...this.#windows.values()].map(({ seconds }) => seconds)) * 1000;
    const old = now - longest - maxResponseMs;
    // Now and then, since it takes as long as the list is.
    if ((this.#sent[0]?.at ?? now) < old - maxResponseMs) this.#sent = this.#sent.filter(({ at }) => at >= old);
    const admission = { category, at: now, arrivedBy: now + maxTransitMs };
    this.#sent.push(admission);
    return admission;
  }
}

function newWindow(seconds: number, categories: Iterable<string> = []): RateLimitWindow {
  return { limit: 0, seconds, categories: new Set(categories), others: 0, resetsAt: 0, fullUntil: 0 };
}

type Nearest = NonNullable<RateLimitReport["nearest"]>;

/** When a request no longer counts in a window, epoch milliseconds. */
function endOf({ at, arrivedBy }: Admission, { seconds, resetsAt }: RateLimitWindow): number {
  const length = seconds * 1000;
  if (length <= maxWaitMs) return arrivedBy + length;
  // A day is not waited for, but its end may be near: that is when the API says, for all of the day's requests.
  return at < resetsAt - length ? 0 : resetsAt;
}
