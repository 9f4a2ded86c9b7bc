import { setMaxListeners } from "node:events";

/**
 * A signal that aborts when any of the others does. Many requests and waits listen to it at once, which Node.js would
 * take for a leak and report on stderr.
 */
export function anySignal(...signals: readonly AbortSignal[]): AbortSignal {
  const signal = AbortSignal.any([...signals]);
  setMaxListeners(0, signal);
  return signal;
}

/** The program was asked to stop, so a request was not made or not waited for. */
export class StoppedError extends Error {
  constructor() {
    super("The read was stopped.");
    this.name = "StoppedError";
  }
}

/**
 * Resolves when a promise does.
 * @throws StoppedError when the signal aborts before
 */
export async function orAborted(promise: Promise<void>, signal: AbortSignal): Promise<void> {
  let abort: () => void = () => undefined;
  const aborted = new Promise<void>((resolve) => {
    abort = resolve;
    if (signal.aborted) resolve();
    signal.addEventListener("abort", abort, { once: true });
  });
  await Promise.race([promise, aborted]);
  signal.removeEventListener("abort", abort);
  if (signal.aborted) throw new StoppedError();
}
