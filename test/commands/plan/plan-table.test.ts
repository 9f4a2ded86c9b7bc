import assert from "node:assert/strict";
import { type Plan, planTable } from "../../../src/commands/plan/plan-table.ts";
import { formNames } from "../../../src/config/setting-names.ts";
import { ApiError } from "../../../src/pinterest/errors/api-error.ts";
import { explain } from "../../../src/texts/explain.ts";

const stream = { requests: 1, isLowerBound: false, rows: undefined, isEstimate: false, problem: undefined };
const smallest: Plan = {
  requests: 1,
  categories: { org_read: 1 },
  profiles: {},
  streams: [{ ...stream, name: "account", rows: 0 }],
  standardMinutes: 0.001,
  trialDays: 1,
  missingScopes: [],
  extrapolated: [],
  largeBoards: {},
  made: 1,
};

/** Returns what two streams have as their problem, but for the needed stream and Pinterest's response. */
const denial = (reason: string, needed?: string) =>
  explain(new ApiError({ kind: "permission_denied", operation: "ads/list", reason }), { names: formNames, needed })
    .message;
const largest: Plan = {
  requests: 61_234,
  categories: { org_read: 1_234, ads_analytics: 60_000 },
  profiles: { garden: 1_000, kitchen: 234 },
  streams: [
    { ...stream, name: "pins", requests: 1_234, rows: 300_000, isEstimate: true },
    { ...stream, name: "ad_pins", requests: 0, isLowerBound: true },
    { ...stream, name: "ads", requests: 60_000, isLowerBound: true },
    { ...stream, name: "audiences", problem: denial("no", "ad_accounts") },
    { ...stream, name: "boards", problem: "Not found." },
    { ...stream, name: "campaigns", problem: denial("not you") },
  ],
  standardMinutes: 1_200.2,
  trialDays: 62,
  missingScopes: ["boards:read_secret", "pins:read_secret"],
  extrapolated: ["ads/list", "campaigns/list"],
  largeBoards: { Products: 191_632, Recipes: 100_001 },
  made: 40,
};

describe("the table of plan", () => {
  it("has no word about what an account lacks", () => {
    assert.deepEqual(planTable(smallest).split("\n"), [
      "stream   API calls  rows",
      "account          1     0",
      "all              1",
      "",
      "API calls by rate limit category: org_read 1.",
      "Time: under a minute with Standard access; with Trial access, 1,000 API calls per day: one day's quota is enough. Pinterest doesn't publish the limits of Advanced access.",
      'Each report counts as three API calls, since the time to create it is unknown. "?": the plan doesn\'t know the number. This plan took 1 API call.',
      "",
    ]);
  });

  it("has estimates, lower bounds, profiles, and each problem once", () => {
    assert.deepEqual(planTable(largest).split("\n"), [
      "stream     API calls      rows",
      "pins           1,234  ~300,000",
      "ad_pins            ?         ?",
      "ads          60,000+         ?",
      "audiences          1         ?",
      "boards             1         ?",
      "campaigns          1         ?",
      "all          61,234+",
      "",
      "API calls by rate limit category: org_read 1,234, ads_analytics 60,000.",
      "API calls by profile: garden 1,000, kitchen 234.",
      "Time: about 1,201 minutes with Standard access; with Trial access, 1,000 API calls per day: 62 days. Pinterest doesn't publish the limits of Advanced access.",
      "Lists that the plan read only in part, so that their length is an estimate: ads/list, campaigns/list.",
      'Boards with more Pins than the 100,000 that Pinterest lists, or with those of the catalog (Products): Products 191,632, Recipes 100,001. To leave one out, list the others in "board_ids".',
      'Each report counts as three API calls, since the time to create it is unknown. "?": the plan doesn\'t know the number. "~": an estimate from the counters of the account, or from a part of the list. "+": API calls for rows that the plan doesn\'t know are not counted. This plan took 40 API calls.',
      "Secret boards, their Pins, and the stream likes will be missing, since the token lacks boards:read_secret and pins:read_secret.",
      "",
      "Not readable:",
      `audiences and campaigns: ${denial("no", "ad_accounts")}`,
      "boards: Not found.",
      "",
    ]);
  });
});
