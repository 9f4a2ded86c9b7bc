import assert from "node:assert/strict";
import { contractOf } from "../../simulator/contract.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { mixModelColumns } from "../../src/pinterest/operations/columns.generated.ts";
import { recordMaker } from "../../src/records/records.ts";
import { families, streams } from "../../src/streams/all.ts";
import { textsOf } from "../narrow.ts";
import { recordFacts } from "../records/record-facts.ts";
import { configWith } from "../scripted-api.ts";
import { parentOf, streamNamed } from "./stream-named.ts";

const today = "2026-03-05";
type Changes = Parameters<typeof configWith>[0];

/** Returns the values of a parameter in a stream's requests. */
function valuesOf(name: string, parameter: string, changes: Changes = {}) {
  const { partitions } = streamNamed(name);
  const each = partitions.of === "values" || partitions.of === "children" ? (partitions.each ?? []) : [];
  return each
    .filter((dimension) => dimension.parameter === parameter)
    .flatMap(({ values }) => values({ config: configWith(changes), today }));
}

const derived = (name: string, field: string, record: JsonObject) =>
  streamNamed(name).derive?.[field]?.(record) ?? null;

describe("stream families", () => {
  it("have each stream once, with a name for users", () => {
    assert.equal(families.flatMap((family) => family.streams).length, streams.length);
    assert.equal(new Set(families.map(({ title }) => title)).size, families.length);
  });

  it("omit secrets", () => {
    assert.deepEqual(
      streams.filter(({ omit }) => omit !== undefined).map(({ name, omit }) => [name, omit]),
      [
        ["lead_ads_subscriptions", ["cryptographic_key"]],
        ["catalogs_feeds", ["credentials"]],
        ["integrations", ["partner_access_token", "partner_refresh_token", "partner_primary_email"]],
      ],
    );
  });

  it("explain access that Pinterest enables per app, and how to request it", () => {
    const gated = streams.flatMap(({ name, accessRequirement }) =>
      accessRequirement === undefined ? [] : [{ name, accessRequirement }],
    );
    assert.ok(gated.length >= 10);
    for (const { name, accessRequirement } of gated) {
      assert.match(accessRequirement.access, /^access to /u, name);
      assert.match(accessRequirement.ask, /^Ask .*\.$/u, name);
    }
  });
});

describe("streams that need settings", () => {
  const [terms, countries] = [["soup"], ["US"]];
  const trends = ["trends_featured_topics", "trends_product_categories", "trends_editorial_articles"];
  const cases: readonly (readonly [names: readonly string[], settings: Changes, offered: boolean])[] = [
    [["search_boards", "search_pins"], { searchQueries: ["cakes"] }, true],
    [["search_partner_pins", "keyword_metrics"], { terms, countries }, true],
    [["search_partner_pins", "keyword_metrics"], { terms }, false],
    [["search_partner_pins"], { countries }, false],
    [["related_terms", "suggested_terms"], { terms }, true],
    [["related_terms", "suggested_terms"], { countries, trendRegions: ["US"] }, false],
    [["trending_keywords"], { trendRegions: ["DE"] }, true],
    [[...trends, "trends_product_category_details"], { trendRegions: ["US"] }, true],
    [trends, { trendRegions: ["DE"] }, false],
  ];

  it("are offered only with them, and all others always", () => {
    const isOffered = (name: string, changes: Changes) =>
      (streamNamed(name).requiredSettings ?? []).every(({ isGiven }) => isGiven(configWith(changes)));
    for (const [names, settings, offered] of cases)
      for (const name of names) assert.equal(isOffered(name, settings), offered, name);
    assert.deepEqual(
      streams.flatMap(({ name }) => (isOffered(name, {}) ? [] : [name])).toSorted(),
      [...new Set(cases.flatMap(([names]) => names))].toSorted(),
    );
  });

  it("request each query, and the regions of keyword trends or otherwise those of the document", () => {
    const trendRegions = ["DE", "GB+IE", "US"];
    assert.deepEqual(valuesOf("search_pins", "query", { searchQueries: ["a", "b"] }), ["a", "b"]);
    assert.deepEqual(streamNamed("search_pins").primaryKey, ["query", "id"]);
    assert.deepEqual(valuesOf("trending_keywords", "region", { trendRegions }), trendRegions);
    for (const name of trends) assert.deepEqual(valuesOf(name, "region", { trendRegions }), ["GB+IE", "US"]);
  });

  it("request metrics of up to a hundred keywords, within the maximum URL length", () => {
    const terms = Array.from({ length: 250 }, (_, index) => `term ${index}`);
    const lists = valuesOf("keyword_metrics", "keywords", { terms });
    assert.deepEqual(
      lists.map((list) => (typeof list === "object" ? list.length : 0)),
      [100, 100, 50],
    );
    assert.deepEqual(lists.flat(), terms);
  });

  it("request one term at a time, so that each response belongs to its term", () => {
    assert.deepEqual(valuesOf("related_terms", "terms", { terms: ["soup", "tea"] }), [["soup"], ["tea"]]);
  });
});

