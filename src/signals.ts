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
