import type { Clock } from "../base/clock.ts";
import { countOf } from "../base/text/count-of.ts";
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
    return [
      `The clock of this machine is ${durationOf(Math.abs(this.#ahead))} ${this.#ahead > 0 ? "ahead of" : "behind"} Pinterest's. Set it right: which days are requested, and when tokens are renewed, depends on it.`,
    ];
  }
}

/** Returns a duration in its largest unit of which it has two or more, rounded, such as "31 days". */
function durationOf(milliseconds: number): string {
  const minutes = Math.round(milliseconds / 60_000);
  if (minutes < 2 * 60) return countOf(minutes, "minute");
  const hours = Math.round(minutes / 60);
  return hours < 2 * 24 ? countOf(hours, "hour") : countOf(Math.round(hours / 24), "day");
}
