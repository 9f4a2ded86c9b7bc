import assert from "node:assert/strict";
import { listOf } from "../../src/base/list-of.ts";

describe("listOf", () => {
  it("joins names as Intl.ListFormat does for en-US", () => {
    for (const [conjunction, type] of [
      ["and", "conjunction"],
      ["or", "disjunction"],
    ] as const) {
      const format = new Intl.ListFormat("en-US", { type });
      for (const names of [[], ["a"], ["a", "b"], ["a", "b", "c"], ["a", "b", "c", "d"]]) {
        assert.equal(listOf(names, conjunction), format.format(names));
      }
    }
  });
});
