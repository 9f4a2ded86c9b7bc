import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { get, itemsOf, pages, textOf, walk, withSimulator } from "../api.ts";

const everyStatus = ["ACTIVE", "PAUSED", "ARCHIVED", "DRAFT", "DELETED_DRAFT"];
const all = { page_size: 250 };
const statuses = { ...all, entity_statuses: everyStatus };
const idsOf = (records: readonly JsonObject[]) => records.map((record) => textOf(record, "id"));
const ascending = (ids: readonly string[]) =>
  ids.toSorted((first, second) => (BigInt(first) < BigInt(second) ? -1 : BigInt(first) > BigInt(second) ? 1 : 0));

describe("simulator: advertising", () => {
  for (const seed of [1, 2, 7, 42]) {
    it(`has all parents, statuses, IDs, and quirks (seed ${seed})`, () =>
      withSimulator({ seed }, async ({ world, expectedRecords }) => {
        for (const { id, advertising } of world.adAccounts) {
          const { campaigns, adGroups, ads, promotions, items, keywords } = advertising;
          for (const one of adGroups) assert.ok(advertising.campaign(one.campaignId));
          for (const one of ads) assert.equal(advertising.adGroup(one.adGroupId)?.campaignId, one.campaignId);
          for (const one of promotions) assert.ok(advertising.adGroup(one.adGroupId)?.shopping);
          const promotionIds = new Set(promotions.map(({ id: promotionId }) => promotionId));
          for (const one of items) assert.ok(promotionIds.has(one.promotionId));
          for (const list of [campaigns, adGroups, ads, promotions, items, keywords, advertising.audiences]) {
            const ids = list.map((one) => one.id);
            assert.deepEqual(ids, ascending(ids));
            assert.ok(ids.every((one) => one.length >= 12 && one.length <= 18));
            assert.ok(ids.some((one) => BigInt(one) > 2n ** 53n) && ids.some((one) => BigInt(one) < 2n ** 53n), id);
          }
        }
        const [own] = world.adAccounts;
        assert.ok(own);
        for (const list of [own.advertising.campaigns, own.advertising.adGroups, own.advertising.ads]) {
          assert.deepEqual(new Set(list.map(({ status }) => status)), new Set(everyStatus));
        }
        const everyId = world.adAccounts.flatMap(({ advertising: { campaigns, adGroups, ads } }) =>
          [campaigns, adGroups, ads].flat().map(({ id }) => id),
        );
        assert.equal(new Set(everyId).size, everyId.length);
        assert.ok(expectedRecords("campaigns").some(({ tracking_urls: urls }) => urls === null));
        assert.ok(expectedRecords("ad_groups").some(({ start_time: time }) => time === null));
        assert.ok(expectedRecords("ad_groups").some((record) => !("ext_features" in record)));
        const parents = new Set(expectedRecords("keywords").map(({ parent_type: type }) => type));
        assert.deepEqual(parents, new Set(["advertiser", "campaign", "adgroup"]));
      }));
  }

  it("lists active and paused entities by default, by ID, ending with a null bookmark", () =>
    withSimulator({}, async (simulator) => {
      const account = `/ad_accounts/${simulator.world.adAccounts[0]?.id}`;
      for (const list of ["campaigns", "ad_groups", "ads"]) {
        const everything = await walk(simulator, `${account}/${list}`, statuses);
        const byDefault = await walk(simulator, `${account}/${list}`, all);
        assert.deepEqual(
          byDefault,
          everything.filter(({ status }) => status === "ACTIVE" || status === "PAUSED"),
        );
        assert.ok(byDefault.length < everything.length);
        assert.deepEqual(idsOf(everything), ascending(idsOf(everything)));
        const short = await pages(simulator, `${account}/${list}`, { ...statuses, page_size: 2 });
        assert.ok(short.every(({ items }) => items.length > 0));
      }
    }));

  it("rejects lists without the document's filters", () =>
    withSimulator({}, async (simulator) => {
      const [adAccount] = simulator.world.adAccounts;
      assert.ok(adAccount);
      const account = `/ad_accounts/${adAccount.id}`;
      const rejected = [
        await get(simulator, `${account}/ads`, { entity_statuses: "RUNNING" }),
        await get(simulator, `${account}/product_group_promotions`),
        await get(simulator, `${account}/keywords`, { campaign_id: "1", ad_group_ids: "2" }),
        await get(simulator, `${account}/keywords`, { page_size: 251 }),
      ];
      assert.deepEqual(
        rejected.map(({ status, object }) => [status, object.code]),
        rejected.map(() => [400, 1]),
      );
      const own = await walk(simulator, `${account}/keywords`, all);
      assert.ok(own.length > 0 && own.every(({ parent_id: parent }) => parent === adAccount.id));
    }));

  it("denies access without a role, with an error of its own for catalogs", () =>
    withSimulator({}, async (simulator) => {
      const [own, shared, billing] = simulator.world.adAccounts.map(({ id }) => id);
      const lists = ["campaigns", "ads", "audiences", "customer_lists", "conversion_tags", "keywords"];
      for (const list of lists) {
        const { status, object } = await get(simulator, `/ad_accounts/${billing}/${list}`);
        assert.deepEqual([status, object.code], [403, 29], list);
      }
      assert.equal((await walk(simulator, "/ad_accounts", all)).length, 3);
      const catalogs = await get(simulator, "/catalogs", { ad_account_id: billing ?? "" });
      assert.deepEqual([catalogs.status, catalogs.object.code], [401, 29]);
      const none = await get(simulator, "/catalogs/product_groups", { ad_account_id: shared ?? "" });
      assert.deepEqual([none.status, none.object.code], [409, 4182]);
      assert.deepEqual(itemsOf(await get(simulator, "/catalogs", { ad_account_id: shared ?? "" })), []);
      assert.ok(itemsOf(await get(simulator, "/catalogs/product_groups", { ad_account_id: own ?? "" })).length > 0);
      const feeds = await walk(simulator, "/catalogs/feeds", all);
      assert.ok(feeds.some(({ credentials }) => credentials !== null));
      assert.ok(simulator.expectedRecords("catalogs_feeds").every((feed) => !("credentials" in feed)));
      assert.deepEqual(
        new Set(feeds.map(({ catalog_type: type }) => type)),
        new Set(["RETAIL", "HOTEL", "CREATIVE_ASSETS"]),
      );
    }));

  it("adds, archives, renames, and deletes entities, and updates their times", () =>
    withSimulator({}, async (simulator) => {
      const [adAccount] = simulator.world.adAccounts;
      assert.ok(adAccount);
      const account = `/ad_accounts/${adAccount.id}`;
      const before = await walk(simulator, `${account}/campaigns`, statuses);
      const running = before.find(({ status }) => status === "ACTIVE");
      const id = textOf(running, "id");
      simulator.change({ advance_days: 1, archive: id });
      const find = async () => (await walk(simulator, `${account}/campaigns`, statuses)).find((one) => one.id === id);
      const archived = await find();
      assert.equal(archived?.status, "ARCHIVED");
      assert.equal(archived?.updated_time, Date.UTC(2026, 6, 10, 12) / 1000);
      simulator.change({ rename: id });
      const renamed = await find();
      assert.equal(renamed?.updated_time, Date.UTC(2026, 6, 10, 12) / 1000 + 1);
      const { ads } = simulator.change({ add_ads: 3, add_ad_groups: 1 });
      assert.ok(Array.isArray(ads) && ads.length === 3);
      const [ad] = ads;
      assert.ok(typeof ad === "string");
      const list = async () => idsOf(await walk(simulator, `${account}/ads`, statuses));
      assert.deepEqual((await list()).slice(-3), ads);
      simulator.change({ delete_ad: ad });
      assert.ok(!(await list()).includes(ad));
      assert.equal(simulator.expectedRecords("ads").length, (await list()).length + 24);
      assert.throws(() => simulator.change({ delete_ad: ad }), RangeError);
      assert.throws(() => simulator.change({ archive: "1" }), RangeError);
      const [parent] = before;
      const gone = textOf(parent, "id");
      simulator.change({ delete_campaign: gone });
      assert.ok(!idsOf(await walk(simulator, `${account}/campaigns`, statuses)).includes(gone));
      for (const list of ["ad_groups", "ads"]) {
        const left = await walk(simulator, `${account}/${list}`, statuses);
        assert.ok(left.length > 0 && left.every(({ campaign_id: campaign }) => campaign !== gone), list);
      }
      assert.deepEqual(await walk(simulator, `${account}/keywords`, { ...all, campaign_id: gone }), []);
      for (const stream of ["campaign_analytics", "keyword_report", "product_item_report", "ads"]) {
        assert.ok(simulator.expectedRecords(stream, { columns: ["IMPRESSION_1"] }).length > 0, stream);
      }
    }));
});
