import assert from "node:assert/strict";
import { OpenApiDocument } from "../../scripts/generate/openapi/document.ts";
import { streamSchema } from "../../scripts/generate/openapi/stream-schema.ts";
import type { JsonObject } from "../../src/base/json.ts";
import type { Stream } from "../../src/streams/stream.ts";

const stream: Stream = {
  name: "things",
  description: "Things.",
  operation: "boards/list",
  rows: "items",
  partitions: { of: "single" },
  primaryKey: ["id"],
  reading: { by: "list" },
};

/** Returns the schema properties of `stream` for a response `{items: [row]}`. */
function propertiesFor(row: JsonObject, changes: Partial<Stream> = {}) {
  return streamSchema(documentOf(row), { ...stream, ...changes }, () => undefined).properties;
}

/** A document in which the operation of `stream` returns rows like this one. */
function documentOf(row: JsonObject): OpenApiDocument {
  const items = { type: "object", properties: { items: { type: "array", items: row } } };
  return new OpenApiDocument({
    paths: {
      "/things": {
        get: {
          operationId: "boards/list",
          responses: { "200": { content: { "application/json": { schema: items } } } },
        },
      },
    },
  });
}

const idOnly = { properties: { id: { type: "string" } } };

/** What else it is, `catalog/` shows: `catalog.test.ts` generates it again. */
describe("the schema of a stream", () => {
  it("has one type per field: lists if one item is allowed, too, and text for all other mixtures", () => {
    const id = { type: "string" };
    const list = { type: "array", items: { type: "string" } };
    const row = {
      id,
      one_or_more: { oneOf: [id, list] },
      mixed: { oneOf: [{ type: "object" }, id, list] },
      rule: { properties: { percentage: { oneOf: [{ type: "integer" }, id] } } },
    };
    const text = { type: ["null", "string"] };
    assert.deepEqual(propertiesFor({ properties: row }), {
      id,
      mixed: text,
      one_or_more: { type: ["null", "array"], items: text },
      rule: { type: ["null", "object"], additionalProperties: true, properties: { percentage: text } },
    });
  });

  it("needs a complete document", () => {
    assert.throws(
      () => propertiesFor({ properties: { id: { type: "string" }, odd: {} } }),
      /leaves the type of "odd" open/,
    );
    assert.throws(
      () => propertiesFor({ properties: { id: { type: "string" }, odd: { type: "array" } } }),
      /leaves the type of "odd" open/,
    );
    assert.throws(
      () => propertiesFor({ properties: { name: { type: "string" } } }),
      /key field "id" is not in the row/,
    );
    assert.throws(() => propertiesFor({ properties: { id: { type: "object" } } }), /key field "id" isn't scalar/);
    assert.throws(() => propertiesFor(idOnly, { rows: "pins" }), /not of the form "pins"/);
    const reading = { by: "feed", cursor: "created_at", order: "none" } as const;
    assert.throws(() => propertiesFor(idOnly, { reading }), /cursor "created_at" is not in the row/);
    assert.throws(() => propertiesFor(idOnly, { omit: ["credentials"] }), /no "credentials" to leave out/);
    assert.throws(() => propertiesFor(idOnly, { name: "ad_groups" }), /no "bid_in_micro_currency"/);
  });
});
