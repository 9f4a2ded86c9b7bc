import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { isObject } from "../../../src/base/json.ts";
import { rowsOf, withSixDecimals } from "./models.ts";
import type { DbtProject } from "./project.ts";

const ratio = (one: string, other: string) => `sum(${one}) / nullif(sum(${other}), 0)`;
/** Metrics by currency and type of result, with the sums and ratios of the rows of campaigns by day that they are. */
const grouped = {
  spend: "sum(spend)",
  results: "sum(results)",
  cost_per_result: ratio("spend", "results"),
  click_through_rate: ratio("paid_clicks", "paid_impressions"),
  cost_per_click: ratio("spend", "paid_clicks"),
  checkouts: "sum(checkouts)",
  checkout_value: "sum(checkout_value)",
  checkout_roas: ratio("checkout_value", "spend"),
  cost_per_outbound_click: ratio("spend", "outbound_clicks"),
  cost_per_checkout: ratio("spend", "checkouts"),
};
const groups = ["currency_code", "result_type"];
/** Metrics that are null for rows of several currencies or types of results. */
const mixed = ["spend", "cost_per_click", "cost_per_result", "checkout_value", "checkout_roas"];

/**
 * Queries metrics and compares them with the rows of campaigns by day.
 * @param folder where the results are written
 */
export async function assertMetricsAreTrue(project: DbtProject, folder: string): Promise<void> {
  await project.metricFlow("validates its metrics", "validate-configs");
  const file = join(folder, "metrics.csv");
  const query = async (metrics: readonly string[], by: readonly string[]) => {
    const names = metrics.map((name) => `pinterest_${name}`);
    const dimensions = by.map((name) => `pinterest_campaign_day__${name}`);
    const options = dimensions.length === 0 ? [] : ["--group-by", dimensions.join()];
    const what = `computes ${metrics.length} metrics by ${by.join(" and ") || "nothing"}`;
    await project.metricFlow(what, "query", "--metrics", names.join(), ...options, "--csv", file);
    const rows: unknown[] = parse(readFileSync(file), { columns: true });
    return rows
      .filter(isObject)
      .map((row) => [...dimensions.map((name) => row[name]), ...names.map((name) => rounded(row[name]))]);
  };
  const expected = async (columns: Readonly<Record<string, string>>, by: readonly string[]) => {
    const sums = Object.entries(columns).map(([name, sql]) => `${sql} AS ${name}`);
    const from = `(SELECT ${[...by, ...sums].join(", ")} FROM analytics.pinterest_ads__campaign_report GROUP BY ALL)`;
    const rows = await rowsOf(project.database.query, from);
    return rows.map((row) => [
      ...by.map((name) => row[name]),
      ...Object.keys(columns).map((name) => rounded(row[name])),
    ]);
  };
  const inOrder = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  const rows = inOrder(await expected(grouped, groups));
  assert.ok(rows.length > 2);
  assert.deepEqual(inOrder(await query(Object.keys(grouped), groups)), rows);
  const [all = []] = await expected({ ad_impressions: "sum(paid_impressions)" }, []);
  assert.deepEqual(await query([...mixed, "ad_impressions"], []), [[...mixed.map(() => null), ...all]]);
}

/** Returns a value with six decimals; null for none, and for a ratio without a divisor. */
function rounded(value: unknown): number | null {
  const number = Number(value ?? Number.NaN);
  return value === "" || !Number.isFinite(number) ? null : withSixDecimals(number);
}
