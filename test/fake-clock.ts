import type { Clock } from "../src/base/clock.ts";
import { StoppedError } from "../src/base/signals.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/**
 * A clock that moves only while everyone sleeps: once no promise is left to settle, it jumps to the end of the shortest
 * sleep. Tests of hours take milliseconds and are deterministic.
 */
export class FakeClock implements Clock {
  /** All sleeps so far, in milliseconds. */
  readonly sleeps: number[] = [];
  #now: number;
  #timers: Timer[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  now(): number {
    return this.#now;
  }

  /** Moves the clock without ending longer sleeps. */
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

  /** Ends the shortest sleep. Called once per sleep, so that every sleep ends. */
  #wakeNext(): void {
    const [first, ...others] = this.#timers;
    if (first === undefined) return;
    const next = others.reduce((earliest, timer) => (timer.at < earliest.at ? timer : earliest), first);
    this.#now = Math.max(this.#now, next.at);
    next.wake();
  }
}
