import type { Clock } from "../../clock.ts";
import { orAborted, StoppedError } from "../../signals.ts";
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
  /** How many of them came per millisecond, as far as the last response tells. */
  othersPerMs: number;
  /** What was left when the newest request left that has been answered, and when that was, epoch milliseconds. */
  left: number;
  leftAt: number;
  /** How long that request took, in milliseconds. */
  latency: number;
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
/** So much of a window's requests may leave at once: a short read waits for nothing. */
const burstShare = 0.2;
/** And no more than this where responses take long, since what others use is known too late. */
const slowBurstShare = 0.1;
/** Responses that take longer are slow, in milliseconds. */
const slowLatencyMs = 1500;
/** Of the requests that all categories may make in a second, one makes no more than this part: others make some too. */
const secondShare = 0.25;
/** Requests leave a little faster than the limit allows, so that what a wait has cost is made up for. */
const haste = 1.1;
/** What others use is left to them by half: two connectors that left each other all of it would use too little. */
const courtesy = 0.5;
/** Fewer requests of others than this part of a limit may be our own, on their way when the window began. */
const doubt = 0.1;
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
  /** By category, when all those have left who asked before. */
  readonly #turns = new Map<string, Promise<void>>();
  /** By category, when the last request left, epoch milliseconds. */
  readonly #leftAt = new Map<string, number>();
  /** By category, when the next request is due if they leave evenly, epoch milliseconds. */
  readonly #dueAt = new Map<string, number>();
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

  /** How many requests the API last said are left of the scarcest limit of a minute; undefined: there is none within reach. */
  get leftThisMinute(): number | undefined {
    const minutes = [...this.#windows.values()].filter(({ limit, seconds }) => seconds <= 60 && limit <= maxQuota);
    return minutes.length === 0 ? undefined : Math.min(...minutes.map(({ left }) => left));
  }

  /**
   * Admits a request when it is its turn: after a few at once, requests leave evenly over the window of the category's limit,
   * each after those that asked before. So there are no more under way than the limit and the responses' time take, and
   * what others use is known before the limit is used up.
   * @param admit as the method of that name
   * @throws StoppedError on abort, and what `admit` throws
   */
  turn(category: string, signal: AbortSignal, admit: () => Promise<Admission>): Promise<Admission> {
    const before = this.#turns.get(category) ?? Promise.resolve();
    const turn = orAborted(before, signal)
      .then(() => this.#pace(category, signal))
      .then(admit);
    const over = () => undefined;
    this.#turns.set(category, Promise.allSettled([before, turn]).then(over));
    return turn;
  }

  async #pace(category: string, signal: AbortSignal): Promise<void> {
    for (;;) {
      const now = this.#clock.now();
      const spacing = this.#spacingOf(category);
      const due = Math.max(this.#dueAt.get(category) ?? 0, now - (spacing?.burstMs ?? 0));
      const opensAt = Math.max(due, (this.#leftAt.get(category) ?? 0) + this.#gapOf(category));
      if (opensAt <= now) {
        this.#dueAt.set(category, due + (spacing?.intervalMs ?? 0));
        this.#leftAt.set(category, now);
        return;
      }
      // Whole milliseconds: a smaller wait would not move the clock.
      await this.#clock.sleep(Math.ceil(opensAt - now), signal);
    }
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
    if (window === undefined || window.seconds <= 1) return;
    this.#noteTheirPace(window, at, remaining, resetSeconds, now);
    if (remaining > window.limit / 2) return;
    const before = window.resetsAt > now ? window.others : 0;
    // Whole seconds, rounded who knows how: one more is on the safe side.
    window.resetsAt = now + (resetSeconds + 1) * 1000;
    // Whatever may have been counted when this request was: answers come in any order.
    const own = this.#endsOf(window, at).length;
    window.others = Math.max(before, window.limit - remaining - own);
  }

  /** What is left of a window that others use too when a request that leaves now is counted. They go on, now faster, now slower. */
  #leftBy(window: RateLimitWindow, now: number): number {
    const { left, leftAt, latency, othersPerMs } = window;
    const own = this.#countSince(leftAt, window, now);
    return left - own - Math.ceil(2 * othersPerMs * (now - leftAt + latency));
  }

  /** How many requests that count in the window left after a time, and until another one. */
  #countSince(from: number, { categories }: RateLimitWindow, until: number): number {
    let count = 0;
    for (let index = this.#sent.length - 1; index >= 0; index -= 1) {
      const request = this.#sent[index];
      if (request === undefined || request.at <= from) break;
      if (request.at <= until && categories.has(request.category)) count += 1;
    }
    return count;
  }

  /** Tells how fast others use the window, from what they have used of it since it began. */
  #noteTheirPace(window: RateLimitWindow, at: number, remaining: number, resetSeconds: number, now: number): void {
    const length = window.seconds * 1000;
    // Whole seconds after it was counted, which was after it left.
    const begun = at + (resetSeconds - 1) * 1000 - length;
    if (at >= window.leftAt) {
      window.left = remaining;
      window.leftAt = at;
      window.latency = now - at;
    }
    // Too little of it has passed to tell.
    if (now - begun < length / 6) return;
    const own = this.#countSince(begun - maxTransitMs, window, at);
    const others = window.limit - remaining - own;
    window.othersPerMs = others < window.limit * doubt ? 0 : others / (now - begun);
  }

  /** The least time between two requests of the category, in milliseconds: a second is over before anything is known of others. */
  #gapOf(category: string): number {
    const gaps = this.#windowsOf(category).map(({ limit, seconds }) =>
      seconds > 1 ? 0 : 1000 / (limit * secondShare),
    );
    return Math.max(0, ...gaps);
  }

  /** The pace at which the category's narrowest limit is used evenly, less what others use; undefined: no limit to wait for is known. */
  #spacingOf(category: string): { readonly intervalMs: number; readonly burstMs: number } | undefined {
    const spacings = this.#windowsOf(category)
      .filter(({ seconds }) => seconds > 1 && seconds * 1000 <= maxWaitMs)
      .map(({ limit, seconds, othersPerMs, latency }) => {
        const length = seconds * 1000;
        const left = haste * Math.max(limit - courtesy * othersPerMs * length, limit * courtesy);
        return { intervalMs: length / left, burstMs: length * (latency > slowLatencyMs ? slowBurstShare : burstShare) };
      });
    return spacings.toSorted((one, other) => other.intervalMs - one.intervalMs)[0];
  }

  #opensAt(category: string, now: number): number {
    const rooms = this.#windowsOf(category).map((window) => this.#roomAt(window, now));
    return Math.max(this.#pausedUntil.get(category) ?? 0, ...rooms);
  }

  /** When the window has room for one more request, or may have: now, or when the next one of those in it ends. */
  #roomAt(window: RateLimitWindow, now: number): number {
    const others = window.resetsAt > now ? window.others : 0;
    if (window.fullUntil > now) return window.fullUntil;
    if (window.resetsAt > now && window.othersPerMs > 0 && this.#leftBy(window, now) < 1) {
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
  return {
    limit: 0,
    seconds,
    categories: new Set(categories),
    others: 0,
    othersPerMs: 0,
    left: 0,
    leftAt: 0,
    latency: 0,
    resetsAt: 0,
    fullUntil: 0,
  };
}

type Nearest = NonNullable<RateLimitReport["nearest"]>;

/** When a request no longer counts in a window, epoch milliseconds. */
function endOf({ at, arrivedBy }: Admission, { seconds, resetsAt }: RateLimitWindow): number {
  const length = seconds * 1000;
  if (length <= maxWaitMs) return arrivedBy + length;
  // A day is not waited for, but its end may be near: that is when the API says, for all of the day's requests.
  return at < resetsAt - length ? 0 : resetsAt;
}
