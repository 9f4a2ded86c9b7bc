import type { Clock } from "../base/clock.ts";
import type { Caller } from "../pinterest/send-request.ts";
import type { StreamRead } from "./context.ts";
import type { ReadSummary } from "./output/read-summary.ts";
import type { StreamStatusReport } from "./output/stream-status.ts";

/** Returns a caller that counts and logs the requests of a stream and keeps its status current. */
export function callerOf(
  { stream, log }: Pick<StreamRead, "stream" | "log">,
  { summary, status }: { readonly summary: ReadSummary; readonly status?: StreamStatusReport },
  clock: Clock,
  signal: AbortSignal,
): Caller {
  return {
    signal,
    onCall: (category) => {
      summary.call(category);
      status?.run();
    },
    onInvalidText: () => {
      const text = "replaced bytes that aren't UTF-8 with U+FFFD in a response. Correct the text at Pinterest";
      log("WARN", text, `${stream.name} invalid text`);
    },
    onRateLimit: (until) => {
      summary.wait(clock.now(), until);
      status?.waitUntil(until);
    },
    onRetry: (error, delay) =>
      log("WARN", `request failed: ${error.response}; retrying in ${(delay / 1000).toFixed(1)} s`),
  };
}
