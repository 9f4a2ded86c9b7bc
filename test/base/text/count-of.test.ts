import assert from "node:assert/strict";
import { countOf, grouped } from "../../../src/base/text/count-of.ts";

describe("countOf", () => {
  it("uses the singular for one only, and separates thousands", () => {
    assert.deepEqual(
      [0, 1, 2, 1310].map((count) => countOf(count, "API call")),
      ["0 API calls", "1 API call", "2 API calls", "1,310 API calls"],
    );
  });
});

describe("grouped", () => {
  it("formats counts as toLocaleString does for en-US", () => {
    for (const count of [0, 999, 1000, 12_345, 123_456, 1_000_000, 9_007_199_254_740_991]) {
      assert.equal(grouped(count), count.toLocaleString("en-US"));
    }
  });
});
