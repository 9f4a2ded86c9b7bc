import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { apiError, page } from "../scripted-api.ts";
import { words } from "../words.ts";
import {
  type Account,
  type Answer,
  busy,
  denied,
  fault,
  gone,
  idsOf,
  pages,
  rejected,
  times,
  unauthorized,
} from "./api.ts";
import { configured, type Mode } from "./scripted-read.ts";
import { itSyncs, type Sync } from "./syncs.ts";

const one = { numWorkers: 1 };
const incremental = { mode: "incremental" } as const;
const modes: readonly Mode[] = ["full_refresh", "incremental"];

/** Pins, newest first, long enough that a state is due within a few pages. */
const longPins = (count: number) =>
  idsOf(count)
    .toReversed()
    .map((id) => ({ id, created_at: `2026-01-${id.padStart(2, "0")}T00:00:00`, description: "x".repeat(2_000) }));

/** An account in which every list is empty. */
const nothing: Account = {
  ...Object.fromEntries(["/*", "/*/*", "/*/*/*", "/*/*/*/*", "/*/*/*/*/*"].map((path) => [path, ""])),
  ...Object.fromEntries(
    ["/trends/*", "/trends/*/*", "/terms/*", "/resources/targeting/*", "/user_account/businesses"].map((path) => [
      path,
      { body: [] },
    ]),
  ),
  "/user_account": { body: { id: "1", username: "somebody" } },
  "/user_account/analytics": { body: {} },
  "/user_account/analytics/*": { body: { pins: [] } },
  "/trends/keywords/*/*/*": { body: { trends: [] } },
  "/trends/keywords/*/*/*/*": { body: { trends: [] } },
  "/resources/metrics_ready_state": { body: { conversion_metrics_ready: true } },
  "/terms/related": { body: { related_terms_list: [] } },
};

