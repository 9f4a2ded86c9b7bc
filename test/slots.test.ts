import assert from "node:assert/strict";
import { Slots, SlotsByCategory } from "../src/slots.ts";

describe("Slots", () => {
  it("runs no more tasks at once than there are slots, in the order in which they came", async () => {
    const slots = new Slots(2);
    const started: number[] = [];
    const ends: (() => void)[] = [];
    const tasks = [0, 1, 2, 3].map((task) =>
      slots.run(async () => {
        started.push(task);
        await new Promise<void>((resolve) => ends.push(resolve));
        return task;
      }),
    );
    await Promise.resolve();
    assert.deepEqual(started, [0, 1]);
    ends[1]?.();
    await tasks[1];
    await new Promise(setImmediate);
    assert.deepEqual(started, [0, 1, 2]);
    ends[0]?.();
    await tasks[0];
    await new Promise(setImmediate);
    for (const end of ends) end();
    assert.deepEqual(await Promise.all(tasks), [0, 1, 2, 3]);
  });

  it("goes on after a task that failed", async () => {
    const slots = new Slots(1);
    await assert.rejects(
      slots.run(() => Promise.reject(new Error("no"))),
      /no/u,
    );
    assert.equal(await slots.run(() => Promise.resolve("yes")), "yes");
  });

  it("gives a place back once, however many waited", async () => {
    const slots = new Slots(1);
    let running = 0;
    let most = 0;
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await Promise.resolve();
      running -= 1;
    };
    await Promise.all(Array.from({ length: 20 }, () => slots.run(task)));
    await Promise.all(Array.from({ length: 20 }, () => slots.run(task)));
    assert.equal(most, 1);
  });
});

describe("SlotsByCategory", () => {
  it("keeps no category waiting for another", async () => {
    const slots = new SlotsByCategory(1);
    let release: (() => void) | undefined;
    const long = slots.of("org_read").run(
      () =>
        new Promise<void>((resolve) => {
          release = resolve;
        }),
    );
    let waited = false;
    const next = slots.of("org_read").run(async () => {
      waited = true;
    });
    assert.equal(await slots.of("ads_read").run(() => Promise.resolve("at once")), "at once");
    assert.equal(waited, false);
    release?.();
    await Promise.all([long, next]);
    assert.equal(waited, true);
  });
});
