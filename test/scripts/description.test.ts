import assert from "node:assert/strict";
import { describeField } from "../../scripts/openapi/description.ts";
import type { Shape } from "../../scripts/openapi/shape.ts";

const text: Shape = { types: ["string"], properties: new Map() };

describe("the description of a field", () => {
  it("is that of the dictionary", () => {
    assert.equal(describeField("pins", ["alt_text"], text), describeField("likes", ["alt_text"], text));
    assert.match(describeField("pins", ["alt_text"], text), /^Text read aloud/u);
  });

  it("lists the values of the document, of a field or its items", () => {
    const values = ["LOW", "HIGH"];
    assert.match(describeField("pins", ["note"], { ...text, values }), /\. Known values: LOW, HIGH\.$/u);
    assert.match(
      describeField("pins", ["note"], { ...text, items: { ...text, values } }),
      / Known values: LOW, HIGH\.$/u,
    );
  });

  it("lists no value that the sentence names, and no long list", () => {
    const kinds = { ...text, values: ["PINNER", "BUSINESS"] };
    assert.doesNotMatch(describeField("account", ["account_type"], kinds), /Known values/u);
    const many = { ...text, values: Array.from({ length: 50 }, (_, index) => `VALUE_${index}`) };
    assert.doesNotMatch(describeField("pins", ["note"], many), /Known values/u);
  });

  it("needs an entry in the dictionary", () => {
    assert.throws(() => describeField("pins", ["no_such_field"], text), /doesn't describe pins\.no_such_field/u);
  });
});
