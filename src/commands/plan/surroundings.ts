import type { Clock } from "../../clock.ts";
import type { OpenDownload } from "../../pinterest/network/download.ts";
import { StoppedError } from "../../signals.ts";

/** Time that passes only where somebody waits, and then at once. */
export function rehearsalClock(from: number): Clock {
  let now = from;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) throw new StoppedError();
      now += milliseconds;
      // Others have their turn first.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Downloads of a rehearsal. */
export const emptyDownload: OpenDownload = () =>
  Promise.resolve({
    status: 200,
    chunks: (async function* () {
      yield await Promise.resolve("{}");
    })(),
  });
