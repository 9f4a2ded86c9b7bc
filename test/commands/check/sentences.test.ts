import assert from "node:assert/strict";
import { inSentence } from "../../../src/commands/check/sentences.ts";

describe("inSentence", () => {
  it("lists six names, and of more the first five with the number of the others", () => {
    assert.equal(inSentence(["a", "b", "c", "d", "e", "f"]), "a, b, c, d, e, and f");
    assert.equal(inSentence(["a", "b", "c", "d", "e", "f", "g", "h"]), "a, b, c, d, e, and 3 more");
  });
});
