import assert from "node:assert/strict";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { ahead } from "../../../test/today.ts";
import { type Query, rowsOf } from "./models.ts";

/** The records of a stream that a correct connector emits. */
type Records = (stream: string) => readonly JsonObject[];

type Rows = readonly JsonObject[];

/** Columns of reports of ads, and the fields of records that they add up. */
const ofAds: Readonly<Record<string, readonly string[]>> = {
  impressions: ["IMPRESSION_1", "IMPRESSION_2"],
  clicks: ["CLICKTHROUGH_1", "CLICKTHROUGH_2"],
  spend: ["SPEND_IN_MICRO_DOLLAR"],
  total_conversions: ["TOTAL_CONVERSIONS"],
  total_conversions_value: ["TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"],
  paid_impressions: ["IMPRESSION_1"],
  paid_clicks: ["CLICKTHROUGH_1"],
  outbound_clicks: ["OUTBOUND_CLICK_1", "OUTBOUND_CLICK_2"],
  checkouts: ["TOTAL_CHECKOUT"],
  checkout_value: ["TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"],
};
const { spend = [], checkouts = [], outbound_clicks = [], checkout_value = [] } = ofAds;
const ofPins = {
  impressions: ["IMPRESSION"],
  outbound_clicks: ["OUTBOUND_CLICK"],
  pin_clicks: ["PIN_CLICK"],
  saves: ["SAVE"],
};
const ofAccount = { ...ofPins, engagements: ["ENGAGEMENT"] };

/** Models, the stream of each, and which columns add up which fields of its records. */
const models: Readonly<
  Record<string, readonly [stream: string, columns: Readonly<Record<string, readonly string[]>>]>
> = {
  pinterest_ads__advertiser_report: ["advertiser_report", ofAds],
  pinterest_ads__campaign_report: ["campaign_analytics_report", ofAds],
  pinterest_ads__campaign_report_by_week: [
    "campaign_analytics_report",
    { spend, outbound_clicks, checkouts, checkout_value },
  ],
  pinterest_ads__ad_group_report: ["ad_group_report", ofAds],
  pinterest_ads__pin_promotion_report: ["pin_promotion_report", ofAds],
  pinterest_ads__url_report: ["pin_promotion_report", {}],
  pinterest_ads__keyword_report: ["keyword_report", ofAds],
  pinterest_ads__product_report: ["product_item_report", ofAds],
  pinterest_ads__product_group_report: ["product_group_report", ofAds],
  pinterest_ads__campaign_country_report: ["campaign_targeting_report", ofAds],
  pinterest_ads__campaign_region_report: ["campaign_targeting_report", ofAds],
  pinterest__pins_by_day: ["pin_analytics", ofPins],
  pinterest__account_by_day: ["user_account_analytics", ofAccount],
  pinterest__account_by_split: ["user_account_analytics_split", ofAccount],
  pinterest__boards: ["boards", { followers: ["follower_count"], pins: ["pin_count"] }],
  pinterest__followers: ["account_snapshots", { followers: ["follower_count"], pins: ["pin_count"] }],
  pinterest__creatives: ["ad_pins", {}],
  pinterest__paid_and_organic_by_pin: ["pin_promotion_report", { spend, paid_impressions: ["IMPRESSION_1"] }],
  stg_ad_spend: ["campaign_analytics_report", { spend, checkout_value }],
  stg_pins: ["pins", { likes: ["reaction"] }],
  account_by_month: ["pins", { likes: ["reaction"] }],
};

/** Columns that describe the object of an ID: the column, that of the ID, the stream, and the field of its record. */
const names: readonly (readonly [column: string, id: string, stream: string, field: string])[] = [
  ["advertiser_name", "advertiser_id", "ad_accounts", "name"],
  ["country", "advertiser_id", "ad_accounts", "country"],
  ["campaign_name", "campaign_id", "campaigns", "name"],
  ["campaign_status", "campaign_id", "campaigns", "status"],
  ["campaign_objective_type", "campaign_id", "campaigns", "objective_type"],
  ["ad_group_name", "ad_group_id", "ad_groups", "name"],
  ["ad_group_status", "ad_group_id", "ad_groups", "status"],
  ["pin_name", "pin_promotion_id", "ads", "name"],
  ["pin_status", "pin_promotion_id", "ads", "status"],
  ["destination_url", "pin_promotion_id", "ads", "destination_url"],
  ["keyword_value", "keyword_id", "keywords", "value"],
  ["match_type", "keyword_id", "keywords", "match_type"],
  ["product_group_status", "product_group_id", "product_group_promotions", "status"],
  ["board_name", "board_id", "boards", "name"],
];

/** Columns of Fivetran's models that no stream has. */
const alwaysNull = ["total_conversions_quantity", "region_name"];

/**
 * Compares what the rows of all models add up to with the simulator's records.
 * @param timeZone the time zone of local times
 * @returns the number of models and rows
 */
