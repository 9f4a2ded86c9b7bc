import assert from "node:assert/strict";
import * as attributes from "../../integration_tests/acceptance/attribute-assertions.ts";
import * as catalog from "../../integration_tests/acceptance/catalog-assertions.ts";
import * as documentation from "../../integration_tests/acceptance/documentation-assertions.ts";
import {
  expectedKeyProblems,
  expectedRecordProblems,
  parseExpectedRecords,
} from "../../integration_tests/acceptance/expected-records.ts";
import * as record from "../../integration_tests/acceptance/record-assertions.ts";
import * as status from "../../integration_tests/acceptance/status-assertions.ts";
import * as sync from "../../integration_tests/acceptance/sync-assertions.ts";
import { wholeNumberProblems } from "../../integration_tests/acceptance/whole-numbers.ts";
import type { JsonObject } from "../../src/json.ts";

const properties: JsonObject = {
  id: { type: "string" },
  at: { type: ["null", "string"], format: "date-time" },
  day: { type: ["null", "string"], format: "date" },
  count: { type: ["null", "integer"] },
  inner: { type: ["null", "object"], properties: { a: { type: "string" } } },
};
const pins: JsonObject = {
  name: "pins",
  json_schema: { type: "object", additionalProperties: true, properties },
  supported_sync_modes: ["full_refresh", "incremental"],
  default_cursor_field: ["at"],
  source_defined_primary_key: [["id"]],
};
const withField = (name: string, schema: JsonObject): JsonObject => ({
  ...pins,
  json_schema: { type: "object", properties: { ...properties, [name]: schema } },
});
const emitted = (id: string, at = 1): JsonObject => ({
  type: "RECORD",
  record: { stream: "pins", data: { id }, emitted_at: at },
});
const traced = (...statuses: readonly string[]) =>
  statuses.map(
    (each): JsonObject => ({
      type: "TRACE",
      trace: { type: "STREAM_STATUS", stream_status: { stream_descriptor: { name: "pins" }, status: each } },
    }),
  );
const state = (content: JsonObject, recordCount: number): JsonObject => ({
  type: "STATE",
  state: {
    type: "STREAM",
    stream: { stream_descriptor: { name: "pins" }, stream_state: content },
    sourceStats: { recordCount },
  },
});
const some = (problems: readonly string[]) => assert.notDeepEqual(problems, []);
const none = (problems: readonly string[]) => assert.deepEqual(problems, []);

describe("the assertions on catalogs", () => {
  it("let a good stream pass", () => {
    none(catalog.catalogProblems([{ type: "CATALOG" }], [pins]));
    for (const problemsOf of [
      catalog.jsonSchemaProblems,
      catalog.definedCursorProblems,
      catalog.definedReferenceProblems,
      catalog.primaryKeyProblems,
      catalog.primaryKeyTypeProblems,
      catalog.syncModeProblems,
      catalog.additionalPropertiesProblems,
      catalog.dataTypeProblems,
    ])
      none(problemsOf([pins]));
  });
  it("find a catalog that is missing, empty, or names a stream twice", () => {
    some(catalog.catalogProblems([], [pins]));
    some(catalog.catalogProblems([{ type: "CATALOG" }], []));
    some(catalog.catalogProblems([{ type: "CATALOG" }], [pins, pins]));
  });
  it("find schemas that are none", () => some(catalog.jsonSchemaProblems([withField("a", { type: "text" })])));
  it("find cursors and keys without a field", () => {
    some(catalog.definedCursorProblems([{ ...pins, default_cursor_field: ["other"] }]));
    some(catalog.primaryKeyProblems([{ ...pins, source_defined_primary_key: [["other"]] }]));
    some(catalog.primaryKeyTypeProblems([{ ...pins, source_defined_primary_key: [["inner"]] }]));
  });
  it("find keywords that destinations do not follow, and not fields of their name", () => {
    some(catalog.definedReferenceProblems([withField("a", { $ref: "#/b" })]));
    some(catalog.keywordProblems([withField("a", { allOf: [] })], "allOf"));
    none(catalog.keywordProblems([withField("not", { type: "string" })], "not"));
  });
  it("find streams without a mode, closed ones, and types of no meaning", () => {
    some(catalog.syncModeProblems([{ ...pins, supported_sync_modes: [] }]));
    some(catalog.additionalPropertiesProblems([withField("a", { additionalProperties: false })]));
    some(catalog.dataTypeProblems([withField("a", { type: "string", format: "uri" })]));
    some(catalog.dataTypeProblems([withField("a", { type: "string", airbyte_type: "time" })]));
  });
  it("find streams without a key, and metadata without hosts and streams", () => {
    some(attributes.missingKeyProblems([{ ...pins, source_defined_primary_key: [] }], []));
    none(attributes.missingKeyProblems([{ ...pins, source_defined_primary_key: [] }], ["pins"]));
    some(attributes.allowedHostsProblems({ allowedHosts: { hosts: [] } }));
    some(attributes.suggestedStreamsProblems({}));
  });
});

