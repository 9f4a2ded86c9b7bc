import assert from "node:assert/strict";
import { PageBudget } from "../../../src/sync/scheduler/read-slots.ts";

const megabyte = 2 ** 20;

/** Returns the number of concurrent tasks for pages of a size. */
async function runningWith(largest: number): Promise<number> {
  const budget = new PageBudget();
  let running = 0;
  let most = 0;
  const task = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise(setImmediate);
    running -= 1;
  };
  await Promise.all(Array.from({ length: 100 }, () => budget.run(() => largest, task)));
  return most;
}

describe("PageBudget", () => {
  it("runs as many reads at a time as fit", async () => {
    assert.equal(await runningWith(megabyte / 32), 100);
    assert.equal(await runningWith(megabyte), 4);
    assert.equal(await runningWith(2 * megabyte), 2);
  });

  it("runs a read larger than the limit alone", async () => {
    assert.equal(await runningWith(100 * megabyte), 1);
  });

  it("runs a few reads before the first page is known", async () => {
    assert.equal(await runningWith(0), 2);
  });

  it("reserves the size that is known when a read begins, not when it began to wait", async () => {
    let running = 0;
    let most = 0;
    let largest = 0;
    const budget = new PageBudget();
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise(setImmediate);
      largest = megabyte / 32;
      running -= 1;
    };
    await Promise.all(Array.from({ length: 100 }, () => budget.run(() => largest, task)));
    assert.ok(most > 90, String(most));
  });

  it("releases its share after a failed task, in order", async () => {
    const budget = new PageBudget();
    const order: number[] = [];
    const failed = budget.run(
      () => 30 * megabyte,
      () => Promise.reject(new Error("no")),
    );
    const others = [8, 1, 8].map((size, index) =>
      budget.run(
        () => size * megabyte,
        async () => {
          order.push(index);
        },
      ),
    );
    await assert.rejects(failed, /no/u);
    await Promise.all(others);
    assert.deepEqual(order, [0, 1, 2]);
  });
});
