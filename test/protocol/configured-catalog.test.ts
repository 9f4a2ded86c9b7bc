import assert from "node:assert/strict";
import { parseConfiguredCatalog } from "../../src/protocol/configured-catalog.ts";
import { ConnectorError } from "../../src/protocol/errors.ts";
import { words } from "../words.ts";

const pins = { stream: { name: "pins" }, sync_mode: "full_refresh" };

describe("parseConfiguredCatalog", () => {
  it("returns streams and sync modes in order, repeated ones once", () => {
    assert.deepEqual(
      parseConfiguredCatalog({
        streams: [pins, { stream: { name: "boards", namespace: "home" }, sync_mode: "incremental" }, pins],
      }),
      [
        { descriptor: { name: "pins" }, syncMode: "full_refresh" },
        { descriptor: { name: "boards", namespace: "home" }, syncMode: "incremental" },
      ],
    );
    assert.deepEqual(parseConfiguredCatalog({ streams: [] }), []);
  });

  it("accepts a catalog from discover, with the best mode of each stream", () => {
    const boards = { name: "boards", supported_sync_modes: ["full_refresh"] };
    const feed = { name: "pins", supported_sync_modes: ["full_refresh", "incremental"] };
    const catalog = { streams: [boards, feed, { name: "media" }] };
    const expected = [
      { descriptor: { name: "boards" }, syncMode: "full_refresh" },
      { descriptor: { name: "pins" }, syncMode: "incremental" },
      { descriptor: { name: "media" }, syncMode: "full_refresh" },
    ];
    for (const value of [catalog, { type: "CATALOG", catalog }, [{ type: "CATALOG", catalog }]]) {
      assert.deepEqual(parseConfiguredCatalog(value), expected);
    }
  });

  it("accepts null for every optional field, as in Airbyte's acceptance tests", () => {
    const allNull = (names: string) => Object.fromEntries(words(names).map((name) => [name, null]));
    const optional = allNull(`
      cursor_field primary_key generation_id minimum_generation_id sync_id destination_object_name include_files
      destination_sync_mode
    `);
    const ofStream = allNull(`
      namespace json_schema supported_sync_modes source_defined_cursor default_cursor_field source_defined_primary_key
      is_resumable
    `);
    for (const stream of [
      { name: "pins", ...ofStream },
      { name: "pins", namespace: "" },
    ])
      assert.deepEqual(parseConfiguredCatalog({ streams: [{ ...pins, ...optional, stream }] }), [
        { descriptor: { name: "pins" }, syncMode: "full_refresh" },
      ]);
  });

  it("uses the chosen cursor, or else the source-defined one", () => {
    const cursorOf = (cursor_field: unknown, default_cursor_field: unknown) =>
      parseConfiguredCatalog({
        streams: [{ ...pins, cursor_field, stream: { name: "pins", default_cursor_field } }],
      }).map(({ cursorField }) => cursorField);
    assert.deepEqual(cursorOf(["updated"], ["created"]), ["updated"]);
    for (const none of [[], null, undefined]) assert.deepEqual(cursorOf(none, ["created"]), ["created"]);
    assert.deepEqual(cursorOf([], null), [undefined]);
  });

  it("returns the selected fields", () => {
    const fieldsOf = (json_schema: unknown) =>
      parseConfiguredCatalog({ streams: [{ ...pins, stream: { name: "pins", json_schema } }] })[0]?.fields;
    assert.deepEqual(fieldsOf({ properties: { id: {}, title: {} } }), ["id", "title"]);
    for (const all of [{}, null, { properties: null }]) assert.equal(fieldsOf(all), undefined);
  });

  it("keeps an unknown mode for the message", () => {
    const modeOf = (sync_mode: unknown) =>
      parseConfiguredCatalog({ streams: [{ stream: { name: "pins" }, sync_mode }] })[0]?.syncMode;
    for (const mode of ["Incremental", ""]) assert.deepEqual(modeOf(mode), { unknown: mode });
    for (const mode of [undefined, null]) assert.deepEqual(modeOf(mode), { unknown: "null" });
    assert.deepEqual(modeOf({ mode: 1 }), { unknown: '{"mode":1}' });
  });

  const isRejected = (value: unknown, message: RegExp) => {
    assert.throws(
      () => parseConfiguredCatalog(value),
      (error) => error instanceof ConnectorError && error.failureType === "config_error" && message.test(error.message),
      JSON.stringify(value),
    );
  };

  it("rejects a stream with two modes or two namespaces, of which only one could be synced", () => {
    const incremental = { ...pins, sync_mode: "incremental" };
    const elsewhere = { ...pins, stream: { name: "pins", namespace: "home" } };
    for (const other of [incremental, elsewhere]) {
      isRejected({ streams: [pins, other] }, /stream pins has several entries/u);
    }
  });

  it("rejects a catalog without a list of streams", () => {
    const noLists = [null, undefined, [], [pins], "streams", 1, true, {}, { streams: null }, { streams: {} }];
    for (const value of noLists) isRejected(value, /list "streams"/u);
  });

  it("names the stream without a name by its position", () => {
    const nameless = [null, 1, "pins", [], {}, { name: "pins" }, { stream: null }, { stream: "pins" }, { stream: {} }];
    for (const entry of [...nameless, { stream: { name: "" } }, { stream: { name: 1 } }]) {
      isRejected({ streams: [pins, entry] }, /"streams\[1\]\.stream\.name"/u);
    }
  });
});
