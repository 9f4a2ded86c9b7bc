import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { schemaOf } from "../../src/commands/catalog.ts";
import { numbering } from "../../src/records/numbering.ts";
import { recordMaker } from "../../src/records/records.ts";
import { streams } from "../../src/streams/all.ts";
import { childPartitionsOf } from "../../src/streams/partitions.ts";
import type { Stream } from "../../src/streams/stream.ts";
import { objectOf } from "../narrow.ts";
import { recordFacts } from "../records/record-facts.ts";
import { streamNamed } from "./stream-named.ts";

/** The fields by which a destination deduplicates. */
function keyOf({ primaryKey }: Stream, record: JsonObject): string {
  return JSON.stringify(primaryKey.map((field) => record[field]));
}

/** The API's name of the row's own ID, which suffices as key. */
const ownIds: ReadonlySet<string> = new Set(["id", "media_id", "schedule_id"]);

/** Fields that look like key fields and aren't. A new one must be added here or to the key. */
const describing: readonly (readonly [streams: RegExp, fields: RegExp, why: string])[] = [
  [/_(?:analytics|reports?)$/u, /^[A-Z_]+$/u, "columns about what the level's entity is in, or is shown by"],
  [/^(?:follow|business_)/u, /^(?:type|is_member)$/u, "people are either"],
  [/^business_\w*members$/u, /^fetch_system_users$/u, "users are people or not"],
  [/^advertiser_defined_events$/u, /^mapped_conversion_type$/u, "an event is mapped to one"],
  [/^catalogs_item_issues$/u, /^item_id$/u, "a line of a feed has one item"],
  [/^catalogs_report_stats$/u, /^(?:feed|catalog)_id$/u, "source_id is one of them"],
  [/^catalogs_(?!report_stats)/u, /^(?:catalog_type|ad_account_id)$/u, "a catalog or feed has one type and one owner"],
  [/^catalogs_(?!report_stats)/u, /^report_type$/u, "a stream has one type of report"],
  [/^user_account_top_/u, /^(?:start|end)_date$/u, "the date range of a ranking moves, and its period defines it"],
  [/^trends_product_categories$/u, /^pinterest_product_category_id$/u, "older responses have none"],
  [/^ssio_order_lines$/u, /_id$/u, "an order line has one of each"],
];

function isDescribing(stream: Stream, field: string): boolean {
  const isListed = describing.some(([streamsOf, fields]) => streamsOf.test(stream.name) && fields.test(field));
  return isListed || isOfParent(stream, field);
}

/** Whether a field is copied from the parent record, and the key identifies that record. */
function isOfParent({ partitions, fromRequest = {}, primaryKey }: Stream, field: string): boolean {
  const sources = childPartitionsOf({ partitions });
  return (
    sources.length > 0 &&
    sources.every(({ parent: { stream, bind } }) => {
      const fieldOf = (own: string) => bind[fromRequest[own] ?? ""];
      const inKey = primaryKey.map(fieldOf);
      return fieldOf(field) !== undefined && streamNamed(stream).primaryKey.every((one) => inKey.includes(one));
    })
  );
}

/** Returns the fields by which the API distinguishes a stream's rows: those of the key, and those that look like it. */
async function identifyingFields(stream: Stream): Promise<readonly string[]> {
  const derived = new Set([...Object.keys(stream.derive ?? {}), stream.occurrence?.field]);
  const given = stream.primaryKey.filter((field) => !derived.has(field));
  if (given.some((field) => ownIds.has(field))) return given;
  const { fromRequest = {} } = stream;
  const { properties } = await schemaOf(stream);
  const alike = Object.keys({ ...objectOf(properties), ...fromRequest }).filter(
    (field) => /(?:^|_)(?:id|type|category|event)$/iu.test(field) || field in fromRequest,
  );
  const others = alike.filter((field) => !derived.has(field) && !isDescribing(stream, field));
  return [...new Set([...given, ...others, ...(stream.occurrence?.of ?? [])])];
}

/** Returns the rows' keys as a destination sees them. */
function keysOf(stream: Stream, rows: readonly JsonObject[]): readonly string[] {
  const numbered = numbering(stream)({ rows, bookmark: null });
  return recordMaker(stream, {}, recordFacts)(numbered, {}).map((record) => keyOf(stream, record));
}

/** Nested fields that parts of keys are derived from. */
const ofDerived = { feed_id: "1", user: { id: "1" }, pin: { id: "1" } };

/** Returns rows that differ only in these fields. */
interface Twins {
  readonly stream: string;
  readonly row: JsonObject;
  readonly differ: readonly [JsonObject, JsonObject];
}

