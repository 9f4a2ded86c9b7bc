import assert from "node:assert/strict";
import fc from "fast-check";
import type { Json, JsonObject } from "../../src/base/json.ts";
import { isObject } from "../../src/base/json.ts";
import { conformTo } from "../../src/records/conform.ts";

const timestamp = { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_without_timezone" };
const schema: JsonObject = {
  type: "object",
  properties: {
    id: { type: "string" },
    count: { type: ["null", "integer"] },
    rate: { type: ["null", "number"] },
    flag: { type: ["null", "boolean"] },
    created_at: timestamp,
    date: { type: ["null", "string"], format: "date" },
    owner: { type: ["null", "object"], properties: { id: { type: ["null", "string"] }, since: timestamp } },
    tags: { type: ["null", "array"], items: { type: ["null", "string"] } },
    metrics: { type: ["null", "object"], additionalProperties: true },
    media: {
      type: ["null", "array"],
      items: { type: ["null", "object"], properties: { width: { type: ["null", "integer"] } } },
    },
    rows: { type: ["null", "array"], items: { type: ["null", "array"], items: { type: ["null", "string"] } } },
  },
};
const conform = conformTo(schema);

describe("conformTo", () => {
  const cases: readonly (readonly [string, string, Json, Json])[] = [
    ["an id from a number", "id", 42, "42"],
    ["an id that is text already, digit by digit", "id", "1099300590356454982", "1099300590356454982"],
    ["a count from text", "count", "17", 17],
    ["a negative count from text", "count", "-1", -1],
    ["a rate from text", "rate", "0.25", 0.25],
    ["a rate from text without a fraction", "rate", "3", 3],
    ["a date with midnight", "date", "2026-07-09T00:00:00", "2026-07-09"],
    ["a date with midnight in UTC", "date", "2026-07-09T00:00:00.000Z", "2026-07-09"],
    ["a date with midnight and an offset of zero", "date", "2026-07-09T00:00+00:00", "2026-07-09"],
    ["a date with midnight and an offset without a colon", "date", "2026-07-09T00:00:00+0000", "2026-07-09"],
    ["a number where a date was expected", "date", 20260709, "20260709"],
    ["a timestamp with Z", "created_at", "2022-03-14T15:15:22Z", "2022-03-14T15:15:22"],
    ["a timestamp with -00:00", "created_at", "2020-01-01T20:10:40-00:00", "2020-01-01T20:10:40"],
    ["a timestamp of another zone", "created_at", "2020-01-01T01:10:40+02:00", "2019-12-31T23:10:40"],
    [
      "the fraction of a timestamp with a zone",
      "created_at",
      "2022-12-14T21:03:01.602001Z",
      "2022-12-14T21:03:01.602001",
    ],
    ["ids in an object", "owner", { id: 7, since: "2020-01-01T00:00:00Z" }, { id: "7", since: "2020-01-01T00:00:00" }],
    ["ids in a list", "tags", [1, "two", null], ["1", "two", null]],
    ["the nearest count of one that a number cannot hold", "count", "9007199254740993", 9_007_199_254_740_992],
    ["the nearest rate of one that a number cannot hold", "rate", "90071992547409931.5", 90_071_992_547_409_940],
    ["a rate with an exponent", "rate", "1.5e3", 1500],
    ["counts in objects of a list", "media", [{ width: "600" }, null], [{ width: 600 }, null]],
    ["a list from one id", "tags", 7, ["7"]],
    ["an empty text where a list was expected", "tags", "", null],
    ["a text from an object", "id", { nested: [1] }, '{"nested":[1]}'],
    ["a text from a list", "id", ["1"], '["1"]'],
    ["a text from a boolean", "id", true, "true"],
    ["a true flag from text", "flag", "true", true],
    ["a false flag from text", "flag", "false", false],
    ["a count from text with zeros as a fraction", "count", "12.0", 12],
    ["an epoch where a timestamp was expected", "created_at", 1_783_594_068, "2026-07-09T10:47:48"],
    ...["count", "rate", "flag", "created_at", "date"].map((field) => [`an empty ${field}`, field, " ", null] as const),
    ["ids in lists of lists", "rows", [[1], [], null], [["1"], [], null]],
  ];
  for (const [title, field, value, expected] of cases) {
    it(`converts ${title}`, () => {
      assert.deepEqual(conform({ [field]: value }), { [field]: expected });
    });
  }

  const untouched: readonly (readonly [string, string, Json])[] = [
    ["a timestamp without a zone, as live", "created_at", "2026-07-09T14:29:02.456000"],
    ["a day where a timestamp was expected", "created_at", "2026-07-09"],
    ["a timestamp that does not exist", "created_at", "2026-13-09T00:00:00Z"],
    ["a date", "date", "2026-07-09"],
    ["a time of a day where a date was expected", "date", "2026-07-09T13:00:00"],
    ["a number where a timestamp was expected", "created_at", -1],
    ["a list where a timestamp was expected", "created_at", ["2022-03-14T15:15:22Z"]],
    ["text that is no number", "count", "many"],
    ["empty text", "id", ""],
    ["a fraction where a count was expected", "count", 1.5],
    ["text where an object was expected", "owner", "somebody"],
    ["an object where a list was expected", "tags", { one: 1 }],
    ["a boolean", "flag", true],
    ["a map with any keys", "metrics", { "90d": { impression: 1 }, all_time: { save: "x" } }],
  ];
  for (const [title, field, value] of untouched) {
    it(`keeps ${title}`, () => {
      assert.deepEqual(conform({ [field]: value }), { [field]: value });
    });
  }

  it("has null in a column of numbers for what no number is near", () => {
    assert.deepEqual(conform({ count: "9".repeat(400), rate: "-1e400" }), { count: null, rate: null });
  });

  it("keeps null everywhere", () => {
    const nulls = Object.fromEntries(
      Object.keys(isObject(schema.properties) ? schema.properties : {}).map((name) => [name, null]),
    );
    assert.deepEqual(conform(nulls), nulls);
  });

  it("keeps fields outside the schema", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (fields) => {
        const record: unknown = JSON.parse(
          JSON.stringify(Object.fromEntries(Object.entries(fields).map(([name, value]) => [`x_${name}`, value]))),
        );
        assert.ok(isObject(record));
        assert.deepEqual(conform(record), record);
      }),
    );
  });

  it("keeps a field named __proto__", () => {
    const record: unknown = JSON.parse('{"__proto__": {"id": 1}, "constructor": 2, "id": 3}');
    assert.ok(isObject(record));
    const conformed = conform(record);
    assert.equal(JSON.stringify(conformed), '{"__proto__":{"id":1},"constructor":2,"id":"3"}');
    assert.equal(Object.getPrototypeOf(conformed), Object.prototype);
  });

  it("is idempotent", () => {
    const value = fc.oneof(
      fc.jsonValue(),
      fc.integer().map(String),
      fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
    );
    fc.assert(
      fc.property(
        fc.record({ id: value, count: value, rate: value, created_at: value, owner: value, tags: value }),
        (fields) => {
          const record: unknown = JSON.parse(JSON.stringify(fields));
          assert.ok(isObject(record));
          const once = conform(record);
          assert.deepEqual(conform(structuredClone(once)), once);
        },
      ),
    );
  });
});
