import assert from "node:assert/strict";
import { asText } from "../../../src/base/json.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { recordMaker } from "../../../src/sync/output/records.ts";

const stream: Stream = {
  name: "things",
  description: "Things.",
  operation: "boards/list_pins",
  rows: "items",
  partitions: { of: "single" },
  fromRequest: { board_id: "board_id", scope: "scope" },
  derive: {
    url: {
      type: "string",
      from: ({ id, board_id: board }) => `/${asText(board)}/${asText(id)}`,
    },
  },
  primaryKey: ["id"],
  reading: { by: "list" },
};
const make = recordMaker(stream, { properties: { id: { type: "string" } } });

describe("recordMaker", () => {
  it("fills a missing or null field from the request, or with null", () => {
    for (const [row, request, board] of [
      [{}, { board_id: "7" }, "7"],
      [{ board_id: null }, { board_id: "7" }, "7"],
      [{ board_id: "8" }, { board_id: "7" }, "8"],
      [{ board_id: "" }, { board_id: "7" }, ""],
      [{}, {}, null],
    ] as const) {
      const [record] = make([{ id: "1", ...row }], request);
      assert.equal(record?.board_id, board, JSON.stringify(row));
    }
  });

  it("skips a row with an incomplete key and reports the missing field", () => {
    const keyed: Stream = { ...stream, primaryKey: ["board_id", "id", "url"] };
    const lacking: string[] = [];
    const makeKeyed = recordMaker(keyed, {}, { onSkip: (field) => lacking.push(field) });
    const rows = [{ id: "1" }, { id: null }, { name: "x" }, { id: "2", board_id: "8" }];
    assert.deepEqual(
      makeKeyed(rows, { board_id: "7" }).map(({ id, board_id: board }) => [board, id]),
      [
        ["7", "1"],
        ["8", "2"],
      ],
    );
    assert.deepEqual(makeKeyed([{ id: "1" }], {}), []);
    assert.deepEqual(lacking, ["id", "id", "board_id"]);
  });

  it("splits a combined field, and keeps other values", () => {
    const split: Stream = {
      ...stream,
      split: { size: (value) => (value === "3 x 4" ? { size: 3, height: "4" } : undefined) },
    };
    const makeSplit = recordMaker(split, { properties: { id: {}, height: { type: "integer" } } });
    const made = makeSplit([{ id: "1", size: "3 x 4" }, { id: "2", size: 5 }, { id: "3" }], { board_id: "7" });
    assert.deepEqual(
      made.map(({ size, height }) => [size, height]),
      [
        [3, 4],
        [5, undefined],
        [undefined, undefined],
      ],
    );
  });

  it("copies a list from the request", () => {
    const scope = ["a", "b"];
    const [record] = make([{ id: "1" }], { scope });
    assert.deepEqual(record?.scope, ["a", "b"]);
    assert.notEqual(record?.scope, scope);
  });

  it("derives fields from the conformed and filled record", () => {
    const [record] = make([{ id: 1 }], { board_id: "7" });
    assert.equal(record?.url, "/7/1");
  });

  it("keeps a derived field that the API returns", () => {
    const [record] = make([{ id: "1", url: "https://pin.it/1" }], {});
    assert.equal(record?.url, "https://pin.it/1");
  });

  it("throws invalid_body if no row so far has a complete key", () => {
    const skipped: string[] = [];
    const { fromRequest: _, derive: __, ...plain } = stream;
    const make = recordMaker(plain, { properties: { id: {} } }, { onSkip: (field) => skipped.push(field) });
    assert.throws(() => make([{ name: "a" }, { id: null }], {}), /none of the rows has id, a part of the primary key/u);
    assert.deepEqual(make([{ id: "1" }, { name: "b" }], {}), [{ id: "1" }]);
    assert.deepEqual(make([{ name: "c" }], {}), []);
    assert.deepEqual(skipped, ["id", "id"]);
  });

  it("fills an empty key field with the stream's default", () => {
    const { fromRequest: _, derive: __, ...plain } = stream;
    const make = recordMaker({ ...plain, primaryKey: ["id", "value"], whenEmpty: { value: "UNKNOWN" } }, {});
    assert.deepEqual(make([{ id: "1", value: null }, { id: "2" }, { id: "3", value: "x" }], {}), [
      { id: "1", value: "UNKNOWN" },
      { id: "2", value: "UNKNOWN" },
      { id: "3", value: "x" },
    ]);
  });
});
