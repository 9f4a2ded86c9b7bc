import type { RateLimitReason, StreamDescriptor, StreamStatus } from "../../protocol/messages.ts";
import type { MessageWriter } from "../../protocol/writer.ts";

/** Tells the platform how far a stream is: STARTED, RUNNING when its first request has left, and its end. */
export class StreamStatusReport {
  readonly #writer: MessageWriter;
  readonly #descriptor: StreamDescriptor;
  #isRunning = false;
  #waitsUntil = 0;

  constructor(writer: MessageWriter, descriptor: StreamDescriptor) {
    this.#writer = writer;
    this.#descriptor = descriptor;
  }

  start(): void {
    this.#tell("STARTED");
  }

  /** The stream's first request has left, or it ends without one. */
  run(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    this.#tell("RUNNING");
  }

  /** @param until the end of the wait for a rate limit, epoch milliseconds */
  waitUntil(until: number): void {
    if (until <= this.#waitsUntil) return;
    this.#waitsUntil = until;
    this.#isRunning = true;
    this.#tell("RUNNING", until);
  }

  complete(): void {
    this.run();
    this.#tell("COMPLETE");
  }

  /** @param quotaReset when the rate limit ends that kept the stream from being complete, epoch milliseconds */
  incomplete(quotaReset: number | undefined): void {
    this.#tell("INCOMPLETE", quotaReset);
  }

  #tell(status: StreamStatus, quotaReset?: number): void {
    const reasons = quotaReset === undefined ? {} : { reasons: [rateLimited(quotaReset)] as const };
    this.#writer.trace({
      type: "STREAM_STATUS",
      stream_status: { stream_descriptor: this.#descriptor, status, ...reasons },
    });
  }
}

/** The reason of a status: the rate limit, and when the quota comes back (epoch milliseconds). */
function rateLimited(until: number): RateLimitReason {
  return { type: "RATE_LIMITED", rate_limited: { quota_reset: Math.ceil(until) } };
}
