import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { apiError, listIn, page } from "../scripted-api.ts";
import { words } from "../words.ts";
import { below, denied, gone, idsOf, rows } from "./api.ts";
import { type Read, type Script, scriptedRead } from "./scripted-read.ts";
import { itSyncs, valuesOf } from "./situations.ts";

const adStreams = words(`
  campaigns ad_groups ads audiences conversion_tags product_group_promotions
  ad_account_analytics ad_account_targeting_analytics campaign_analytics campaign_targeting_analytics
  campaign_analytics_report advertiser_targeting_report
`);
const one = { numWorkers: 1 };

/** The number of requests to ad account 501, by path. */
function requestsTo501({ requests }: Read): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of requests)
    if (path.startsWith("/ad_accounts/501/")) counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

/** Two ad accounts; `closed` handles requests to 501 first. */
function advertising(closed: Script): Script {
  return async (request, signal) => {
    if (request.path === "/ad_accounts") return page(rows("500", "501"));
    await new Promise((resolve) => setImmediate(resolve));
    const response = request.path.startsWith("/ad_accounts/501/") ? await closed(request, signal) : undefined;
    if (response !== undefined) return response;
    const [, account = "", what = ""] = /^\/ad_accounts\/(\d+)\/(.*)$/u.exec(request.path) ?? [];
    if (what === "reports") {
      return request.content === undefined
        ? { body: { report_status: "FINISHED", url: "link" } }
        : { body: { token: "1", report_status: "IN_PROGRESS" } };
    }
    if (what.includes("targeting_analytics")) return { body: { data: [] } };
    if (what.endsWith("analytics")) return { body: [] };
    return page([{ id: `${account}1`, ad_account_id: account, campaign_id: `${account}2`, account_id: "9" }]);
  };
}

/** An ad account with campaigns, of whose metrics each request for one of these is denied. */
const campaigns =
  (ids: readonly string[], isDenied: (id: string) => boolean): Script =>
  ({ path, query }) => {
    if (path === "/ad_accounts") return page(rows("501"));
    if (path.endsWith("/campaigns")) return page(ids.map((id) => ({ id, ad_account_id: "501" })));
    const wanted = listIn(query, "campaign_ids");
    if (wanted.some(isDenied)) return denied;
    return { body: wanted.map((id) => ({ CAMPAIGN_ID: id, DATE: query.get("start_date") })) };
  };

describe("an inaccessible ad account", () => {
  for (const [what, response] of Object.entries({ denied, gone })) {
    itSyncs(
      `costs one request per operation, value, and report if it is ${what}, for any dates and streams`,
      adStreams,
      {
        api: advertising(() => response),
        config: { startDate: "2024-01-01", ...one },
        warnings: "any",
        also: (read) => {
          const requests = requestsTo501(read);
          assert.ok(requests.size >= 8, "too few operations");
          for (const [path, count] of requests) {
            // All 5 and 15 reports of two levels can be in flight before the first response.
            if (path.endsWith("/reports")) assert.ok(count <= 20, String(count));
            else assert.equal(count, path.endsWith("/audiences") ? 2 : 1, path);
          }
          // Each stream says it once, and audiences of two values.
          const warnings = read.warnings.split("\n");
          assert.ok(warnings.length > 10 && warnings.length <= read.outcomes.size + 1, read.warnings);
          assert.ok(warnings.every((line) => /skipped ad account 501(?:, ownership type \w+)?:/u.test(line)));
        },
      },
    );
  }

  itSyncs("is read with the operations that aren't denied", ["campaigns", "audiences", "conversion_tags"], {
    api: advertising(({ path }) => (path.endsWith("/audiences") ? denied : undefined)),
    warnings: [/skipped ad account 501, ownership type OWNED/u, /skipped ad account 501, ownership type RECEIVED/u],
    counts: { campaigns: 2, audiences: 2, conversion_tags: 2 },
  });

  itSyncs(
    "is read with the report levels that aren't denied",
    ["campaign_targeting_report", "campaign_analytics_report"],
    {
      api: advertising(({ content }) => (JSON.stringify(content)?.includes("_TARGETING") ? denied : undefined)),
      config: one,
      warnings: [/skipped ad account 501/u],
      also: ({ requests }) => {
        const levels = requests.flatMap(({ path, content }) =>
          path === "/ad_accounts/501/reports" ? [asText(content?.level)] : [],
        );
        assert.ok(levels.includes("CAMPAIGN"), levels.join());
      },
    },
  );

  itSyncs("is not inferred from its ad groups", "product_group_promotions", {
    api: ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows("500"));
      if (path.endsWith("/ad_groups")) return page(idsOf(8).map((id) => ({ id, ad_account_id: "500" })));
      const group = query.get("ad_group_id") ?? "";
      return group === "2" || group === "8" ? page(rows(`p${group}`)) : denied;
    },
    // The user didn't name the ad groups.
    config: { adAccountIds: ["500"], ...one },
    ids: ["p2", "p8"],
    warnings: ["1", ...idsOf(5, 3)].map((id) => new RegExp(`ad group ${id}:`, "u")),
  });

  // The batch, its halves down to one campaign, and a second one.
  for (const [numWorkers, startDate, most] of [
    [1, "2026-04-20", 8],
    [4, "2024-01-01", 32],
  ] as const)
    itSyncs(
      `is found by the first two campaigns of a denied batch, with ${numWorkers} in flight`,
      "campaign_analytics",
      {
        api: campaigns(idsOf(400, 1000), () => true),
        config: { startDate, numWorkers, adAccountIds: [] },
        error: ["config_error", /not permitted/u],
        warnings: "any",
        also: (read) => {
          const count = read.api.calls("/ad_accounts/501/campaigns/analytics");
          assert.ok(count <= most, `${count} requests`);
          assert.match(read.warnings, /skipped ad account 501: .*not permitted[^\n]*$/u);
        },
      },
    );

  for (const wrong of [["1"], ["3"], ["4", "5"]])
    itSyncs(
      `does not count as denied for campaigns of several, which are found by halves: ${wrong.join()}`,
      "campaign_analytics",
      {
        api: campaigns(idsOf(5), (id) => wrong.includes(id)),
        config: { startDate: "2026-06-20" },
        warnings: wrong.map((id) => new RegExp(`skipped ad account 501, campaign ${id}:`, "u")),
        also: ({ records, api }) => {
          assert.deepEqual(
            valuesOf(records, "CAMPAIGN_ID"),
            idsOf(5).filter((id) => !wrong.includes(id)),
          );
          assert.ok(api.calls("/ad_accounts/501/campaigns/analytics") <= 7);
        },
      },
    );

  for (const name of ["campaigns", "ad_account_analytics", "campaign_analytics"])
    itSyncs(`is an error after everything else is read if the user named it: ${name}`, name, {
      api: advertising(() => denied),
      config: { adAccountIds: ["500", "501"] },
      error: ["config_error", /^"Ad account IDs": 501 can't be read\. .*Everything else was synced\./u],
      warnings: "any",
      counts: name === "campaigns" ? { campaigns: 1 } : {},
    });
});

