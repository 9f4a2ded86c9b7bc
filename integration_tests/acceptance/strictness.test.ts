import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { asText, isObject } from "../../src/json.ts";
import { AccountConnector, accountConfig, openAccount } from "./account.ts";
import { configuration } from "./configuration.ts";
import { parseExpectedRecords } from "./expected-records.ts";
import { assertNone } from "./problems.ts";
import { strictnessProblems } from "./strictness.ts";
import { configuredStreams, discover, isIncremental, projectFile } from "./suite.ts";

describe("acceptance-test-config.yml", () => {
  let account: Simulator;
  before(async () => {
    account = await openAccount();
  });
  after(() => account.close());

  it("leaves nothing out without a reason, as strictness high wants it", async () => {
    const streams = await discover(new AccountConnector(account), accountConfig);
    const { basic_read: basicRead, incremental } = configuration.acceptance_tests;
    const expectedPath = basicRead.tests[0]?.expect_records?.path;
    const futurePath = incremental.tests[0]?.future_state?.future_state_path;
    assert.ok(expectedPath !== undefined && futurePath !== undefined);
    const states: unknown = JSON.parse(projectFile(futurePath));
    assert.ok(Array.isArray(states));
    const coverage = {
      streams: streams.map(({ name }) => asText(name)),
      incremental: streams.filter(isIncremental).map(({ name }) => asText(name)),
      expected: parseExpectedRecords(projectFile(expectedPath)).map(({ stream }) => stream),
      future: states.flatMap((state: unknown) =>
        isObject(state) && isObject(state.stream) && isObject(state.stream.stream_descriptor)
          ? [asText(state.stream.stream_descriptor.name)]
          : [],
      ),
    };
    assertNone(strictnessProblems(configuration, coverage));
  });

  it("names a configured catalog with every stream that there is", async () => {
    const streams = await discover(new AccountConnector(account), accountConfig);
    for (const { tests } of [configuration.acceptance_tests.full_refresh, configuration.acceptance_tests.incremental]) {
      for (const { configured_catalog_path: path } of tests) {
        assert.equal(configuredStreams(path, streams).length, streams.length);
      }
    }
  });
});
