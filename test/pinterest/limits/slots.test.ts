import assert from "node:assert/strict";
import { Slots, SlotsByCategory } from "../../../src/pinterest/limits/slots.ts";

describe("Slots", () => {
  it("runs at most as many tasks as there are slots, in the order of arrival after those that go first", async () => {
    const slots = new Slots(2);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((task) =>
      slots.run(async () => {
        started.push(task);
        await new Promise<void>((resolve) => ends.push(resolve));
        return task;
      }, task === 3),
    );
    await Promise.resolve();
    assert.deepEqual(started, [0, 1]);
    ends[1]?.();
    await tasks[1];
    await new Promise(setImmediate);
    assert.deepEqual(started, [0, 1, 3]);
    ends[0]?.();
    await tasks[0];
    await new Promise(setImmediate);
    for (const end of ends) end();
    assert.deepEqual(await Promise.all(tasks), [0, 1, 2, 3]);
  });

  it("continues after a failed task", async () => {
    const slots = new Slots(1);
    await assert.rejects(
      slots.run(() => Promise.reject(new Error("no"))),
      /no/u,
    );
    assert.equal(await slots.run(() => Promise.resolve("yes")), "yes");
  });
});

describe("request slots", () => {
  /** Returns the number of concurrent tasks when more are waiting. */
  const runningOf = async (slots: Slots): Promise<number> => {
    let running = 0;
    const ends: (() => void)[] = [];
    const tasks = Array.from({ length: 100 }, () =>
      slots.run(async () => {
        running += 1;
        await new Promise<void>((resolve) => ends.push(resolve));
      }),
    );
    await new Promise(setImmediate);
    const found = running;
    while (running < tasks.length || ends.length > 0) {
      for (const end of ends.splice(0)) end();
      await new Promise(setImmediate);
    }
    await Promise.all(tasks);
    return found;
  };

  it("start few, grow by one per success, and never exceed the user's limit", async () => {
    const slots = SlotsByCategory.ofRequests(6).of("org_read");
    assert.equal(await runningOf(slots), 4);
    slots.widen();
    assert.equal(await runningOf(slots), 5);
    for (let count = 0; count < 10; count += 1) slots.widen();
    assert.equal(await runningOf(slots), 6);
  });
});
