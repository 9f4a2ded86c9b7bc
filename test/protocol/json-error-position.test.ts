import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonErrorPosition } from "../../src/protocol/json-error-position.ts";

function isValid(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

describe("jsonErrorPosition", () => {
  for (const [what, text, line, column] of [
    ["a comma before the end of an object", '{\n  "a": 1,\n}', 3, 1],
    ["a comma before the end of a list", "[1,\n 2,]", 2, 4],
    ["a missing comma", '{\r\n  "a": 1\r\n  "b": 2\r\n}', 3, 3],
    ["a missing colon", '{"a" 1}', 1, 6],
    ["a key without quotes", "{a: 1}", 1, 2],
    ["single quotes", "{'a': 1}", 1, 2],
    ["a comment", '{\n  // no\n  "a": 1\n}', 2, 3],
    ["a string without an end", '{"a": "b}', 1, 7],
    ["a line break in a string", '["a\nb"]', 1, 2],
    ["an error after odd characters", '{"\u0085\u{1F33B}\uD800": "\\u12aB\\/", }', 1, 22],
    ["a tab in a string", '["a\tb"]', 1, 2],
    ["an unknown word", "[null, nul]", 1, 8],
    ["the wrong bracket", '{"a": [1}', 1, 9],
    ["text after the end", '{"a": 1} {', 1, 10],
    ["an end that is too early", '{"a": {\n', 2, 1],
    ["an empty text", "", 1, 1],
  ] as const) {
    it(`finds ${what}`, () => {
      assert.ok(!isValid(text));
      assert.deepEqual(jsonErrorPosition(text), { line, column });
    });
  }

  it("accepts all valid JSON before the error", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        assert.deepEqual(jsonErrorPosition(`${text}\n x`), { line: text.split("\n").length + 1, column: 2 });
      }),
    );
  });
});