describe("the assertions on records", () => {
  const good: JsonObject = { id: "1", at: "2026-07-09T12:00:00.5Z", day: "2026-07-09", count: 1, inner: { a: "x" } };
  it("let a good record pass", () => {
    for (const problemsOf of [
      record.schemaProblems,
      record.extraColumnProblems,
      record.recordKeyProblems,
      record.dataPointProblems,
    ])
      none(problemsOf(pins, [good]));
  });
  it("find another type, and dates that there are not", () => {
    for (const wrong of [
      { id: 1 },
      { count: 1.5 },
      { day: "2026-02-30" },
      { day: "9.7.2026" },
      { at: "2026-07-09" },
      { at: "2026-13-09T12:00:00" },
    ])
      some(record.schemaProblems(pins, [{ ...good, ...wrong }]));
    some(record.schemaProblems(pins, [{ other: 1 }]));
  });
  it("find whole numbers that are written as fractions", () => {
    const line = (count: string) => `{"type":"RECORD","record":{"stream":"pins","data":{"id":"1","count":${count}}}}\n`;
    const schemas = new Map([["pins", catalog.schemaOf(pins)]]);
    for (const text of ["1.0", "1e3", "-2.00"]) some(wholeNumberProblems(schemas, line(text)));
    for (const text of ["1", "null"]) none(wholeNumberProblems(schemas, line(text)));
  });
  it("find fields that are not declared, at any depth", () => {
    some(record.extraColumnProblems(pins, [{ ...good, other: 1 }]));
    some(record.extraColumnProblems(pins, [{ ...good, inner: { b: 1 } }]));
  });
  it("find records without a key", () => {
    some(record.recordKeyProblems(pins, [{ ...good, id: null }]));
    some(record.recordKeyProblems(pins, [{ ...good, id: { a: 1 } }]));
  });
  it("find fields that never have a value", () => some(record.dataPointProblems(pins, [{ ...good, count: null }])));
  it("find streams that are empty and should not be, and the other way round", () => {
    some(record.emptyStreamProblems(["pins"], [], new Map()));
    some(record.emptyStreamProblems(["pins", "boards"], [], new Map([["pins", [good]]])));
    some(record.emptyStreamProblems(["pins"], ["pins"], new Map([["pins", [good]]])));
    none(record.emptyStreamProblems(["pins", "boards"], ["boards"], new Map([["pins", [good]]])));
  });
  it("find expected records that do not come", () => {
    const [one, other] = [{ id: "1" }, { id: "2" }];
    some(expectedKeyProblems(pins, [one, other], [one], false));
    some(expectedKeyProblems(pins, [one, other], [other, one], true));
    none(expectedKeyProblems(pins, [one, other], [other, one], false));
    some(expectedKeyProblems({ name: "pins" }, [one, other], [one], false));
    const liberties = { extraFields: false, exactOrder: false, extraRecords: false };
    some(expectedRecordProblems(pins, [one], [{ ...one, a: 1 }], liberties));
    none(expectedRecordProblems(pins, [one], [{ ...one, a: 1 }], { ...liberties, extraFields: true }));
    some(expectedRecordProblems(pins, [one], [one, other], liberties));
    none(expectedRecordProblems(pins, [one], [one, other], { ...liberties, extraRecords: true }));
    some(expectedRecordProblems(pins, [one, other], [other, one], { ...liberties, exactOrder: true }));
    assert.throws(() => parseExpectedRecords('{"stream":"pins"}\n'), /line 1/u);
  });
});

