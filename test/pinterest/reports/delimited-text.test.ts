import assert from "node:assert/strict";
import fc from "fast-check";
import type { JsonObject } from "../../../src/base/json.ts";
import { delimitedRows, delimiterOf } from "../../../src/pinterest/reports/delimited-text.ts";

async function read(text: string, delimiter = ",", splits: readonly number[] = []) {
  const positions = splits.map((position) => position % (text.length + 1)).toSorted((one, other) => one - other);
  const boundaries = [0, ...positions, text.length];
  async function* chunks(): AsyncGenerator<string> {
    await Promise.resolve();
    for (const [index, end] of boundaries.slice(1).entries()) yield text.slice(boundaries[index], end);
  }
  const rows: JsonObject[] = [];
  for await (const row of delimitedRows(delimiter, chunks())) rows.push(row);
  return rows;
}

const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;

describe("delimitedRows", () => {
  it("reads written rows, for any chunk boundaries", async () => {
    const field = fc.string({ unit: fc.constantFrom("a", "é", '"', ",", "\t", ";", "\r", "\n", " ") });
    const tables = fc.integer({ min: 2, max: 4 }).chain((width) =>
      fc.record({
        width: fc.constant(width),
        rows: fc.array(fc.array(fc.option(field), { minLength: width, maxLength: width })),
        delimiter: fc.constantFrom(",", "\t", ";", "|"),
        lineEnd: fc.constantFrom("\n", "\r\n", "\r"),
        ended: fc.boolean(),
        splits: fc.array(fc.nat()),
      }),
    );
    await fc.assert(
      fc.asyncProperty(tables, async ({ width, rows, delimiter, lineEnd, ended, splits }) => {
        const columns = Array.from({ length: width }, (_, index) => `c${index}`);
        const lines = [columns, ...rows].map((fields) =>
          fields.map((text) => (text === null ? "" : quoted(text))).join(delimiter),
        );
        const wanted = rows.map((fields) => Object.fromEntries(fields.map((text, index) => [`c${index}`, text])));
        assert.deepEqual(await read(lines.join(lineEnd) + (ended ? lineEnd : ""), delimiter, splits), wanted);
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
    it(`reads ${title}`, async () => {
      for (let position = 0; position <= text.length; position += 1)
        assert.deepEqual(await read(text, ",", [position]), wanted);
    });
  }

  it("rejects rows with too few or too many fields", async () => {
    for (const [text, problem] of [
      ['a,b\n1,"2', /truncated/u],
      ["a,b\n1,2\n3", /line 3 has more or fewer fields than the header/u],
      ["a,b\n1,2,3\n", /line 2 has more or fewer fields than the header/u],
      ["a,a_3,a\n1,2,3\n", /same name/u],
    ] as const)
      await assert.rejects(read(text), problem);
  });

  it("rejects excessively many columns", async () => {
    const columns = Array.from({ length: 1_001 }, (_, index) => `c${index}`);
    await assert.rejects(read(`${columns.join()}\n`), /^SyntaxError: it has more than 1000 columns$/u);
    assert.equal((await read(`${columns.slice(1).join()}\n${",".repeat(999)}\n`)).length, 1);
  });

  it("passes on errors of the text and reads it only on demand", async () => {
    let asked = 0;
    async function* endless(): AsyncGenerator<string> {
      yield "a,b\n";
      for (; ; asked += 1) {
        await Promise.resolve();
        if (asked === 150) throw new RangeError("reset");
        yield "1,2\n".repeat(200);
      }
    }
    const rows = delimitedRows(",", endless());
    assert.deepEqual((await rows.next()).value, { a: "1", b: "2" });
    assert.ok(asked < 100, `${asked} chunks for one row`);
    await assert.rejects(async () => {
      for await (const _ of rows);
    }, /reset/u);
  });
});

describe("delimiterOf", () => {
  it("finds the delimiter between the names of a header", () => {
    assert.equal(delimiterOf("a,b;c,d"), ",");
    assert.equal(delimiterOf('"a, b, c"\t"d"'), "\t");
    assert.equal(delimiterOf("a;b"), ";");
    assert.equal(delimiterOf("a|b"), "|");
    assert.equal(delimiterOf("Try again later"), undefined);
  });
});
