import assert from "node:assert/strict";
import { TransportError } from "../../../src/pinterest/network/transport.ts";
import { apiError, respond } from "../../scripted-api.ts";
import { accountWith, check } from "./check-run.ts";

const ids = (count: number) => Array.from({ length: count }, (_, index) => String(1000 + index));
const most = 12;

describe("check", () => {
  it("requests one operation per kind of access", async () => {
    let pins: string | null = null;
    const { requests, status } = await check({}, (path, query) => {
      if (path === "/pins") pins = query.get("page_size");
      return undefined;
    });
    const tried = "/user_account /ad_accounts /boards /pins /catalogs /businesses/employers /search/pins";
    assert.deepEqual([requests, status, pins], [tried.split(" "), "SUCCEEDED", "1"]);
  });

  it("reads one page of ad accounts and of boards", async () => {
    const { requests, message } = await check({}, accountWith(ids(300), ids(300)));
    assert.match(message, /^Connected to the Pinterest account someone with at least 250 ad accounts\./u);
    assert.deepEqual(requests.slice(1, 4), ["/ad_accounts", "/boards", "/pins"]);
  });

  it("logs where an error of the connector is from", async () => {
    const { lines, message } = await check({}, () => {
      throw new TypeError("unforeseen");
    });
    assert.match(message, /^Something went wrong in the connector\. Run the sync again/u);
    const logs = lines.filter((line) => line.includes('"stack_trace"'));
    assert.equal(logs.length, 1);
    assert.match(logs[0] ?? "", /"level":"ERROR","message":"TypeError: unforeseen".*check\.test\.[jt]s:\d+/u);
  });

  it("writes nothing after a stop signal", async () => {
    const stop = new AbortController();
    const stopping = () => {
      stop.abort();
      return undefined;
    };
    const { lines, requests } = await check({}, stopping, {}, stop);
    assert.deepEqual([lines, requests], [[], ["/user_account"]]);
  });

  it("makes at most a dozen requests for any number of IDs", async () => {
    for (const count of [1, 4, 5, 250, 1_000, 10_000]) {
      const { requests, status } = await check({ board_ids: ids(count), ad_account_ids: ids(count) });
      assert.equal(status, "SUCCEEDED");
      assert.ok(requests.length <= most, `${requests.length} requests for ${count} IDs`);
    }
  });

  it("makes no more requests if no selected ID is in the lists", async () => {
    for (const failure of [
      apiError(401, 3, "Your token lacks a scope."),
      apiError(403, 29, "You are not permitted to access that resource."),
      apiError(400, 1, "Invalid request."),
    ]) {
      const { requests } = await check({ board_ids: ids(1_000), ad_account_ids: ids(1_000) }, (path) =>
        path === "/boards" || path === "/user_account" ? failure : undefined,
      );
      assert.ok(requests.length <= most, `${requests.length} requests`);
    }
    const strangers = accountWith(
      ids(1_000).map((id) => `9${id}`),
      [],
    );
    const { requests, status } = await check({ board_ids: ids(1_000) }, (path, query) =>
      path.startsWith("/boards/") ? respond(200, { id: "1" }) : strangers(path, query, ""),
    );
    assert.equal(status, "SUCCEEDED", "a board of somebody else is in no list");
    assert.ok(requests.length <= most, `${requests.length} requests`);
  });

  it("requests at most three times for a list and its IDs", async () => {
    const { requests } = await check({ ad_account_ids: ids(5) }, (path) =>
      path === "/ad_accounts" ? respond(200, { items: [], bookmark: null }) : undefined,
    );
    assert.deepEqual(requests.slice(1, 5), ["/ad_accounts", "/ad_accounts/1000", "/ad_accounts/1001", "/boards"]);
    const many = await check({ ad_account_ids: [...ids(700), "7"] }, accountWith([], [...ids(1_000), "7"]));
    assert.deepEqual(many.requests.slice(1, 5), ["/ad_accounts", "/ad_accounts", "/ad_accounts/1500", "/boards"]);
  });

  it("requests nothing more if the account, its ad accounts, and its boards are denied", async () => {
    const { requests, status } = await check({}, () => apiError(403, 29, "You are not permitted to access that."));
    assert.deepEqual([requests, status], [["/user_account", "/ad_accounts", "/boards"], "FAILED"]);
  });

  it("requests the few selected boards, and of many only those that are not in the list", async () => {
    for (const count of [3, 400]) {
      const boards = [...ids(count), "7"];
      const { status, message, requests } = await check({ board_ids: boards }, accountWith(ids(count), []));
      assert.equal(status, "FAILED");
      assert.match(message, /^"Board IDs": board 7 doesn't exist/u);
      assert.ok(requests.includes("/boards/7"));
      const adAccounts = await check({ ad_account_ids: [...ids(count), "7"] }, accountWith([], ids(count)));
      assert.match(adAccounts.message, /^"Ad account IDs": ad account 7 doesn't exist/u);
    }
  });

  it("blames the ad account if boards can't be listed because of it", async () => {
    for (const failure of [
      apiError(403, 29, "You are not permitted to access that resource."),
      apiError(404, 40, "Ad account not found."),
      apiError(400, 1, "Invalid ad account."),
    ]) {
      const { message } = await check({ ad_account_ids: ["7"], board_ids: ids(9) }, (path, query) =>
        query.has("ad_account_id") || path === "/ad_accounts/7" ? failure : undefined,
      );
      assert.match(message, /^"Ad account IDs": ad account 7 /u);
    }
  });

  it("requests the first ad account itself if its owner's account is denied", async () => {
    const { requests, status } = await check({ ad_account_ids: ["7", "8"] }, (path) =>
      path === "/user_account" ? apiError(403, 29, "You are not permitted to access that.") : undefined,
    );
    const ofAds = requests.filter((each) => each.startsWith("/ad_accounts"));
    assert.deepEqual([ofAds, status], [["/ad_accounts", "/ad_accounts/7"], "SUCCEEDED"]);
  });

  it("waits for a rate limit that resets within a minute, and not for others", async () => {
    for (const [reset, expected, waitMs] of [
      ["29", "SUCCEEDED", 30_000],
      ["299", "FAILED", 0],
    ] as const) {
      const used = { "x-ratelimit-limit": '1000, 1000;w=600;name="org"', "x-ratelimit-remaining": "0" };
      const response = respond(200, { username: "gardener" }, { ...used, "x-ratelimit-reset": reset });
      const { status, message, tookMs } = await check({}, (path) => (path === "/user_account" ? response : undefined));
      assert.deepEqual([status, tookMs], [expected, waitMs], message);
      if (status === "FAILED")
        assert.match(message, /^Pinterest's rate limit is used up until 2026-06-30 12:05 UTC\./u);
    }
  });

  it("tries no other scope after a network error or an exhausted rate limit", async () => {
    for (const failure of [
      new TransportError("the connection broke"),
      apiError(429, 8, "Wait.", { "retry-after": "43200" }),
    ]) {
      const { status, requests } = await check({}, (path) => (path === "/pins" ? failure : undefined));
      assert.deepEqual([status, requests.at(-1)], ["SUCCEEDED", "/pins"]);
    }
  });

  describe("for an invalid custom report", () => {
    const statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"];
    const report = { name: "mine", columns: ["SPEND_IN_DOLLAR"] };

    it("fails before any request", async () => {
      for (const [wrong, reason] of [
        [{ level: "ADVERTISER", campaign_statuses: [...statuses, "DRAFT", "DELETED_DRAFT"] }, /more than 6 statuses/u],
        [{ level: "PRODUCT_ITEM", ad_statuses: ["APPROVED"] }, /by ad statuses/u],
        [{ level: "PRODUCT_ITEM_TARGETING", ad_statuses: ["APPROVED"] }, /by ad statuses/u],
      ] as const) {
        const { requests, status, message } = await check({ custom_reports: [{ ...report, ...wrong }] });
        assert.deepEqual([status, requests], ["FAILED", []]);
        assert.match(message, /custom_mine filters by/u);
        assert.match(message, reason);
      }
    });

    it("succeeds if several requests read the report", async () => {
      const all = [...statuses, "DRAFT", "DELETED_DRAFT"];
      for (const fine of [
        { level: "CAMPAIGN", campaign_statuses: all },
        { level: "ADVERTISER", campaign_statuses: statuses },
        { level: "PRODUCT_ITEM", campaign_statuses: statuses },
      ]) {
        assert.equal((await check({ custom_reports: [{ ...report, ...fine }] })).status, "SUCCEEDED");
      }
    });
  });
});
