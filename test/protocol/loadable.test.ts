import assert from "node:assert/strict";
import fc from "fast-check";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { LoadableJson } from "../../src/protocol/loadable.ts";

const schema: JsonObject = {
  properties: {
    id: { type: "string" },
    title: { type: ["null", "string"] },
    day: { type: ["null", "string"], format: "date" },
    updated_at: { type: ["null", "string"], format: "date-time" },
    count: { type: ["null", "integer"] },
    spend: { type: ["null", "number"] },
    media: {
      type: ["null", "object"],
      properties: {
        captions: { type: "array", items: { type: "string" } },
        taken_at: { type: "string", format: "date-time" },
      },
    },
  },
};

/** The members that a record is written with. */
function written(record: JsonObject, loadable = new LoadableJson(schema)): JsonObject {
  const message: unknown = JSON.parse(`{"data":${loadable.write(record)}}`);
  assert.ok(isObject(message));
  return message;
}

/** Whether UTF-8 can hold a text. */
const isWellFormed = (text: string) => Buffer.from(text).toString() === text;

const changed = (data: JsonObject, ...changes: readonly (readonly [field: string, change: string])[]) => ({
  data,
  meta: { changes: changes.map(([field, change]) => ({ field, change, reason: "SOURCE_SERIALIZATION_ERROR" })) },
});

describe("LoadableJson", () => {
  it("removes U+0000 and replaces unpaired surrogates with U+FFFD anywhere", () => {
    assert.deepEqual(
      written({ id: "1", title: "a\0b", media: { captions: ["c", "\ud83c"], "al\0t": "\udf75\ud83c\udf75" } }),
      changed(
        { id: "1", title: "ab", media: { captions: ["c", "\ufffd"], alt: "\ufffd🍵" } },
        ["title", "TRUNCATED"],
        ["media", "TRUNCATED"],
      ),
    );
  });

  it("replaces dates outside the years 1 to 9999 with null", () => {
    for (const year of ["0000", "-0001", "+012026", "10000", "275760"]) {
      const text = `${year}-01-01T00:00:00`;
      assert.deepEqual(
        written({ title: text, day: text, updated_at: text, media: { taken_at: text } }),
        changed(
          { title: text, day: null, updated_at: null, media: { taken_at: null } },
          ["day", "NULLED"],
          ["updated_at", "NULLED"],
          ["media", "NULLED"],
        ),
        text,
      );
    }
  });

  it("keeps doubles, 64-bit integers, and numeric strings", () => {
    const digits = "12345678901234567";
    for (const record of [
      { count: Number.MAX_SAFE_INTEGER, spend: -Number.MAX_SAFE_INTEGER },
      { spend: 1e-300 },
      { spend: 0.1 + 0.2 },
      { id: digits, title: "9".repeat(400), unknown: digits },
      { id: "1e400", title: "-1e+400" },
    ]) {
      assert.deepEqual(written(record), { data: record });
    }
  });

  it("reports rounded numbers, and replaces numbers beyond their type with null", () => {
    assert.deepEqual(
      written({ count: 2 ** 53, spend: 2 ** 60, media: { taken_at: null } }),
      changed(
        { count: 2 ** 53, spend: 2 ** 60, media: { taken_at: null } },
        ["count", "TRUNCATED"],
        ["spend", "TRUNCATED"],
      ),
    );
    assert.deepEqual(written({ spend: 1e22 }), changed({ spend: 1e22 }, ["spend", "TRUNCATED"]));
    for (const count of [2 ** 63, -1e22, 1e300]) {
      assert.deepEqual(written({ count }), changed({ count: null }, ["count", "NULLED"]));
    }
    for (const text of ["1e400", "-1E+400", "9".repeat(400), `${"9".repeat(400)}.5`]) {
      assert.deepEqual(
        written({ count: text, spend: text, title: text }),
        changed({ count: null, spend: null, title: text }, ["count", "NULLED"], ["spend", "NULLED"]),
        text,
      );
    }
  });

  it("summarizes changes once, with the number of records", () => {
    const loadable = new LoadableJson(schema);
    assert.equal(loadable.summary, undefined);
    written({ title: "fine" }, loadable);
    assert.equal(loadable.summary, undefined);
    for (const title of ["\0", "\ud800"]) written({ title, day: "0000-00-00" }, loadable);
    assert.match(loadable.summary ?? "", /removed U\+0000.* in title \(2 records\).*dates.* in day \(2 records\)/u);
  });

  it("writes any text as strict UTF-8 that PostgreSQL accepts", () => {
    const unit = fc.integer({ min: 0, max: 0xffff }).map((code) => String.fromCharCode(code));
    const text = fc.array(fc.oneof(unit, fc.constantFrom("\0", "\ud83c", "\udf75", "a")), { maxLength: 8 });
    fc.assert(
      fc.property(text, (units) => {
        const title = units.join("");
        const { data } = written({ title });
        assert.ok(isObject(data) && typeof data.title === "string");
        assert.ok(isWellFormed(data.title) && !data.title.includes("\0"));
        if (isWellFormed(title) && !title.includes("\0")) assert.equal(data.title, title);
      }),
    );
  });
});