describe("a read", () => {
  itSyncs("writes a stream's statuses from STARTED to COMPLETE, with records before their state", "following_boards", {
    account: { "/user_account/following/boards": pages("1 2", "3 4", "5") },
    writes: "1 2 3 4 5",
    also: ({ kinds, lines }) => {
      const pages = ["RECORD", "STATE", "RECORD", "STATE", "RECORD", "STATE"];
      assert.deepEqual(kinds, ["STARTED", "RUNNING", ...pages, "COMPLETE"]);
      assert.equal(lines.filter(({ kind }) => kind === "RUNNING").length, 1);
    },
  });
  for (const mode of modes)
    itSyncs(
      `writes a state of each stream in ${mode}, though there is nothing to read`,
      streams.map(({ name }) => name),
      {
        mode,
        account: nothing,
        config: { searchQueries: ["cakes"], terms: ["soup"], countries: ["US"], trendRegions: ["US"] },
        writes: { account: 1, account_snapshots: 1, metrics_ready_state: 31 },
        also: ({ of }) => {
          const missing = streams.filter(({ name }) => Object.keys(of(name).states.at(-1) ?? {}).length === 0);
          assert.deepEqual(missing, []);
          const [{ __ab_full_refresh_sync_complete: isMarked } = {}] = of("pins").states;
          assert.equal(isMarked, mode === "full_refresh" || undefined);
        },
      },
    );
  const descriptor = { name: "boards", namespace: "one" };
  itSyncs("keeps the namespace of the catalog", [{ descriptor, syncMode: "full_refresh" }], {
    account: { "/boards": "" },
    also: ({ lines }) => {
      const statuses = lines.flatMap(({ body }) => body.stream_descriptor ?? []);
      assert.ok(statuses.length >= 3);
      for (const each of statuses) assert.deepEqual(each, descriptor);
    },
  });
  itSyncs("completes without streams", [], {});

  for (const [wrong, message] of [
    [configured("pinboards"), /^Stream pinboards doesn't exist\. .* remove the stream from the connection\.$/u],
    [{ descriptor: { name: "followers" }, syncMode: { unknown: "INVALID" } }, /Stream followers: .*"INVALID"/u],
    [configured("search_pins"), /Stream search_pins requires "Search queries for your own content"/u],
    [configured("media"), /not permitted/u],
  ] as const)
    itSyncs(
      `ends a stream with a config_error, without its records, and reads the others: ${wrong.descriptor.name}`,
      [wrong, "boards"],
      {
        account: { "/boards": "1", "/media": denied },
        writes: { boards: "1" },
        error: ["config_error", message],
        also: ({ kinds, logs, errors }) => {
          assert.deepEqual(
            kinds.filter((kind) => kind !== "STATE"),
            ["STARTED", "RUNNING", "ERROR", "INCOMPLETE"],
          );
          assert.deepEqual(errors[0]?.body.stream_descriptor, wrong.descriptor);
          assert.deepEqual(logs("ERROR"), [`${wrong.descriptor.name}: ${asText(errors[0]?.body.message)}`]);
        },
      },
    );
  for (const [what, answer, requests] of [
    ["accessible", { body: { id: "8" } }, 1],
    ["denied", denied, 1],
    ["unavailable", fault, 6],
  ] as const)
    itSyncs(`requests the account once for all streams: ${what}`, ["boards", "pins", "followers", "following_users"], {
      account: { ...nothing, "/user_account": answer },
      requests: { "/user_account": requests },
    });

  const withReports = words("advertiser_report campaign_analytics_report ad_group_report boards");
  itSyncs("waits for reports concurrently with other streams", withReports, () => {
    let inProgress = 0;
    let most = 0;
    const polls = new Map<string, number>();
    const report: Answer = ({ query }) => {
      const token = query.get("token") ?? `job ${polls.size}`;
      const count = polls.get(token) ?? 0;
      polls.set(token, count + 1);
      if (count === 0) inProgress += 1;
      if (count === 5) inProgress -= 1;
      most = Math.max(most, inProgress);
      return { body: count < 5 ? { token, report_status: "IN_PROGRESS" } : { report_status: "FINISHED", url: "1" } };
    };
    return {
      account: { "/boards": "", "/ad_accounts": "549 550", "/ad_accounts/*/reports": report },
      // With one worker, reports would wait for each other if they occupied it.
      config: { startDate: "2026-06-01", ...one },
      also: ({ clock }) => {
        assert.equal(most, 6, "three streams of two accounts");
        assert.ok(clock.now() - Date.parse("2026-06-30T12:00:00Z") < 60_000, "concurrently");
      },
    };
  });

  describe("whose bookmarks contain a secret", () => {
    const token = "pina_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";
    const packed = Buffer.from(`Bearer ${token}`).toString("base64");
    /** Pins, two per page, until a page fails. Bookmarks contain the position and the token. */
    const failingAt = (failsAt: number): Account => ({
      "/pins": ({ query }) => {
        const bookmark = query.get("bookmark");
        if (bookmark !== null && !bookmark.endsWith(packed)) return rejected("Invalid bookmark.");
        const start = Number(bookmark?.slice(0, -packed.length) ?? 0);
        if (start >= failsAt) return denied;
        return page(longPins(12).slice(start, start + 2), start + 2 < 12 ? `${start + 2}${packed}` : null);
      },
    });
    for (const mode of modes)
      itSyncs(`omits them from the state and restarts the list in the next ${mode}`, "pins", [
        {
          mode,
          secrets: [token],
          account: failingAt(6),
          writes: 6,
          error: ["transient_error", /denied/u],
          also: ({ lines, states }) => {
            assert.ok(states.length > 1);
            for (const form of [token, packed.slice(10, -4)]) assert.ok(!JSON.stringify(lines).includes(form));
          },
        },
        // Each page once, without an earlier bookmark.
        { account: failingAt(99), isRetry: true, requests: { "/pins": 6 }, writes: 12 },
      ]);
  });

  for (const [name, mode, rest] of [
    ["board_pins", "full_refresh", denied],
    ["board_pins", "incremental", gone],
    ["ad_account_analytics", "full_refresh", denied],
    ["campaign_analytics", "incremental", denied],
  ] as const) {
    const metrics: Answer = ({ query }) => ({
      body: [{ DATE: query.get("start_date"), AD_ACCOUNT_ID: "549", CAMPAIGN_ID: "1" }],
    });
    const account = (second: Answer): Account => ({
      "/boards": "1 2",
      "/boards/1/pins": [{ id: "9", created_at: "2026-06-30T11:59:00" }],
      "/boards/2/pins": second,
      "/ad_accounts": "549 550",
      "/ad_accounts/549/campaigns": "1",
      "/ad_accounts/550/campaigns": second,
      "/ad_accounts/549/analytics": metrics,
      "/ad_accounts/549/campaigns/analytics": metrics,
      "/ad_accounts/550/analytics": second,
    });
    itSyncs(
      `of ${name} completes if the rest is ${rest.status} and an earlier attempt has read others, in ${mode}`,
      name,
      { mode, config: one, account: account(fault), writes: 1, error: ["transient_error", /./u], warnings: "any" },
      { account: account(rest), isRetry: true, warnings: [/skipped/u] },
    );
  }

  const days = { body: { all: { daily_metrics: [{ date: "2026-06-29", data_status: "READY", metrics: {} }] } } };
  for (const [name, mode] of [
    ["board_pins", "incremental"],
    ["user_account_analytics", "incremental"],
    ["ad_accounts", "incremental"],
    ["board_pins", "full_refresh"],
  ] as const) {
    const readsAgain: Sync = { writes: "any", also: ({ requests }) => assert.ok(requests.length > 0) };
    itSyncs(`requests nothing of ${name} in the job that completed it, but does in the next, in ${mode}`, name, [
      {
        ...readsAgain,
        mode,
        account: { "/boards": "1", "/boards/1/pins": longPins(3), "/ad_accounts": "", "/user_account/analytics": days },
      },
      // The platform requires a state of each stream. It also marks completion for a third attempt.
      { isRetry: true, keepsState: true, also: ({ requests }) => assert.deepEqual(requests, []) },
      { ...readsAgain, after: "1 min" },
      { ...readsAgain, after: "1 min", job: undefined },
    ]);
  }
  for (const answer of [unauthorized, fault])
    itSyncs(`writes the given state if nothing could be read: ${answer.status}`, "board_pins", [
      { ...incremental, job: undefined, account: { "/boards": "1", "/boards/1/pins": longPins(2) }, writes: "1 2" },
      {
        account: { "/user_account": answer, "/boards": answer },
        error: [answer === fault ? "transient_error" : "config_error", /./u],
        keepsState: true,
      },
    ]);
});

describe("a read at a rate limit", () => {
  const pins = longPins(5);
  itSyncs("ends the stream INCOMPLETE at a daily quota, and resumes in the next sync", "board_pins", [
    {
      ...incremental,
      account: { "/boards": "1", "/boards/1/pins": pages(pins.slice(0, 2), busy(67_150)) },
      writes: "5 4",
      error: ["transient_error", /./u],
      also: ({ lines }) => {
        const last = lines.findLast(({ kind, stream }) => stream === "board_pins" && kind !== "LOG");
        const reset = Date.parse("2026-06-30T12:00:00Z") + 67_150_000;
        assert.equal(last?.body.status, "INCOMPLETE");
        assert.deepEqual(last?.body.reasons, [{ type: "RATE_LIMITED", rate_limited: { quota_reset: reset } }]);
      },
    },
    { account: { "/boards/1/pins": pages(pins.slice(0, 2), pins.slice(2)) }, writes: "3 2 1" },
  ]);
  const limited = apiError(429, 8, "You have exceeded your rate limit.", { "retry-after": "60" });
  itSyncs("keeps the date of its start after midnight", "user_account_top_pins", () => ({
    now: "2026-06-30T23:59:30Z",
    config: one,
    account: { "/user_account/analytics/top_pins": times(1, limited, { body: { pins: [] } }) },
    also: ({ requests }) => {
      const dates = requests.flatMap(({ query }) => query.get("end_date") ?? []);
      assert.ok(dates.length > 1 && dates.every((date) => date === "2026-06-30"), dates.join());
    },
  }));
});

describe("account_snapshots", () => {
  const withFollowers = (count: number): Sync => ({
    account: { "/user_account": { body: { id: "1", username: "a", follower_count: count } }, "/boards": "" },
    by: "date follower_count",
  });
  itSyncs("share their request with account and the owner of states", ["account_snapshots", "account", "boards"], {
    ...incremental,
    ...withFollowers(7),
    now: "2026-06-30T23:59:00Z",
    requests: { "/user_account": 1 },
    writes: { account_snapshots: ["2026-06-30/7"], account: ["/7"] },
    also: ({ records, of }) => assert.deepEqual(records, [{ ...of("account").records[0], date: "2026-06-30" }]),
  });
  itSyncs("have a row per sync with the date in UTC, but none in another attempt of a job", "account_snapshots", [
    { ...incremental, ...withFollowers(7), now: "2026-06-30T09:00:00Z", writes: "2026-06-30/7" },
    { ...withFollowers(8), after: "1 h", isRetry: true },
    { ...withFollowers(9), after: "11 h", writes: "2026-06-30/9" },
    { ...withFollowers(10), after: "4 h", writes: "2026-07-01/10" },
  ]);
});

describe("the currency of amounts", () => {
  /** Campaigns and metrics of each ad account. IDs in metrics are numbers. @param more added to campaigns */
  const account = (more = {}): Account => ({
    "/ad_accounts": [
      { id: "1", currency: "USD" },
      { id: "2", currency: "JPY" },
      { id: "3", currency: null },
      { id: "4" },
    ],
    "/ad_accounts/*/campaigns": ({ path }) => [{ id: `${path.split("/")[2]}0`, lifetime_spend_cap: 5, ...more }],
    "/ad_accounts/*/analytics": ({ path, query }) => ({
      body: [{ AD_ACCOUNT_ID: Number(path.split("/")[2]), DATE: query.get("end_date"), SPEND_IN_DOLLAR: 1.5 }],
    }),
  });
  const campaigns = ["10//USD", "20//JPY", "30//", "40//"];
  const metrics = ["/1/USD", "/2/JPY", "/3/", "/4/"];
  itSyncs(
    "is that of the ad account in lists and metrics, null if unknown, and known if ad_accounts has no new rows",
    ["campaigns", "ad_account_analytics", "ad_accounts"],
    {
      ...incremental,
      account: account(),
      by: "id AD_ACCOUNT_ID currency",
      writes: { campaigns, ad_account_analytics: metrics, ad_accounts: ["1//USD", "2//JPY", "3//", "4//"] },
      requests: { "/ad_accounts": 1 },
    },
    { account: account({ name: "changed" }), writes: { campaigns, ad_account_analytics: metrics } },
  );
});
