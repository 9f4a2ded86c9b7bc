import type { Clock } from "../clock.ts";
import { ApiError, StoppedError } from "./api-error.ts";
import { parseRateLimit } from "./rate-limit-headers.ts";
import { longestWait } from "./retry.ts";
import type { HttpResponse } from "./transport.ts";

/** A window that is being counted. It is fixed: it begins with its first request, or where the API's headers say. */
interface Window {
  limit: number;
  seconds: number | undefined;
  remaining: number;
  startedAt: number;
  resetsAt: number;
}

export interface Admission {
  readonly category: string;
  /** When the request was let through, epoch milliseconds. */
  readonly at: number;
}

/**
 * Keeps requests within the API's limits. It knows none at first and learns them from the headers; each rate-limit
 * category waits for itself, so a pause of one does not hold up the others. Windows are known by name, since
 * categories share some (the safety net of an app and user).
 */
export class RateGovernor {
  readonly #clock: Clock;
  readonly #windows = new Map<string, Window>();
  readonly #windowsOf = new Map<string, Set<string>>();
  readonly #pausedUntil = new Map<string, number>();
  /** Requests of each category that are not answered yet. */
  readonly #underway = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Resolves when a request of the category may leave.
   * @param onWait told before each wait, with its end in epoch milliseconds
   * @throws ApiError (rate_limited, with retryAt) when that is more than `longestWait` away, StoppedError on abort
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
      if (opensAt <= now) {
        this.#take(category, now);
        return { category, at: now };
      }
      if (opensAt - now > longestWait) {
        throw new ApiError({ kind: "rate_limited", operation, reason: "the rate limit is used up", retryAt: opensAt });
      }
      onWait(opensAt);
      await this.#clock.sleep(opensAt - now, signal);
    }
  }

  /** Takes in what a response says about the limits; without headers when none came. Wanted once for each admission. */
  learn({ category, at }: Admission, headers: HttpResponse["headers"]): void {
    const now = this.#clock.now();
    // This one among them.
    const underway = this.#underway.get(category) ?? 1;
    this.#underway.set(category, underway - 1);
    const { policies, nearest } = parseRateLimit(headers, category, now);
    for (const { name, limit, seconds } of policies) {
      const window = this.#windows.get(name);
      const names = this.#windowsOf.get(category) ?? new Set();
      if (window === undefined || window.seconds !== seconds) {
        const length = (seconds ?? 0) * 1000;
        const remaining = limit - underway;
        this.#windows.set(name, { limit, seconds, remaining, startedAt: at, resetsAt: at + length });
      } else {
        window.remaining += limit - window.limit - (names.has(name) ? 0 : underway);
        window.limit = limit;
      }
      this.#windowsOf.set(category, names.add(name));
    }
    const window = nearest === undefined ? undefined : this.#windows.get(nearest.name);
    if (nearest === undefined || window === undefined) return;
    // Answers to requests of an earlier window say nothing about this one; windows of a second are over by now.
    if (at < window.startedAt || (window.seconds !== undefined && window.seconds <= 1)) return;
    if (
      window.seconds !== undefined &&
      at + (nearest.resetSeconds - 1) * 1000 > window.startedAt + window.seconds * 1000
    ) {
      // It ends later than a window that began when this one did: the API has begun another meanwhile.
      window.startedAt = at;
      window.remaining = nearest.remaining - (underway - 1);
    } else {
      window.remaining = Math.min(window.remaining, nearest.remaining);
    }
    // Whole seconds, rounded who knows how: one more is on the safe side.
    const resetsAt = now + (nearest.resetSeconds + 1) * 1000;
    window.resetsAt =
      window.seconds === undefined ? resetsAt : Math.min(resetsAt, window.startedAt + (window.seconds + 1) * 1000);
  }

  /** Lets no request of the category leave before `until`, epoch milliseconds. */
  pause(category: string, until: number): void {
    this.#pausedUntil.set(category, Math.max(until, this.#pausedUntil.get(category) ?? 0));
  }

  #windowsFor(category: string): readonly Window[] {
    return [...(this.#windowsOf.get(category) ?? [])].flatMap((name) => this.#windows.get(name) ?? []);
  }

  #opensAt(category: string, now: number): number {
    const closed = this.#windowsFor(category).filter(({ remaining, resetsAt }) => remaining <= 0 && resetsAt > now);
    return Math.max(this.#pausedUntil.get(category) ?? 0, ...closed.map(({ resetsAt }) => resetsAt));
  }

  #take(category: string, now: number): void {
    this.#underway.set(category, (this.#underway.get(category) ?? 0) + 1);
    for (const window of this.#windowsFor(category)) {
      if (now >= window.resetsAt) {
        window.startedAt = now;
        window.resetsAt = now + (window.seconds ?? 0) * 1000;
        window.remaining = window.limit;
      }
      window.remaining -= 1;
    }
  }
}
