import assert from "node:assert/strict";
import fc from "fast-check";
import { compareKeys } from "../../../src/sync/partition.ts";
import { DoneRanges } from "../../../src/sync/progress/done-ranges.ts";

const number = fc.integer({ min: 1, max: 40 }).map(String);
const keyList = fc.uniqueArray(number, { maxLength: 20 }).map((keys) => keys.toSorted(compareKeys));

describe("DoneRanges", () => {
  it("has the keys that were added, in as few ranges as possible", () => {
    fc.assert(
      fc.property(keyList, fc.array(number), (keys, additions) => {
        const ranges = new DoneRanges(keys);
        for (const key of additions) ranges.add(key);
        const done = keys.map((key) => additions.includes(key));
        assert.deepEqual(
          keys.map((key) => ranges.has(key)),
          done,
        );
        assert.equal(ranges.has("not there"), false);
        assert.deepEqual(
          ranges.toRanges().map(([first]) => first),
          keys.filter((_, index) => done[index] === true && done[index - 1] !== true),
        );
      }),
    );
  });

  it("keeps done and open keys after keys were added and removed; a new key within a range counts as done", () => {
    fc.assert(
      fc.property(keyList, fc.array(number), keyList, (before, additions, after) => {
        const first = new DoneRanges(before);
        for (const key of additions) first.add(key);
        const second = new DoneRanges(after, first.toRanges());
        const isWithin = (key: string) =>
          first.toRanges().some(([from, to]) => compareKeys(from, key) <= 0 && compareKeys(key, to) <= 0);
        for (const key of after) assert.equal(second.has(key), isWithin(key), key);
      }),
    );
  });
});
