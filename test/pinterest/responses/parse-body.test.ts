import assert from "node:assert/strict";
import fc from "fast-check";
import { isSafeNumber, parse } from "lossless-json";
import { parseBody } from "../../../src/pinterest/responses/parse-body.ts";
import { anyText } from "../../any-text.ts";
import { words } from "../../words.ts";

const digits = fc
  .tuple(fc.constantFrom("", "-"), fc.bigInt({ min: 10n ** 15n, max: 10n ** 30n }))
  .map(([sign, number]) => `${sign}${number}`);

describe("parseBody", () => {
  it("keeps every digit of an ID anywhere", () => {
    const id = "1099300590356454983";
    assert.deepEqual(parseBody(`{"id":${id}}`), { id });
    assert.deepEqual(parseBody(`{"id" : \n ${id} }`), { id });
    assert.deepEqual(parseBody(`{"id":-${id}}`), { id: `-${id}` });
    assert.deepEqual(parseBody(`[${id}, ${id},\t${id}]`), [id, id, id]);
    assert.deepEqual(parseBody(`{"items":[{"owner":{"ids":[1,[${id}]]}}],"bookmark":null}`), {
      items: [{ owner: { ids: [1, [id]] } }],
      bookmark: null,
    });
    assert.equal(parseBody(id), id);
    assert.equal(parseBody(` ${id}\n`), id);
  });

  it("returns numbers for safe integers", () => {
    assert.deepEqual(parseBody("[9007199254740991, -9007199254740991, 0, -0, 12]"), [
      Number.MAX_SAFE_INTEGER,
      Number.MIN_SAFE_INTEGER,
      0,
      -0,
      12,
    ]);
    assert.deepEqual(parseBody("[9007199254740992, 9007199254740993, 10000000000000000000000]"), [
      "9007199254740992",
      "9007199254740993",
      "10000000000000000000000",
    ]);
  });

  it("keeps every digit of a long integer", () => {
    const place = fc.constantFrom<(number: string) => string>(
      (number) => `{"id":${number}}`,
      (number) => `{"a":[{"b":[1,2,{"c": ${number}}]},"text"],"z":1.5}`,
      (number) => `[[${number}]]`,
      (number) => `[null,\n\t${number} , 7]`,
      (number) => number,
    );
    fc.assert(
      fc.property(digits, place, (number, put) => {
        const text = put(number);
        const parsed = JSON.stringify(parseBody(text)).replaceAll('"', "");
        assert.equal(parsed, JSON.stringify(JSON.parse(text.replace(number, `"${number}"`))).replaceAll('"', ""));
      }),
      { numRuns: 500 },
    );
  });

  it("parses floats and exponents like JSON.parse, including beside long integers", () => {
    for (const number of ["1.5", "-0.1", "1e3", "1E3", "1e-7", "12345678901234567.5", "1.0", "0.1e1", "-0.0"]) {
      const expected: unknown = JSON.parse(number);
      assert.deepEqual(parseBody(`[${number}]`), [expected], number);
      assert.deepEqual(parseBody(`[${number},1099300590356454983]`), [expected, "1099300590356454983"], number);
    }
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        const text = JSON.stringify(number);
        fc.pre(!/^-?\d{16,}$/u.test(text));
        assert.deepEqual(parseBody(`[${text},1099300590356454983]`), [JSON.parse(text), "1099300590356454983"]);
      }),
    );
  });

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

  it("does not change digits in strings", () => {
    for (const value of [
      "1099300590356454983",
      ":1099300590356454983",
      '"},{"id":1099300590356454983',
      "a, 1234567890123456789",
    ]) {
      const body = { [value]: value, list: [value] };
      assert.deepEqual(parseBody(JSON.stringify(body)), body);
      assert.deepEqual(parseBody(`[${JSON.stringify(body)},1099300590356454983]`), [body, "1099300590356454983"]);
    }
  });

  it("equals JSON.parse if every integer is safe", () => {
    const text = anyText({ maxLength: 10 });
    const integer = fc.oneof(fc.maxSafeInteger(), fc.integer());
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: "small", maxDepth: 4 },
        text,
        integer,
        fc.constantFrom(null, true, false, 0.5, 1e-9),
        fc.array(tie("value"), { maxLength: 5 }),
        fc.dictionary(text, tie("value"), { maxKeys: 5 }),
      ),
    }));
    fc.assert(
      fc.property(value, fc.constantFrom(0, 2), (body, indent) => {
        const json = JSON.stringify(body, null, indent);
        assert.deepEqual(parseBody(json), JSON.parse(json));
        const withLong = parseBody(`[${json},1099300590356454983]`);
        assert.deepEqual(withLong, [JSON.parse(json), "1099300590356454983"], "the other way to parse is the same");
      }),
      { numRuns: 100 },
    );
  });

  it("throws SyntaxError for invalid JSON", () => {
    const wrong = ["", " ", "<html></html>", '{"items":[', "{'a':1}", "undefined", "NaN", "[1,]", '{"a":1}}', "01"];
    for (const text of wrong) {
      assert.throws(() => parseBody(text), SyntaxError, text);
      assert.throws(() => parseBody(`[1099300590356454983,${text}`), SyntaxError, text);
    }
  });

  it("accepts the same texts as JSON.parse", () => {
    const piece = fc.constantFrom(
      "{",
      ...words(`
        } [ ] , : " 1234567890123456789 1 - . e
      `),
      " ",
      "null",
    );
    fc.assert(
      fc.property(fc.string({ unit: piece }), (text) => {
        const isJson = (parse: (text: string) => unknown) => {
          try {
            parse(text);
            return true;
          } catch (error) {
            assert(error instanceof SyntaxError);
            return false;
          }
        };
        assert.equal(isJson(parseBody), isJson(JSON.parse), text);
      }),
      { numRuns: 1000 },
    );
  });

  it("uses the last of duplicate keys, like JSON.parse", () => {
    assert.deepEqual(parseBody('{"a":1,"a":2}'), { a: 2 });
    assert.deepEqual(parseBody('{"a":1,"a":2,"id":1099300590356454983}'), { a: 2, id: "1099300590356454983" });
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
    const marks = [
      '"',
      "\\",
      '\\"',
      '\\\\"',
      "\\u0022",
      '"key":',
      '"id" : ',
      "{",
      "}",
      "[",
      "]",
      ",",
      ":",
      " ",
      "\n",
      "é",
    ];
    const integers = ["1234567890123456789", "-9007199254740993", "9007199254740991", "0", "-"];
    const piece = fc.oneof(
      fc.constantFrom(...marks),
      fc.constantFrom(...integers),
      fc.constantFrom("0.12345678901234567", "1e-400", "true"),
    );
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
});
