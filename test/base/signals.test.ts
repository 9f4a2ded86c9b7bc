import assert from "node:assert/strict";
import { getEventListeners } from "node:events";
import { orAborted, StoppedError } from "../../src/base/signals.ts";

describe("orAborted", () => {
  const never = new Promise<void>(() => undefined);

  it("returns the result, and throws the error, of the promise", async () => {
    const { signal } = new AbortController();
    assert.equal(await orAborted(Promise.resolve(1), signal), 1);
    await assert.rejects(orAborted(Promise.reject(new RangeError("no")), signal), RangeError);
  });

  it("throws StoppedError as soon as the signal aborts, also if it did before", async () => {
    const stop = new AbortController();
    const waiting = orAborted(never, stop.signal);
    stop.abort();
    await assert.rejects(waiting, StoppedError);
    await assert.rejects(orAborted(Promise.resolve(1), stop.signal), StoppedError);
  });

  it("leaves no listener on the signal, however the promise ends", async () => {
    const stop = new AbortController();
    await orAborted(Promise.resolve(), stop.signal);
    await assert.rejects(orAborted(Promise.reject(new RangeError("no")), stop.signal), RangeError);
    assert.equal(getEventListeners(stop.signal, "abort").length, 0);
  });
});
