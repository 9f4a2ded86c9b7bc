import assert from "node:assert/strict";
import { OpenApiDocument } from "../../scripts/openapi/document.ts";
import { keptTypes } from "../../scripts/openapi/kept-types.ts";
import { streamSchema } from "../../scripts/openapi/stream-schema.ts";
import type { JsonObject } from "../../src/json.ts";
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
function propertiesFor(row: JsonObject, components: JsonObject = {}, changes: Partial<Stream> = {}) {
  return streamSchema(documentOf(row, components), { ...stream, ...changes }, wordless).properties;
}

/** A document in which the operation of `stream` returns rows like this one. */
function documentOf(row: JsonObject, components: JsonObject = {}): OpenApiDocument {
  const items = { type: "object", properties: { items: { type: "array", items: row } } };
  return new OpenApiDocument({
    paths: {
      "/things": {
        get: {
          operationId: "boards/list",
          parameters: [{ name: "end_date", in: "query", schema: { type: "string" } }],
          responses: { "200": { content: { "application/json": { schema: items } } } },
        },
      },
    },
    components: { schemas: components },
  });
}

const wordless = () => undefined;
const idOnly = { properties: { id: { type: "string" } } };

describe("the schema of a stream", () => {
  it("has IDs as strings, and no null in the key", () => {
    const properties = {
      id: { type: "integer" },
      owner_id: { type: "number" },
      pin_ids: { type: "array", items: { type: "integer" } },
      paid: { type: "boolean" },
    };
    assert.deepEqual(propertiesFor({ properties }), {
      id: { type: "string" },
      owner_id: { type: ["null", "string"] },
      paid: { type: ["null", "boolean"] },
      pin_ids: { type: ["null", "array"], items: { type: ["null", "string"] } },
    });
  });

  it("merges compositions and unions into one object", () => {
    const row = {
      allOf: [{ $ref: "#/components/schemas/Base" }],
      oneOf: [
        { properties: { size: { type: "integer" }, kind: { type: "string", enum: ["a"] } } },
        { properties: { size: { type: "number" }, kind: { type: "string", enum: ["b"] } } },
      ],
    };
    assert.deepEqual(propertiesFor(row, { Base: idOnly }), {
      id: { type: "string" },
      kind: { type: ["null", "string"] },
      size: { type: ["null", "number"] },
    });
  });

  it("describes fields by their path, and items of lists not at all", () => {
    const row = {
      properties: { id: { type: "string" }, tags: { items: { properties: { name: { type: "string" } } } } },
    };
    const described = streamSchema(documentOf(row), stream, (path) => path.join(" > ")).properties;
    assert.deepEqual(described, {
      id: { type: "string", description: "id" },
      tags: {
        type: ["null", "array"],
        description: "tags",
        items: {
          type: ["null", "object"],
          additionalProperties: true,
          properties: { name: { type: ["null", "string"], description: "tags > name" } },
        },
      },
    });
  });

  it("leaves a recursive component open", () => {
    const open = { type: ["null", "object"], additionalProperties: true };
    const components = {
      Node: { properties: { id: { type: "string" }, next: { $ref: "#/components/schemas/Node" } } },
    };
    assert.deepEqual(propertiesFor({ $ref: "#/components/schemas/Node" }, components), {
      id: { type: "string" },
      next: open,
    });
  });

  it("distinguishes times with a time zone", () => {
    const time = { type: "string", format: "date-time" };
    const Pin = { properties: { id: { type: "string" }, created_at: { ...time, "x-unzoned": true }, seen_at: time } };
    const properties = propertiesFor({ $ref: "#/components/schemas/Pin" }, { Pin, ImageDetails: {} });
    assert.deepEqual(picked(properties, "created_at"), {
      type: ["null", "string"],
      format: "date-time",
      airbyte_type: "timestamp_without_timezone",
    });
    assert.deepEqual(picked(properties, "seen_at"), {
      type: ["null", "string"],
      format: "date-time",
      airbyte_type: "timestamp_with_timezone",
    });
  });

  it("has the fields that the stream adds and derives", () => {
    const changes: Partial<Stream> = {
      fromRequest: { end_date: "end_date" },
      derive: { url: { type: "string", from: () => null } },
      primaryKey: ["end_date", "id"],
    };
    assert.deepEqual(propertiesFor(idOnly, {}, changes), {
      end_date: { type: "string", format: "date" },
      id: { type: "string" },
      url: { type: ["null", "string"] },
    });
  });

  it("has each column of ads analytics with its type", () => {
    const columns = { name: "columns", in: "query", schema: { items: { enum: ["AD_ID", "AD_NAME", "CTR"] } } };
    const rows = { items: { properties: { AD_ID: { type: "string" } } } };
    assert.deepEqual(propertiesOfAds({ parameters: [columns], answer: rows }, { primaryKey: ["AD_ID", "DATE"] }), {
      AD_ID: { type: "string" },
      DATE: { type: "string", format: "date" },
      AD_ACCOUNT_ID: { type: ["null", "string"] },
      AD_NAME: { type: ["null", "string"] },
      CTR: { type: ["null", "number"] },
    });
  });

  it("has the key of targeting rows", () => {
    const columns = { name: "columns", in: "query", schema: { items: { enum: ["CTR"] } } };
    const answer = { properties: { data: { items: { type: "object" } } } };
    const properties = propertiesOfAds(
      { parameters: [columns], answer },
      { rows: "targeting_metrics", primaryKey: ["AD_ID", "TARGETING_TYPE", "TARGETING_VALUE", "DATE"] },
    );
    assert.ok(typeof properties === "object" && properties !== null);
    assert.deepEqual(Object.keys(properties), [
      "AD_ID",
      "TARGETING_TYPE",
      "TARGETING_VALUE",
      "DATE",
      "AD_ACCOUNT_ID",
      "CTR",
    ]);
  });

  it("omits secrets", () => {
    const row = { properties: { id: { type: "string" }, credentials: { type: "object" } } };
    assert.deepEqual(propertiesFor(row, {}, { omit: ["credentials"] }), { id: { type: "string" } });
    assert.throws(() => propertiesFor(idOnly, {}, { omit: ["credentials"] }), /no "credentials" to leave out/);
  });

  it("keeps the types of Airbyte's own connector", () => {
    const retained = Object.keys(keptTypes.ad_groups ?? {});
    const times = Object.fromEntries(retained.map((name) => [name, { type: "integer" }]));
    const row = { properties: { id: { type: "string" }, ...times } };
    assert.deepEqual(picked(propertiesFor(row, {}, { name: "ad_groups" }), "start_time"), { type: ["null", "number"] });
    assert.throws(() => propertiesFor(idOnly, {}, { name: "ad_groups" }), /no "bid_in_micro_currency"/);
  });

  it("replaces a retained type that the document's values don't match", () => {
    for (const types of Object.values(keptTypes)) assert.ok(!Object.values(types).includes("integer"));
  });

  it("needs a complete document", () => {
    assert.throws(
      () => propertiesFor({ properties: { id: { type: "string" }, odd: {} } }),
      /leaves the type of "odd" open/,
    );
    assert.throws(
      () => propertiesFor({ properties: { name: { type: "string" } } }),
      /key field "id" is not in the row/,
    );
    assert.throws(() => propertiesFor({ properties: { id: { type: "object" } } }), /key field "id" isn't scalar/);
    assert.throws(() => propertiesFor(idOnly, {}, { rows: "pins" }), /not of the form "pins"/);
    const reading = { by: "feed", cursor: "created_at", order: "none" } as const;
    assert.throws(() => propertiesFor(idOnly, {}, { reading }), /cursor "created_at" is not in the row/);
  });
});

/** Returns the schema properties of daily ads rows for an operation with these parameters and this response. */
function propertiesOfAds(
  { parameters, answer }: { readonly parameters: readonly JsonObject[]; readonly answer: JsonObject },
  changes: Partial<Stream>,
) {
  const operation = {
    operationId: "boards/list",
    parameters,
    responses: { "200": { content: { "application/json": { schema: answer } } } },
  };
  const reading = { by: "analytics", cursor: "DATE", daysBack: 89, maxDaysPerRequest: 31, lookbackDays: 30 } as const;
  const document = new OpenApiDocument({ paths: { "/things": { get: operation } } });
  return streamSchema(document, { ...stream, rows: "array", reading, ...changes }, wordless).properties;
}

function picked(properties: JsonObject[string], name: string) {
  assert.ok(typeof properties === "object" && properties !== null && name in properties);
  return Object.entries(properties).find(([key]) => key === name)?.[1];
}
