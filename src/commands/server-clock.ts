import type { Clock } from "../base/clock.ts";
import type { Transport } from "../pinterest/network/transport.ts";

/** Allowed difference of the clocks, which includes the latency of responses. */
const toleranceMs = 10 * 60_000;

/** Compares the local clock with the `Date` header of Pinterest's responses. */
export class ServerClock {
  readonly #clock: Clock;
  #ahead = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Returns a transport whose responses are observed. */
  watching(transport: Transport): Transport {
    return {
      send: (request, signal, onHeaders) =>
        transport.send(request, signal, (headers) => {
          const time = Date.parse(headers.date ?? "");
          if (!Number.isNaN(time)) this.#ahead = this.#clock.now() - time;
          onHeaders?.(headers);
        }),
    };
  }

  /** Returns a sentence about a wrong clock; none if the clock is right. */
  remarks(): readonly string[] {
    if (Math.abs(this.#ahead) < toleranceMs) return [];
    const minutes = Math.round(Math.abs(this.#ahead) / 60_000);
    return [
      `The clock of this machine is ${minutes} minutes ${this.#ahead > 0 ? "ahead of" : "behind"} Pinterest's. Set it right: dates of analytics and the expiration of tokens depend on it.`,
    ];
  }
}
