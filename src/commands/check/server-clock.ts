import type { Clock } from "../../clock.ts";
import type { Transport } from "../../pinterest/network/transport.ts";

/** So far may clocks differ, in milliseconds: answers take their time, and most clocks are a little off. */
const tolerance = 10 * 60_000;

/** Compares this machine's clock with Pinterest's, as the `Date` of its responses tells it. */
export class ServerClock {
  readonly #clock: Clock;
  #ahead = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The same transport, whose responses are looked at. */
  watching(transport: Transport): Transport {
    return {
      send: async (request, signal) => {
        const response = await transport.send(request, signal);
        const time = Date.parse(response.headers.date ?? "");
        if (!Number.isNaN(time)) this.#ahead = this.#clock.now() - time;
        return response;
      },
    };
  }

  /** What to tell of a clock that is wrong; nothing of one that is right. */
  remarks(): readonly string[] {
    if (Math.abs(this.#ahead) < tolerance) return [];
    const minutes = Math.round(Math.abs(this.#ahead) / 60_000);
    return [
      `The clock of this machine is ${minutes} minutes ${this.#ahead > 0 ? "ahead of" : "behind"} Pinterest's. Set it right: dates of analytics and the expiration of tokens depend on it.`,
    ];
  }
}