describe("the assertions on statuses and states", () => {
  it("want STARTED, RUNNING, COMPLETE of each stream and of no other", () => {
    none(status.streamStatusProblems([{ name: "pins" }], traced("STARTED", "RUNNING", "RUNNING", "COMPLETE")));
    for (const statuses of [
      ["STARTED", "COMPLETE"],
      ["RUNNING", "STARTED", "COMPLETE"],
      ["STARTED", "RUNNING", "INCOMPLETE"],
      ["STARTED", "RUNNING", "STARTED", "COMPLETE"],
    ])
      some(status.streamStatusProblems([{ name: "pins" }], traced(...statuses)));
    some(status.streamStatusProblems([], traced("STARTED", "RUNNING", "COMPLETE")));
    some(status.streamStatusProblems([{ name: "pins" }], []));
    some(status.streamStatusProblems([{ name: "pins", namespace: "n" }], traced("STARTED", "RUNNING", "COMPLETE")));
  });
  it("want a state with a count of each stream, and no old one", () => {
    none(status.stateMessageProblems([pins], [state({}, 1)]));
    some(status.stateMessageProblems([pins], []));
    some(status.stateMessageProblems([pins], [{ type: "STATE", state: { sourceStats: { recordCount: 1 } } }]));
    some(status.stateMessageProblems([pins], [{ type: "STATE", state: { type: "STREAM" } }]));
  });
  it("want one status of a check, or one trace", () => {
    const result: JsonObject = { type: "CONNECTION_STATUS", connectionStatus: { status: "FAILED" } };
    none(status.connectionStatusProblems("FAILED", [result]));
    some(status.connectionStatusProblems("SUCCEEDED", [result]));
    some(status.connectionStatusProblems("FAILED", [result, result]));
    const error: JsonObject = { type: "TRACE", trace: { type: "ERROR", error: { message: "m" } } };
    none(status.exceptionProblems([error]));
    some(status.exceptionProblems([error, error]));
    some(status.exceptionProblems(traced("STARTED")));
    none(status.traceOnFailureProblems([error]));
    some(status.traceOnFailureProblems(traced("STARTED")));
  });
});

describe("the assertions on reads that follow each other", () => {
  it("want the second after the first, both with records", () => {
    none(sync.readAgainProblems([emitted("1", 1)], [emitted("1", 2)]));
    some(sync.readAgainProblems([emitted("1", 2)], [emitted("1", 2)]));
    some(sync.readAgainProblems([], [emitted("1", 2)]));
  });
  it("want the same records of full reads, whatever their order, and others of incremental ones", () => {
    none(sync.sameRecordsProblems([emitted("1"), emitted("2")], [emitted("2"), emitted("1")], {}));
    some(sync.sameRecordsProblems([emitted("1")], [emitted("1"), emitted("1")], {}));
    none(sync.sameRecordsProblems([emitted("1")], [emitted("2")], { pins: ["id"] }));
    some(sync.differentRecordsProblems([emitted("1"), emitted("2")], [emitted("2"), emitted("1")]));
    none(sync.differentRecordsProblems([emitted("1")], []));
    some(sync.firstReadProblems([emitted("1")]));
    some(sync.cursorFieldProblems([{ name: "pins" }]));
  });
  it("count what comes after a state: equal ones are one, empty ones none", () => {
    const messages = [state({ a: 1 }, 2), state({ a: 1 }, 3), state({ a: 2 }, 0), state({ a: 3 }, 4)];
    const found = sync.checkpointsOf("pins", messages).map(({ recordsAfter }) => recordsAfter);
    assert.deepEqual(found, [4, 0]);
    const many = Array.from({ length: 9 }, (_, index) => ({ state: { index }, recordsAfter: 9 - index }));
    assert.deepEqual(sync.samplesOf(many.slice(0, 2), 3), many.slice(1, 2));
    assert.deepEqual(
      sync.samplesOf(many, 3).map(({ recordsAfter }) => recordsAfter),
      [8, 6, 4],
    );
  });
  it("want what came after a state, and not everything again", () => {
    const whole = [emitted("1"), emitted("2")];
    none(sync.sliceProblems(whole, { state: {}, recordsAfter: 1 }, [emitted("2")]));
    some(sync.sliceProblems(whole, { state: {}, recordsAfter: 1 }, []));
    some(sync.sliceProblems(whole, { state: {}, recordsAfter: 1 }, whole));
  });
  it("want a state and no record beyond the future", () => {
    none(sync.futureStateProblems([state({}, 0)]));
    some(sync.futureStateProblems([state({}, 0), emitted("1")]));
    some(sync.futureStateProblems([]));
  });
});

describe("the assertions on the users' page", () => {
  it("find headings, sentences and prerequisites that are missing, and links to nowhere", () => {
    assert.equal(documentation.structureProblems("## Changelog\n# Pinterest\n").length > 10, true);
    some(documentation.descriptionProblems("# Pinterest\n"));
    const schema: JsonObject = { required: ["key"], properties: { key: { title: "Secret key" } } };
    assert.equal(
      documentation.prerequisitesProblems("## Prerequisites\n- a key\n## Next\nSecret key", schema).length,
      2,
    );
    none(documentation.prerequisitesProblems("## Prerequisites\n- an account's Secret Key\n", schema));
    for (const link of ["[a](http://a.example)", "[a](#nowhere)", '<a href="ftp://a">'])
      some(documentation.linkProblems(link));
    none(documentation.linkProblems("## Some thing\n[a](#some-thing) [b](https://b.example) [c](c.md)"));
  });
});
