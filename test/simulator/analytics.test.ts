import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { get, type Query, rowsOf, withSimulator } from "./api.ts";

const parameters = {
  start_date: "2026-04-12",
  end_date: "2026-07-09",
  granularity: "DAY",
  columns: "IMPRESSION_1,CLICKTHROUGH_1,SPEND_IN_MICRO_DOLLAR",
};
const today = { start_date: "2026-07-09", end_date: "2026-07-09" };

function worldOf({ world }: Simulator) {
  const [adAccount] = world.adAccounts;
  assert.ok(adAccount);
  const { campaigns, adGroups, ads } = adAccount.advertising;
  const join = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join();
  const ids = { campaign_ids: join(campaigns), ad_group_ids: join(adGroups), ad_ids: join(ads) };
  return { ...ids, account: `/ad_accounts/${adAccount.id}`, advertising: adAccount.advertising };
}

async function read(simulator: Simulator, path: string, query: Query): Promise<JsonObject[]> {
  const response = await get(simulator, worldOf(simulator).account + path, { ...parameters, ...query });
  assert.equal(response.status, 200, response.text);
  return rowsOf(response);
}

function sum(rows: readonly JsonObject[], column = "IMPRESSION_1"): number {
  return rows.reduce((total, row) => total + Number(row[column] ?? 0), 0);
}

describe("simulator: analytics", () => {
  it("has the ID of the requested ad as a string and others as numbers, and no columns without a value, as recorded", () =>
    withSimulator({}, async (simulator) => {
      const { account, ad_ids } = worldOf(simulator);
      const clicks = ["TOTAL_CLICKTHROUGH", "TOTAL_ENGAGEMENT", "ENGAGEMENT_RATE", "ECTR"];
      const columns = ["AD_ID", "CAMPAIGN_ID", "PIN_ID", "IMPRESSION_1", ...clicks].join();
      const response = await get(simulator, `${account}/ads/analytics`, { ...parameters, columns, ad_ids });
      const texts = [...response.text.matchAll(/"(\w+_ID)":"/gu)].map(([, name]) => name);
      assert.deepEqual([...new Set(texts)], ["AD_ID"]);
      assert.match(response.text, /"CAMPAIGN_ID":\d{18}/u);
      const rows = rowsOf(response);
      for (const column of clicks) {
        assert.ok(rows.some((row) => column in row) && rows.some((row) => !(column in row)), column);
        assert.ok(!rows.some((row) => row[column] === 0), column);
      }
      assert.deepEqual(await read(simulator, "/ads/analytics", { ad_ids: "1,2" }), []);
    }));

  it("restates delivery for two days, and conversions until the attribution window ends", () =>
    withSimulator({ scale: "medium" }, async (simulator) => {
      const { campaign_ids } = worldOf(simulator);
      const columns = "IMPRESSION_1,TOTAL_CONVERSIONS";
      const week = { click_window_days: 7, engagement_window_days: 7, view_window_days: 1 };
      const numbers: (readonly [delivered: number, converted: number, inWeek: number, organic: unknown])[] = [];
      for (let age = 0; age <= 34; age += 1) {
        const query = { ...today, columns, campaign_ids };
        const rows = await read(simulator, "/campaigns/analytics", query);
        const inWeek = await read(simulator, "/campaigns/analytics", { ...query, ...week });
        const [day] = (await get(simulator, "/user_account/analytics", today)).text.match(/"IMPRESSION":\d+/u) ?? [];
        numbers.push([sum(rows), sum(rows, "TOTAL_CONVERSIONS"), sum(inWeek, "TOTAL_CONVERSIONS"), day]);
        simulator.change({ advance_days: 1 });
      }
      // The first age from which each number stays the same.
      const last = numbers.at(-1);
      const finals = [0, 1, 2, 3].map((place) => numbers.findLastIndex((one) => one[place] !== last?.[place]) + 1);
      assert.deepEqual([finals[0], finals[3]], [2, 2]);
      assert.ok(finals[1] !== undefined && finals[1] > 25 && finals[1] <= 30, String(finals[1]));
      assert.ok(finals[2] !== undefined && finals[2] > 3 && finals[2] <= 7, String(finals[2]));
      assert.ok(numbers.every(([, converted], age) => converted >= (numbers[age - 1]?.[1] ?? 0)));
    }));
});
