import assert from "node:assert/strict";
import type { Simulator } from "../../../simulator/simulator.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { get, type Query, rowsOf, textOf, withSimulator } from "../api.ts";

const parameters = {
  start_date: "2026-04-12",
  end_date: "2026-07-09",
  granularity: "DAY",
  columns: "IMPRESSION_1,CLICKTHROUGH_1,SPEND_IN_MICRO_DOLLAR",
};
const summed = ["IMPRESSION_1", "CLICKTHROUGH_1", "SPEND_IN_MICRO_DOLLAR"];

function worldOf({ world }: Simulator) {
  const [adAccount] = world.adAccounts;
  assert.ok(adAccount);
  const { campaigns, adGroups, ads } = adAccount.advertising;
  const join = (items: readonly { readonly id: string }[]) => items.map(({ id }) => id).join();
  return {
    account: `/ad_accounts/${adAccount.id}`,
    campaign_ids: join(campaigns),
    ad_group_ids: join(adGroups),
    ad_ids: join(ads),
    advertising: adAccount.advertising,
  };
}

async function read(simulator: Simulator, path: string, query: Query): Promise<JsonObject[]> {
  const response = await get(simulator, path, query);
  assert.equal(response.status, 200, response.text);
  return rowsOf(response);
}

const number = (value: JsonObject[string]) => (typeof value === "number" ? value : 0);

function totals(rows: readonly JsonObject[], keyOf: (row: JsonObject) => string): Record<string, number[]> {
  const result: Record<string, number[]> = {};
  for (const row of rows) {
    const total = result[keyOf(row)] ?? summed.map(() => 0);
    result[keyOf(row)] = summed.map((name, index) => (total[index] ?? 0) + number(row[name]));
  }
  return Object.fromEntries(Object.entries(result).toSorted(([first], [second]) => (first < second ? -1 : 1)));
}

