import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "csv-parse/sync";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { withSixDecimals } from "./models.ts";
import type { DbtProject } from "./project.ts";

const entity = "pinterest_campaign_day";

/**
 * Queries metrics and compares them with the rows of campaigns by day.
 * @param folder where the results are written
 */
export async function assertMetricsAreTrue(
  project: DbtProject,
  campaignDays: readonly JsonObject[],
  folder: string,
): Promise<void> {
  await project.metricFlow("validates its metrics", "validate-configs");
  const query = async (metrics: readonly string[], groups: readonly string[]) => {
    const file = join(folder, "metrics.csv");
    const by = groups.length === 0 ? [] : ["--group-by", groups.map((name) => `${entity}__${name}`).join(",")];
    const what = `computes ${metrics.length} metrics by ${groups.join(" and ") || "nothing"}`;
    await project.metricFlow(
      what,
      "query",
      "--metrics",
      metrics.map((name) => `pinterest_${name}`).join(","),
      ...by,
      "--csv",
      file,
    );
    const rows: unknown = parse(readFileSync(file), { columns: true });
    assert.ok(Array.isArray(rows));
    return rows.map((row: unknown) => {
      assert.ok(isObject(row));
      return [
        ...groups.map((name) => row[`${entity}__${name}`]),
        ...metrics.map((name) => rounded(row[`pinterest_${name}`])),
      ];
    });
  };
  const total = (rows: readonly JsonObject[], column: string) =>
    rows.reduce((sum, row) => sum + Number(row[column]), 0);
  const rates = ["spend", "results", "cost_per_result", "click_through_rate", "cost_per_click"];
  const money = ["checkouts", "checkout_value", "checkout_roas", "cost_per_outbound_click", "cost_per_checkout"];
  const groupOf = (row: JsonObject) => `${asText(row.currency_code)} ${asText(row.result_type)}`;
  const expected = [...new Set(campaignDays.map(groupOf))].map((group) => {
    const rows = campaignDays.filter((row) => groupOf(row) === group);
    const [spend, results, clicks] = [total(rows, "spend"), total(rows, "results"), total(rows, "paid_clicks")];
    const values = [spend, results, spend / results, clicks / total(rows, "paid_impressions"), spend / clicks];
    const [checkouts, value] = [total(rows, "checkouts"), total(rows, "checkout_value")];
    values.push(checkouts, value, value / spend, spend / total(rows, "outbound_clicks"), spend / checkouts);
    return [rows[0]?.currency_code, rows[0]?.result_type, ...values.map(rounded)];
  });
  assert.ok(new Set(expected.map(([currency]) => currency)).size > 1);
  const inOrder = (rows: readonly unknown[]) => rows.map((row) => JSON.stringify(row)).toSorted();
  assert.deepEqual(inOrder(await query([...rates, ...money], ["currency_code", "result_type"])), inOrder(expected));
  const mixed = ["spend", "cost_per_click", "cost_per_result", "checkout_value", "checkout_roas"];
  const withoutGroups = await query([...mixed, "ad_impressions"], []);
  assert.deepEqual(withoutGroups, [[...mixed.map(() => null), rounded(total(campaignDays, "paid_impressions"))]]);
}

/** Returns a value with six decimals; null for none, and for a ratio without a divisor. */
function rounded(value: unknown): number | null {
  return value === "" || value === Number.POSITIVE_INFINITY ? null : withSixDecimals(Number(value));
}
