import assert from "node:assert/strict";
import { contractOf } from "../../simulator/contract.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { mixModelColumns } from "../../src/pinterest/operations/columns.generated.ts";
import { families, streams } from "../../src/streams/all.ts";
import { recordMaker } from "../../src/sync/output/records.ts";
import { textsOf } from "../narrow.ts";
import { configWith } from "../scripted-api.ts";
import { parentOf, streamNamed } from "./stream-named.ts";

const today = "2026-03-05";

/** Returns the values of a parameter in a stream's requests. */
function valuesOf(name: string, parameter: string, changes: Parameters<typeof configWith>[0] = {}) {
  const { partitions } = streamNamed(name);
  const each = partitions.of === "values" || partitions.of === "children" ? (partitions.each ?? []) : [];
  return each
    .filter((dimension) => dimension.parameter === parameter)
    .flatMap(({ values }) => values({ config: configWith(changes), today }));
}

const derived = (name: string, field: string, record: JsonObject) =>
  streamNamed(name).derive?.[field]?.from(record) ?? null;

const isOffered = (name: string, changes: Parameters<typeof configWith>[0]) =>
  (streamNamed(name).requiredSettings ?? []).every(({ isGiven }) => isGiven(configWith(changes)));

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

describe("term and trend streams", () => {
  it("are offered if their settings are set", () => {
    for (const name of ["related_terms", "suggested_terms"]) {
      assert.ok(isOffered(name, { terms: ["soup"] }));
      assert.ok(!isOffered(name, { countries: ["US"], trendRegions: ["US"] }));
    }
    assert.ok(isOffered("keyword_metrics", { terms: ["soup"], countries: ["US"] }));
    assert.ok(!isOffered("keyword_metrics", { terms: ["soup"] }));
  });

  it("have the regions of keyword trends, and otherwise those of the document", () => {
    const trendRegions = ["DE", "GB+IE", "US"];
    assert.deepEqual(valuesOf("trending_keywords", "region", { trendRegions }), trendRegions);
    for (const name of ["trends_featured_topics", "trends_product_categories", "trends_editorial_articles"]) {
      assert.deepEqual(valuesOf(name, "region", { trendRegions }), ["GB+IE", "US"]);
      assert.ok(!isOffered(name, { trendRegions: ["DE"] }));
    }
    assert.ok(isOffered("trending_keywords", { trendRegions: ["DE"] }));
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

describe("metrics_ready_state", () => {
  it("requests today and the previous thirty days", () => {
    const dates = valuesOf("metrics_ready_state", "date");
    assert.deepEqual([dates.length, dates[0], dates.at(-1)], [31, today, "2026-02-03"]);
  });
});

describe("derived keys", () => {
  it("are IDs from within a row", () => {
    for (const name of ["business_asset_members", "business_asset_partners"]) {
      assert.equal(derived(name, "user_id", { user: { id: "7" } }), "7");
      assert.equal(derived(name, "user_id", { user: null }), null);
    }
    assert.equal(derived("catalogs_product_group_products", "pin_id", { pin: { id: "8" } }), "8");
    assert.equal(derived("catalogs_product_group_products", "pin_id", {}), null);
  });

  it("distinguish issues of a feed from those of a catalog", () => {
    assert.equal(derived("catalogs_report_stats", "source_id", { feed_id: "1", catalog_id: "2" }), "1");
    assert.equal(derived("catalogs_report_stats", "source_id", { feed_id: null, catalog_id: "2" }), "2");
    assert.equal(derived("catalogs_report_stats", "source_id", {}), null);
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
      const [issue] = recordMaker({ ...stats, partitions }, {})([{ code: 112 }], parameters);
      assert.deepEqual([issue?.report_type, issue?.source_id, issue?.code], [reportType, "7", 112]);
    }
  });

  it("combine fields if the API has no ID", () => {
    const credit = { discountType: "COUPON", discountCurrency: "USD", discountInMicroCurrency: 5_000_000, title: null };
    assert.equal(derived("ads_credit_discounts", "id", credit), "COUPON/USD/5000000");
    assert.equal(derived("template_reports", "ROW_ID", { ENTITY_ID: "626", TARGETING_TYPE: undefined }), "626");
    assert.equal(
      derived("template_reports", "ROW_ID", { ENTITY_ID: "626", TARGETING_TYPE: "GENDER", TARGETING_VALUE: "male" }),
      "626/////GENDER/male",
    );
    assert.equal(
      derived("brand_category_sku_report", "PRODUCT", {
        CONVERSION_PRODUCT_BREAKDOWN: "PRODUCT_BRAND_AND_CATEGORY",
        CONVERSION_PRODUCT_BRAND: "A",
        CONVERSION_PRODUCT_CATEGORY: "B",
      }),
      "A/B",
    );
  });
});

describe("template_reports", () => {
  const parent = parentOf(streamNamed("template_reports"));

  for (const [title, template, expected] of [
    ["with common properties", { report_format: "JSON", report_level: "CAMPAIGN", is_deleted: false }, true],
    ["without properties", {}, true],
    ["that are deleted", { is_deleted: true }, false],
    ["that make CSV files", { report_format: "CSV" }, false],
    ["about product items", { report_level: "PRODUCT_ITEM" }, false],
  ] as const) {
    it(`are ${expected ? "" : "not "}read for templates ${title}`, () => {
      assert.equal(parent?.where?.(template, configWith()), expected);
    });
  }

  it("log the number of skipped templates, and why", () => {
    assert.match(parent?.whenSkipped?.(2, 5) ?? "", /^2 of 5 templates are skipped: .*deleted.*CSV.*product items/u);
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
      assert.ok(schema?.type === "array" && schema.items.type === "string");
      const { items, maxItems = 0 } = schema;
      const lists = valuesOf(name, parameter).map(textsOf);
      assert.ok(
        lists.every(({ length }) => length > 0 && length <= maxItems),
        name,
      );
      assert.deepEqual([...lists.flat(), ...unrequested].toSorted(), (items.enum ?? []).toSorted(), name);
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
    assert.ok(reading.by === "report");
    assert.equal(reading.alignedTo, "week");
    assert.equal(reading.minDaysPerRequest, 7);
    assert.ok(reading.maxDaysPerRequest <= 365);
  });
});

describe("interests", () => {
  it("are requested once per interest among targeting options", () => {
    const where = parentOf(streamNamed("interests"))?.where;
    assert.equal(where?.({ targeting_type: "INTEREST", id: "1" }, configWith()), true);
    assert.equal(where?.({ targeting_type: "GENDER", id: "male" }, configWith()), false);
  });
});

describe("business streams", () => {
  it("read the user's employers, and the account if it is a business", () => {
    const { partitions } = streamNamed("business_members");
    assert.ok(partitions.of === "multiple_parents");
    assert.deepEqual(
      partitions.sources.map(({ parent }) => [parent.stream, parent.bind]),
      [
        ["business_employers", { business_id: "id" }],
        ["account", { business_id: "id" }],
      ],
    );
    const where = partitions.sources[1]?.parent.where;
    assert.equal(where?.({ account_type: "BUSINESS" }, configWith()), true);
    assert.equal(where?.({ account_type: "PINNER" }, configWith()), false);
  });
});
