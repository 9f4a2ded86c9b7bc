import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { type ApiRequest, apiError, page } from "../scripted-api.ts";
import { denied, gone, readFrom, type Script } from "./scripted-read.ts";

const adStreams = [
  "campaigns",
  "ad_groups",
  "ads",
  "audiences",
  "conversion_tags",
  "ad_account_analytics",
  "ad_account_targeting_analytics",
  "campaign_analytics",
  "campaign_targeting_analytics",
  "campaign_analytics_report",
  "advertiser_targeting_report",
  "product_group_promotions",
];

/** The number of requests to an ad account, by path. */
function requestsTo(account: string, requests: readonly ApiRequest[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { path } of requests.filter((request) => request.path.startsWith(`/ad_accounts/${account}/`)))
    counts.set(path, (counts.get(path) ?? 0) + 1);
  return counts;
}

/** Two ad accounts; `closed` handles requests to 501 first. */
function advertising(closed: Script): Script {
  return async (request, signal) => {
    if (request.path === "/ad_accounts") return page([{ id: "500" }, { id: "501" }]);
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

describe("an inaccessible ad account", () => {
  for (const [what, response] of [
    ["denied", denied],
    ["gone", gone],
  ] as const) {
    it(`costs one request per operation, value, and report if it is ${what}, for any dates and streams`, async () => {
      const read = await readFrom(
        advertising(() => response),
        adStreams,
        {
          config: { startDate: "2024-01-01", numWorkers: 1 },
        },
      );
      assert.deepEqual(read.errors, []);
      const requests = requestsTo("501", read.requests);
      assert.ok(requests.size >= 8, "too few operations");
      for (const [path, count] of requests) {
        // All 5 and 15 reports of two levels can be in flight before the first response.
        if (path.endsWith("/reports")) assert.ok(count <= 20, String(count));
        else assert.equal(count, path.endsWith("/audiences") ? 2 : 1, path);
      }
      // Lists, analytics, and reports have separate rate limits, and audiences two values.
      assert.ok(read.warnings.length <= 6, read.warnings.join("\n"));
      assert.ok(read.warnings.every((line) => /skipped ad account 501(?:, ownership type \w+)?:/u.test(line)));
    });
  }

  it("is read with the operations that aren't denied", async () => {
    const script = advertising(({ path }) => (path.endsWith("/audiences") ? denied : undefined));
    const read = await readFrom(script, ["campaigns", "audiences", "conversion_tags"]);
    assert.equal(read.complete, true);
    for (const name of ["campaigns", "conversion_tags"]) assert.equal((await read.log.records(name)).length, 2, name);
    assert.equal((await read.log.records("audiences")).length, 2, "OWNED and RECEIVED of the other one");
    assert.equal(requestsTo("501", read.requests).get("/ad_accounts/501/audiences"), 2);
  });

  it("is read with the report levels that aren't denied", async () => {
    const script = advertising(({ content }) => (JSON.stringify(content)?.includes("_TARGETING") ? denied : undefined));
    const names = ["advertiser_targeting_report", "campaign_targeting_report", "campaign_analytics_report"];
    const read = await readFrom(script, names, { config: { numWorkers: 1 } });
    assert.equal(read.complete, true);
    const levels = read.requests
      .filter(({ path, content }) => path === "/ad_accounts/501/reports" && content !== undefined)
      .map(({ content }) => content?.level);
    assert.deepEqual(new Set(levels), new Set(["ADVERTISER_TARGETING", "CAMPAIGN_TARGETING", "CAMPAIGN"]));
  });

  it("is not inferred after any success", async () => {
    const ids = Array.from({ length: 8 }, (_, index) => String(index + 1));
    const script: Script = ({ path, query }) => {
      if (path === "/ad_accounts") return page([{ id: "500" }]);
      if (path.endsWith("/ad_groups")) return page(ids.map((id) => ({ id, ad_account_id: "500" })));
      const group = query.get("ad_group_id") ?? "";
      return group === "1" || group === "8" ? page([{ id: `p${group}` }]) : denied;
    };
    const config = { adAccountIds: ["500"], numWorkers: 1 };
    const read = await readFrom(script, ["product_group_promotions"], { config });
    const rows = await read.log.records("product_group_promotions");
    assert.deepEqual(
      rows.map(({ id }) => id),
      ["p1", "p8"],
    );
    assert.equal(read.warnings.length, 6, read.warnings.join("\n"));
    // The user didn't name the ad group.
    assert.deepEqual(read.errors, []);
  });

  it("is found by the first two campaigns of a denied batch, if no other request was accepted", async () => {
    const ids = Array.from({ length: 400 }, (_, index) => String(1000 + index));
    const script = advertising(({ path }) => {
      if (path.endsWith("/campaigns")) return page(ids.map((id) => ({ id, ad_account_id: "501" })));
      return path.endsWith("/campaigns/analytics") ? denied : undefined;
    });
    for (const [numWorkers, startDate, most] of [
      // The batch, its halves down to one campaign, and a second one.
      [1, "2026-04-20", 8],
      [4, "2026-04-20", 32],
      [4, "2024-01-01", 32],
    ] as const) {
      const read = await readFrom(script, ["campaign_analytics"], { config: { startDate, numWorkers } });
      assert.equal(read.complete, true);
      const count = requestsTo("501", read.requests).get("/ad_accounts/501/campaigns/analytics") ?? 0;
      assert.ok(count <= most, `${count} requests with ${numWorkers} in flight`);
      assert.match(read.warnings.at(-1) ?? "", /skipped ad account 501: .*not permitted/u);
    }
  });

  it("does not count as denied for one denied campaign of many, which is found by halves", async () => {
    const ids = ["1", "2", "3", "4", "5"];
    for (const wrong of ids.slice(1)) {
      const script: Script = ({ path, query }) => {
        if (path === "/ad_accounts") return page([{ id: "500" }]);
        if (path.endsWith("/campaigns")) return page(ids.map((id) => ({ id, ad_account_id: "500" })));
        const some = query.getAll("campaign_ids").flatMap((each) => each.split(","));
        if (some.includes(wrong)) return denied;
        return { body: some.map((CAMPAIGN_ID) => ({ CAMPAIGN_ID, DATE: query.get("start_date") })) };
      };
      const read = await readFrom(script, ["campaign_analytics"], { config: { startDate: "2026-06-20" } });
      assert.equal(read.complete, true);
      const found = new Set((await read.log.records("campaign_analytics")).map(({ CAMPAIGN_ID: id }) => id));
      assert.deepEqual(found, new Set(ids.filter((id) => id !== wrong)));
      const count = requestsTo("500", read.requests).get("/ad_accounts/500/campaigns/analytics") ?? 0;
      assert.ok(count >= 5 && count <= 7, `${count} requests`);
    }
  });

  it("is an error after everything else is read if the user named it", async () => {
    const config = { adAccountIds: ["500", "501"] };
    for (const name of ["campaigns", "ad_account_analytics", "campaign_analytics"]) {
      const read = await readFrom(
        advertising(() => denied),
        [name],
        { config },
      );
      assert.equal(read.complete, false, name);
      assert.equal(read.errors.length, 1, name);
      assert.equal(read.errors[0]?.failure_type, "config_error");
      assert.match(asText(read.errors[0]?.message), /^"Ad account IDs": 501 can't be read\. /u);
      assert.match(asText(read.errors[0]?.message), /Everything else was synced\./u);
    }
    const read = await readFrom(
      advertising(() => denied),
      ["campaigns"],
      { config },
    );
    assert.equal((await read.log.records("campaigns")).length, 1);
  });
});

describe("a denied value of a stream without a parent", () => {
  it("is named in the error, and the others are read", async () => {
    for (const response of [denied, gone]) {
      const script: Script = ({ query }) =>
        query.get("query") === "tea" ? response : page([{ id: asText(query.get("query")) }]);
      const config = { searchQueries: ["cake", "tea", "wine"] };
      const read = await readFrom(script, ["search_boards"], { config });
      assert.match(asText(read.errors[0]?.message), /\(query tea\)/u);
      assert.equal((await read.log.records("search_boards")).length, 2);
    }
  });
});

describe("denied boards", () => {
  it("are named up to ten, and counted beyond", async () => {
    const script: Script = ({ path }) => {
      if (path === "/boards") return page(Array.from({ length: 13 }, (_, index) => ({ id: String(index + 1) })));
      return path.endsWith("/sections") && path !== "/boards/7/sections" ? denied : undefined;
    };
    const { complete, warnings } = await readFrom(script, ["board_sections"]);
    assert.equal(complete, true);
    assert.equal(warnings.filter((line) => /skipped board \d+:/u.test(line)).length, 10, warnings.join("\n"));
    assert.equal(warnings.filter((line) => line.includes("skipped 2 more")).length, 1, warnings.join("\n"));
  });
});

describe("a missing scope", () => {
  const missing = apiError(401, 3, "Your token is missing the scope boards:read.");

  it("is named, ends the streams that need it, and costs one request per operation", async () => {
    const script: Script = ({ path }) => {
      if (path === "/boards") return page(Array.from({ length: 30 }, (_, index) => ({ id: String(index + 1) })));
      if (path.startsWith("/boards/")) return missing;
      return path === "/user_account" ? { body: { id: "1" } } : page([{ username: "somebody" }]);
    };
    const read = await readFrom(script, ["board_pins", "board_sections", "followers"], { config: { numWorkers: 1 } });
    assert.equal(read.errors.length, 2);
    for (const { message, failure_type: type } of read.errors) {
      assert.equal(type, "config_error");
      assert.match(asText(message), /boards:read/u);
    }
    assert.equal((await read.log.kinds("followers")).at(-1), "COMPLETE");
    assert.equal(read.requests.filter(({ path }) => path.endsWith("/pins")).length, 1);
    assert.equal(read.requests.filter(({ path }) => path.endsWith("/sections")).length, 1);
  });
});

describe("an account without a catalog", () => {
  const none = apiError(409, 4182, "Business has no catalog.");
  const names = streams.map(({ name }) => name).filter((name) => name.startsWith("catalogs"));

  it("completes all catalog streams, including child streams, without records", async () => {
    const read = await readFrom(({ path }) => (path.startsWith("/catalogs") ? none : undefined), names);
    assert.ok(names.length >= 10);
    assert.deepEqual(read.errors, []);
    const told = (await read.log.logs("INFO")).filter((line) => line.endsWith("no catalog in this account; 0 records"));
    assert.equal(told.length, names.length);
    assert.deepEqual(new Set(told.map((line) => line.split(":")[0])), new Set(names));
    assert.deepEqual(read.warnings, []);
  });

  it("is not inferred from one of its product groups or feeds, which are skipped with a warning", async () => {
    const script: Script = ({ path }) => {
      if (path.includes("/2/")) return none;
      if (path === "/catalogs/product_groups" || path === "/catalogs/feeds") return page([{ id: "1" }, { id: "2" }]);
      if (path.endsWith("/products")) return page([{ pin: { id: "7" } }]);
      if (path.endsWith("/processing_results")) return page([{ id: "8", updated_at: "2026-06-01T00:00:00Z" }]);
      return path.endsWith("/item_issues") ? page([{ item_number: 9 }]) : undefined;
    };
    const streamNames = ["catalogs_product_group_products", "catalogs_item_issues"];
    const read = await readFrom(script, streamNames);
    assert.deepEqual([read.errors, read.complete], [[], true]);
    for (const name of streamNames) assert.equal((await read.log.records(name)).length, 1, name);
    assert.equal(read.warnings.length, 2);
    assert.match(read.warnings.join(), /skipped product group 2:/u);
    assert.match(read.warnings.join(), /skipped feed 2:/u);
    assert.deepEqual(
      (await read.log.logs("INFO")).filter((line) => line.includes("no catalog in this account")),
      [],
    );
  });
});
