import type { Clock } from "../src/clock.ts";
import { StoppedError } from "../src/signals.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * Time that passes only while everyone sleeps: as soon as no promise is left to settle, it is the end of the shortest
 * sleep. So a test of hours takes milliseconds, and comes out the same each time.
 */
export class FakeClock implements Clock {
  /** Every sleep that was asked for, in milliseconds. */
  readonly sleeps: number[] = [];
  #now: number;
  #timers: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Lets time pass without waking anyone who has longer to sleep. */
  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.sleeps.push(milliseconds);
    return new Promise((resolve, reject) => {
      const end = () => {
        this.#timers = this.#timers.filter((other) => other !== timer);
        signal?.removeEventListener("abort", stop);
      };
      const stop = () => {
        end();
        reject(new StoppedError());
      };
      const wake = () => {
        end();
        resolve();
      };
      const timer: Timer = { at: this.#now + milliseconds, wake };
      if (signal?.aborted === true) {
        stop();
        return;
      }
      signal?.addEventListener("abort", stop, { once: true });
      this.#timers.push(timer);
      setImmediate(() => this.#wakeNext());
    });
  }

  /** Wakes whoever sleeps shortest. Called once for each sleep, so nobody sleeps for ever. */
  #wakeNext(): void {
    const [first, ...others] = this.#timers;
    if (first === undefined) return;
    const next = others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
