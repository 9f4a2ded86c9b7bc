import assert from "node:assert/strict";
import { runQueue, type WorkItem } from "../../../src/sync/schedule/work-queue.ts";

/** Resolves after all pending work has run. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

/** A work item without further items. */
const leaf =
  (work: () => void | Promise<void>): WorkItem =>
  async () => {
    await work();
    return [];
  };

describe("runQueue", () => {
  it("limits concurrent items", async () => {
    const under = { way: 0, most: 0 };
    const step = async () => {
      under.way += 1;
      under.most = Math.max(under.most, under.way);
      await settle();
      under.way -= 1;
    };
    const parent: WorkItem = async () => {
      await step();
      return [leaf(step), leaf(step), leaf(step)];
    };
    await runQueue([parent, parent, parent, parent], 3);
    assert.equal(under.most, 3);
  });

  it("uses all workers for the items that the last item yields", async () => {
    let waiting = 0;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const item = leaf(async () => {
      waiting += 1;
      // Each item waits for the others, so fewer workers would deadlock.
      if (waiting === 3) release?.();
      await released;
    });
    const parent: WorkItem = async () => {
      await settle();
      return [item, item, item];
    };
    await runQueue([parent], 3);
    assert.equal(waiting, 3);
  });

  it("accepts more yielded items than a call can have arguments", async () => {
    let done = 0;
    const item = leaf(() => {
      done += 1;
    });
    await runQueue([async () => Array.from({ length: 200_000 }, () => item)], 2);
    assert.equal(done, 200_000);
  });
});
