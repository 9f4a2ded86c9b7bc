import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import { type FileRow, fileRows } from "../../../src/pinterest/reports/report-file.ts";

/** Returns the rows of a file that arrives in chunks of a given length. */
async function read(text: string, length = text.length || 1, size?: number) {
  const found: FileRow[] = [];
  for await (const rows of fileRows({ text: chunksOf(text, length), size })) found.push(...rows);
  return found;
}

async function* chunksOf(text: string, length: number): AsyncGenerator<string> {
  await Promise.resolve();
  for (let at = 0; at < text.length; at += length) yield text.slice(at, at + length);
}

const rows = [
  { id: "1", text: 'x, "y"\n' },
  { id: "2", text: null },
];
const plain = rows.map((row) => ({ key: undefined, row }));
const long = "x".repeat(2_000);

describe("fileRows of a file of unknown format", () => {
  for (const [title, text, wanted] of [
    ["a list", JSON.stringify(rows), plain],
    ["a list over several lines", JSON.stringify(rows, null, 2), plain],
    ["one row per line", rows.map((row) => JSON.stringify(row)).join("\n"), plain],
    ["one line with one row", JSON.stringify(rows[0]), plain.slice(0, 1)],
    [
      "one row with a list per line",
      '{"in":[{"a":1}]}\r\n\n{"in":[]}\n',
      [{ in: [{ a: 1 }] }, { in: [] }].map((row) => ({ key: undefined, row })),
    ],
    ["an object of lists over two lines", '{"a":[{"id":"1"}]\n}\n', [{ key: "a", row: { id: "1" } }]],
    ["a line with an object of lists", '{"a":[{"id":"1"}]}\n', [{ key: "a", row: { id: "1" } }]],
    [
      "an object of lists",
      JSON.stringify({ a: [rows[0]], b: [], c: [rows[1]] }),
      [
        { key: "a", row: rows[0] },
        { key: "c", row: rows[1] },
      ],
    ],
    [
      "a quote within a field as a quote",
      'id,text\n5" nail,"Best" shoes\n',
      [{ key: undefined, row: { id: '5" nail', text: '"Best" shoes' } }],
    ],
    ["an empty field in quotes as such", 'id,text\n,""\n', [{ key: undefined, row: { id: null, text: "" } }]],
    [
      "a list in an envelope",
      JSON.stringify({ status: "ok", items: rows }, null, 1),
      rows.map((row) => ({ key: "items", row })),
    ],
    [
      "a list beside single values of each kind",
      '{"status":"{[","count":-1.5e3,"ok":true,"next":null,"items":[{"a":1}]}',
      [{ key: "items", row: { a: 1 } }],
    ],
    ["comma-separated values", '\uFEFFid,text\r\n1,"x, ""y""\n"\r\n2,\r\n', plain],
    ["tab-separated values", 'id\ttext\n1\t"x, ""y""\n"\n2\t\n', plain],
    ["values between semicolons", '"id";"text"\n1;"x, ""y""\n"\n2;\n', plain],
    ["values between bars", 'id|text\n1|"x, ""y""\n"\n2|\n', plain],
    [
      "a header with another delimiter in a name",
      '"a, b, c";d\n1;2\n',
      [{ key: undefined, row: { "a, b, c": "1", d: "2" } }],
    ],
    [
      "columns without a name and with the same by their numbers",
      "a,,a \n1,2,3",
      [{ key: undefined, row: { a: "1", column_2: "2", a_3: "3" } }],
    ],
    ["a header without rows", "id,text", []],
    ["an empty list", "[]", []],
    ["an empty object", "{}", []],
  ] as const) {
    it(`reads ${title}, for any chunk boundaries`, async () => {
      for (const length of [1, 2, 3, 7, 1_000]) {
        assert.deepEqual(await read(text, length), wanted, `chunks of ${length}`);
      }
    });
  }

  it("rejects an empty file that should have content", async () => {
    for (const text of ["", " \n"])
      for (const size of [10, undefined]) await assert.rejects(read(text, 1, size), /truncated/u);
    assert.deepEqual(await read("", 1, 0), []);
  });

  it("closes a file of an unknown format, which would take the place of another", async () => {
    let isClosed = false;
    const chunks = async function* () {
      try {
        yield* chunksOf(`<html>${long}`, 100);
      } finally {
        isClosed = true;
      }
    };
    const rowsOf = fileRows({ text: chunks(), size: undefined })[Symbol.asyncIterator]();
    await assert.rejects(rowsOf.next(), /web page/u);
    assert.equal(isClosed, true);
  });

  it("reads an object of lists in one long line, for any end of its first chunks", async () => {
    const many = Array.from({ length: 3_000 }, (_, index) => ({ id: String(index), text: "x".repeat(30) }));
    const text = JSON.stringify({ a: many });
    const rowLength = JSON.stringify(many[2_000]).length + 1;
    for (const more of [0, 1, 2, rowLength - 1]) {
      const found = await read(text, text.indexOf('{"id":"2000"') + more);
      assert.deepEqual([found.length, found.at(-1)?.row.id], [3_000, "2999"]);
    }
  });

  it("keeps all digits of IDs", async () => {
    assert.deepEqual(
      (await read('[{"id":12345678901234567891},{"id":1}]')).map(({ row }) => asText(row.id)),
      ["12345678901234567891", "1"],
    );
  });

  it("yields the rows of a large object of lists before its end", async () => {
    const many = Array.from({ length: 1_000 }, (_, id) => ({ id: String(id), long }));
    const text = JSON.stringify({ total: 1_000, items: many });
    let given = 0;
    let atEnd = 0;
    async function* observed(): AsyncGenerator<string> {
      yield* chunksOf(text, 65_536);
      atEnd = given;
    }
    for await (const rows of fileRows({ text: observed(), size: undefined })) given += [...rows].length;
    assert.equal(given, 1_000);
    assert.ok(atEnd > 900, `${atEnd} rows before the end`);
  });

  it("limits the length of a header", async () => {
    let chunks = 0;
    async function* endless(): AsyncGenerator<string> {
      for (; chunks < 30; chunks += 1) {
        await Promise.resolve();
        yield "x".repeat(10_000);
      }
    }
    const reading = async () => {
      for await (const _ of fileRows({ text: endless(), size: undefined })) assert.fail("unexpected row");
    };
    await assert.rejects(reading(), /unknown format/u);
    assert.equal(chunks, 10, "the eleventh chunk exceeds a hundred thousand characters");
  });

  for (const [title, text, sentence] of [
    ["a web page", "<html><body>Not found</body></html>", /a web page and not a report/u],
    ["a sentence", "The report is being prepared", /unknown format/u],
    ["lists of columns", '{"id":["1","2"],"text":["a","b"]}', /a list contains a value that is no row/u],
    ["too few fields", "a,b\n1,2\n3", /more or fewer fields/u],
    ["too many fields", "a,b\n1,2,3\n", /more or fewer fields/u],
    ["a truncated field", 'a,b\n1,"2', /truncated/u],
    ["a list of texts", '["a"]', /contains a value that is no row/u],
    ["a rate limit", '{"code":8,"message":"You have exceeded your rate limit."}', /not a report/u],
    ["an error without a code", '{"message":"Internal error"}', /not a report/u],
    ["lines with an error", '{"id":"1"}\n{"message":"Internal error"}', /an error and not a report/u],
    ["truncated lines", '{"id":"1"}\n{"id":', /not JSON/u],
    ["lines with other text between rows", '{"id":"1"}\n{"id":"2"}\nand\n{"id":"3"}', /not JSON/u],
    ["two rows in a line", '{"id":"1"}\n{"id":"2"} {"id":"3"}', /not JSON/u],
    ["lines of which the second is no object", '{"id":"1"}\nand\n{"id":"2"}', /not a report/u],
    ["a map of objects", '{"1":{"AD_ACCOUNT_ID":1}}', /not a report/u],
    ["an empty envelope", '{"data":null}', /not a report/u],
    ["a list of empty rows", '[{"id":"1"},{}]', /a row is empty/u],
    ["columns of one name", "a,a_3,a\n1,2,3\n", /same name/u],
    [
      "1,001 columns",
      `${Array.from({ length: 1_001 }, (_, index) => `c${index}`).join()}\n`,
      /more than 1000 columns/u,
    ],
    ["text before a list of rows", 'x [{"id":"1"}]', /unknown format|not a report/u],
    ["a truncated list", '[{"id":"1"},', /truncated/u],
    ["a truncated object of lists", '{"a":[{"id":"1"}', /truncated/u],
  ] as const) {
    it(`rejects ${title}`, async () => {
      for (const length of [1, 5, 1_000]) await assert.rejects(read(text, length), sentence);
    });
  }
});
