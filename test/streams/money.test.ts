import assert from "node:assert/strict";
import { isObject, type JsonObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { streams } from "../../src/streams/all.ts";
import { hasMoney } from "../../src/streams/money.ts";
import { words } from "../words.ts";

const schemaWith = (...names: readonly string[]): JsonObject => ({
  properties: Object.fromEntries(names.map((name) => [name, { type: ["null", "number"] }])),
});

describe("hasMoney", () => {
  for (const name of words(`
    SPEND_IN_MICRO_DOLLAR SPEND_IN_DOLLAR COST_PER_OUTBOUND_CLICK_IN_DOLLAR_1 WEB_CHECKOUT_COST_PER_ACTION
    COST_PER_LEAD CAMPAIGN_DAILY_SPEND_CAP AD_GROUP_BUDGET_IN_LOCAL_CURRENCY
    TOTAL_CHECKOUT_CONVERSION_PRODUCT_VALUE bid bid_in_micro_currency lifetime_spend_cap paid_budget budget_amount
    estimated_monthly_spend remainingDiscountInMicroCurrency
  `)) {
    it(`accepts ${name} as an amount, only in an ad account`, () => {
      assert.equal(hasMoney(schemaWith("AD_ACCOUNT_ID", name)), true);
      assert.equal(hasMoney(schemaWith("ad_account_id", name)), true);
      assert.equal(hasMoney(schemaWith(name)), false);
    });
  }

  for (const name of words(`
    SPEND_IN_US_DOLLAR SPEND_IN_MICRO_US_DOLLAR TOTAL_CONVERSION_PRODUCT_VALUE_IN_USD CHECKOUT_ROAS budget_type
    bid_multiplier lifetime_frequency_cap TARGETING_VALUE discountCurrency IMPRESSION_1
  `)) {
    it(`rejects ${name}`, () => {
      assert.equal(hasMoney(schemaWith("AD_ACCOUNT_ID", name)), false);
    });
  }

  it("finds amounts in objects and in lists of objects", () => {
    const { properties } = schemaWith("ad_account_id");
    const inner = schemaWith("goal_in_micro_currency");
    assert.equal(hasMoney({ properties: { ...Object(properties), goal: inner } }), true);
    assert.equal(hasMoney({ properties: { ...Object(properties), goals: { items: inner } } }), true);
  });
});

describe("the schema of a stream", () => {
  it("has a currency if it has amounts of an ad account", async () => {
    const ofTheApi = new Set(["ad_accounts", "ad_account_countries", "ssio_accounts"]);
    const wrong: string[] = [];
    for (const stream of streams) {
      const schema = await schemaOf(stream);
      const declared = isObject(schema.properties) && "currency" in schema.properties;
      if (declared !== (hasMoney(schema) || ofTheApi.has(stream.name))) wrong.push(stream.name);
    }
    assert.deepEqual(wrong, []);
  });
});
