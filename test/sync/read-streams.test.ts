import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { streams } from "../../src/streams/all.ts";
import { type Account, busy, denied, fault, idsOf, pages, unauthorized } from "./api.ts";
import { configured, type Mode } from "./scripted-read.ts";
import { itSyncs, type Sync } from "./syncs.ts";

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
      `writes a state of each empty stream in ${mode}`,
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
  itSyncs("completes without streams", [], {});

  for (const [wrong, message] of [
    [configured("pinboards"), /^Stream pinboards doesn't exist\. .* remove the stream from the connection\.$/u],
    [{ descriptor: { name: "followers" }, syncMode: { unknown: "INVALID" } }, /Stream followers: .*"INVALID"/u],
    [configured("search_pins"), /Stream search_pins requires "Search queries for your own content"/u],
    [configured("media"), /not permitted/u],
  ] as const)
    itSyncs(`ends a stream with a config_error, and reads the others: ${wrong.descriptor.name}`, [wrong, "boards"], {
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
    });
  for (const [what, response, requests] of [
    ["accessible", { body: { id: "8" } }, 1],
    ["denied", denied, 1],
    ["unavailable", fault, 6],
  ] as const)
    itSyncs(`requests the account once for all streams: ${what}`, ["boards", "pins", "followers", "following_users"], {
      account: { ...nothing, "/user_account": response },
      requests: { "/user_account": requests },
    });

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
  for (const response of [unauthorized, fault])
    itSyncs(`writes the given state if nothing could be read: ${response.status}`, "board_pins", [
      { ...incremental, job: undefined, account: { "/boards": "1", "/boards/1/pins": longPins(2) }, writes: "1 2" },
      {
        account: { "/user_account": response, "/boards": response },
        error: [response === fault ? "transient_error" : "config_error", /./u],
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
});

describe("account_snapshots", () => {
  const withFollowers = (count: number): Sync => ({
    account: { "/user_account": { body: { id: "1", username: "a", follower_count: count } }, "/boards": "" },
    by: "date follower_count",
  });
  itSyncs("have a row per sync with the date in UTC, but none in another attempt of a job", "account_snapshots", [
    { ...incremental, ...withFollowers(7), now: "2026-06-30T09:00:00Z", writes: "2026-06-30/7" },
    { ...withFollowers(8), after: "1 h", isRetry: true },
    { ...withFollowers(9), after: "11 h", writes: "2026-06-30/9" },
    { ...withFollowers(10), after: "4 h", writes: "2026-07-01/10" },
  ]);
});

describe("the currency of amounts", () => {
  /** Campaigns and metrics of each ad account. IDs in metrics are numbers. */
  const account: Account = {
    "/ad_accounts": [
      { id: "1", currency: "USD" },
      { id: "2", currency: "JPY" },
      { id: "3", currency: null },
      { id: "4" },
    ],
    "/ad_accounts/*/campaigns": ({ path }) => [{ id: `${path.split("/")[2]}0`, lifetime_spend_cap: 5 }],
    "/ad_accounts/*/analytics": ({ path, query }) => ({
      body: [{ AD_ACCOUNT_ID: Number(path.split("/")[2]), DATE: query.get("end_date"), SPEND_IN_DOLLAR: 1.5 }],
    }),
  };
  const campaigns = ["10//USD", "20//JPY", "30//", "40//"];
  const metrics = ["/1/USD", "/2/JPY", "/3/", "/4/"];
  itSyncs("is that of the ad account, or null", ["campaigns", "ad_account_analytics", "ad_accounts"], {
    ...incremental,
    account,
    by: "id AD_ACCOUNT_ID currency",
    writes: { campaigns, ad_account_analytics: metrics, ad_accounts: ["1//USD", "2//JPY", "3//", "4//"] },
    requests: { "/ad_accounts": 1 },
  });
});
