import type { Simulator } from "../../simulator/simulator.ts";
import { AccountConnector, accountConfig, openAccount } from "./account.ts";
import { allowedHostsProblems, missingKeyProblems, suggestedStreamsProblems } from "./attribute-assertions.ts";
import { assertNone } from "./problems.ts";
import { discover, metadata } from "./suite.ts";

// CAT runs these for certified connectors; nothing keeps others from holding to them.
describe("TestConnectorAttributes", () => {
  let account: Simulator;
  before(async () => {
    account = await openAccount();
  });
  after(() => account.close());

  it("test_streams_define_primary_key", async () => {
    assertNone(missingKeyProblems(await discover(new AccountConnector(account), accountConfig), []));
  });
  it("test_certified_connector_has_allowed_hosts", () => assertNone(allowedHostsProblems(metadata())));
  it("test_certified_connector_has_suggested_streams", () => assertNone(suggestedStreamsProblems(metadata())));
});