describe("derived keys", () => {
  it("are IDs from within a row, or null", () => {
    for (const [name, field, row, id] of [
      ["business_asset_members", "user_id", { user: { id: "7" } }, "7"],
      ["business_asset_members", "user_id", { user: null }, null],
      ["catalogs_product_group_products", "pin_id", {}, null],
      ["catalogs_report_stats", "source_id", { feed_id: "1", catalog_id: "2" }, "1"],
      ["catalogs_report_stats", "source_id", { feed_id: null, catalog_id: "2" }, "2"],
      ["catalogs_report_stats", "source_id", {}, null],
    ] as const)
      assert.equal(derived(name, field, row), id, name);
  });

  it("fill all parts of the key of issues from the request, since the document makes them optional", () => {
    const { partitions, ...stats } = streamNamed("catalogs_report_stats");
    assert.ok(partitions.of === "multiple_parents");
    for (const { parent, ...kind } of partitions.sources) {
      const [each] = kind.of === "children" ? (kind.each ?? []) : [];
      assert.ok(each !== undefined);
      const [reportType = ""] = each.values({ config: configWith(), today: "2026-06-30" });
      const bound = Object.keys(parent.bind).map((parameter) => [parameter, "7"] as const);
      const parameters = { ...Object.fromEntries(bound), [each.parameter]: reportType };
      const [issue] = recordMaker({ ...stats, partitions }, {}, recordFacts)([{ code: 112 }], parameters);
      assert.deepEqual([issue?.report_type, issue?.source_id, issue?.code], [reportType, "7", 112]);
    }
  });

  it("combine fields if the API has no ID", () => {
    const credit = { discountType: "COUPON", discountCurrency: "USD", discountInMicroCurrency: 5_000_000, title: null };
    assert.equal(derived("ads_credit_discounts", "id", credit), "COUPON/USD/5000000");
    const targeting = { TARGETING_TYPE: "GENDER", TARGETING_VALUE: "male" };
    assert.equal(derived("template_reports", "ROW_ID", { ENTITY_ID: "626", ...targeting }), "626/////GENDER/male");
  });
});

describe("template_reports", () => {
  const parent = parentOf(streamNamed("template_reports"));

  it("are read for templates of either format that aren't deleted, and not of product items", () => {
    for (const [template, expected] of [
      [{ report_format: "JSON", report_level: "CAMPAIGN", is_deleted: false }, true],
      [{}, true],
      [{ is_deleted: true }, false],
      [{ report_format: "CSV" }, true],
      [{ report_level: "PRODUCT_ITEM" }, false],
    ] as const)
      assert.equal(parent?.where?.(template, configWith()), expected, JSON.stringify(template));
    const line = parent?.whenSkipped?.("2", "5", configWith());
    assert.match(line ?? "", /^2 of 5 templates are skipped: .*deleted.*product items/u);
  });
});

describe("reports with their own operations", () => {
  const contracts = {
    mmm_report: contractOf("analytics/create_mmm_report"),
    brand_category_sku_report: contractOf("analytics/create_conversion_product_report"),
  };

  it("request each value of the API once, in lists of accepted lengths", () => {
    for (const [name, parameter, unrequested] of [
      ["mmm_report", "targeting_types", []],
      ["brand_category_sku_report", "campaign_objective_types", ["VIDEO_VIEW", "WEB_SESSIONS"]],
    ] as const) {
      const schema = contracts[name].body?.properties[parameter];
      const { items, maxItems = 0 } = schema ?? {};
      const lists = valuesOf(name, parameter).map(textsOf);
      assert.ok(
        lists.every(({ length }) => length > 0 && length <= maxItems),
        name,
      );
      assert.deepEqual([...lists.flat(), ...unrequested].toSorted(), (items?.enum ?? []).map(String).toSorted(), name);
    }
  });

  it("request rows per day or week, and columns that split no row", () => {
    const bodyOf = (name: string) => {
      const { reading } = streamNamed(name);
      assert.ok(reading.by === "report");
      return reading.body(configWith());
    };
    const { columns, ...mixModels } = bodyOf("mmm_report");
    assert.deepEqual(mixModels, { report_name: "mmm_report", level: "AD_GROUP_TARGETING", granularity: "DAY" });
    assert.deepEqual(
      mixModelColumns.filter((column) => !textsOf(columns).includes(column)),
      ["SPEND_ORDER_LINE_PAID_TYPE"],
    );
    const products = bodyOf("brand_category_sku_report");
    assert.deepEqual([products.level, products.granularity], ["AD_GROUP", "WEEK"]);
  });

  it("request complete weeks of brands, categories, and products, at least seven days and at most a year", () => {
    const { reading } = streamNamed("brand_category_sku_report");
    assert.ok(reading.by === "report" && reading.maxDaysPerRequest <= 365);
    assert.deepEqual([reading.alignedTo, reading.minDaysPerRequest], ["week", 7]);
  });
});
