import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { systemClock } from "../../src/base/clock.ts";
import { StoppedError } from "../../src/base/signals.ts";

describe("systemClock.sleep", () => {
  const day = 24 * 60 * 60_000;

  it("resolves after the given time", async () => {
    const { signal } = new AbortController();
    const begun = performance.now();
    await systemClock.sleep(20, signal);
    // Timers can be early by less than a millisecond.
    assert.ok(performance.now() - begun > 18);
    assert.deepEqual(getEventListeners(signal, "abort"), [], "the signal keeps no listener of a wait that is over");
    await systemClock.sleep(1);
  });

  it("throws as soon as the signal aborts, or if it has", async () => {
    const controller = new AbortController();
    const slept = systemClock.sleep(day, controller.signal);
    controller.abort();
    await assert.rejects(slept, StoppedError);
    await assert.rejects(systemClock.sleep(day, controller.signal), StoppedError);
  });
});
