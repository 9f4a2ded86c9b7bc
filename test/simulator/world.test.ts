import assert from "node:assert/strict";
import { expectedStreams } from "../../simulator/expected/expected-records.ts";
import type { Simulator } from "../../simulator/simulator.ts";
import { specimens } from "../../simulator/texts.ts";
import { audiencesOf } from "../../simulator/world/ads/tables.ts";
import { businessesOf } from "../../simulator/world/business.ts";
import { asText, isObject, type Json, type JsonObject } from "../../src/base/json.ts";
import { objectAt } from "../narrow.ts";
import { words } from "../words.ts";
import { withSimulator } from "./api.ts";

const options = {
  queries: ["garden"],
  terms: ["garden"],
  countries: ["US"],
  trendRegions: ["US"],
  startDate: "2026-06-20",
};

/** The fields that refer to a stream's records by ID, by stream, in lower case. */
const references: Readonly<Record<string, string>> = {
  ad_accounts: "ad_account_id ad_account_ids ad_accounts_ids advertiser_id connected_advertiser_id parent_id entity_id",
  campaigns: "campaign_id campaign_ids parent_id entity_id",
  ad_groups: "ad_group_id parent_id entity_id",
  ads: "ad_id pin_promotion_id",
  audiences: "audience_id audience_ids seed_id",
  business_shared_audiences: "audience_id",
  customer_lists: "customer_list_id",
  conversion_tags: "conversion_tag_id visitor_source_id",
  keywords: "keyword_id",
  order_lines: "order_line_id ads_manager_order_line_id",
  promotions: "promotion_id promotion_ids",
  lead_forms: "lead_form_id",
  report_templates: "template_id",
  boards: "board_id",
  board_sections: "board_section_id",
  catalogs: "catalog_id source_id",
  catalogs_feeds: "feed_id source_id",
  catalogs_product_groups: "product_group_id catalog_product_group_id",
  product_group_promotions: "product_group_id",
  catalogs_feed_processing_results: "processing_result_id",
  business_members: "member_id",
  business_partners: "partner_id",
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
  const people = businesses.flatMap(({ members, partners }) => [members, partners].flat());
  const accounts = [...world.accounts.map(({ profile }) => profile.id), ...businesses.map(({ id }) => id)];
  const assets = [...businesses.flatMap((one) => one.assets), ...people.flatMap(({ grants }) => grants)];
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

describe("simulator: world", () => {
  for (const seed of [1, 7]) {
    it(`resolve every ID of another entity (seed ${seed})`, () =>
      withSimulator({ seed }, async (simulator) => {
        const records = new Map<string, readonly JsonObject[]>();
        for (const stream of expectedStreams) records.set(stream, simulator.expectedRecords(stream, options));
        const known = new Map(Object.entries(tablesOf(simulator)));
        for (const [stream, fields] of Object.entries(references)) {
          const ids = (records.get(stream) ?? []).map(({ id }) => asText(id));
          for (const field of words(fields)) known.set(field, new Set([...(known.get(field) ?? []), ...ids]));
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

  for (const seed of [1, 2, 7, 42]) {
    it(`have every difficult kind of Pin, board, text, status, and ID (seed ${seed})`, () =>
      withSimulator({ seed }, async ({ world: { me, adAccounts }, expectedRecords }) => {
        const everything = me.pins.map(({ record }) => asText(record.title) + asText(record.description)).join("");
        for (const specimen of specimens) assert.ok(everything.includes(specimen), JSON.stringify(specimen));
        assert.ok(me.pins.some(({ record }) => record.description === " "));
        assert.equal(new Set(me.pins.map(({ mediaType }) => mediaType)).size, 5);
        assert.equal(new Set(me.pins.map(({ id }) => id)).size, me.pins.length);
        assert.ok(new Set(me.pins.map(({ createdAt }) => createdAt)).size < me.pins.length - 20);
        assert.equal(new Set(me.boards.map(({ privacy }) => privacy)).size, 3);
        assert.ok(me.boards.some(({ owner }) => owner !== me.profile.username));
        assert.ok(me.boards.some(({ id }) => me.boardPins(id).length === 0));
        assert.ok(me.sections.some(({ id }) => me.sectionPins(id).length === 0));
        const names = new Set(me.boards.map(({ name }) => name));
        for (const name of ["Your Pinterest Likes", "Recipes", "recipes"]) assert.ok(names.has(name), name);
        const [own] = adAccounts;
        assert.ok(own !== undefined);
        const { campaigns, adGroups, ads, promotions, items, keywords } = own.advertising;
        for (const list of [campaigns, adGroups, ads]) assert.equal(new Set(list.map(({ status }) => status)).size, 5);
        for (const list of [me.pins, campaigns, adGroups, ads, promotions, items, keywords, audiencesOf(own)]) {
          assert.ok(list.some(({ id }) => BigInt(id) > 2n ** 53n) && list.some(({ id }) => BigInt(id) < 2n ** 53n));
        }
        assert.equal(new Set(adAccounts.map(({ currency }) => currency)).size, 3);
        for (const stream of ["likes", "pin_analytics", "board_section_pins", "user_account_top_video_pins"]) {
          assert.ok(expectedRecords(stream).length > 0, stream);
        }
      }));
  }

  it("have plausible returns on spend, and reactions of images only since March 2023", () =>
    withSimulator({}, async ({ expectedRecords }) => {
      const columns = ["SPEND_IN_MICRO_DOLLAR", "TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR"];
      const rows = expectedRecords("advertiser_report", { columns });
      const [spend = 0, value = 0] = columns.map((name) =>
        rows.reduce((total, row) => total + Number(row[name] ?? 0), 0),
      );
      assert.ok(value / spend > 0.5 && value / spend < 12, `${value / spend}`);
      const images = expectedRecords("pins").filter(({ media }) => isObject(media) && media.media_type === "image");
      const isLiked = (pin: JsonObject) => objectAt(pin, "pin_metrics", "lifetime_metrics").reaction !== 0;
      const since = new Set(images.filter(isLiked).map(({ created_at: at }) => asText(at) >= "2023-03-20"));
      assert.deepEqual(since, new Set([true]));
    }));
});