describe("simulator: ads analytics", () => {
  it("omits columns of clicks and engagements from rows without any, as recorded", () =>
    withSimulator({}, async (simulator) => {
      const { account, ad_ids } = worldOf(simulator);
      const clicks = ["TOTAL_CLICKTHROUGH", "TOTAL_ENGAGEMENT", "ENGAGEMENT_RATE", "ECTR"];
      const columns = ["IMPRESSION_1_GROSS", ...clicks].join();
      const rows = rowsOf(await get(simulator, `${account}/ads/analytics`, { ...parameters, columns, ad_ids }));
      for (const column of clicks) {
        assert.ok(rows.some((row) => column in row) && rows.some((row) => !(column in row)), column);
        assert.ok(!rows.some((row) => row[column] === 0), column);
      }
    }));

  it("returns flat rows of the requested columns, with the ID of the requested ad as a string and the others as numbers", () =>
    withSimulator({}, async (simulator) => {
      const { account, ad_ids, advertising } = worldOf(simulator);
      const columns = "AD_ID,CAMPAIGN_ID,PIN_ID,IMPRESSION_1,CTR,VIDEO_MRC_VIEWS_1,AD_NAME,QUIZ_COMPLETED";
      const response = await get(simulator, `${account}/ads/analytics`, { ...parameters, columns, ad_ids });
      const long = advertising.ads.map(({ id }) => id).filter((id) => BigInt(id) > 2n ** 53n);
      assert.ok(long.some((id) => response.text.includes(`"AD_ID":"${id}",`)));
      assert.deepEqual(
        [...new Set([...response.text.matchAll(/"(\w+_ID)":"/gu)].map(([, name]) => name))],
        ["AD_ID"],
        "only the ID of the requested entity is a string (recorded responses)",
      );
      const rows = rowsOf(response);
      assert.ok(rows.length > 20 && rows.length < 60 * 89);
      const known = new Set([...columns.split(","), "DATE"]);
      for (const row of rows) {
        assert.ok(Object.keys(row).every((name) => known.has(name)));
        assert.match(textOf(row, "DATE"), /^2026-0[4-7]-\d\d$/u);
        const ad = advertising.ad(textOf(row, "AD_ID"));
        assert.equal(ad?.campaignId, row.CAMPAIGN_ID);
        assert.notEqual(ad?.unnamed, "AD_NAME" in row);
      }
      assert.ok(rows.some((row) => !("VIDEO_MRC_VIEWS_1" in row)));
      assert.ok(rows.every((row) => !("QUIZ_COMPLETED" in row)));
      const silent = await get(simulator, `${account}/ads/analytics`, { ...parameters, ad_ids: "1,2" });
      assert.equal(silent.text, "[]");
    }));

  it("restates delivery for two days, and conversions until the attribution window ends", () =>
    withSimulator({ scale: "medium" }, async (simulator) => {
      const { account, campaign_ids } = worldOf(simulator);
      const query = {
        start_date: "2026-07-09",
        end_date: "2026-07-09",
        granularity: "TOTAL",
        columns: "IMPRESSION_1,TOTAL_CONVERSIONS,TOTAL_CLICK_CHECKOUT",
        campaign_ids,
      };
      const readWith = async (windows: Query) => {
        const rows = await read(simulator, `${account}/campaigns/analytics`, { ...query, ...windows });
        return ["IMPRESSION_1", "TOTAL_CONVERSIONS"].map((name) =>
          rows.reduce((total, row) => total + number(row[name]), 0),
        );
      };
      const week = { click_window_days: 7, engagement_window_days: 7, view_window_days: 1 };
      const delivered: number[] = [];
      const converted: number[] = [];
      const convertedInWeek: number[] = [];
      for (let age = 0; age <= 40; age += 1) {
        const [impressions = 0, conversions = 0] = await readWith({});
        delivered.push(impressions);
        converted.push(conversions);
        convertedInWeek.push((await readWith(week))[1] ?? 0);
        simulator.change({ advance_days: 1 });
      }
      assert.ok((delivered[0] ?? 0) < (delivered[1] ?? 0) && (delivered[1] ?? 0) < (delivered[2] ?? 0));
      assert.equal(new Set(delivered.slice(2)).size, 1);
      for (let age = 1; age <= 40; age++) assert.ok((converted[age] ?? 0) >= (converted[age - 1] ?? 0));
      assert.ok((converted[30] ?? 0) > (converted[25] ?? 0));
      assert.equal(new Set(converted.slice(30)).size, 1);
      assert.equal(new Set(convertedInWeek.slice(7)).size, 1);
      assert.ok((convertedInWeek[7] ?? 0) > (convertedInWeek[3] ?? 0));
      assert.ok((convertedInWeek[40] ?? 0) < (converted[40] ?? 0));
    }));

  it("reports conversions on the date of the conversion if requested", () =>
    withSimulator({ scale: "medium" }, async (simulator) => {
      const { account } = worldOf(simulator);
      const query = { ...parameters, columns: "TOTAL_CONVERSIONS", end_date: "2026-06-01" };
      const action = await read(simulator, `${account}/analytics`, query);
      const conversion = await read(simulator, `${account}/analytics`, {
        ...query,
        conversion_report_time: "TIME_OF_CONVERSION",
      });
      assert.notDeepEqual(action, conversion);
      simulator.change({ advance_days: 5 });
      const later = await read(simulator, `${account}/analytics`, {
        ...query,
        start_date: "2026-04-20",
        conversion_report_time: "TIME_OF_CONVERSION",
      });
      assert.deepEqual(
        later,
        conversion.filter((row) => textOf(row, "DATE") >= "2026-04-20"),
      );
    }));

  it("sums by week from Monday, by month, by hour, and in total", () =>
    withSimulator({}, async (simulator) => {
      const { account } = worldOf(simulator);
      const by = (granularity: string, range = {}) =>
        read(simulator, `${account}/analytics`, { ...parameters, ...range, granularity });
      const [days, weeks, months, total] = [await by("DAY"), await by("WEEK"), await by("MONTH"), await by("TOTAL")];
      const all = () => "all";
      for (const rows of [weeks, months, total]) assert.deepEqual(totals(rows, all), totals(days, all));
      assert.ok(weeks.every((row) => new Date(textOf(row, "DATE")).getUTCDay() === 1));
      assert.deepEqual(
        months.map((row) => row.DATE),
        ["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"],
      );
      assert.equal(total.length, 1);
      assert.ok(!("DATE" in (total[0] ?? {})));
      const recent = { start_date: "2026-07-07", end_date: "2026-07-09" };
      const hours = await by("HOUR", recent);
      assert.deepEqual(totals(hours, all), totals(await by("DAY", recent), all));
      assert.match(textOf(hours[0], "DATE"), /T\d\d:00:00$/u);
    }));

  it("keeps the past delivery of a moved ad in its previous parents", () =>
    withSimulator({}, async (simulator) => {
      const { account, ad_ids, ad_group_ids, campaign_ids, advertising } = worldOf(simulator);
      const impressions = async (path: string, ids: Query, from = "2026-06-01") => {
        const days = { ...parameters, start_date: from, end_date: "2026-07-12", columns: "AD_GROUP_ID,IMPRESSION_1" };
        return read(simulator, `${account}/${path}`, { ...days, ...ids });
      };
      const sum = (rows: readonly JsonObject[]) => rows.reduce((all, row) => all + number(row.IMPRESSION_1), 0);
      simulator.change({ advance_days: 3 });
      const before = await impressions("ad_groups/analytics", { ad_group_ids });
      const rows = await impressions("ads/analytics", { ad_ids });
      const running = advertising.ads.filter(({ lastDay }) => lastDay === Number.MAX_SAFE_INTEGER).map(({ id }) => id);
      const moved = running.find((id) => rows.some((row) => row.AD_ID === id));
      assert.ok(moved !== undefined);
      const old = advertising.ad(moved)?.adGroupId;
      const target = advertising.adGroups.find(
        ({ id, campaignId }) => id !== old && campaignId !== advertising.ad(moved)?.campaignId,
      );
      assert.ok(old !== undefined && target !== undefined);
      simulator.change({ move_ad: moved, ad_group_id: target.id });
      assert.deepEqual(await impressions("ad_groups/analytics", { ad_group_ids }), before);
      const ad = simulator.expectedRecords("ads").find(({ id }) => id === moved);
      assert.deepEqual([ad?.ad_group_id, ad?.campaign_id], [target.id, target.campaignId]);
      assert.equal(ad?.updated_time, Date.UTC(2026, 6, 12, 12) / 1000);
      const ofAd = await impressions("ads/analytics", { ad_ids: moved });
      assert.ok(ofAd.length > 0 && ofAd.every((row) => row.AD_GROUP_ID === target.id));

      const complete = sum(await impressions("analytics", {}));
      simulator.change({ move_ad_group: target.id, campaign_id: advertising.campaigns[0]?.id ?? "" });
      assert.equal(advertising.ad(moved)?.campaignId, advertising.campaigns[0]?.id);
      assert.equal(sum(await impressions("campaigns/analytics", { campaign_ids })), complete);
      assert.throws(() => simulator.change({ move_ad: moved, ad_group_id: "1" }), RangeError);
      assert.throws(() => simulator.change({ move_ad_group: target.id }), RangeError);
    }));

  it("rejects requests beyond the limits", () =>
    withSimulator({}, async (simulator) => {
      const { account } = worldOf(simulator);
      const billing = `/ad_accounts/${simulator.world.adAccounts[2]?.id}/analytics`;
      const ids = Array.from({ length: 251 }, (_, index) => index + 1).join();
      const rejected: readonly [path: string, query: Query, status: number, code: number][] = [
        [`${account}/analytics`, { ...parameters, start_date: "2026-04-09" }, 400, 1],
        [`${account}/analytics`, { ...parameters, start_date: "2026-04-10", end_date: "2026-07-10" }, 400, 1],
        [`${account}/analytics`, { ...parameters, start_date: "2026-07-09", end_date: "2026-07-08" }, 400, 1],
        [`${account}/analytics`, { ...parameters, granularity: "HOUR", start_date: "2026-06-30" }, 400, 1],
        [`${account}/analytics`, { ...parameters, granularity: "HOUR", start_date: "2026-07-05" }, 400, 1],
        [`${account}/analytics`, { ...parameters, columns: "NO_COLUMN" }, 400, 1],
        [`${account}/analytics`, { ...parameters, click_window_days: 5 }, 400, 1],
        [`${account}/analytics`, { ...parameters, view_window_days: 60 }, 400, 1],
        [`${account}/analytics`, { ...parameters, click_window_days: 7 }, 400, 1],
        [`${account}/ads/analytics`, parameters, 400, 1],
        [`${account}/ads/analytics`, { ...parameters, ad_ids: ids }, 400, 1],
        [`${account}/campaigns/analytics`, { ...parameters, campaign_ids: ids }, 400, 1],
        [`${account}/targeting_analytics`, parameters, 400, 1],
        [billing, parameters, 403, 29],
      ];
      for (const [path, query, status, code] of rejected) {
        const response = await get(simulator, path, query);
        assert.deepEqual([response.status, response.object.code], [status, code], `${path} ${JSON.stringify(query)}`);
      }
      const oldest = { ...parameters, start_date: "2026-04-10", end_date: "2026-07-08" };
      assert.equal((await get(simulator, `${account}/analytics`, oldest)).status, 200);
    }));

  it("keeps the spend of a deleted ad in the sums", () =>
    withSimulator({}, async (simulator) => {
      const { account, ad_ids } = worldOf(simulator);
      const [row] = await read(simulator, `${account}/ads/analytics`, { ...parameters, ad_ids });
      const id = textOf(row, "AD_ID");
      const before = await read(simulator, `${account}/analytics`, parameters);
      simulator.change({ delete_ad: id });
      const complete = await read(simulator, `${account}/analytics`, parameters);
      assert.deepEqual(complete, before);
      assert.deepEqual(await read(simulator, `${account}/ads/analytics`, { ...parameters, ad_ids: id }), []);
    }));
});
