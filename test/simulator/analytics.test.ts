import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { objectAt, objectOf } from "../narrow.ts";
import { get, type Query, rowsOf, textOf, withSimulator } from "./api.ts";

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

  it("splits the account's metrics, and filters them to paid and organic, so that the parts add up", () =>
    withSimulator({}, async (simulator) => {
      const dates = { start_date: "2026-05-01", end_date: today.end_date };
      const partsOf = async (query: Query) => {
        const { object } = await get(simulator, "/user_account/analytics", { ...dates, ...query });
        return Object.entries(object).map(([value, part]) => ({ value, days: objectOf(part).daily_metrics }));
      };
      const sumOf = (parts: Awaited<ReturnType<typeof partsOf>>) => {
        const sums: Record<string, number> = {};
        for (const day of parts.flatMap(({ days }) => (Array.isArray(days) ? days.filter(isObject) : [])))
          for (const name of ["ENGAGEMENT", "IMPRESSION", "OUTBOUND_CLICK", "PIN_CLICK", "SAVE"]) {
            const key = `${textOf(day, "date")} ${name}`;
            sums[key] = (sums[key] ?? 0) + Number(objectAt(day, "metrics")[name]);
          }
        return sums;
      };
      const all = sumOf(await partsOf({}));
      assert.equal(Object.keys(all).length, 70 * 5);
      for (const split_field of ["APP_TYPE", "OWNED_CONTENT", "PIN_FORMAT", "SOURCE"]) {
        const parts = await partsOf({ split_field });
        assert.ok(
          parts.length > 1 && parts.every((part) => Object.values(sumOf([part])).some((sum) => sum > 0)),
          split_field,
        );
        assert.deepEqual(sumOf(parts), all, split_field);
      }
      const paid = await partsOf({ content_type: "PAID" });
      assert.deepEqual(sumOf([...paid, ...(await partsOf({ content_type: "ORGANIC" }))]), all);
      const formats = await partsOf({ split_field: "PIN_FORMAT" });
      assert.deepEqual(sumOf(formats.filter(({ value }) => value.startsWith("ADS_"))), sumOf(paid));
    }));

  it("reports conversions on the date of the conversion if requested", () =>
    withSimulator({ scale: "medium" }, async (simulator) => {
      const query = { columns: "TOTAL_CONVERSIONS", start_date: "2026-04-20", end_date: "2026-06-01" };
      const byConversion = { ...query, conversion_report_time: "TIME_OF_CONVERSION" };
      const before = await read(simulator, "/analytics", byConversion);
      assert.notDeepEqual(await read(simulator, "/analytics", query), before);
      simulator.change({ advance_days: 5 });
      assert.deepEqual(await read(simulator, "/analytics", byConversion), before);
    }));

  it("sums by week from Monday, by month, by hour, and in total", () =>
    withSimulator({}, async (simulator) => {
      const by = (granularity: string, range = {}) => read(simulator, "/analytics", { ...range, granularity });
      const [days, weeks, months, total] = [await by("DAY"), await by("WEEK"), await by("MONTH"), await by("TOTAL")];
      for (const column of parameters.columns.split(","))
        for (const rows of [weeks, months, total]) assert.equal(sum(rows, column), sum(days, column));
      assert.ok(weeks.every((row) => new Date(textOf(row, "DATE")).getUTCDay() === 1));
      const firsts = ["2026-04-01", "2026-05-01", "2026-06-01", "2026-07-01"];
      assert.deepEqual(
        months.map(({ DATE }) => DATE),
        firsts,
      );
      assert.ok(total.length === 1 && !("DATE" in (total[0] ?? {})));
      const recent = { start_date: "2026-07-07" };
      const hours = await by("HOUR", recent);
      assert.equal(sum(hours), sum(await by("DAY", recent)));
      assert.match(textOf(hours[0], "DATE"), /T\d\d:00:00$/u);
    }));

  it("keeps the past delivery of a deleted ad in the sums", () =>
    withSimulator({}, async (simulator) => {
      const { ad_ids } = worldOf(simulator);
      const complete = sum(await read(simulator, "/analytics", {}));
      const [shown] = await read(simulator, "/ads/analytics", { ad_ids });
      simulator.change({ delete_ad: textOf(shown, "AD_ID") });
      assert.equal(sum(await read(simulator, "/analytics", {})), complete);
      assert.deepEqual(await read(simulator, "/ads/analytics", { ad_ids: textOf(shown, "AD_ID") }), []);
    }));

  it("of Pins have comments only as lifetime metrics, match pin_metrics, and omit inactive Pins in bulk", () =>
    withSimulator({}, async (simulator) => {
      const active = new Set(simulator.expectedRecords("pin_analytics").map((row) => row.pin_id));
      const pins = simulator.world.me.ownPins().filter(({ mediaType }) => mediaType === "image");
      const old = pins.filter(({ createdAt }) => createdAt < Date.UTC(2026, 3, 1) * 1000);
      const [pin, silent] = [old.find(({ id }) => active.has(id)), old.find(({ id }) => !active.has(id))];
      assert.ok(pin !== undefined && silent !== undefined);
      const metric_types = "IMPRESSION,OUTBOUND_CLICK,PIN_CLICK,TOTAL_COMMENTS";
      const query = { start_date: "2026-04-11", end_date: "2026-07-09", metric_types };
      const { body } = await get(simulator, `/pins/${pin.id}/analytics`, query);
      const { IMPRESSION, PIN_CLICK, OUTBOUND_CLICK, ...rest } = objectAt(body, "all", "summary_metrics");
      assert.deepEqual(rest, {});
      assert.deepEqual(Object.keys(objectAt(body, "all", "lifetime_metrics")), ["TOTAL_COMMENTS"]);
      const shown = simulator.expectedRecords("pins").find(({ id }) => id === pin.id);
      const recent = { pin_click: PIN_CLICK, impression: IMPRESSION, clickthrough: OUTBOUND_CLICK };
      assert.deepEqual(objectAt(shown, "pin_metrics", "90d"), recent);
      const bulk = await get(simulator, "/pins/analytics", { ...query, pin_ids: [pin.id, silent.id] });
      assert.deepEqual(bulk.object, { [pin.id]: body });
    }));
});
