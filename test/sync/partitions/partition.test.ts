import assert from "node:assert/strict";
import fc from "fast-check";
import { compareKeys, inOrder, type Partition } from "../../../src/sync/partition.ts";

function partition(key: string, revision?: string): Partition {
  return { key, parameters: { board_id: key }, revision, group: "" };
}

describe("inOrder", () => {
  it("sorts by key and keeps each key once", () => {
    const ordered = inOrder([partition("10"), partition("9"), partition("10", "later")]);
    assert.deepEqual(
      ordered.map(({ key, revision }) => [key, revision]),
      [
        ["9", undefined],
        ["10", "later"],
      ],
    );
  });
});

/** IDs, names, and strings that resemble both. */
const part = fc.oneof(
  fc.bigInt({ min: 0n, max: 10n ** 20n }).map(String),
  fc.integer({ min: 0, max: 200 }).map(String),
  fc.stringMatching(/^[0-9a]{0,3}$/u),
  fc.string({ maxLength: 4 }),
);
const key = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => parts.join("/"));

describe("compareKeys", () => {
  it("sorts IDs by value at full precision", () => {
    const ids = ["9", "10", "1099300590356454981", "1099300590356454982", "10993005903564549820"];
    assert.deepEqual(ids.toReversed().toSorted(compareKeys), ids);
  });

  it("compares segments between slashes in order", () => {
    const keys = ["2", "2/1", "2/9", "2/10", "10/1"];
    assert.deepEqual(keys.toReversed().toSorted(compareKeys), keys);
  });

  it("returns zero only for equal keys", () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        assert.equal(compareKeys(one, one), 0);
        assert.equal(compareKeys(one, other) === 0, one === other);
      }),
    );
  });

  it("is antisymmetric", () => {
    fc.assert(
      fc.property(key, key, (one, other) => {
        assert.equal(Math.sign(compareKeys(one, other)), Math.sign(compareKeys(other, one)) * -1 + 0);
      }),
    );
  });

  it("is transitive, including numbers mixed with text", () => {
    const holds = (one: string, two: string, three: string) => {
      if (compareKeys(one, two) <= 0 && compareKeys(two, three) <= 0) assert.ok(compareKeys(one, three) <= 0);
    };
    holds("10", "1a", "9");
    holds("9", "10", "1a");
    fc.assert(fc.property(key, key, key, holds), { numRuns: 2_000 });
  });
});
