import assert from "node:assert/strict";
import { streams } from "../../src/streams/all.ts";
import { apiError, listIn, page } from "../scripted-api.ts";
import { words } from "../words.ts";
import { type Account, denied, idsOf, listsBelow, notFound, rows, type ScriptedResponse, slowly } from "./api.ts";
import { itSyncs } from "./syncs.ts";

const adStreams = words(`
  campaigns ad_groups ads audiences conversion_tags product_group_promotions
  ad_account_analytics ad_account_targeting_analytics campaign_analytics campaign_targeting_analytics
  campaign_analytics_report advertiser_targeting_report
`);
const one = { numWorkers: 1 };
const isDenied = "config_error";

const report: ScriptedResponse = ({ content }) => ({
  body: content ? { token: "1" } : { report_status: "FINISHED", url: "1" },
});
/** Ad accounts 500 and 501. @param closed by operation of 501: its responses */
const advertising = (closed: Readonly<Record<string, ScriptedResponse>>): Account => ({
  "/ad_accounts": "500 501",
  "/ad_accounts/*/*": ({ path }) => {
    const [, , id = ""] = path.split("/");
    return [{ id: `${id}1`, ad_account_id: id, campaign_id: `${id}2`, account_id: "9" }];
  },
  "/ad_accounts/*/analytics": { body: [] },
  "/ad_accounts/*/*/analytics": { body: [] },
  "/ad_accounts/*/targeting_analytics": { body: { data: [] } },
  "/ad_accounts/*/*/targeting_analytics": { body: { data: [] } },
  "/ad_accounts/*/reports": report,
  ...Object.fromEntries(Object.entries(closed).map(([path, response]) => [`/ad_accounts/501/${path}`, response])),
});
const everything = (response: ScriptedResponse) => ({ "*": response, "*/*": response });

/** An ad account with campaigns, of whose metrics each request for one of these is denied. */
const campaigns = (ids: readonly string[], isClosed: (id: string) => boolean): Account => ({
  "/ad_accounts": "501",
  "/ad_accounts/501/campaigns": ids.map((id) => ({ id, ad_account_id: "501" })),
  "/ad_accounts/501/campaigns/analytics": ({ query }) => {
    const wanted = listIn(query, "campaign_ids");
    if (wanted.some(isClosed)) return denied;
    return { body: wanted.map((id) => ({ CAMPAIGN_ID: id, DATE: query.get("start_date") })) };
  },
});

