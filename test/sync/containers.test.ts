import assert from "node:assert/strict";
import { listIn } from "../scripted-api.ts";
import { words } from "../words.ts";
import { type Account, denied, fault, pages, type ScriptedResponse } from "./api.ts";
import { itSyncs, type Sync } from "./syncs.ts";

const ofAdAccount =
  (
    rowOf: (adAccount: string, query: URLSearchParams) => Readonly<Record<string, string | number | null>>,
  ): ScriptedResponse =>
  ({ path, query }) => [rowOf(path.split("/")[2] ?? "", query)];
const metrics: ScriptedResponse = ({ path, query }) => {
  const days = { AD_ACCOUNT_ID: path.split("/")[2], DATE: query.get("end_date") };
  const ids = listIn(query, "campaign_ids");
  return { body: path.includes("campaigns") ? ids.map((id) => ({ ...days, CAMPAIGN_ID: id })) : [days] };
};
/** Ad accounts, each with a campaign, an ad, and metrics. */
const advertising = (adAccounts: string): Account => ({
  "/ad_accounts": adAccounts,
  "/ad_accounts/*/*": ofAdAccount((id) => ({
    id: `${id}0`,
    ad_account_id: id,
    pin_id: `${id}00`,
    updated_time: 1_767_225_600,
  })),
  "/ad_accounts/*/analytics": metrics,
  "/ad_accounts/*/campaigns/analytics": metrics,
  "/pins/*": ({ path }) => ({ body: { id: path.split("/")[2] } }),
});
const both: Sync = { account: advertising("1 2"), writes: "any" };
const one: Sync = { account: advertising("1"), writes: "any" };
const missed = { ...one, warnings: [/skipped ad account 2: Pinterest no longer lists it/u] };
const incremental = { mode: "incremental", config: { startDate: "2026-05-25" } } as const;
const first: Sync = { ...incremental, ...both };

describe("an ad account that is no longer listed", () => {
  for (const name of words("campaigns campaign_analytics ad_account_analytics ad_pins"))
    itSyncs(`is a warning for thirty days in ${name}`, name, [
      first,
      missed,
      { ...missed, after: "6 h" },
      { ...missed, after: "28 d" },
      one,
      one,
    ]);
  itSyncs("is a warning of one sync if the last one was long ago", "campaigns", [
    first,
    { ...missed, after: "92 d" },
    one,
  ]);
  itSyncs("is one warning of many streams", ["campaigns", "ads", "campaign_analytics"], first, missed);

  const lookingBack: Sync = { ...first, now: "2026-07-20T12:00:00Z", config: { lookbackDays: 30 } };
  const begins = (from: string): Sync => ({
    ...both,
    also: ({ requests }) => {
      const ofTwo = requests.filter(({ path }) => path === "/ad_accounts/2/analytics");
      assert.equal(ofTwo.map(({ query }) => query.get("start_date") ?? "").toSorted()[0], from);
    },
  });
  itSyncs("keeps its marks for thirty days", "ad_account_analytics", [
    lookingBack,
    missed,
    { ...missed, after: "28 d" },
    begins("2026-06-20"),
  ]);
  itSyncs("loses its marks after thirty days", "ad_account_analytics", [
    lookingBack,
    missed,
    { ...missed, after: "28 d" },
    one,
    begins("2026-05-23"),
  ]);
  itSyncs("is not missed by a full refresh, which can't know it", "campaigns", both, one);
  const named: Sync = { ...first, config: { adAccountIds: ["1", "2"] } };
  itSyncs("is an error, and no warning, if the settings name it", "campaigns", named, {
    ...one,
    error: ["config_error", /2 doesn't exist/u],
  });
  itSyncs("is a warning if the settings name it, and the error is about another", "campaigns", {
    ...named,
    account: { ...advertising("1"), "/ad_accounts/1/*": denied },
    writes: "",
    error: ["config_error", /1 can't be read/u],
    warnings: [/skipped ad account 1/u, /"Ad account IDs": 2 doesn't exist/u],
  });
  itSyncs("is not missed if the settings name others", "campaigns", first, { ...one, config: { adAccountIds: ["1"] } });
  itSyncs("is not inferred from a part of the list", "campaigns", [
    first,
    { account: { "/ad_accounts": pages("1", fault) }, error: ["transient_error", /500/u] },
    missed,
  ]);
  const without: Sync = { states: { campaigns: { version: 2 } } };
  itSyncs("is unknown to a state without the ad accounts", "campaigns", [
    { ...first, also: ({ states }) => assert.deepEqual(states.at(-1)?.containers, { "2026-06-30": "1 2" }) },
    { ...one, ...without, also: ({ states }) => assert.deepEqual(states.at(-1)?.containers, { "2026-07-01": "1" }) },
  ]);
});
