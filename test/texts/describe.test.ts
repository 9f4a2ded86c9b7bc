import assert from "node:assert/strict";
import { describeParameters } from "../../src/texts/describe.ts";

describe("describeParameters", () => {
  it("names each parameter with its value, and of several values the first and how many more", () => {
    for (const [parameters, text] of [
      [{}, ""],
      [{ ad_account_id: "123" }, "ad account 123"],
      [{ ad_account_id: "123", query: "shoes" }, "ad account 123, query shoes"],
      [{ page_size: 25 }, "page size 25"],
      [{ campaign_ids: ["1"] }, "campaign 1"],
      [{ campaign_ids: ["1", "2", "3"] }, "campaigns 1 and 2 more"],
    ] as const)
      assert.equal(describeParameters(parameters), text);
  });
});
