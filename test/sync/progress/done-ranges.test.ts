import assert from "node:assert/strict";
import fc from "fast-check";
import { compareKeys } from "../../../src/sync/partition.ts";
import { DoneRanges } from "../../../src/sync/progress/done-ranges.ts";

const sorted = (keys: Iterable<string>) => [...keys].toSorted(compareKeys);
const keyList = fc.uniqueArray(fc.integer({ min: 1, max: 40 }).map(String), { maxLength: 20 }).map(sorted);

describe("DoneRanges", () => {
  it("equals a set after additions in any order", () => {
    fc.assert(
      fc.property(keyList, fc.array(fc.integer({ min: 1, max: 40 }).map(String)), (keys, additions) => {
        const ranges = new DoneRanges(keys);
        const set = new Set<string>();
        for (const key of additions) {
          ranges.add(key);
          if (keys.includes(key)) set.add(key);
          for (const candidate of keys) assert.equal(ranges.has(candidate), set.has(candidate), candidate);
        }
        assert.equal(ranges.has("not there"), false);
      }),
    );
  });

  it("has the minimum number of ranges", () => {
    fc.assert(
      fc.property(keyList, fc.array(fc.integer({ min: 1, max: 40 }).map(String)), (keys, additions) => {
        const ranges = new DoneRanges(keys);
        for (const key of additions) ranges.add(key);
        const starts = keys.filter((key, index) => {
          const before = keys[index - 1];
          return ranges.has(key) && (before === undefined || !ranges.has(before));
        });
        assert.deepEqual(
          ranges.toRanges().map(([first]) => first),
          starts,
        );
      }),
    );
  });

  it("is one range for 10,000 completed keys", () => {
    const keys = Array.from({ length: 10_000 }, (_, index) => String(index + 1));
    const ranges = new DoneRanges(keys);
    for (const key of keys) ranges.add(key);
    assert.deepEqual(ranges.toRanges(), [["1", "10000"]]);
  });

  it("keeps done and open keys after keys were added and removed", () => {
    fc.assert(
      fc.property(
        keyList,
        fc.array(fc.integer({ min: 1, max: 40 }).map(String)),
        keyList,
        (before, additions, after) => {
          const first = new DoneRanges(before);
          for (const key of additions) first.add(key);
          const second = new DoneRanges(after, first.toRanges());
          for (const key of after) {
            if (before.includes(key)) assert.equal(second.has(key), first.has(key), key);
          }
        },
      ),
    );
  });

  it("counts a new key within a range as done, and one outside as open", () => {
    const ranges = new DoneRanges(["1", "2", "3", "4"], [["1", "3"]]);
    assert.deepEqual(
      ["1", "2", "3", "4"].map((key) => ranges.has(key)),
      [true, true, true, false],
    );
  });

  it("drops a range without keys", () => {
    const ranges = new DoneRanges(
      ["5", "9"],
      [
        ["1", "3"],
        ["9", "12"],
      ],
    );
    assert.deepEqual(ranges.toRanges(), [["9", "9"]]);
  });
});
