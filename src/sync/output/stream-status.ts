import type { RateLimitReason, StreamDescriptor, StreamStatus } from "../../protocol/messages.ts";
import type { EngineWriter } from "../engine-writer.ts";

/** Reports the status of a stream to the platform: STARTED, RUNNING from its first request on, COMPLETE or INCOMPLETE. */
export class StreamStatusReport {
  readonly #writer: EngineWriter;
  readonly #descriptor: StreamDescriptor;
  #isRunning = false;
  #waitsUntil = 0;

  constructor(writer: EngineWriter, descriptor: StreamDescriptor) {
    this.#writer = writer;
    this.#descriptor = descriptor;
  }

  start(): void {
    this.#report("STARTED");
  }

  /** Reports RUNNING once: at the first request, or the first message of a stream without its own requests, or at its end. */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#report("RUNNING");
  }

  /** @param until the end of the wait for a rate limit, epoch milliseconds */
  waitUntil(until: number): void {
    if (until <= this.#waitsUntil) return;
    this.#waitsUntil = until;
    this.#isRunning = true;
    this.#report("RUNNING", until);
  }

  complete(): void {
    this.run();
    this.#report("COMPLETE");
  }

  /** @param quotaReset when the rate limit resets that ended the read, epoch milliseconds; undefined: another cause */
  incomplete(quotaReset: number | undefined): void {
    this.#report("INCOMPLETE", quotaReset);
  }

  #report(status: StreamStatus, quotaReset?: number): void {
    const reasons = quotaReset === undefined ? {} : { reasons: [rateLimited(quotaReset)] as const };
    this.#writer.trace({
      type: "STREAM_STATUS",
      stream_status: { stream_descriptor: this.#descriptor, status, ...reasons },
    });
  }
}

/** Returns the reason of a status. @param until when the quota resets, epoch milliseconds */
function rateLimited(until: number): RateLimitReason {
  return { type: "RATE_LIMITED", rate_limited: { quota_reset: Math.ceil(until) } };
}
