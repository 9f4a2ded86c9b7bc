import assert from "node:assert/strict";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { mergeMap } from "../../src/base/merge-map.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

async function* listed<Item>(...items: readonly Item[]): AsyncGenerator<Item> {
  for (const item of items) {
    await turn();
    yield item;
  }
}

async function collected<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}

describe("mergeMap", () => {
  it("yields the items of all sources, of at most so many at a time", async () => {
    let open = 0;
    let most = 0;
    async function* itemsOf(source: string) {
      open += 1;
      most = Math.max(most, open);
      yield* listed(`${source}1`, `${source}2`);
      open -= 1;
    }
    const items = await collected(mergeMap(listed("a", "b", "c", "d"), itemsOf, 3));
    assert.deepEqual(items.toSorted(), ["a1", "a2", "b1", "b2", "c1", "c2", "d1", "d2"]);
    // One place is for the sources.
    assert.ok(most > 1 && most <= 3, String(most));
  });

  it("throws the error of the sources, and that of a source", async () => {
    await assert.rejects(collected(mergeMap(failing(), () => listed(1), 3)), RangeError);
    await assert.rejects(collected(mergeMap(listed(1), failing, 3)), RangeError);
  });

  it("ends the sources that are open when it ends", async () => {
    let isEnded = false;
    const end = () => {
      isEnded = true;
      return Promise.resolve({ done: true, value: undefined } as const);
    };
    const open = (source: number) => (source === 1 ? { next: never, return: end } : failing());
    await assert.rejects(collected(mergeMap(listed(1, 2), open, 3)), RangeError);
    assert.ok(isEnded);
  });

  it("keeps nothing of the items while another source yields none", async () => {
    const open = (source: number) => (source === 1 ? { next: never } : endless());
    const merged = mergeMap(listed(1, 2), open, 3);
    const used = async (count: number) => {
      for (let read = 0; read < count; read += 1) await merged.next();
      if (typeof collectGarbage === "function") collectGarbage();
      return process.memoryUsage().heapUsed;
    };
    const before = await used(1_000);
    // A race of all sources at each step would keep 7 MB.
    assert.ok((await used(20_000)) - before < 2_000_000);
  });
});

const never = () => new Promise<IteratorResult<number>>(() => undefined);

/** Yields an item, and fails. */
async function* failing(): AsyncGenerator<number> {
  yield* listed(0);
  throw new RangeError("it fails");
}

async function* endless(): AsyncGenerator<number> {
  for (let item = 0; ; item += 1) yield item;
}
