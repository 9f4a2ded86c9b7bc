import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { asText, type JsonObject } from "../../src/json.ts";
import type { Outcome } from "../connector.ts";
import { recordsOf } from "../messages.ts";
import { AccountConnector, openAccount } from "./account.ts";
import { schemaOf } from "./catalog-assertions.ts";
import { configuration } from "./configuration.ts";
import { expectedKeyProblems, expectedRecordProblems, parseExpectedRecords } from "./expected-records.ts";
import { assertNone, type Problems } from "./problems.ts";
import * as record from "./record-assertions.ts";
import { stateMessageProblems, streamStatusProblems, traceOnFailureProblems } from "./status-assertions.ts";
import { configAt, configuredStreams, discover, inMode, projectFile } from "./suite.ts";
import { wholeNumberProblems } from "./whole-numbers.ts";

for (const entry of configuration.acceptance_tests.basic_read.tests) {
  describe("TestBasicRead", function () {
    this.timeout(entry.timeout_seconds * 1000);
    const config = configAt(entry.config_path);
    const empty = entry.empty_streams.map(({ name }) => name);
    let account: Simulator;
    let connector: AccountConnector;
    let streams: readonly JsonObject[];
    let outcome: Outcome;
    let records: ReadonlyMap<string, readonly JsonObject[]>;

    before(async () => {
      account = await openAccount();
      connector = new AccountConnector(account);
      const discovered = await discover(connector, config);
      const configured = configuredStreams(entry.configured_catalog_path, discovered);
      streams = discovered.filter(({ name }) => !empty.includes(asText(name)));
      // The mode that a stream names first, its cursor and its key.
      const catalog = {
        streams: configured
          .filter(({ stream }) => streams.some((each) => each === stream))
          .map((each) => ({ ...each, sync_mode: "full_refresh" })),
      };
      for (const { supported_sync_modes: modes } of streams) {
        assert.ok(Array.isArray(modes));
        assert.equal(modes[0], "full_refresh");
      }
      outcome = await connector.run("read", { config, catalog });
      records = recordsOf(outcome.messages);
    });
    after(() => account.close());

    const ofEach = (problemsOf: (stream: JsonObject, records: readonly JsonObject[]) => Problems): Problems =>
      streams.flatMap((stream) => problemsOf(stream, records.get(asText(stream.name)) ?? []));

    it("test_read: the program ends well, and says nothing on stderr", () => {
      assert.equal(outcome.code, 0);
      assert.equal(outcome.stderr, "");
    });

    it("test_read: every stream has records, but for those that are named as empty", () => {
      assertNone(
        record.emptyStreamProblems(
          streams.map(({ name }) => asText(name)),
          empty,
          records,
        ),
      );
    });

    it("test_read: records fit their schemas, with strict integers and real dates", () => {
      assert.ok(entry.validate_schema);
      assertNone(ofEach(record.schemaProblems));
      const schemas = new Map(streams.map((stream) => [asText(stream.name), schemaOf(stream)]));
      assertNone(wholeNumberProblems(schemas, outcome.stdout));
    });

    it("test_read: no field is undeclared", () => {
      assert.ok(entry.fail_on_extra_columns);
      assertNone(ofEach(record.extraColumnProblems));
    });

    it("test_read: every record has its key", () => {
      assert.ok(entry.validate_primary_keys_data_type);
      assertNone(ofEach(record.recordKeyProblems));
    });

    // Off in CAT unless asked for: it wants a value in every field that a schema knows, which no account has.
    if (entry.validate_data_points) {
      it("test_read: every field has a value in some record", () => assertNone(ofEach(record.dataPointProblems)));
    }

    it("test_read: the expected records come", () => {
      assert.ok(entry.expect_records?.path !== undefined, "this account's records are known");
      const { exact_order: exactOrder } = entry.expect_records;
      const lines = parseExpectedRecords(projectFile(entry.expect_records.path));
      const liberties = { extraFields: true, exactOrder, extraRecords: true };
      assertNone(
        ofEach((stream, actual) => {
          const expected = lines.filter((line) => line.stream === stream.name).map(({ data }) => data);
          return [
            ...expectedKeyProblems(stream, expected, actual, exactOrder),
            ...expectedRecordProblems(stream, expected, actual, liberties),
          ];
        }),
      );
    });

    it("test_read: every stream is STARTED, RUNNING, COMPLETE", () => {
      assert.ok(entry.validate_stream_statuses);
      assertNone(streamStatusProblems(streams, outcome.messages));
    });

    it("test_read: every stream has states that count their records", () => {
      assert.ok(entry.validate_state_messages);
      assertNone(stateMessageProblems(streams, outcome.messages));
    });

    it("test_airbyte_trace_message_on_failure", async () => {
      assert.ok(entry.expect_trace_message_on_failure);
      const [stream] = streams;
      const unknown = { ...stream, name: "__AIRBYTE__stream_that_does_not_exist" };
      const catalog = inMode("INVALID", [{ stream: unknown, destination_sync_mode: "INVALID" }]);
      const { code, messages } = await connector.run("read", { config, catalog });
      assert.notEqual(code, 0);
      assertNone(traceOnFailureProblems(messages));
    });

    // For connectors of files alone: no stream here is one of files.
    it("test_all_supported_file_types_present", () => {
      assert.deepEqual(
        streams.filter((stream) => stream.is_file_based === true),
        [],
      );
    });
  });
}
