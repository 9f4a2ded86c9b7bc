import assert from "node:assert/strict";
import { listIn, page } from "../scripted-api.ts";
import { words } from "../words.ts";
import { denied, fault, rows } from "./api.ts";
import { type Script, scriptedRead } from "./scripted-read.ts";
import { itSyncs, itTracks } from "./situations.ts";

/** Ad accounts, each with a campaign, an ad group, an ad, and a keyword of ten times its ID, and metrics of each day. */
const advertising =
  (...adAccounts: readonly string[]): Script =>
  ({ path, query }) => {
    if (path === "/ad_accounts") return page(rows(...adAccounts));
    const [, account = "", what = ""] = /^\/ad_accounts\/(\d+)\/(.*)$/u.exec(path) ?? [];
    if (path.startsWith("/pins/")) return { body: { id: path.slice("/pins/".length) } };
    if (what.endsWith("analytics")) {
      const ids = { campaign_ids: listIn(query, "campaign_ids"), account: [account] };
      const days = { AD_ACCOUNT_ID: account, DATE: query.get("end_date") };
      return {
        body: (what === "analytics" ? ids.account : ids.campaign_ids).map((id) => ({ ...days, CAMPAIGN_ID: id })),
      };
    }
    if (what === "keywords" && query.has("ad_group_ids")) return page([]);
    return page([{ id: `${account}0`, ad_account_id: account, pin_id: `${account}00`, updated_time: 1_767_225_600 }]);
  };

const both = advertising("1", "2");
const one = advertising("1");
const isGone = /skipped ad account 2: Pinterest no longer lists it/u;
const on = (day: string, time = "12:00:00") => `${day}T${time}Z`;
const incremental = { mode: "incremental", config: { startDate: "2026-05-25" } } as const;

