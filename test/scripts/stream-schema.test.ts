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
const id = { type: "string" };

/** Returns a document in which the operation of `stream` returns rows with these fields. */
function documentOf(properties: JsonObject): OpenApiDocument {
  const schema = { properties: { items: { type: "array", items: { type: "object", properties } } } };
  const get = { operationId: "boards/list", responses: { "200": { content: { "application/json": { schema } } } } };
  return new OpenApiDocument({ paths: { "/things": { get } } });
}

/** The schemas of the streams are in `catalog/`; these can't be generated. */
describe("the schema of a stream", () => {
  const cases: readonly (readonly [error: RegExp, fields: JsonObject, changes?: Partial<Stream>])[] = [
    [/leaves the type of "odd" open/u, { id, odd: {} }],
    [/leaves the type of "odds" open/u, { id, odds: { type: "array" } }],
    [/key field "id" is not in the row/u, { name: id }],
    [/key field "id" isn't scalar/u, { id: { type: "object" } }],
    [/not of the form "pins"/u, { id }, { rows: "pins" }],
    [/cursor "at" is not in the row/u, { id }, { reading: { by: "compared", cursor: "at" } }],
    [/no "credentials" to leave out/u, { id }, { omit: ["credentials"] }],
    [/no "bid_in_micro_currency"/u, { id }, { name: "ad_groups" }],
  ];
  for (const [error, fields, changes] of cases) {
    it(`needs a complete document: ${error.source}`, () => {
      const described = () => undefined;
      assert.throws(() => streamSchema(documentOf(fields), { ...stream, ...changes }, described), error);
    });
  }
});
