import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonText } from "../../scripts/openapi/json-text.ts";

describe("JSON text", () => {
  it("has a value on one line if it fits, and otherwise one line per member", () => {
    const field = { type: ["null", "string"] };
    assert.equal(jsonText({ a: field, b: {}, c: undefined }), '{ "a": { "type": ["null", "string"] }, "b": {} }');
    const long = "x".repeat(100);
    assert.equal(
      jsonText({ a: field, b: [long, long] }),
      `{\n  "a": { "type": ["null", "string"] },
  "b": [\n    "${long}",\n    "${long}"\n  ]\n}`,
    );
  });

  it("has a value without nesting on one line of any length", () => {
    const field = { type: ["null", "string"], description: "x".repeat(200) };
    assert.equal(jsonText({ a: field }).split("\n").length, 3);
  });

  it("parses to the original value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const same: unknown = JSON.parse(JSON.stringify(value));
        assert.deepEqual(JSON.parse(jsonText(JSON.parse(JSON.stringify(value)))), same);
      }),
    );
  });
});
