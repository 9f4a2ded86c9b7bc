import assert from "node:assert/strict";
import { listOf, shortList } from "../../../src/base/text/list-of.ts";

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

describe("shortList", () => {
  it("lists up to six names, or the first five and the number of the others", () => {
    assert.equal(shortList(["a", "b", "c", "d", "e", "f"]), "a, b, c, d, e, and f");
    assert.equal(shortList(["a", "b", "c", "d", "e", "f", "g", "h"]), "a, b, c, d, e, and 3 more");
  });
});
