import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../src/base/json.ts";
import { page } from "../scripted-api.ts";
import { configured, type Script, scriptedRead } from "./scripted-read.ts";

const adAccounts = [
  { id: "1", currency: "USD" },
  { id: "2", currency: "JPY" },
  { id: "3", currency: null },
  { id: "4" },
];

/** Campaigns and metrics of each ad account. IDs in metrics are numbers. */
const script: Script = ({ path, query }) => {
  if (path === "/ad_accounts") return page(adAccounts);
  const [, , id = "", what] = path.split("/");
  if (what === "campaigns" && path.endsWith("/campaigns")) return page([{ id: `${id}0`, lifetime_spend_cap: 5 }]);
  if (what !== "analytics") return undefined;
  const day = query.get("end_date");
  return { body: [{ AD_ACCOUNT_ID: Number(id), DATE: day, SPEND_IN_DOLLAR: 1.5, SPEND_IN_MICRO_DOLLAR: 1_500_000 }] };
};

function currenciesOf(records: readonly JsonObject[], field: string): JsonObject {
  return Object.fromEntries(records.map(({ [field]: id, currency }) => [asText(id), currency]));
}

const expected = { 1: "USD", 2: "JPY", 3: null, 4: null };

describe("the currency of amounts", () => {
  it("is that of the ad account in lists and metrics, and null if unknown", async () => {
    const { complete, log, api } = await scriptedRead(
      [configured("campaigns"), configured("ad_account_analytics")],
      script,
    );
    assert.equal(complete, true);
    assert.deepEqual(currenciesOf(await log.records("campaigns"), "ad_account_id"), expected);
    assert.deepEqual(currenciesOf(await log.records("ad_account_analytics"), "AD_ACCOUNT_ID"), expected);
    assert.equal(api.calls("/ad_accounts"), 1);
  });

  it("is known if ad_accounts has no new rows", async () => {
    const wanted = ["ad_accounts", "campaigns"].map((name) => configured(name, "incremental"));
    const first = await scriptedRead(wanted, script);
    const state = Object.fromEntries(
      await Promise.all(
        wanted.map(async ({ descriptor: { name } }) => [name, (await first.log.states(name)).at(-1)] as const),
      ),
    );
    const changed: Script = (request, signal) =>
      request.path === "/ad_accounts/2/campaigns"
        ? page([{ id: "21", lifetime_spend_cap: 5, updated_time: Date.parse("2026-06-30T18:00:00Z") / 1000 }])
        : script(request, signal);
    const { log } = await scriptedRead(wanted, changed, { state, now: "2026-07-01T12:00:00Z" });
    const records = await log.records("campaigns");
    assert.equal(records.find(({ id }) => id === "21")?.currency, "JPY");
  });
});
