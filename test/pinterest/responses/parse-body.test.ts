import assert from "node:assert/strict";
import fc from "fast-check";
import { isSafeNumber, parse } from "lossless-json";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { words } from "../../words.ts";

describe("parseBody", () => {
  it("throws SyntaxError for invalid JSON", () => {
    const wrong = ["", " ", "<html></html>", '{"items":[', "{'a':1}", "undefined", "NaN", "[1,]", '{"a":1}}', "01"];
    for (const text of wrong) {
      assert.throws(() => parseBody(text), SyntaxError, text);
      assert.throws(() => parseBody(`[1099300590356454983,${text}`), SyntaxError, text);
    }
  });

  it("accepts __proto__ as a key", () => {
    for (const rest of ["", ',"id":1099300590356454983']) {
      const body = parseBody(`{"__proto__":{"polluted":true}${rest}}`);
      assert(typeof body === "object" && body !== null);
      assert.equal(Object.getPrototypeOf(body), Object.prototype);
      assert.equal(Object.hasOwn(body, "__proto__"), true);
      assert.equal("polluted" in body, false);
      assert.equal("polluted" in {}, false);
    }
  });

  it("equals a reference parser that keeps the text of numbers", () => {
    const parseNumber = (number: string) =>
      /^-?\d+$/u.test(number) && !isSafeNumber(number) ? number : Number.parseFloat(number);
    const slow = (text: string): unknown =>
      parse(text, undefined, { parseNumber, onDuplicateKey: ({ newValue }) => newValue });
    const marks = words('" \\ \\" \\\\" \\u0022 "key": "id": { } [ ] , : é');
    const numbers = words(`
      1234567890123456789 -9007199254740993 9007199254740992 9007199254740991 0 -0 - -0.0 12345678901234567.5 0.12345678901234567
      1e-400 true
    `);
    const piece = fc.oneof(fc.constantFrom(...marks, " ", "\n"), fc.constantFrom(...numbers));
    const wrap = fc.constantFrom(
      (text: string) => text,
      (text: string) => `[${text}]`,
      (text: string) => `{"a":${text}}`,
      (text: string) => `["${text}"]`,
    );
    const outcomeOf = (read: (text: string) => unknown, text: string) => {
      try {
        return { value: read(text) };
      } catch {
        return "no JSON";
      }
    };
    let count = 0;
    fc.assert(
      fc.property(fc.string({ unit: piece, maxLength: 8 }), wrap, (inner, wrapped) => {
        const text = wrapped(inner);
        const outcome = outcomeOf(parseBody, text);
        if (outcome !== "no JSON") count += 1;
        assert.deepEqual(outcome, outcomeOf(slow, text), text);
      }),
      { numRuns: 3000 },
    );
    assert.ok(count > 100, `only ${count} texts were JSON`);
  });

  it("rejects more values than fit into memory, however short their text is", () => {
    for (const value of ["1", "{}", "[]", '{"a":1}', '""']) {
      assert.throws(
        () => parseBody(`[${`${value},`.repeat(400_001)}1]`),
        /^SyntaxError: it has more than 400000 values$/u,
      );
    }
    assert.ok(Array.isArray(parseBody(`[${"1,".repeat(399_000)}1]`)));
  });
});