export async function assertTotals(query: Query, records: Records, timeZone: string): Promise<string> {
  let count = 0;
  for (const [model, [stream, columns]] of Object.entries(models)) {
    const rows = await rowsOf(query, `analytics.${model}`);
    const own = records(stream).filter((record) => isOf(model, record));
    for (const [column, fields] of Object.entries(columns)) {
      const expected = fields.reduce((all, field) => all + total(own, field), 0);
      const isMoney = fields.some((field) => field.includes("MICRO_DOLLAR"));
      isClose(total(rows, column), isMoney ? expected / 1e6 : expected, `${model}: ${column}`);
    }
    const empty = Object.keys(rows[0] ?? {}).filter((column) => rows.every((row) => row[column] === null));
    const withoutCost = total(rows, "checkouts") === 0 ? ["cost_per_checkout"] : [];
    assert.deepEqual(
      empty.filter((column) => ![...alwaysNull, ...withoutCost].includes(column)),
      [],
      `${model} has no values`,
    );
    for (const [column, id, entities, field] of names) {
      const byId = new Map(records(entities).map((record) => [record.id, stored(record[field])]));
      for (const row of rows)
        if (column in row && id in row) assert.equal(row[column], byId.get(row[id]) ?? null, `${model}: ${column}`);
    }
    for (const row of rows) assertRow(row, timeZone);
    count += rows.length;
  }
  const months = await rowsOf(query, "analytics.account_by_month");
  const pins = records("pins").length;
  assert.deepEqual(
    [total(months, "new_pins"), Math.max(...months.map((row) => Number(row.pins_so_far)))],
    [pins, pins],
  );
  const both = await rowsOf(query, "analytics.pinterest__paid_and_organic_by_pin");
  const days = new Map(both.map((row) => [`${asText(row.pin_id)} ${asText(row.date_day)}`, row]));
  isClose(total([...days.values()], "organic_impressions"), total(records("pin_analytics"), "IMPRESSION"), "organic");
  return `${Object.keys(models).length} models, ${count} rows`;
}

/** The connector drops U+0000, which PostgreSQL can't store. */
const stored = (value: Json | undefined) =>
  typeof value === "string" ? value.replaceAll("\u0000", "") : (value ?? null);

/** Whether a model has the metrics of a record. */
function isOf(model: string, { TARGETING_TYPE: type }: JsonObject): boolean {
  return type === undefined || model.includes(`_${asText(type).toLowerCase()}_`);
}

/** Checks the columns of a row that are made of its others. */
function assertRow(row: JsonObject, timeZone: string): void {
  const what = JSON.stringify(row);
  for (const [ratio, dividend, divisor] of [
    ["checkout_roas", "checkout_value", "spend"],
    ["cost_per_outbound_click", "spend", "outbound_clicks"],
    ["cost_per_checkout", "spend", "checkouts"],
  ] as const)
    if (ratio in row && Number(row[divisor]) > 0)
      isClose(Number(row[ratio]), Number(row[dividend]) / Number(row[divisor]), `${ratio} of ${what}`);
  if ("result_type" in row) assert.equal(row.result_type, resultOf(asText(row.campaign_objective_type)), what);
  if ("url_host" in row) {
    const { host, pathname, search } = new URL(asText(row.destination_url));
    const parameters = search.slice(1).split("&");
    const campaign = parameters.find((one) => one.startsWith("utm_campaign="))?.slice("utm_campaign=".length) || null;
    assert.deepEqual([row.url_host, row.url_path, row.utm_campaign], [host, pathname, campaign], what);
  }
  if ("created_at_local" in row) {
    // Swedish has the form of ISO 8601.
    const local = new Date(`${asText(row.created_at_utc)}Z`).toLocaleString("sv-SE", { timeZone }).replace(" ", "T");
    assert.deepEqual([row.created_at_local, row.month], [local, `${local.slice(0, 7)}-01`], what);
  }
  if ("is_final" in row) {
    // The machine's date, which dbt has. A week is final with its last day of ads.
    const final = new Date(Date.now() - ahead - 32 * 86_400_000).toISOString().slice(0, 10);
    const day = asText(row.date ?? row.week);
    if (row.is_final === true) assert.ok(day < final, what);
    else assert.ok(day >= final || "week" in row, what);
  }
}

function resultOf(objective: string): string {
  if (objective === "AWARENESS") return "paid impressions";
  if (objective.startsWith("VIDEO")) return "video views";
  return ["CONSIDERATION", "WEB_SESSIONS"].includes(objective) ? "paid clicks" : "conversions";
}

/** Returns the sum of a column, or of a field of records, which can be inside of others. */
function total(rows: Rows, name: string): number {
  const valueIn = (value: Json | undefined): number => {
    if (!isObject(value)) return 0;
    return Number(value[name] ?? valueIn(value.metrics ?? value.pin_metrics ?? value.lifetime_metrics));
  };
  return rows.reduce((sum, row) => sum + valueIn(row), 0);
}

function isClose(actual: number, expected: number, what: string): void {
  assert.ok(Math.abs(actual - expected) <= 1e-5 * Math.max(1, expected), `${what}: ${actual}, not ${expected}`);
}
