import assert from "node:assert/strict";
import fc from "fast-check";
import { isObject } from "../../../src/base/json.ts";
import { type ReportRow, RowSplitter } from "../../../src/pinterest/reports/row-splitter.ts";
import { anyText } from "../../any-text.ts";
import { expectLinear } from "../../growth.ts";
import { words } from "../../words.ts";

type Row = readonly [key: string | undefined, row: unknown];

function split(chunks: readonly string[]): readonly Row[] {
  const splitter = new RowSplitter();
  const rows: ReportRow[] = [];
  for (const chunk of chunks) rows.push(...splitter.push(chunk));
  splitter.end();
  return rows.map(({ key, text }) => [key, JSON.parse(text)]);
}

/** A text split at these positions, each from 0 to 1. */
function chunksOf(text: string, positions: readonly number[]): readonly string[] {
  const ends = positions
    .map((position) => Math.floor(position * (text.length + 1)))
    .toSorted((one, other) => one - other);
  return [...ends, text.length].map((end, index) => text.slice(ends[index - 1] ?? 0, end));
}

/** The rows by way of JSON.parse. */
function expected(report: unknown): readonly Row[] {
  if (Array.isArray(report)) return report.map((row: unknown) => [undefined, row]);
  assert.ok(isObject(report));
  return Object.entries(report).flatMap(([key, list]) =>
    Array.isArray(list) ? list.map((row: unknown): Row => [key, row]) : [],
  );
}

const awkward = fc.constantFrom('"', "\\", '\\"', "{", "}", "[", "]", ":", ",", "\n", "\u2028", "é", "🎂", '\\\\"');
const text = fc.oneof(fc.string({ unit: awkward, maxLength: 8 }), anyText({ maxLength: 8 }));
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 3 },
    text,
    fc.integer(),
    fc.constantFrom(null, true, false, 1e-7),
    fc.dictionary(text, tie("value"), { maxKeys: 4 }),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));
const row = fc.dictionary(text, value, { maxKeys: 4 });
const rows = fc.array(row, { maxLength: 4 });
const report = fc.oneof(rows, fc.dictionary(text, rows, { maxKeys: 5 }));
const positions = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
const indent = fc.constantFrom(undefined, 2, "\t", "\r\n");

describe("RowSplitter", () => {
  it("yields the rows and keys of JSON.parse, for any chunk boundaries", () => {
    fc.assert(
      fc.property(report, positions, indent, (made, splits, blanks) => {
        const written = JSON.stringify(made, null, blanks);
        assert.deepEqual(split(chunksOf(written, splits)), expected(JSON.parse(written)));
      }),
      { numRuns: 3_000 },
    );
  });

  const sentences = ["", " ", "{} and more", "Busy: {}"];
  for (const written of [
    ...words(`
      [["a"]] [1] {"a":["x"],"b":["y"]} {"a":[null]} {"a":[true]} {"a":[{"b":1},null]} {"a":[{"b":1},1]}
      {"1":{"AD_ACCOUNT_ID":1}} {"code":8,"message":"x"} {"message":"Internal_error"} {"data":null} {"626":null,"message":null} {"626":"null"} {"626":[null]}
      {"code":"x","data":[]} {"a"[{"b":1}]} {"a",[{"b":1}]} {[{"b":1}]} {"a":[][{"b":1}]} {"a"} {] [} {"1":[}] ] } {"1":[{}]] {}} null "text" {}{} {}"x" {}, [], <html><style>a{}</style></html>
    `),
    ...sentences,
  ]) {
    it(`rejects ${JSON.stringify(written)}`, () => {
      assert.throws(() => split([written]), SyntaxError);
      assert.throws(() => split(written.split("")), SyntaxError);
    });
  }

  it("rejects text that is truncated anywhere", () => {
    fc.assert(
      fc.property(
        report,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        positions,
        (made, end, splits) => {
          const written = JSON.stringify(made);
          const rest = written.slice(0, Math.floor(end * written.length));
          assert.throws(() => split(chunksOf(rest, splits)), SyntaxError);
        },
      ),
      { numRuns: 2_000 },
    );
  });

  for (const [title, written, wanted] of [
    ["nothing of {} with blanks around", " \r\n{ }\n", []],
    ["rows deeper down, with the nearest key", '{"data":{"7":[{"a":1}]}}', [["7", { a: 1 }]]],
    ["rows of a list in a list", '{"7":[[{"a":1}]]}', [["7", { a: 1 }]]],
    ["a key with an escape as it is meant", '{"\\u0037\\"":[{}]}', [['7"', {}]]],
    ["nothing of lists that are null instead of empty", '{"626":null,"627": null ,"2026-06-30":null}', []],
    ["the rows beside a list that is null", '{"626":null,"627":[{"a":1}]}', [["627", { a: 1 }]]],
    ["no key in a list of rows", '[{"a":1}]', [[undefined, { a: 1 }]]],
    ["rows without commas between them", '[{"a":1}{"a":2} {"a":3}]', [1, 2, 3].map((a) => [undefined, { a }])],
    ["a row of its own for keys that come twice", '{"7":[{}],"7":[{}]}', [1, 2].map(() => ["7", {}])],
  ] as const) {
    it(`yields ${title}`, () => {
      assert.deepEqual(split([written]), wanted);
    });
  }

  it("yields each row as soon as it is complete", () => {
    const splitter = new RowSplitter();
    assert.equal(splitter.push('{"7":[{"a":1}').length, 1);
    assert.equal(splitter.push(',{"a":').length, 0);
    assert.equal(splitter.push("2}").length, 1);
  });

  it("takes linear time for a long row, in small chunks and in one", () => {
    for (const unit of ["x", '\\"', "\\\\", '","']) {
      const textOf = (length: number) => `{"626":[{"NAME":["${unit.repeat(length)}"]}]}`;
      assert.equal(split(chunksOf(textOf(9), [0.5]))[0]?.[0], "626");
      expectLinear((written) => split([written]), textOf);
      expectLinear((written) => split(written.split("")), textOf);
    }
  });

  it("rejects excessive nesting around rows", () => {
    for (const opening of ["[", '{"a":'])
      assert.throws(() => split([opening.repeat(200_000)]), /^SyntaxError: more than 500 levels/u);
  });

  it("rejects an excessively long row before its end", () => {
    const splitter = new RowSplitter();
    splitter.push('{"626":[{"NAME":"');
    const chunk = "x".repeat(2 ** 13);
    let chunks = 0;
    assert.throws(() => {
      for (; chunks < 100; chunks += 1) splitter.push(chunk);
    }, /^SyntaxError: a row is longer than 262144 characters$/u);
    assert.equal(chunks, 31);
  });
});
