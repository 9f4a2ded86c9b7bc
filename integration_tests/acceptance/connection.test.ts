import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { AccountConnector, openAccount } from "./account.ts";
import { configuration } from "./configuration.ts";
import { assertNone } from "./problems.ts";
import { connectionStatusProblems, exceptionProblems } from "./status-assertions.ts";
import { configAt } from "./suite.ts";

describe("TestConnection", () => {
  let account: Simulator;
  let connector: AccountConnector;
  before(async () => {
    account = await openAccount();
    connector = new AccountConnector(account);
  });
  after(() => account.close());

  for (const entry of configuration.acceptance_tests.connection.tests) {
    it(`test_check (${entry.config_path}: ${entry.status})`, async function () {
      this.timeout(entry.timeout_seconds * 1000);
      const { code, messages } = await connector.run("check", { config: configAt(entry.config_path) });
      if (entry.status === "exception") return assertNone(exceptionProblems(messages));
      assert.equal(code, 0);
      assertNone(connectionStatusProblems(entry.status === "succeed" ? "SUCCEEDED" : "FAILED", messages));
    });
  }

  // No entry expects an exception, so here is one: an answer that nobody knows is nothing that a form could mend.
  it("test_check (an answer that nobody knows: exception)", async () => {
    account.faults.set([{ operation: "user_account/get", fault: { status: 418, message: "I am a teapot." } }]);
    const { code, messages } = await connector.run("check", { config: configAt("secrets/config.json") });
    account.faults.clear();
    assert.equal(code, 1);
    assertNone(exceptionProblems(messages));
  });
});
