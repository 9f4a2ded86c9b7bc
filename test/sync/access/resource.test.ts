import assert from "node:assert/strict";
import type { Parameters } from "../../../src/pinterest/operations/operations.ts";
import { describeParameters, describeResource, resourceOf } from "../../../src/sync/access/resource.ts";

describe("resourceOf", () => {
  const adAccountKeyOf = (operation: string, parameters: Parameters) =>
    resourceOf(operation, { ad_account_id: "5", ...parameters }).adAccountKey;

  it("ignores dates, pages, columns, and types", () => {
    const base = resourceOf("ad_account/analytics", { ad_account_id: "5" });
    const more = { start_date: "2026-01-01", end_date: "2026-01-02", columns: ["CTR"], bookmark: "x", page_size: 250 };
    const other = resourceOf("ad_account/analytics", { ad_account_id: "5", ...more });
    assert.equal(other.key, base.key);
    assert.deepEqual([base.isContinuation, other.isContinuation], [false, true]);
    assert.ok(
      resourceOf("business_asset_members/get", { business_id: "5", asset_id: "6", start_index: "250" }).isContinuation,
    );
  });

  it("counts campaigns, ad groups, and ads, but no other IDs, as parts of the ad account", () => {
    assert.ok(adAccountKeyOf("audiences/list", { ownership_type: "OWNED" }) !== undefined);
    assert.ok(adAccountKeyOf("product_group_promotions/list", { ad_group_id: "7" }) !== undefined);
    assert.ok(adAccountKeyOf("campaigns/analytics", { campaign_ids: ["7", "8"] }) !== undefined);
    assert.equal(adAccountKeyOf("ad_accounts_audiences_shared_accounts/list", { audience_id: "7" }), undefined);
    assert.equal(adAccountKeyOf("analytics/create_template_report", { template_id: "7" }), undefined);
    assert.equal(resourceOf("pins/list", { ad_account_id: "5" }).adAccountKey, undefined);
  });

  it("distinguishes reports by level, since an ad account can lack one of them", () => {
    const keyOf = (level: string, columns: string) =>
      resourceOf("analytics/create_report", { ad_account_id: "5" }, { level, columns: [columns] }).adAccountKey;
    assert.notEqual(keyOf("CAMPAIGN", "CTR"), keyOf("KEYWORD", "CTR"));
    assert.equal(keyOf("CAMPAIGN", "CTR"), keyOf("CAMPAIGN", "LEADS"));
  });

  it("distinguishes one ID from several", () => {
    const namesOf = (ids: readonly string[]) => resourceOf("multi_pins/analytics", { pin_ids: ids }).names;
    assert.deepEqual([namesOf(["1"]), namesOf(["1", "2"])], ["part", "several"]);
    assert.equal(resourceOf("boards/list_pins", { board_id: "1" }).names, "one");
  });

  it("distinguishes lists of terms and categories", () => {
    const keyOf = (...categories: readonly string[]) =>
      resourceOf("trends_product_categories_details/list", { region: "US", product_categories: categories }).key;
    assert.notEqual(keyOf("Art"), keyOf("Home"));
    assert.notEqual(keyOf("Art", "Home"), keyOf("Art"));
    const termKey = (term: string) => resourceOf("terms_related/list", { terms: [term] }).key;
    assert.notEqual(termKey("art"), termKey("home"));
  });

  it("distinguishes bodies by their values, except dates and lists", () => {
    const keyOf = (report: object) => resourceOf("reports/create", {}, { catalog_type: "RETAIL", ...report }).key;
    assert.notEqual(keyOf({ report: { feed_id: "1" } }), keyOf({ report: { feed_id: "2" } }));
    assert.equal(keyOf({ start_date: "2026-01-01", columns: ["CTR"] }), keyOf({ columns: ["LEADS"] }));
  });
});

describe("describeResource", () => {
  it("describes an ad account without lists of values, and other resources by all parameters", () => {
    const account = { ad_account_id: "5" };
    assert.equal(describeResource("audiences/list", { ...account, ownership_type: ["OWNED"] }), "ad account 5");
    assert.equal(
      describeResource("audiences/list", { ...account, ownership_type: "OWNED" }),
      "ad account 5, ownership type OWNED",
    );
    assert.equal(
      describeResource("analytics/create_conversion_product_report", {
        ...account,
        conversion_product_breakdown: "PRODUCT_SKU",
        campaign_objective_types: ["SALES"],
      }),
      "ad account 5, conversion product breakdown PRODUCT_SKU",
    );
    assert.equal(describeResource("keywords/get", { ...account, campaign_id: "7" }), "ad account 5, campaign 7");
    for (const [ids, described] of [
      [["7"], "ad account 5, ad group 7"],
      [["7", "8"], "ad account 5, ad groups 7 and 1 more"],
    ] as const) {
      assert.equal(describeResource("keywords/get", { ...account, ad_group_ids: ids }), described);
    }
    assert.equal(
      describeResource("business_assets/get", { business_id: "3", asset_type: "CATALOG" }),
      "business 3, asset type CATALOG",
    );
    assert.equal(describeResource("reports/create", { "report[feed_id]": "4" }), "feed 4");
  });
});

describe("describeParameters", () => {
  it("describes each value, and a list by its first item and the number of others", () => {
    const account = { ad_account_id: "549" };
    assert.equal(describeParameters({ board_id: "1", section_id: "2" }), "board 1, section 2");
    assert.equal(
      describeParameters({ ...account, ad_group_ids: ["1", "2", "3"] }),
      "ad account 549, ad groups 1 and 2 more",
    );
    assert.equal(
      describeParameters({ ...account, ad_group_ids: ["1"], targeting_types: ["GEO"] }),
      "ad account 549, ad group 1, targeting types GEO",
    );
  });
});
