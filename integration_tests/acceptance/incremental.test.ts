import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { asText, isObject, type JsonObject } from "../../src/json.ts";
import type { Outcome } from "../connector.ts";
import { lastStates } from "../messages.ts";
import { AccountConnector, openAccount } from "./account.ts";
import { configuration } from "./configuration.ts";
import { assertNone } from "./problems.ts";
import { configAt, configuredStreams, discover, inMode, isIncremental, projectFile } from "./suite.ts";
import * as sync from "./sync-assertions.ts";

for (const entry of configuration.acceptance_tests.incremental.tests) {
  describe("TestIncremental", function () {
    this.timeout(entry.timeout_seconds * 1000);
    const config = configAt(entry.config_path);
    let account: Simulator;
    let connector: AccountConnector;
    let configured: readonly JsonObject[];
    let streams: readonly JsonObject[];
    let first: Outcome;

    before(async () => {
      account = await openAccount();
      connector = new AccountConnector(account);
      configured = configuredStreams(entry.configured_catalog_path, await discover(connector, config)).filter(
        isIncremental,
      );
      streams = configured.flatMap(({ stream }) => (isObject(stream) ? [stream] : []));
      assert.ok(streams.length > 0);
      assertNone(sync.cursorFieldProblems(streams));
      first = await connector.run("read", { config, catalog: inMode("incremental", configured) });
      assert.equal(first.code, 0);
    });
    after(() => account.close());

    const without = (names: readonly string[]) =>
      configured.filter(({ stream }) => !names.includes(isObject(stream) ? asText(stream.name) : ""));

    it("test_two_sequential_reads", async () => {
      assertNone(sync.firstReadProblems(first.messages));
      const files = { config, catalog: inMode("incremental", configured), state: lastStates(first.messages) };
      const { code, messages } = await connector.run("read", files);
      assert.equal(code, 0);
      assertNone(sync.differentRecordsProblems(first.messages, messages));
    });

    // CAT reads from one state of one stream at a time. Here a read goes on from one state of every stream.
    it("test_read_sequential_slices", async () => {
      assert.equal(entry.skip_comprehensive_incremental_tests, false);
      const names = streams.map(({ name }) => asText(name));
      const ofStream = (messages: Outcome["messages"], stream: string) =>
        messages.filter(({ record }) => isObject(record) && record.stream === stream);
      const samples = new Map(
        names.map((stream) => {
          const checkpoints = sync.checkpointsOf(stream, first.messages);
          const isEmpty = ofStream(first.messages, stream).length === 0;
          assert.ok(checkpoints.length > 0 || isEmpty, `${stream}: no state covers its records`);
          return [stream, sync.samplesOf(checkpoints, 3)] as const;
        }),
      );
      for (const index of [0, 1, 2]) {
        const sampled = names.filter((stream) => samples.get(stream)?.[index] !== undefined);
        assert.ok(sampled.length > 0);
        const catalog = inMode("incremental", without(names.filter((stream) => !sampled.includes(stream))));
        const state = sampled.map((stream) => samples.get(stream)?.[index]?.state);
        const { code, messages } = await connector.run("read", { config, catalog, state });
        assert.equal(code, 0);
        for (const stream of sampled) {
          const checkpoint = samples.get(stream)?.[index];
          assert.ok(checkpoint !== undefined);
          const whole = ofStream(first.messages, stream);
          const problems = sync.sliceProblems(whole, checkpoint, ofStream(messages, stream));
          assertNone(problems.map((problem) => `${stream}: ${problem}`));
        }
      }
    });

    it("test_state_with_abnormally_large_values", async () => {
      assert.ok(entry.future_state?.future_state_path !== undefined);
      const { future_state_path: path, missing_streams: missing } = entry.future_state;
      const catalog = inMode("incremental", without(missing.map(({ name }) => name)));
      const { code, messages } = await connector.run("read", { config, catalog, state: projectFile(path) });
      assert.equal(code, 0);
      assertNone(sync.futureStateProblems(messages));
    });
  });
}
