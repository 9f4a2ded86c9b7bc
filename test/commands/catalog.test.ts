import assert from "node:assert/strict";
import { isObject } from "../../src/base/json.ts";
import { catalogEntry, schemaOf } from "../../src/commands/catalog.ts";
import { streams } from "../../src/streams/all.ts";
import { customReportStream } from "../../src/streams/reports/custom-reports.ts";
import { assertEachNamed } from "../assert-each.ts";
import { objectOf } from "../narrow.ts";
import { airbyteProtocol } from "../protocol/airbyte-protocol.ts";
import { customReportWith } from "../scripted-api.ts";
import { streamNamed } from "../streams/stream-named.ts";

describe("catalogEntry", () => {
  let entries: readonly { readonly name: string; readonly entry: Awaited<ReturnType<typeof catalogEntry>> }[];

  before(async () => {
    entries = await Promise.all(
      streams.map(async (stream) => ({ name: stream.name, entry: await catalogEntry(stream) })),
    );
  });

  it("is an AirbyteStream of the protocol", () => {
    const problemsOf = airbyteProtocol.checkOf("AirbyteStream");
    const names = airbyteProtocol.propertiesOf("AirbyteStream");
    assertEachNamed(entries, ({ entry }) => {
      assert.deepEqual(problemsOf(entry), []);
      for (const field of Object.keys(entry)) assert.ok(names.includes(field), `${field} is not of the protocol`);
    });
  });

  it("fits into one CATALOG message of 1.4 MB, which `discover` writes in one piece", () => {
    const size = Buffer.byteLength(JSON.stringify(entries.map(({ entry }) => entry)));
    assert.ok(size > 1_000_000 && size < 2_000_000, `${size} bytes`);
  });

  it("has a cursor and key among the fields of its schema", () => {
    assertEachNamed(entries, ({ entry }) => {
      const { json_schema: schema, default_cursor_field: cursor = [], source_defined_primary_key: key } = entry;
      const properties = isObject(schema.properties) ? schema.properties : {};
      for (const path of [...key, cursor]) for (const field of path) assert.ok(field in properties, field);
      assert.ok(
        key.length > 0 &&
          [...key, cursor].every(({ length }) => length <= 1) &&
          !key.some(({ length }) => length === 0),
      );
      // The protocol requires both for a resumable stream.
      assert.equal(entry.is_resumable, true);
      assert.equal(entry.source_defined_cursor, true);
      assert.equal(entry.supported_sync_modes.includes("incremental"), cursor.length > 0);
      assert.ok(entry.supported_sync_modes.includes("full_refresh"));
    });
  });
});

describe("schemaOf", () => {
  it("declares the keys of custom reports as other keys, without null", async () => {
    const report = customReportWith({ level: "CAMPAIGN_TARGETING", granularity: "DAY", columns: ["SPEND_IN_DOLLAR"] });
    const { properties } = await schemaOf(customReportStream(report, 0));
    assert.deepEqual(
      Object.entries(objectOf(properties))
        .map(([name, property]) => `${name} ${JSON.stringify(objectOf(property).type)}`)
        .sort(),
      [
        ...["AD_ACCOUNT_ID", "CAMPAIGN_ID", "DATE"].map((name) => `${name} "string"`),
        'SPEND_IN_DOLLAR ["null","number"]',
        ...["TARGETING_TYPE", "TARGETING_VALUE"].map((name) => `${name} "string"`),
        'currency ["null","string"]',
      ],
    );
    const { CAMPAIGN_ID: key } = objectOf(properties);
    assert.equal(objectOf(key).description, "Campaign of the row; joins campaigns.id.");
  });

  it("throws for a stream without a schema, which is a bug", async () => {
    await assert.rejects(schemaOf({ ...streamNamed("pins"), name: "no_such_stream" }), /no_such_stream/u);
  });
});
