import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../../simulator/simulator.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import {
  addressOf,
  get,
  itemsOf,
  page,
  pages,
  type Query,
  rowsOf,
  send,
  textOf,
  token,
  walk,
  withSimulator,
} from "./api.ts";

/*
 * Forms of the live API that recordings have and Pinterest's document doesn't.
 */

const days = { start_date: "2026-06-10", end_date: "2026-07-09" };
const decoded = (bookmark: Json | undefined) => Buffer.from(asText(bookmark), "base64").toString();
const accountOf = ({ world }: Simulator) => `/ad_accounts/${world.adAccounts[0]?.id}`;
const all = (list: readonly { readonly id: string }[] = []) => list.map(({ id }) => id).join();

/** Creates a report, and returns the text of its file. */
async function reportOf(simulator: Simulator, body: JsonObject): Promise<string> {
  const path = `${accountOf(simulator)}/reports`;
  const { token } = (await send(simulator, path, body)).object;
  const url = textOf((await get(simulator, path, { token: asText(token) })).object, "url");
  return (await fetch(url)).text();
}

const rowsIn = (file: string): readonly JsonObject[] => Object.values<JsonObject[]>(JSON.parse(file)).flat();

describe("simulator: as recorded", () => {
  it("reports by week and month have DATE_RANGE, of the entire period, and no DATE", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const body = {
        ...days,
        start_date: "2026-05-20",
        granularity: "MONTH",
        level: "AD_GROUP",
        columns: ["IMPRESSION_2"],
      };
      const rows = rowsIn(await reportOf(simulator, body));
      const ranges = ["2026-05-01 - 2026-05-31", "2026-06-01 - 2026-06-30", "2026-07-01 - 2026-07-31"];
      assert.deepEqual([...new Set(rows.map((row) => asText(row.DATE_RANGE)))].toSorted(), ranges);
      assert.ok(rows.every((row) => !("DATE" in row)));
      simulator.settings.report_ranges = "cut";
      const cut = rowsIn(await reportOf(simulator, body)).map((row) => row.DATE_RANGE);
      assert.ok(cut.includes("2026-05-20 - 2026-05-31") && cut.includes("2026-07-01 - 2026-07-09"));
      simulator.settings.report_ranges = "sunday";
      const weeks = rowsIn(await reportOf(simulator, { ...body, granularity: "WEEK" }));
      assert.ok(weeks.every((row) => new Date(asText(row.DATE_RANGE).slice(0, 10)).getUTCDay() === 0));
    }));

  it("statuses are numbers in synchronous analytics and text in reports, and caps are as of the request", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const { campaigns = [], adGroups } = simulator.world.adAccounts[0]?.advertising ?? {};
      const columns = ["CAMPAIGN_ENTITY_STATUS", "AD_GROUP_ENTITY_STATUS", "CAMPAIGN_DAILY_SPEND_CAP", "IMPRESSION_1"];
      const query = { ...days, granularity: "DAY", columns, ad_group_ids: all(adGroups) };
      const rows = rowsOf(await get(simulator, `${accountOf(simulator)}/ad_groups/analytics`, query));
      const reported = rowsIn(
        await reportOf(simulator, {
          ...days,
          granularity: "DAY",
          level: "AD_GROUP",
          columns: [...columns, "AD_GROUP_ID"],
        }),
      );
      const known = new Map(reported.map((row) => [asText(row.AD_GROUP_ID), row]));
      assert.ok(rows.some((row) => row.CAMPAIGN_ENTITY_STATUS === 1));
      for (const row of rows) {
        const other = known.get(asText(row.AD_GROUP_ID));
        if (other === undefined) continue;
        for (const column of columns.slice(0, 2)) assert.equal(row[column] === 1, other[column] === "ACTIVE");
        assert.equal(typeof row.CAMPAIGN_DAILY_SPEND_CAP, "number");
      }
      assert.ok(campaigns.length > 0 && known.size > 0);
    }));

  it("organic impressions, saves, engagement, and rates are floats, clicks are integers, and rates aren't rounded", () =>
    withSimulator({}, async (simulator) => {
      const { text } = await get(simulator, "/user_account/analytics", days);
      for (const name of ["IMPRESSION", "SAVE", "ENGAGEMENT"])
        assert.match(text, new RegExp(`"${name}":\\d+\\.0[,}]`, "u"));
      for (const name of ["PIN_CLICK", "OUTBOUND_CLICK"]) {
        assert.match(text, new RegExp(`"${name}":\\d+[,}]`, "u"));
        assert.doesNotMatch(text, new RegExp(`"${name}":\\d+\\.`, "u"));
      }
      assert.match(text, /"PIN_CLICK_RATE":0\.\d{12}/u);
      assert.doesNotMatch(text, /_RATE":0[,}]/u);
    }));

  it("pin_metrics have the names that live clients read, or those of the document", () =>
    withSimulator({}, async (simulator) => {
      const namesOf = async () => {
        const [pin] = (await page(simulator, "/pins", { pin_metrics: true })).items;
        const { "90d": recent, lifetime_metrics: ever } = isObject(pin?.pin_metrics) ? pin.pin_metrics : {};
        return [recent, ever].map((one) =>
          Object.keys(isObject(one) ? one : {})
            .toSorted()
            .join(),
        );
      };
      const live = "impression,outbound_click,pin_click,save";
      assert.deepEqual(await namesOf(), [live, "impression,last_updated,outbound_click,pin_click,save"]);
      simulator.settings.pin_metric_names = "document";
      const [recent, ever] = [
        "clickthrough,impression,pin_click",
        "clickthrough,comment,impression,pin_click,reaction",
      ];
      assert.deepEqual(await namesOf(), [recent, ever]);
    }));

  it("titles and notes are empty, never null; Pins of others that the user saved have is_owner false", () =>
    withSimulator({}, async (simulator) => {
      const pins = await walk(simulator, "/pins", { include_protected_pins: true, page_size: 250 });
      for (const field of ["title", "note"]) {
        assert.ok(pins.some((pin) => pin[field] === "") && pins.every((pin) => pin[field] !== null), field);
      }
      assert.ok(pins.some((pin) => pin.is_owner === false && pin.parent_pin_id !== null));
      assert.ok(pins.some((pin) => pin.is_owner === true && pin.parent_pin_id !== null));
    }));

  it("top Pins include Pins of others, which can be read by ID", () =>
    withSimulator({}, async (simulator) => {
      const query = { ...days, sort_by: "IMPRESSION", num_of_pins: 50 };
      const { pins = [] } = (await get(simulator, "/user_account/analytics/top_pins", query)).object;
      const own = new Set(simulator.world.me.pins.map(({ id }) => id));
      const ids = (Array.isArray(pins) ? pins : []).map((pin) => asText(isObject(pin) ? pin.pin_id : null));
      const other = ids.find((id) => !own.has(id));
      assert.ok(other !== undefined && ids.some((id) => own.has(id)));
      const { object } = await get(simulator, `/pins/${other}`);
      assert.deepEqual([object.id, object.is_owner], [other, false]);
    }));

  it("rejections list what is valid, in one form for organic metrics and in one for all else", () =>
    withSimulator({}, async (simulator) => {
      const rejected = async (path: string, query: Query) => (await get(simulator, path, query)).object.message;
      const pin = simulator.world.me.ownPins()[0]?.id;
      assert.match(
        asText(await rejected(`/pins/${pin}/analytics`, { ...days, metric_types: "SAVE,NONE" })),
        /^Parameter 'metric_types' \(value NONE\) is not one of \w+(?:, \w+)+\.$/u,
      );
      assert.match(
        asText(await rejected(`${accountOf(simulator)}/analytics`, { ...days, granularity: "DAY", columns: "NONE" })),
        /^'NONE' is not one of \['\w+'(?:, '\w+')+\]$/u,
      );
    }));

  it("bookmarks name a row and the request that made them; only those of searches are offsets", () =>
    withSimulator({}, async (simulator) => {
      const first = await get(simulator, "/pins");
      const again = await get(simulator, "/pins");
      assert.notEqual(first.object.bookmark, again.object.bookmark, "the same page has another bookmark each time");
      const last = itemsOf(first).at(-1);
      const time = Date.parse(`${asText(last?.created_at).slice(0, 19)}Z`) / 1000;
      const start = `?c${asText(last?.id)}.${time},-1|25|${first.headers.get("x-pinterest-rid")}*GQL*|`;
      assert.ok(decoded(first.object.bookmark).startsWith(start), decoded(first.object.bookmark));
      const everything = await page(simulator, "/search/pins", { query: asText(last?.id) });
      assert.match(decoded(everything.bookmark), /^oo25\|\d{16}\*GQL\*\|/u);
      const [board] = simulator.world.me.boards.filter(({ id }) => simulator.world.me.boardPins(id).length > 25);
      const ofBoard = await page(simulator, `/boards/${board?.id}/pins`);
      assert.ok(decoded(ofBoard.bookmark).startsWith(`->${asText(ofBoard.items.at(-1)?.id)}|25|`));
      const feed = simulator.world.me.catalogs.feeds[0]?.id;
      const results = await page(simulator, `/catalogs/feeds/${feed}/processing_results`);
      assert.match(decoded(results.bookmark), /^\?\?\d{13}\|/u);
      const [beforeLast] = (await pages(simulator, "/pins", { page_size: 250 })).slice(-2);
      assert.match(decoded(beforeLast?.bookmark), /^\?c-1\|\d+\|/u);
    }));

  it("headers of rate limits have the names of windows, no names, or one number", () =>
    withSimulator({ limits: "standard" }, async (simulator) => {
      const header = async () => (await get(simulator, "/boards")).headers.get("x-ratelimit-limit");
      const named = '100, 100;w=1;name="safety_net_app_id_user_id", 1000;w=60;name="org_read_app_id_user_id"';
      assert.equal(await header(), named);
      simulator.settings.limit_headers = "unnamed";
      assert.equal(await header(), "100, 100;w=1, 1000;w=60");
      simulator.settings.limit_headers = "number";
      assert.equal(await header(), "100");
      for (let count = 0; count < 100; count += 1) await header();
      const { status, headers } = await get(simulator, "/boards");
      assert.deepEqual([status, headers.get("x-envoy-ratelimited")], [429, "true"]);
    }));

  it("FEED_TYPE comes where no targeting types are requested, and interests are paths", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const body = { ...days, granularity: "DAY", level: "CAMPAIGN_TARGETING", columns: ["IMPRESSION_1"] };
      const rows = rowsIn(await reportOf(simulator, body));
      const valuesOf = (type: string) =>
        rows.flatMap((row) => (row.TARGETING_TYPE === type ? [row.TARGETING_VALUE] : []));
      assert.deepEqual([...new Set(valuesOf("FEED_TYPE"))], ["TWOCOLUMN_FEED"]);
      assert.ok(
        valuesOf("TARGETED_INTEREST").includes("Education > Subjects > Science > Applied Science > Technology"),
      );
    }));

  it("an app that isn't approved gets tokens, and 401 for every other request", () =>
    withSimulator({ app: "pending" }, async (simulator) => {
      const { refresh_token: refreshToken } = knownCredentials;
      const issued = await token(simulator, { grant_type: "refresh_token", refresh_token: refreshToken });
      assert.equal(issued.status, 200);
      const error = { code: 3, message: "Your application consumer type is not supported" };
      for (const path of ["/user_account", "/boards", "/ad_accounts", "/catalogs"]) {
        const { status, body } = await get(simulator, path, {}, textOf(issued.object, "access_token"));
        assert.deepEqual([status, body], [401, error], path);
      }
      const { status, body } = await send(simulator, `${accountOf(simulator)}/reports`, {});
      assert.deepEqual([status, body], [401, error]);
    }));

  it("templates with the format CSV make CSV with display names and without IDs of entities", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const template = simulator.expectedRecords("report_templates").find((one) => one.report_format === "CSV");
      const path = `${accountOf(simulator)}/templates/${asText(template?.id)}/reports`;
      const week = { start_date: "2026-07-03", end_date: "2026-07-09", granularity: "DAY" };
      const fileOf = async () => {
        const { object } = await send(simulator, addressOf(path, week), {});
        const { url } = (await get(simulator, `${accountOf(simulator)}/reports`, { token: asText(object.token) }))
          .object;
        return (await (await fetch(asText(url))).text()).trimEnd().split("\n");
      };
      const [header, ...rows] = await fileOf();
      assert.equal(header, "Date,Campaign ID,Spend,Paid Pin clicks");
      assert.ok(rows.length > 0 && rows.every((row) => /^2026-07-0[3-9],\d+,[\d.]+,\d+$/u.test(row)), rows[0]);
      simulator.settings.template_dates = "ignored";
      week.start_date = "2026-05-01";
      week.end_date = "2026-05-02";
      assert.deepEqual(await fileOf(), [header, ...rows]);
    }));

  it("conversions are counted some days late, if a setting says so, also by the time of conversion", () =>
    withSimulator({}, async (simulator) => {
      const ids = all(simulator.world.adAccounts[0]?.advertising.campaigns);
      const counted = async (conversion_report_time: string) => {
        const query = { ...days, granularity: "DAY", columns: "TOTAL_CONVERSIONS", campaign_ids: ids };
        const path = `${accountOf(simulator)}/campaigns/analytics`;
        const rows = rowsOf(await get(simulator, path, { ...query, conversion_report_time }));
        return rows.map((row) => ({ date: asText(row.DATE), count: Number(row.TOTAL_CONVERSIONS) }));
      };
      for (const time of ["TIME_OF_AD_ACTION", "TIME_OF_CONVERSION"]) {
        simulator.settings.conversion_delay_days = 0;
        const before = await counted(time);
        simulator.settings.conversion_delay_days = 8;
        const late = await counted(time);
        assert.ok(before.some(({ date }) => date > "2026-07-01") && late.length > 0, time);
        assert.ok(
          late.every(({ date }) => date <= "2026-07-01"),
          time,
        );
      }
    }));

  it("analytics know product groups by their IDs in the catalog, if a setting says so", () =>
    withSimulator({ product_group_ids: "catalog" }, async (simulator) => {
      const { promotions = [] } = simulator.world.adAccounts[0]?.advertising ?? {};
      const groups = promotions.map(({ record }) => asText(record.catalog_product_group_id)).join();
      const rowsBy = async (product_group_ids: string) => {
        const query = { ...days, granularity: "DAY", columns: "IMPRESSION_1", product_group_ids };
        return rowsOf(await get(simulator, `${accountOf(simulator)}/product_groups/analytics`, query));
      };
      assert.deepEqual(await rowsBy(all(promotions)), []);
      assert.ok((await rowsBy(groups)).some((row) => groups.includes(asText(row.PRODUCT_GROUP_ID))));
    }));

  it("restricted features are named where they were", () =>
    withSimulator({ gated: ["billing_profiles/get"] }, async (simulator) => {
      const { object } = await get(simulator, `${accountOf(simulator)}/billing_profiles`, { is_active: true });
      assert.match(asText(object.message), /restricted feature: commerce_integration$/u);
    }));
});
