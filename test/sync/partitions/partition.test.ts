import assert from "node:assert/strict";
import fc from "fast-check";
import { compareKeys, inOrder, type Partition } from "../../../src/sync/partition.ts";

function partition(key: string, revision?: string): Partition {
  return { key, parameters: { board_id: key }, revision, group: "" };
}

/** IDs, names, and strings that resemble both. */
const part = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.integer({ min: 0, max: 200 }).map(String),
  fc.stringMatching(/^[0-9a]{0,3}$/u),
  fc.string({ maxLength: 4 }),
);
const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

describe("the order of partitions", () => {
  it("has each key once", () => {
    const ordered = inOrder([partition("10"), partition("9"), partition("10", "later")]);
    const keys = ordered.map(({ key, revision }) => [key, revision]);
    assert.deepEqual(keys, [
      ["9", undefined],
      ["10", "later"],
    ]);
  });

  it("is that of IDs by value at full precision, segment by segment", () => {
    for (const keys of [
      ["9", "10", "1099300590356454981", "1099300590356454982", "10993005903564549820"],
      ["2", "2/1", "2/9", "2/10", "10/1"],
    ])
      assert.deepEqual(keys.toReversed().toSorted(compareKeys), keys);
  });

  it("is total, including numbers mixed with text", () => {
    const holds = (one: string, two: string, three: string) => {
      assert.equal(compareKeys(one, two) === 0, one === two);
      assert.equal(Math.sign(compareKeys(one, two)), Math.sign(compareKeys(two, one)) * -1 + 0);
      if (compareKeys(one, two) <= 0 && compareKeys(two, three) <= 0) assert.ok(compareKeys(one, three) <= 0);
    };
    holds("10", "1a", "9");
    holds("9", "10", "1a");
    fc.assert(fc.property(key, key, key, holds), { numRuns: 2_000 });
  });
});
