import { setMaxListeners } from "node:events";

/**
 * Returns a signal that aborts when any of the given ones does. It has no listener limit, because Node.js would report
 * the many concurrent listeners as a leak on stderr.
 */
export function anySignal(...signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals]);
  setMaxListeners(0, signal);
  return signal;
}

/** The program is stopping: a request was not sent, or its response was not awaited. */
export class StoppedError extends Error {
  constructor() {
    super("The read was stopped.");
    this.name = "StoppedError";
  }
}

/**
 * Returns the result of the promise.
 * @throws StoppedError if the signal aborts first
 */
export async function orAborted<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
    if (signal.aborted) resolve();
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    await Promise.race([promise, aborted]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
  if (signal.aborted) throw new StoppedError();
  return promise;
}
