import assert from "node:assert/strict";
import fc from "fast-check";
import { NeedleSearch } from "../../src/protocol/needle-search.ts";

describe("NeedleSearch", () => {
  it("equals `includes` for any text", () => {
    const unit = fc.constantFrom("a", "b", "\u0161", "\u3061", "\ud83c");
    const text = (minLength: number, maxLength: number) =>
      fc.array(unit, { minLength, maxLength }).map((units) => units.join(""));
    fc.assert(
      fc.property(
        fc.array(text(2, 40), { maxLength: 5 }),
        text(0, 60),
        text(0, 60),
        fc.nat(),
        (needles, before, behind, at) => {
          const within = needles.length === 0 ? "" : (needles[at % needles.length] ?? "");
          for (const hay of [`${before}${behind}`, `${before}${within}${behind}`]) {
            assert.equal(
              new NeedleSearch(needles).isIn(hay),
              needles.some((needle) => hay.includes(needle)),
            );
          }
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
