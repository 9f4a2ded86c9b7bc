import assert from "node:assert/strict";
import { WorkPool } from "../../src/base/work-pool.ts";

/** A pool whose items end when a test says so. */
function poolOf(maxOpen: () => number) {
  const begun: string[] = [];
  const ends = new Map<string, { readonly resolve: () => void; readonly reject: (error: Error) => void }>();
  const pool = new WorkPool<string>(maxOpen, (item) => {
    begun.push(item);
    return new Promise((resolve, reject) => ends.set(item, { resolve, reject }));
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  const end = async (item: string) => {
    ends.get(item)?.resolve();
    await settled();
  };
  const fail = async (item: string, error: Error) => {
    ends.get(item)?.reject(error);
    await settled();
  };
  return { pool, begun, end, fail };
}

/** Returns whether a promise is settled by now. */
async function isSettled(promise: Promise<void>): Promise<boolean> {
  let settled = false;
  void promise.then(
    () => (settled = true),
    () => (settled = true),
  );
  await new Promise((resolve) => setImmediate(resolve));
  return settled;
}

describe("WorkPool", () => {
  it("runs at most so many items at a time, those of the last call first, each in its order", async () => {
    const { pool, begun, end } = poolOf(() => 2);
    pool.add(["a", "b", "c"]);
    assert.deepEqual(begun, ["a", "b"]);
    pool.add(["d", "e"]);
    assert.deepEqual(begun, ["a", "b"]);
    for (const item of ["a", "d", "b", "e", "c"]) await end(item);
    assert.deepEqual(begun, ["a", "b", "d", "e", "c"]);
    await pool.drained();
  });

  it("is drained once all items are done, and free once fewer are open or waiting than could be", async () => {
    const { pool, end } = poolOf(() => 2);
    await pool.drained();
    await pool.whenFree();
    pool.add(["a", "b", "c"]);
    const free = pool.whenFree();
    await end("a");
    assert.equal(await isSettled(free), false, "two are open");
    await end("b");
    assert.equal(await isSettled(pool.whenFree()), true, "one is open");
    assert.equal(await isSettled(pool.drained()), false);
    await end("c");
    await pool.drained();
  });

  it("runs no more at a time than a limit that falls meanwhile, and goes on when more is added", async () => {
    let max = 3;
    const { pool, begun, end } = poolOf(() => max);
    pool.add(["a", "b", "c", "d", "e"]);
    max = 1;
    await end("a");
    await end("b");
    assert.deepEqual(begun, ["a", "b", "c"], "two workers end");
    await end("c");
    assert.deepEqual(begun, ["a", "b", "c", "d"]);
    await end("d");
    await end("e");
    await pool.drained();
  });

  it("begins nothing after an error, which it throws to whoever waits", async () => {
    const { pool, begun, fail, end } = poolOf(() => 2);
    pool.add(["a", "b", "c"]);
    const waiting = pool.drained();
    const rejected = assert.rejects(waiting, /the first/u);
    await fail("a", new Error("the first"));
    await rejected;
    await fail("b", new Error("the second"));
    await end("c");
    assert.deepEqual(begun, ["a", "b"]);
    await assert.rejects(pool.whenFree(), /the first/u);
    await assert.rejects(pool.drained(), /the first/u);
  });
});