describe("an ad account that is no longer listed", () => {
  for (const name of words("campaigns campaign_analytics ad_account_analytics ad_pins"))
    itSyncs(
      `is a warning for thirty days in ${name}`,
      name,
      { ...incremental, now: on("2026-06-01"), api: both },
      { ...incremental, now: on("2026-06-02"), api: one, warnings: [isGone] },
      { ...incremental, now: on("2026-06-02", "18:00:00"), api: one, warnings: [isGone] },
      { ...incremental, now: on("2026-06-30"), api: one, warnings: [isGone] },
      { ...incremental, now: on("2026-07-01"), api: one },
      { ...incremental, now: on("2026-07-02"), api: one },
    );

  itSyncs(
    "is a warning of one sync if the last one was long ago",
    "campaigns",
    { ...incremental, now: on("2026-06-01"), api: both },
    { ...incremental, now: on("2026-09-01"), api: one, warnings: [isGone] },
    { ...incremental, now: on("2026-09-02"), api: one },
  );

  itSyncs(
    "is one warning of many streams",
    ["campaigns", "ads", "campaign_analytics"],
    { ...incremental, api: both },
    { ...incremental, api: one, warnings: [isGone] },
  );

  itSyncs(
    "is no longer missed when it is listed again, and missed anew when it leaves again",
    "campaigns",
    { ...incremental, now: on("2026-06-01"), api: both },
    { ...incremental, now: on("2026-06-02"), api: one, warnings: [isGone] },
    { ...incremental, now: on("2026-06-20"), api: both, ids: [] },
    { ...incremental, now: on("2026-07-10"), api: one, warnings: [isGone] },
  );

  /** Asserts the first date of requests for metrics of ad account 2. */
  const begins = (from: string) => ({
    also: ({
      requests,
    }: {
      readonly requests: readonly { readonly path: string; readonly query: URLSearchParams }[];
    }) => {
      const ofTwo = requests.filter(({ path }) => path === "/ad_accounts/2/analytics");
      assert.equal(ofTwo.map(({ query }) => query.get("start_date") ?? "").toSorted()[0], from);
    },
  });
  // Without the longer lookback of a day of the week.
  const lookingBack = { ...incremental, config: { lookbackDays: 30 } };
  const before = [
    { ...lookingBack, now: on("2026-07-20"), api: both },
    { ...lookingBack, now: on("2026-07-21"), api: one, warnings: [isGone] },
    { ...lookingBack, now: on("2026-08-18"), api: one, warnings: [isGone] },
  ] as const;
  itSyncs("keeps its marks for thirty days", "ad_account_analytics", ...before, {
    ...lookingBack,
    now: on("2026-08-19"),
    api: both,
    ...begins("2026-06-20"),
  });
  itSyncs(
    "loses its marks after thirty days",
    "ad_account_analytics",
    ...before,
    { ...lookingBack, now: on("2026-08-19"), api: one },
    { ...lookingBack, now: on("2026-08-20"), api: both, ...begins("2026-05-23") },
  );

  itSyncs(
    "is not missed by a full refresh, which can't know it",
    "campaigns",
    { mode: "full_refresh", api: both },
    { mode: "full_refresh", api: one },
  );
  itSyncs(
    "is an error, and no warning, if the settings name it",
    "campaigns",
    { ...incremental, config: { adAccountIds: ["1", "2"] }, api: both },
    { ...incremental, config: { adAccountIds: ["1", "2"] }, api: one, error: ["config_error", /2 doesn't exist/u] },
  );
  itSyncs("is a warning if the settings name it, and the error is about another", "campaigns", {
    ...incremental,
    config: { adAccountIds: ["1", "2"] },
    api: (request, signal) => (request.path.startsWith("/ad_accounts/1/") ? denied : one(request, signal)),
    error: ["config_error", /1 can't be read/u],
    warnings: [/skipped ad account 1/u, /"Ad account IDs": 2 doesn't exist/u],
  });
  itSyncs(
    "is not missed if the settings name others",
    "campaigns",
    { ...incremental, api: both },
    { ...incremental, config: { adAccountIds: ["1"] }, api: one },
  );

  const partly: Script = (request, signal) =>
    request.path === "/ad_accounts"
      ? request.query.has("bookmark")
        ? fault
        : page(rows("1"), "2")
      : one(request, signal);
  itSyncs(
    "is not inferred from a part of the list",
    "campaigns",
    { ...incremental, api: both },
    { ...incremental, api: partly, error: ["transient_error", /500/u] },
    { ...incremental, api: one, warnings: [isGone] },
  );

  it("is unknown to a state without the ad accounts, which continues unchanged", async () => {
    const first = await scriptedRead("campaigns", both, incremental);
    const { containers, ...state } = first.states.at(-1) ?? {};
    assert.deepEqual(containers, { "2026-06-30": "1 2" });
    const second = await first.again(one, { state });
    assert.deepEqual([second.warnings, second.ids], ["", []]);
    assert.deepEqual(second.states.at(-1)?.containers, { "2026-06-30": "1" });
  });

  const keyword =
    (...ids: readonly string[]): Script =>
    ({ path, query }) => {
      if (path === "/ad_accounts") return page(rows(...ids));
      if (!path.endsWith("/keywords")) return page([]);
      const [, , account] = path.split("/");
      return query.has("campaign_id") || query.has("ad_group_ids")
        ? page([])
        : page(rows(`${account}1`, `${account}2`));
    };
  const without: Script = (request, signal) => {
    const { path, query } = request;
    const isOfAccount = path === "/ad_accounts/1/keywords" && !query.has("campaign_id") && !query.has("ad_group_ids");
    return isOfAccount ? page(rows("11")) : keyword("1")(request, signal);
  };
  itTracks(
    "doesn't hide deletions in others, and none of its own records is deleted",
    "keywords",
    { api: keyword("1", "2"), written: ["+11", "+12", "+21", "+22"] },
    { api: without, written: [], warnings: [isGone] },
    { api: without, written: ["-12"], warnings: [isGone] },
  );
});
