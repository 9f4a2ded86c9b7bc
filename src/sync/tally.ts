import { type ApiError, StoppedError } from "../pinterest/api-error.ts";
import { refusalOfAll } from "./refusals.ts";

/** How the parts of a stream have ended. */
export class Tally {
  readonly failures: unknown[] = [];
  readonly refusals: ApiError[] = [];
  parts: number;

  /** @param before how many parts an earlier run has read: then it is not everything that is refused */
  constructor(before: number) {
    this.parts = before;
  }

  /** The failure to report; undefined when parts that were refused are all that went wrong. */
  failure(subjects: number): unknown {
    // Parts that were given up because another failed say nothing of their own.
    const own = this.failures.find((error) => !(error instanceof StoppedError));
    const refusal = this.refusals.length < this.parts ? undefined : refusalOfAll(this.refusals, subjects);
    return own ?? this.failures[0] ?? refusal;
  }
}
