import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { setTimeout } from "node:timers/promises";
import { systemClock } from "../../src/base/clock.ts";
import { StoppedError } from "../../src/base/signals.ts";

describe("systemClock.sleep", () => {
  const day = 24 * 60 * 60_000;

  it("resolves after the given time", async () => {
    const { signal } = new AbortController();
    const ended: number[] = [];
    // A timer of its own for each, so that a sleep that ends early or late is out of order.
    const sleeps = [20, 5].map((milliseconds) =>
      systemClock.sleep(milliseconds, signal).then(() => ended.push(milliseconds)),
    );
    const timers = [10, 40].map((milliseconds) => setTimeout(milliseconds).then(() => ended.push(milliseconds)));
    await Promise.all([...sleeps, ...timers]);
    assert.deepEqual(ended, [5, 10, 20, 40]);
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
