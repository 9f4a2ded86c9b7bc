import { Writable } from "node:stream";
import type { Clock } from "../../clock.ts";
import type { Json } from "../../json.ts";
import type { OpenDownload } from "../../pinterest/network/download.ts";
import { type RowShape, rowPathOf } from "../../pinterest/responses/find-rows.ts";
import { StoppedError } from "../../signals.ts";

/** Returns a clock whose time advances only by sleeping, and without delay. */
export function rehearsalClock(from: number): Clock {
  let now = from;
  return {
    now: () => now,
    sleep: async (milliseconds, signal) => {
      if (signal?.aborted === true) throw new StoppedError();
      now += milliseconds;
      // Lets other tasks run first.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

/** Returns an output for messages that nobody reads. */
export function droppedOutput(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() });
}

/** Returns an empty report for every download. */
export const emptyDownload: OpenDownload = () =>
  Promise.resolve({
    status: 200,
    chunks: (async function* () {
      yield await Promise.resolve("{}");
    })(),
  });

/** Returns a response without rows, or with one if the response is a single row. */
export function emptyBody(shape: RowShape | undefined, key: readonly string[]): Json {
  if (shape === "object") return { ...Object.fromEntries(key.map((field) => [field, "1"])), rehearsed: true };
  const steps = (shape === undefined ? undefined : rowPathOf(shape))?.steps ?? [];
  return steps.reduceRight<Json>((inner, step) => {
    if (step.into === "items") return [];
    return step.into === "field" || step.into === "optional_field" || step.into === "wrapped"
      ? { [step.name]: inner }
      : {};
  }, {});
}
