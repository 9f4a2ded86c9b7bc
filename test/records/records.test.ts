import assert from "node:assert/strict";
import { asText, type Json, type JsonObject } from "../../src/base/json.ts";
import type { Parameters } from "../../src/pinterest/operations/operations.ts";
import { recordMaker } from "../../src/records/records.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { recordFacts } from "./record-facts.ts";

const stream: Stream = {
  name: "things",
  description: "Things.",
  operation: "boards/list_pins",
  rows: "items",
  partitions: { of: "single" },
  fromRequest: { board_id: "board_id", scope: "scope" },
  derive: { url: ({ id, board_id: board }) => `/${asText(board)}/${asText(id)}` },
  primaryKey: ["id"],
  reading: { by: "list" },
};
const { fromRequest: _, derive: __, ...plain } = stream;
const schema = { properties: { id: { type: "string" }, height: { type: "integer" } } };

/** Makes records of rows. Returns some of their fields, and the key fields that skipped rows lack. */
function make(of: Stream, rows: readonly JsonObject[], request: Parameters, ...fields: readonly string[]) {
  const lacking: string[] = [];
  const records = recordMaker(of, schema, { ...recordFacts, onSkip: (field) => lacking.push(field) })(rows, request);
  return [records.map((record) => fields.map((field) => record[field])), lacking];
}

describe("recordMaker", () => {
  for (const [what, of, rows, request, fields, expected, lacking] of [
    ["fills a missing field from the request", stream, [{ id: "1" }], { board_id: "7" }, ["board_id"], [["7"]]],
    ["fills null from the request", stream, [{ id: "1", board_id: null }], { board_id: "7" }, ["board_id"], [["7"]]],
    ["keeps a field", stream, [{ id: "1", board_id: "8" }], { board_id: "7" }, ["board_id"], [["8"]]],
    ["keeps an empty field", stream, [{ id: "1", board_id: "" }], { board_id: "7" }, ["board_id"], [[""]]],
    ["has null without a value in the request", stream, [{ id: "1" }], {}, ["board_id"], [[null]]],
    ["copies a list from the request", stream, [{ id: "1" }], { scope: ["a", "b"] }, ["scope"], [[["a", "b"]]]],
    ["derives fields from the filled record", stream, [{ id: 1 }], { board_id: "7" }, ["id", "url"], [["1", "/7/1"]]],
    [
      "keeps a derived field of the API",
      stream,
      [{ id: "1", url: "https://pin.it/1" }],
      {},
      ["url"],
      [["https://pin.it/1"]],
    ],
    [
      "skips a row with an incomplete key",
      { ...stream, primaryKey: ["board_id", "id", "url"] },
      [{ id: "1" }, { id: null }, { name: "x" }, { id: "2", board_id: "8" }],
      { board_id: "7" },
      ["board_id", "id"],
      [
        ["7", "1"],
        ["8", "2"],
      ],
      ["id", "id"],
    ],
    [
      "fills an empty key field with the stream's default",
      { ...plain, primaryKey: ["id", "value"], whenEmpty: { value: "UNKNOWN" } },
      [{ id: "1", value: null }, { id: "2" }, { id: "3", value: "x" }],
      {},
      ["id", "value"],
      [
        ["1", "UNKNOWN"],
        ["2", "UNKNOWN"],
        ["3", "x"],
      ],
    ],
    [
      "splits a combined field, and keeps other values",
      { ...stream, split: { size: (value) => (value === "3 x 4" ? { size: 3, height: "4" } : undefined) } },
      [{ id: "1", size: "3 x 4" }, { id: "2", size: 5 }, { id: "3" }],
      {},
      ["size", "height"],
      [
        [3, 4],
        [5, undefined],
        [undefined, undefined],
      ],
    ],
  ] satisfies readonly (readonly [
    string,
    Stream,
    readonly JsonObject[],
    Parameters,
    readonly string[],
    readonly (readonly (Json | undefined)[])[],
    (readonly string[])?,
  ])[]) {
    it(what, () => {
      assert.deepEqual(make(of, rows, request, ...fields), [expected, lacking ?? []]);
    });
  }

  it("throws invalid_body if no row so far has a complete key", () => {
    const skipped: string[] = [];
    const make = recordMaker(plain, schema, { ...recordFacts, onSkip: (field) => skipped.push(field) });
    assert.throws(() => make([{ name: "a" }, { id: null }], {}), /none of the rows has id, a part of the primary key/u);
    assert.deepEqual(make([{ id: "1" }, { name: "b" }], {}), [{ id: "1" }]);
    assert.deepEqual(make([{ name: "c" }], {}), []);
    assert.deepEqual(skipped, ["id", "id"]);
  });
});
