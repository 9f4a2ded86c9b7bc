import assert from "node:assert/strict";
import { withPart } from "../../docs/source/pages/with-part.ts";

describe("a generated part of a page", () => {
  it("replaces only the text between its comments", () => {
    const page = "before\n<!-- x: begin, by hand -->\nold\n<!-- x: end -->\nafter <!-- y: begin -->\n<!-- y: end -->\n";
    assert.equal(
      withPart(page, "x", "\nnew\n"),
      "before\n<!-- x: begin, by hand -->\n\nnew\n\n<!-- x: end -->\nafter <!-- y: begin -->\n<!-- y: end -->\n",
    );
  });

  it("needs both comments exactly once, in order", () => {
    const needed = (comment: string) => ({ message: `The page must have one comment "<!-- x: ${comment} -->".` });
    for (const [page, error] of [
      ["", needed("begin")],
      ["<!-- x: begin -->", needed("end")],
      ["<!-- x: end --><!-- x: begin -->", { message: 'The part "x" ends before it begins.' }],
      ["<!-- x: begin --><!-- x: begin --><!-- x: end -->", needed("begin")],
      ["<!-- x: begin --><!-- x: end", needed("end")],
    ] as const) {
      assert.throws(() => withPart(page, "x", "new"), error, page);
    }
  });
});
