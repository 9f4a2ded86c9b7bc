import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { AccountConnector, openAccount } from "./account.ts";
import { configuration } from "./configuration.ts";
import { assertNone } from "./problems.ts";
import { configAt, configuredStreams, discover, inMode } from "./suite.ts";
import { readAgainProblems, sameRecordsProblems } from "./sync-assertions.ts";

for (const entry of configuration.acceptance_tests.full_refresh.tests) {
  describe("TestFullRefresh", function () {
    this.timeout(entry.timeout_seconds * 1000);
    let account: Simulator;
    before(async () => {
      account = await openAccount();
    });
    after(() => account.close());

    it("test_sequential_reads", async () => {
      const config = configAt(entry.config_path);
      const connector = new AccountConnector(account);
      const configured = configuredStreams(entry.configured_catalog_path, await discover(connector, config));
      const catalog = inMode("full_refresh", configured);
      const first = await connector.run("read", { config, catalog });
      const second = await connector.run("read", { config, catalog });
      assert.deepEqual([first.code, second.code], [0, 0]);
      assertNone(readAgainProblems(first.messages, second.messages));
      // Earlier versions of CAT compare the records too.
      const ignored = Object.entries(entry.ignored_fields).map(
        ([stream, fields]) => [stream, fields.map(({ name }) => name)] as const,
      );
      assertNone(sameRecordsProblems(first.messages, second.messages, Object.fromEntries(ignored)));
    });
  });
}
