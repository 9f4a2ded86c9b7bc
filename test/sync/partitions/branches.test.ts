import assert from "node:assert/strict";
import { runBranches } from "../../../src/sync/partitions/branches.ts";

/** Lets everything that can go on do so. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe("runBranches", () => {
  it("does what it has found before it opens more, and all of it once", async () => {
    const happened: string[] = [];
    const open = async (branch: string) => {
      happened.push(branch);
      return [1, 2].map((number) => async () => {
        happened.push(`${branch}${number}`);
      });
    };
    await runBranches(["a", "b", "c"], open, 1);
    assert.deepEqual(happened, ["a", "a1", "a2", "b", "b1", "b2", "c", "c1", "c2"]);
  });

  it("does so much at once and no more", async () => {
    const under = { way: 0, most: 0 };
    const step = async () => {
      under.way += 1;
      under.most = Math.max(under.most, under.way);
      await settle();
      under.way -= 1;
    };
    const open = async () => {
      await step();
      return [step, step, step];
    };
    await runBranches([1, 2, 3, 4], open, 3);
    assert.equal(under.most, 3);
  });

  it("has all hands at work on the last branch, which one of them opens", async () => {
    let waiting = 0;
    let release: (() => void) | undefined;
    const released = new Promise<void>((resolve) => {
      release = resolve;
    });
    const task = async () => {
      waiting += 1;
      // Each waits for the others: with fewer hands none would go on.
      if (waiting === 3) release?.();
      await released;
    };
    const open = async () => {
      await settle();
      return [task, task, task];
    };
    await runBranches(["only"], open, 3);
    assert.equal(waiting, 3);
  });

  it("takes a branch with more tasks than a call may have arguments", async () => {
    let done = 0;
    const task = async () => {
      done += 1;
    };
    await runBranches(["many"], async () => Array.from({ length: 200_000 }, () => task), 2);
    assert.equal(done, 200_000);
  });

  it("throws what goes wrong", async () => {
    const wrong = new Error("it cannot be opened");
    await assert.rejects(
      runBranches(["one"], () => Promise.reject(wrong), 2),
      wrong,
    );
  });
});
