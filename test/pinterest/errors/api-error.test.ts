import assert from "node:assert/strict";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";

describe("ApiError", () => {
  const reasonOf = (reason: string) => new ApiError({ kind: "unexpected", operation: "pins/list", reason }).reason;

  it("shortens a reason to 1,000 characters without half of a character at the end", () => {
    assert.equal(reasonOf("a".repeat(1000)), "a".repeat(1000));
    assert.equal(reasonOf("a".repeat(1001)), `${"a".repeat(1000)}…`);
    assert.equal(reasonOf(`${"a".repeat(999)}😀`), `${"a".repeat(999)}…`);
    assert.equal(reasonOf(`${"a".repeat(998)}😀b`), `${"a".repeat(998)}😀…`);
    assert.equal(reasonOf(`\ud83d${"a".repeat(1000)}`), `\ud83d${"a".repeat(999)}…`);
  });

  it("notes a remark in its message, but no empty one", () => {
    const error = new ApiError({ kind: "unexpected", operation: "pins/list", reason: "it failed" });
    assert.equal(error.noting("board 1").message, "pins/list: it failed (board 1)");
    assert.equal(error.noting("").message, "pins/list: it failed");
  });
});
