import assert from "node:assert/strict";
import { countOf } from "../src/count-of.ts";

describe("countOf", () => {
  it("uses the singular for one only, and separates thousands", () => {
    assert.deepEqual(
      [0, 1, 2, 1310].map((count) => countOf(count, "API call")),
      ["0 API calls", "1 API call", "2 API calls", "1,310 API calls"],
    );
  });
});