describe("a denied part", () => {
  for (const [what, response] of Object.entries({ denied, gone }))
    itSyncs(`of a stream without a parent is named in the error, and the others are read: ${what}`, "search_boards", {
      api: ({ query }) => (query.get("query") === "tea" ? response : page(rows(asText(query.get("query"))))),
      config: { searchQueries: ["cake", "tea", "wine"] },
      ids: ["cake", "wine"],
      error: ["config_error", /\(query tea\)/u],
    });

  itSyncs("says nothing about others, is named up to ten times, and counted beyond", "board_sections", {
    api: below("/boards", "sections", { ...Object.fromEntries(idsOf(13).map((id) => [id, denied])), 7: ["70"] }),
    config: one,
    ids: ["70"],
    warnings: [...Array.from({ length: 10 }, () => /skipped board \d+:/u), /skipped 2 more/u],
  });
});

describe("a missing scope", () => {
  it("is named, ends the streams that need it, and costs one request per operation", async () => {
    const missing = apiError(401, 3, "Your token is missing the scope boards:read.");
    const script: Script = ({ path }) => {
      if (path === "/boards") return page(rows(...idsOf(30)));
      return path.startsWith("/boards/") ? missing : page([{ username: "somebody" }]);
    };
    const read = await scriptedRead(["board_pins", "board_sections", "followers"], script, { config: one });
    assert.deepEqual([...read.outcomes.values()], ["INCOMPLETE", "INCOMPLETE", "COMPLETE"]);
    for (const { body } of read.errors) assert.match(asText(body.message), /boards:read/u);
    const requests = read.api.requests.filter((each) => each.startsWith("/boards/"));
    assert.deepEqual([read.errors.length, requests.length], [2, 2]);
  });
});

describe("an app", () => {
  /** The wordings of live responses, and of a hosted copy of the API ("for this client"). */
  const cases = [
    [
      "whose Trial access is pending",
      apiError(401, 3, "Your application consumer type is not supported"),
      "pin_analytics",
      /^Pinterest doesn't give your app access to its API: .* Neither a new token nor another scope helps\./u,
    ],
    [
      "without a feature",
      apiError(401, 3, "Your application does not have access to this restricted feature: pin_search"),
      "search_partner_pins",
      /^Your app lacks access to the search over all of Pinterest: this is a beta endpoint, which needs the feature pin_search\. /u,
    ],
    [
      "without a feature of a usual stream",
      apiError(401, 3, "Your application does not have access to this restricted feature: pin_edit"),
      "followers",
      /^Pinterest hasn't enabled the feature pin_edit for your app\. Request access/u,
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
      api: ({ path }) => (path === "/user_account" ? undefined : response),
      config: { terms: ["a"], countries: ["US"] },
      error: ["config_error", message],
      also: ({ requests }) => assert.equal(requests.filter(({ path }) => path !== "/user_account").length, 1),
    });
});

describe("an account without a catalog", () => {
  const none = apiError(409, 4182, "Business has no catalog.");
  const names = streams.map(({ name }) => name).filter((name) => name.startsWith("catalogs"));

  itSyncs("completes all catalog streams, including child streams, without records", names, {
    api: ({ path }) => (path.startsWith("/catalogs") ? none : undefined),
    also: ({ logs }) => {
      const told = logs("INFO").filter((line) => line.endsWith("no catalog in this account; 0 records"));
      assert.deepEqual(told.map((line) => line.split(":")[0] ?? "").toSorted(), names.toSorted());
    },
  });

  itSyncs("is not inferred from one of its feeds, which is skipped with a warning", "catalogs_item_issues", {
    api: ({ path }) => {
      if (path.includes("/2/")) return none;
      if (path === "/catalogs/feeds") return page(rows("1", "2"));
      if (path.endsWith("/processing_results")) return page([{ id: "8", updated_at: "2026-06-01T00:00:00Z" }]);
      return path.endsWith("/item_issues") ? page([{ item_number: 9 }]) : undefined;
    },
    counts: { catalogs_item_issues: 1 },
    warnings: [/skipped feed 2:/u],
    also: ({ logs }) => assert.doesNotMatch(logs("INFO").join(), /no catalog in this account/u),
  });
});
