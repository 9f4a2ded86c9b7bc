import assert from "node:assert/strict";
import fc from "fast-check";
import { isSafeNumber, parse } from "lossless-json";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { words } from "../../words.ts";

describe("parseBody", () => {
  it("keeps the text of numbers beyond double range", () => {
    for (const number of ["1e400", "-1E+400", "2.5e309", `${"9".repeat(310)}.5`]) {
      for (const rest of ["", ',"other":1099300590356454983']) {
        assert.equal(Object(parseBody(`{"CAMPAIGN_ID":${number}${rest}}`)).CAMPAIGN_ID, number);
        assert.deepEqual(Object(parseBody(`{"a":[1,{"spend": [${number}]}]${rest}}`)).a, [1, { spend: [number] }]);
      }
    }
    assert.deepEqual(parseBody('{"a":1e300,"b":"x:1e400","c":1e-400}'), { a: 1e300, b: "x:1e400", c: 0 });
  });

  it("rejects excessive nesting", () => {
    for (const levels of [501, 20_000, 200_000]) {
      const list = `${"[".repeat(levels)}${"]".repeat(levels)}`;
      for (const text of [list, `{"id":1099300590356454983,"a":${list}}`]) {
        assert.throws(() => parseBody(text), SyntaxError);
      }
    }
    const levels = 500;
    assert.ok(Array.isArray(parseBody(`${"[".repeat(levels)}${"]".repeat(levels)}`)));
  });

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
    assert.ok(Array.isArray(parseBody(`["${",".repeat(500_000)}",${"1,".repeat(399_000)}1]`)));
  });
});
