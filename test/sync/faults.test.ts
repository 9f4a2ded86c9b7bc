import assert from "node:assert/strict";
import { apiError } from "../scripted-api.ts";
import { idsOf, listsBelow, paged, rejected, reporting, restricted } from "./api.ts";
import { itSyncs, itTracks, type Sync } from "./syncs.ts";

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

  const boards = idsOf(35, 100);
  const sections = boards.map((id, index) => [id, index < 25 ? rejected("Invalid board.") : `${id}0`] as const);
  const found = new Set<string>();
  const day: Sync = {
    writes: "any",
    error: ["config_error", /Invalid board/u],
    warnings: "any",
    also: ({ ids }) => {
      for (const id of ids) found.add(id);
    },
  };
  itTracks("reaches every board within days while the sections of most boards are rejected", "board_sections", [
    { ...day, account: listsBelow("/boards", "sections", Object.fromEntries(sections)) },
    day,
    day,
    { ...day, also: ({ ids }) => assert.equal(new Set([...found, ...ids]).size, 10) },
  ]);

  for (const profiles of ["x", { "1": "x" }, { "1": { version: 2, feed: 1 } }])
    for (const allProfiles of [true, false])
      itSyncs(
        `starts over from a damaged state of profiles: ${JSON.stringify(profiles)}, with ${allProfiles ? "all" : "one"}`,
        ["pins", "boards"],
        {
          mode: "incremental",
          account: { "/user_account": { body: { id: "1" } }, "/ad_accounts": "1", "/pins": "1", "/boards": "1" },
          states: { pins: { version: 2, main: "1", profiles } },
          config: { allProfiles },
          writes: "any",
          warnings: "any",
          also: ({ warnings }) =>
            assert.match(warnings, /starting from the beginning, since the saved state is damaged/u),
        },
      );

  const reports = reporting(["500"]);
  itSyncs(
    "reads a report whose job is still processing by its code, and whose other lists are null",
    "campaign_analytics_report",
    () => {
      let polls = 0;
      return {
        api: (request, signal) => {
          if (request.query.has("token")) polls += 1;
          const isEarly = request.query.has("token") && polls <= 2;
          return isEarly ? apiError(400, 1105, "Your job is still processing") : reports(request, signal);
        },
        file: () => '{"7":null,"8":[{"CAMPAIGN_ID":"8","DATE":"2026-06-29","SPEND_IN_DOLLAR":1}],"9":null}',
        config: { startDate: "2026-06-29" },
        writes: 1,
        requests: { "/ad_accounts/500/reports": 4 },
      };
    },
  );

  const users = idsOf(750).map((id) => ({ username: `user${id}` }));
  for (const [isTracked, calls] of [
    // Compared with what was written.
    [true, "@0 @250 @500"],
    [false, "@500"],
  ] as const)
    itSyncs(
      `saves what it has read if a stop signal comes during the last request, tracked: ${isTracked}`,
      "followers",
      {
        mode: "incremental",
        isTracked,
        account: { "/user_account/followers": paged(250, users) },
        stopAt: "/user_account/followers@500",
        writes: 500,
      },
      {
        account: { "/user_account/followers": paged(250, users) },
        isRetry: true,
        writes: 250,
        requests: { "/user_account/followers": calls },
      },
    );
});
