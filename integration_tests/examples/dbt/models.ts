import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";

/** A query on the models, and the same figures from the simulator's records. */
interface Comparison {
  readonly model: string;
  readonly stream: string;
  readonly where?: (record: JsonObject) => boolean;
}

const isPlace = (type: string) => (record: JsonObject) => record.TARGETING_TYPE === type;

const comparisons: readonly Comparison[] = [
  { model: "advertiser_report", stream: "advertiser_report" },
  { model: "campaign_report", stream: "campaign_analytics_report" },
  { model: "ad_group_report", stream: "ad_group_report" },
  { model: "pin_promotion_report", stream: "pin_promotion_report" },
  { model: "keyword_report", stream: "keyword_report" },
  { model: "product_report", stream: "product_item_report" },
  { model: "campaign_country_report", stream: "campaign_targeting_report", where: isPlace("COUNTRY") },
  { model: "campaign_region_report", stream: "campaign_targeting_report", where: isPlace("REGION") },
];

const columns = { impressions: "IMPRESSION_1", clicks: "CLICKTHROUGH_1", total_conversions: "TOTAL_CONVERSIONS" };

/**
 * Compares all numbers of the reports by currency and day with sums of the simulator's records.
 * @param query runs a query that returns a text
 */
export async function assertReportsAreTrue(
  query: (sql: string) => Promise<string>,
  recordsOf: (stream: string) => readonly JsonObject[],
): Promise<void> {
  for (const { model, stream, where = () => true } of comparisons) {
    const sums = new Map<string, number[]>();
    for (const record of recordsOf(stream).filter(where)) {
      const key = `${asText(record.currency)} ${asText(record.DATE)}`;
      const values = [...Object.values(columns), "SPEND_IN_MICRO_DOLLAR"].map((name) => Number(record[name] ?? 0));
      sums.set(
        key,
        values.map((value, index) => value + (sums.get(key)?.[index] ?? 0)),
      );
    }
    const expected = [...sums].map(([key, values]) => [key, ...values].join(" ")).sort();
    assert.ok(expected.length > 0, `no records of ${stream}`);
    const whole = [...Object.keys(columns), "spend * 1000000"].map((name) => `CAST(round(sum(${name})) AS BIGINT)`);
    const rows = await query(
      `SELECT string_agg(line, '|') FROM (SELECT concat_ws(' ', currency_code, CAST(date_day AS VARCHAR), ${whole.join(", ")}) AS line
       FROM analytics.pinterest_ads__${model} GROUP BY currency_code, date_day) AS lines`,
    );
    assert.deepEqual(rows.split("|").sort(), expected, model);
  }
}
