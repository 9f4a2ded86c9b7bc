import assert from "node:assert/strict";
import { idsOf, rejected, restricted } from "./api.ts";
import { itSyncs, type Sync } from "./syncs.ts";

const one = { numWorkers: 1 };
const objects = (ids: readonly string[]) => ids.map((id) => ({ id, ad_account_id: "1" }));

/** Ordinary faults, each by what the user sees of it. */
describe("a sync", () => {
  itSyncs("reads other keywords, in few requests, while those of ad groups are restricted", "keywords", {
    account: {
      "/ad_accounts": "1",
      "/ad_accounts/1/campaigns": "",
      "/ad_accounts/1/ad_groups": objects(idsOf(3_000, 90_000)),
      "/ad_accounts/1/keywords": ({ query }) =>
        query.has("ad_group_id") || query.has("ad_group_ids") ? restricted : "11",
    },
    config: one,
    writes: "11",
    error: ["config_error", /hasn't enabled this endpoint/u],
    also: ({ api }) => assert.ok(api.calls("/ad_accounts/1/keywords") <= 5),
  });
  itSyncs("reads the keywords of an ad account, in few requests, while all of another one are rejected", "keywords", {
    account: {
      "/ad_accounts": "1 2",
      "/ad_accounts/*/ad_groups": "",
      "/ad_accounts/1/campaigns": objects(idsOf(60, 900)),
      "/ad_accounts/2/campaigns": [{ id: "80", ad_account_id: "2" }],
      "/ad_accounts/1/keywords": rejected("Invalid campaign."),
      "/ad_accounts/2/keywords": ({ query }) => query.get("campaign_id") ?? "20",
    },
    config: one,
    writes: "20 80",
    error: ["config_error", /Invalid campaign/u],
    warnings: "any",
    also: ({ api }) => assert.ok(api.calls("/ad_accounts/1/keywords") <= 25),
  });

  for (const allProfiles of [true, false])
    itSyncs(
      `starts over from an invalid state of profiles, with ${allProfiles ? "all" : "one"}`,
      "pins",
      ["x", { "1": "x" }, { "1": { version: 2, feed: 1 } }].map(
        (profiles): Sync => ({
          mode: "incremental",
          account: { "/user_account": { body: { id: "1" } }, "/ad_accounts": "1", "/pins": "1" },
          state: { version: 2, main: "1", profiles },
          config: { allProfiles },
          writes: "1",
          warnings: [/starting from the beginning, since the saved state is damaged/u],
        }),
      ),
    );
});
