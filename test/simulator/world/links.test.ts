import assert from "node:assert/strict";
import { expectedStreams } from "../../../simulator/expected/expected-records.ts";
import type { Simulator } from "../../../simulator/simulator.ts";
import { businessesOf } from "../../../simulator/world/business.ts";
import { asText, isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { words } from "../../words.ts";
import { withSimulator } from "../api.ts";

const options = {
  queries: ["garden"],
  terms: ["garden"],
  countries: ["US"],
  trendRegions: ["US"],
  startDate: "2026-06-20",
};

/** The tables that a field refers to by ID, by lower-case field name. */
const listed: Readonly<Record<string, readonly string[]>> = {
  ad_account_id: ["ad_accounts"],
  ad_account_ids: ["ad_accounts"],
  ad_accounts_ids: ["ad_accounts"],
  advertiser_id: ["ad_accounts"],
  connected_advertiser_id: ["ad_accounts"],
  campaign_id: ["campaigns"],
  campaign_ids: ["campaigns"],
  ad_group_id: ["ad_groups"],
  ad_id: ["ads"],
  pin_promotion_id: ["ads"],
  audience_id: ["audiences", "business_shared_audiences"],
  audience_ids: ["audiences"],
  seed_id: ["audiences"],
  customer_list_id: ["customer_lists"],
  conversion_tag_id: ["conversion_tags"],
  visitor_source_id: ["conversion_tags"],
  keyword_id: ["keywords"],
  order_line_id: ["order_lines"],
  ads_manager_order_line_id: ["order_lines"],
  promotion_id: ["promotions"],
  promotion_ids: ["promotions"],
  lead_form_id: ["lead_forms"],
  template_id: ["report_templates"],
  board_id: ["boards"],
  board_section_id: ["board_sections"],
  catalog_id: ["catalogs"],
  feed_id: ["catalogs_feeds"],
  source_id: ["catalogs", "catalogs_feeds"],
  product_group_id: ["catalogs_product_groups", "product_group_promotions"],
  catalog_product_group_id: ["catalogs_product_groups"],
  processing_result_id: ["catalogs_feed_processing_results"],
  member_id: ["business_members"],
  partner_id: ["business_partners"],
  parent_id: ["ad_accounts", "campaigns", "ad_groups"],
  entity_id: ["ad_accounts", "campaigns", "ad_groups"],
};

/** Fields that refer to nothing in the API or to inaccessible entities of others. */
const ofNothing = new Set([
  // The record's own ID.
  ...words(`
    id row_id media_id schedule_id request_id account_id address_id salesforce_order_line_id pin_order_id
  `),
  // IDs in another system, of the merchant or Salesforce.
  ...words(`
    external_business_id connected_merchant_id external_id promotion_custom_id purchase_order_id
    conversion_product_id item_id carting_product_id retailer_id item_group_id hotel_id creative_assets_id
    feed_profile_id io_terms_id row_terms_id us_terms_id
  `),
  // The original of a saved Pin.
  "parent_pin_id",
]);

/** Tables that no stream lists. */
function tablesOf({ world }: Simulator): Readonly<Record<string, ReadonlySet<string>>> {
  const businesses = businessesOf(world);
  const people = businesses.flatMap(({ members, partners }) => [members, partners.INTERNAL, partners.EXTERNAL].flat());
  const accounts = [...world.accounts.map(({ profile }) => profile.id), ...businesses.map(({ id }) => id)];
  const assets = businesses.flatMap(({ assets: own, unlistedAssets, borrowed }) => [
    ...own,
    ...unlistedAssets,
    ...borrowed,
  ]);
  const pins = new Set(world.accounts.flatMap((account) => account.pins.map(({ id }) => id)));
  return {
    pin_id: pins,
    product_item_id: new Set(world.adAccounts.flatMap(({ advertising }) => advertising.items.map(({ id }) => id))),
    user_id: new Set([...accounts, ...people.map(({ id }) => id)]),
    user_account_id: new Set(accounts),
    connected_user_id: new Set(accounts),
    business_id: new Set(accounts),
    profiles_ids: new Set(accounts),
    asset_id: new Set(assets.map(({ asset_id: id }) => id)),
  };
}

/** Returns all IDs in a value, with the lower-case name of their field. */
function* idsIn(value: Json | undefined, field = ""): Generator<readonly [field: string, id: string]> {
  if (Array.isArray(value)) for (const item of value) yield* idsIn(item, field);
  else if (isObject(value))
    for (const [name, member] of Object.entries(value)) yield* idsIn(member, name.toLowerCase());
  else if (/(?:^|_)ids?$/u.test(field) && typeof value === "string") yield [field, value];
}

describe("simulator: links in the world", () => {
  for (const seed of [1, 7]) {
    it(`resolve every ID of another entity (seed ${seed})`, () =>
      withSimulator({ seed }, async (simulator) => {
        const records = new Map<string, readonly JsonObject[]>();
        for (const stream of expectedStreams) records.set(stream, simulator.expectedRecords(stream, options));
        const known = new Map(Object.entries(tablesOf(simulator)));
        for (const [field, streams] of Object.entries(listed)) {
          const ids = streams.flatMap((stream) => (records.get(stream) ?? []).map(({ id }) => asText(id)));
          known.set(field, new Set(ids));
        }
        const places = simulator.world.accounts.flatMap(({ boards, sections }) => [...boards, ...sections]);
        // The Pins of ads can be on boards of other owners, which no stream lists.
        const anyPlace = new Set(places.map(({ id }) => id));
        const dangling = new Set<string>();
        const met = new Set<string>();
        for (const [stream, rows] of records) {
          for (const [field, id] of idsIn(rows)) {
            if (ofNothing.has(field)) continue;
            met.add(field);
            const table = stream === "ad_pins" && field.startsWith("board_") ? anyPlace : known.get(field);
            if (table?.has(id) !== true) dangling.add(`${stream}: ${field} ${id}`);
          }
        }
        assert.deepEqual([...dangling].slice(0, 10), []);
        assert.deepEqual(
          [...known.keys()].filter((field) => !met.has(field)),
          [],
        );
      }));
  }

  it("have plausible returns on spend, several currencies, and reactions only since March 2023", () =>
    withSimulator({}, async ({ world, expectedRecords }) => {
      const columns = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"];
      const rows = expectedRecords("advertiser_report", { columns });
      const sum = (name: string) => rows.reduce((total, row) => total + Number(row[name] ?? 0), 0);
      const roas = sum("TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR") / sum("SPEND_IN_MICRO_DOLLAR");
      assert.ok(roas > 0.5 && roas < 12, `${roas}`);
      assert.ok(new Set(world.adAccounts.map(({ currency }) => currency)).size > 1);
      const reactionsOf = ({ pin_metrics: metrics }: JsonObject) =>
        isObject(metrics) && isObject(metrics.lifetime_metrics) ? Number(metrics.lifetime_metrics.reaction) : 0;
      const images = expectedRecords("pins").filter(({ media }) => isObject(media) && media.media_type === "image");
      const isOld = ({ created_at: at }: JsonObject) => asText(at) < "2023-03-20";
      assert.ok(images.some((pin) => isOld(pin)) && images.some((pin) => !isOld(pin) && reactionsOf(pin) > 0));
      assert.ok(images.filter(isOld).every((pin) => reactionsOf(pin) === 0));
    }));
});
