import { anySignal, StoppedError } from "../../base/signals.ts";
import type { Caller } from "../../pinterest/caller.ts";

/** The maximum number of requests of a survey, with retries. */
export class Budget {
  readonly caller: Caller;
  readonly #max: number;
  readonly #signal: AbortSignal;
  #used = 0;

  constructor(max: number, signal: AbortSignal) {
    const stop = new AbortController();
    const onCall = () => {
      if (this.isSpent) stop.abort();
      else this.#used += 1;
    };
    this.caller = { signal: anySignal(signal, stop.signal), onCall };
    this.#max = max;
    this.#signal = signal;
  }

  /** The number of requests so far. */
  get used(): number {
    return this.#used;
  }

  get isSpent(): boolean {
    return this.#used >= this.#max;
  }

  /** Returns whether the budget, and not the user, stopped a request. */
  hasStopped(error: unknown): boolean {
    return error instanceof StoppedError && !this.#signal.aborted;
  }
}
