import assert from "node:assert/strict";
import fc from "fast-check";
import { DelimitedText, delimiterOf } from "../../src/pinterest/delimited-text.ts";

function read(text: string, delimiter = ",", cuts: readonly number[] = []) {
  const reader = new DelimitedText(delimiter);
  const places = [0, ...cuts.map((cut) => cut % (text.length + 1)).toSorted((one, other) => one - other), text.length];
  const pieces = places.slice(1).map((end, index) => text.slice(places[index], end));
  return [...pieces.flatMap((piece) => reader.push(piece)), ...reader.end()];
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("DelimitedText", () => {
  it("reads what was written, wherever it is cut", () => {
    const field = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\t", ";", "\r", "\n", " ") });
    const tables = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.array(fc.option(field), { minLength: width, maxLength: width })),
        delimiter: fc.constantFrom(",", "\t", ";", "|"),
        lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
        ended: fc.boolean(),
        cuts: fc.array(fc.nat()),
      }),
    );
    fc.assert(
      fc.property(tables, ({ width, rows, delimiter, lineEnd, ended, cuts }) => {
        const columns = Array.from({ length: width }, (_, index) => `c${index}`);
        const lines = [columns, ...rows].map((fields) =>
          fields.map((text) => (text === null ? "" : quoted(text))).join(delimiter),
        );
        const wanted = rows.map((fields) => Object.fromEntries(fields.map((text, index) => [`c${index}`, text])));
        assert.deepEqual(read(lines.join(lineEnd) + (ended ? lineEnd : ""), delimiter, cuts), wanted);
      }),
      { numRuns: 1_000 },
    );
  });

  for (const [title, text, wanted] of [
    [
      "a quote within a field, or around the beginning of one, as a quote",
      'a,b\n5" nail,"Best" shoes\n',
      [{ a: '5" nail', b: '"Best" shoes' }],
    ],
    ["an empty field as null, unless it is in quotes", 'a,b\n,""\n', [{ a: null, b: "" }]],
    ["nothing of empty lines, and of a header alone", "a,b\n\n\r\n", []],
    [
      "columns without a name and with the same by their numbers",
      "a,,a \n1,2,3",
      [{ a: "1", column_2: "2", a_3: "3" }],
    ],
    ["blanks of values as they are", "a , b\n 1 ,2", [{ a: " 1 ", b: "2" }]],
  ] as const) {
    it(`reads ${title}`, () => {
      for (let cut = 0; cut <= text.length; cut += 1) assert.deepEqual(read(text, ",", [cut]), wanted);
    });
  }

  it("takes no row that is not whole, nor one with too much", () => {
    assert.throws(() => read('a,b\n1,"2'), /broke off/u);
    assert.throws(() => read("a,b\n1,2\n3"), /a row has 1 fields where there are 2 columns/u);
    assert.throws(() => read("a,b\n1,2,3\n"), /a row has 3 fields where there are 2 columns/u);
    assert.throws(() => read("a,a_2,a\n1,2,3\n".replace("a_2", "a_3")), /same name/u);
  });
});

describe("delimiterOf", () => {
  it("finds what stands between the names of a header, not in them", () => {
    assert.equal(delimiterOf("a,b;c,d"), ",");
    assert.equal(delimiterOf('"a, b, c"\t"d"'), "\t");
    assert.equal(delimiterOf("a;b"), ";");
    assert.equal(delimiterOf("a|b"), "|");
    assert.equal(delimiterOf("Try again later"), undefined);
  });
});