describe("an inaccessible ad account", () => {
  for (const response of [denied, notFound])
    itSyncs(`costs one request per operation, value, and report if it is ${response.status}`, adStreams, {
      account: advertising(everything(response)),
      limitedBy: slowly,
      config: { startDate: "2024-01-01", ...one },
      writes: { campaigns: 1, ad_groups: 1, ads: 1, audiences: 2, conversion_tags: 1, product_group_promotions: 1 },
      warnings: "any",
      also: ({ requests, warnings, outcomes }) => {
        const counts = new Map<string, number>();
        for (const { path } of requests)
          if (path.startsWith("/ad_accounts/501/")) counts.set(path, (counts.get(path) ?? 0) + 1);
        assert.ok(counts.size >= 8, "too few operations");
        for (const [path, count] of counts) {
          // All 5 and 15 reports of two levels can be in flight before the first response.
          if (path.endsWith("/reports")) assert.ok(count <= 20, String(count));
          else assert.equal(count, path.endsWith("/audiences") ? 2 : 1, path);
        }
        // Each stream says it once, and audiences of two values.
        const lines = warnings.split("\n");
        assert.ok(lines.length > 10 && lines.length <= outcomes.size + 1, warnings);
        assert.ok(lines.every((line) => /skipped ad account 501(?:, ownership type \w+)?:/u.test(line)));
      },
    });
  itSyncs("is not inferred from its ad groups", "product_group_promotions", {
    account: {
      "/ad_accounts": "500",
      "/ad_accounts/500/ad_groups": idsOf(8).map((id) => ({ id, ad_account_id: "500" })),
      "/ad_accounts/500/product_group_promotions": ({ query }) => {
        const group = query.get("ad_group_id") ?? "";
        return group === "2" || group === "8" ? rows(`p${group}`) : denied;
      },
    },
    // The user didn't name the ad groups.
    config: { adAccountIds: ["500"], ...one },
    writes: "p2 p8",
    warnings: ["1", ...idsOf(5, 3)].map((id) => new RegExp(`ad group ${id}:`, "u")),
  });

  // The batch, its halves down to one campaign, and a second one.
  for (const [numWorkers, startDate, most] of [
    [1, "2026-04-20", 8],
    [4, "2024-01-01", 32],
  ] as const)
    itSyncs(`is found by two campaigns of a batch, with ${numWorkers} in flight`, "campaign_analytics", {
      account: campaigns(idsOf(400, 1000), () => true),
      config: { startDate, numWorkers, adAccountIds: [] },
      error: [isDenied, /not permitted/u],
      warnings: "any",
      also: ({ api, warnings }) => {
        const count = api.calls("/ad_accounts/501/campaigns/analytics");
        assert.ok(count <= most, `${count} requests`);
        assert.match(warnings, /skipped ad account 501: .*not permitted[^\n]*$/u);
      },
    });
  for (const wrong of [["1"], ["3"], ["4", "5"]])
    itSyncs(`isn't denied for some campaigns, found by halves: ${wrong.join()}`, "campaign_analytics", {
      account: campaigns(idsOf(5), (id) => wrong.includes(id)),
      config: { startDate: "2026-06-20" },
      by: "CAMPAIGN_ID",
      writes: idsOf(5).filter((id) => !wrong.includes(id)),
      warnings: wrong.map((id) => new RegExp(`skipped ad account 501, campaign ${id}:`, "u")),
      also: ({ api }) => assert.ok(api.calls("/ad_accounts/501/campaigns/analytics") <= 7),
    });
  for (const name of ["campaigns", "ad_account_analytics", "campaign_analytics"])
    itSyncs(`is an error after everything else is read if the user named it: ${name}`, name, {
      account: advertising(everything(denied)),
      config: { adAccountIds: ["500", "501"] },
      error: [isDenied, /^"Ad account IDs": 501 can't be read\. .*Everything else was synced\./u],
      warnings: "any",
      writes: name === "campaigns" ? 1 : 0,
    });
});

describe("a denied part", () => {
  for (const response of [denied, notFound])
    itSyncs(`of a stream without a parent is named in the error: ${response.status}`, "search_boards", {
      account: { "/search/boards": ({ query }) => (query.get("query") === "tea" ? response : "1") },
      config: { searchQueries: ["cake", "tea", "wine"] },
      by: "query id",
      writes: "cake/1 wine/1",
      error: [isDenied, /\(query tea\)/u],
    });
  const lists = { ...Object.fromEntries(idsOf(13).map((id) => [id, denied])), 7: "70" };
  itSyncs("says nothing about others, is named up to ten times, and counted beyond", "board_sections", {
    account: listsBelow("/boards", "sections", lists),
    config: one,
    writes: "70",
    warnings: [...Array.from({ length: 10 }, () => /skipped board \d+:/u), /skipped 2 more/u],
  });
});

describe("a missing scope", () => {
  const missing = apiError(401, 3, "Your token is missing the scope boards:read.");
  const names = [isDenied, /boards:read/u] as const;
  itSyncs("is named, and costs one request per operation", words("board_pins board_sections followers"), {
    account: {
      "/boards": idsOf(30).join(" "),
      "/boards/*/*": missing,
      "/user_account/followers": [{ username: "ann" }],
    },
    config: one,
    writes: { followers: "ann" },
    error: { board_pins: names, board_sections: names },
    requests: { "/boards/*/*": 2 },
  });
});

describe("an app", () => {
  /** The wordings of live responses, and of a hosted copy of the API ("for this client"). */
  const cases = [
    [
      "without a feature",
      apiError(401, 3, "Your application does not have access to this restricted feature: pin_search"),
      "search_partner_pins",
      /^Your app lacks access to the search over all of Pinterest: this is a beta endpoint, which needs the feature pin_search\. /u,
    ],
    [
      "without an endpoint",
      apiError(400, 1, "This endpoint is not available for this client."),
      "followers",
      /^Pinterest hasn't enabled this endpoint for your app\. Request access/u,
    ],
    [
      "with Trial access only",
      apiError(403, 29, "Apps with Trial access may not read Pins in production"),
      "followers",
      /^Apps with Trial access can't read this\. Request Standard access/u,
    ],
  ] as const;
  for (const [what, response, stream, message] of cases)
    itSyncs(`${what} is told so, after one request`, stream, {
      api: ({ path }) => (path === "/user_account" ? page([]) : response),
      config: { terms: ["a"], countries: ["US"] },
      error: [isDenied, message],
      also: ({ requests }) => assert.equal(requests.filter(({ path }) => path !== "/user_account").length, 1),
    });
});

describe("an account without a catalog", () => {
  const none = apiError(409, 4182, "Business has no catalog.");
  const names = streams.map(({ name }) => name).filter((name) => name.startsWith("catalogs"));
  itSyncs("completes all catalog streams, including child streams, without records", names, {
    api: ({ path }) => (path.startsWith("/catalogs") ? none : undefined),
    says: names.map((name) => new RegExp(`^${name}: no catalog in this account; 0 records$`, "u")),
  });
});