const ofCampaign = { CAMPAIGN_ID: "2", AD_GROUP_ID: "3", DATE: "2026-06-01" };
const ofKeyword = { KEYWORD_ID: "1", ...ofCampaign, PIN_PROMOTION_ID: "4", AD_ID: "4" };
const ofItem = { PRODUCT_ITEM_ID: "1", ...ofCampaign };
const ofTemplate = { TEMPLATE_ID: "9", ENTITY_ID: "1" };
const ofProducts = { AD_GROUP_ID: "1", CONVERSION_PRODUCT_BREAKDOWN: "PRODUCT_BRAND_AND_CATEGORY", DATE: "2026-06-01" };
const brand = (CONVERSION_PRODUCT_BRAND: string | null, CONVERSION_PRODUCT_CATEGORY: string | null) => ({
  CONVERSION_PRODUCT_BRAND,
  CONVERSION_PRODUCT_CATEGORY,
});
const tag = { ad_account_id: "1", conversion_tag_id: "2", conversion_event: "CUSTOM" };
const ranked = { sort_by: "SAVE", pin_id: "1", end_date: "2026-06-30" };

const twins: readonly Twins[] = [
  ...["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"].flatMap((field): Twins[] => [
    { stream: "keyword_report", row: ofKeyword, differ: [{}, { [field]: "8" }] },
    { stream: "keyword_report", row: ofKeyword, differ: [{}, { [field]: null }] },
    { stream: "template_reports", row: { ...ofTemplate, ...ofKeyword }, differ: [{}, { [field]: "8" }] },
  ]),
  { stream: "product_item_report", row: ofItem, differ: [{}, { AD_GROUP_ID: "8" }] },
  {
    stream: "product_item_targeting_report",
    row: { ...ofItem, TARGETING_TYPE: "GENDER", TARGETING_VALUE: "female" },
    differ: [{}, { AD_GROUP_ID: "8" }],
  },
  { stream: "brand_category_sku_report", row: ofProducts, differ: [brand("a", "b/c"), brand("a/b", "c")] },
  { stream: "brand_category_sku_report", row: ofProducts, differ: [brand("a", null), brand(null, "a")] },
  { stream: "brand_category_sku_report", row: ofProducts, differ: [brand("a\\", "b"), brand("a", "\\b")] },
  ...["ocpm_eligible_conversion_tags", "page_visit_conversion_tags"].map((stream) => ({
    stream,
    row: tag,
    differ: [{ reporting_conversion_event: "a" }, { reporting_conversion_event: "b" }] as const,
  })),
  {
    stream: "ads_credit_discounts",
    row: { ad_account_id: "1", discountType: "COUPON" },
    differ: [{ remainingDiscountInMicroCurrency: 1 }, { remainingDiscountInMicroCurrency: 2 }],
  },
  { stream: "catalogs_report_stats", row: { report_type: "A", code: 1 }, differ: [{ feed_id: "1" }, { feed_id: "2" }] },
  ...["business_asset_members", "business_asset_partners"].map((stream) => ({
    stream,
    row: { business_id: "1", asset_id: "2" },
    differ: [{ user: { id: "1" } }, { user: { id: "2" } }] as const,
  })),
  {
    stream: "catalogs_product_group_products",
    row: { product_group_id: "1" },
    differ: [{ pin: { id: "1" } }, { pin: { id: "2" } }],
  },
  {
    stream: "user_account_top_pins",
    row: ranked,
    differ: [{ start_date: "2026-04-02" }, { start_date: "2026-06-01" }],
  },
];

describe("primary keys", () => {
  it("distinguish records that differ in one identifying field, in every stream", async () => {
    const lost: string[] = [];
    for (const stream of streams) {
      const fields = await identifyingFields(stream);
      const row = { ...ofDerived, ...Object.fromEntries(fields.map((field) => [field, field])) };
      for (const field of fields) {
        const keys = keysOf(stream, [row, { ...row, [field]: "other" }]);
        if (new Set(keys).size < 2) lost.push(`${stream.name}.${field}`);
      }
    }
    assert.deepEqual(lost, []);
  });

  it("distinguish records by fields that are joined to one part of the key", async () => {
    for (const { stream, row, differ } of twins) {
      const keys = keysOf(
        streamNamed(stream),
        differ.map((one) => ({ ...row, ...one })),
      );
      assert.equal(new Set(keys).size, 2, `${stream} ${JSON.stringify([row, ...differ])}`);
    }
  });

  it("keep a Pin's row in a ranking while its date range moves", async () => {
    for (const name of ["user_account_top_pins", "user_account_top_video_pins"]) {
      const keysFor = (starts: readonly string[]) => {
        const rows = starts.map((start_date, index) => ({ ...ranked, start_date, end_date: `2026-07-0${index + 1}` }));
        return [...new Set(keysOf(streamNamed(name), rows))];
      };
      assert.equal(keysFor(["2026-04-03", "2026-04-04"]).length, 1);
      const since = JSON.stringify(["SAVE", "SINCE_2026-06-01", "1"]);
      assert.deepEqual(keysFor(["2026-06-01", "2026-06-01"]), [since]);
    }
  });
});
