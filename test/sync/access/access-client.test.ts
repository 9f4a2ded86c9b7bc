import assert from "node:assert/strict";
import { AccessClient } from "../../../src/sync/access/access-client.ts";

describe("AccessClient", () => {
  it("finds no denied ad account for a token request", () => {
    const client = new AccessClient({ call: () => assert.fail("nothing is requested") });
    for (const operation of ["oauth/token", "campaigns/list"]) {
      assert.equal(client.isAdAccountDenied(operation, { ad_account_id: "1" }), false);
    }
  });
});
