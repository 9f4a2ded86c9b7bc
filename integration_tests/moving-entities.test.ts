import assert from "node:assert/strict";
import { knownCredentials, type Settings, type Simulator } from "../simulator/simulator.ts";
import type { AdvertisingWorld } from "../simulator/world/ads/advertising.ts";
import { extents } from "../simulator/world/scale.ts";
import { addDays } from "../src/base/dates.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { today } from "../test/today.ts";
import { Bed } from "./bed/bed.ts";
import { emittedRecords } from "./bed/emitted-records.ts";
import { errorsOf, lastStates, recordsOf, statusesOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

/** Shorter than the default lookback, so that each read updates all rows. */
const startDate = addDays(today, -12);
const columns = ["CAMPAIGN_ID", "AD_GROUP_ID", "SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1", "TOTAL_CONVERSIONS"];
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  start_date: startDate,
  columns,
  analytics_batch_size: 60,
};
/** Enough ads for two pages. */
const scale = { ...extents.small, pins: 20, campaigns: 26, adGroups: 60, ads: 130, keywords: 70 };

/** Streams that are read together, and the requests before which an entity changes. */
interface Family {
  readonly what: string;
  readonly streams: readonly string[];
  readonly requests: readonly { readonly operation: string; readonly nth: number }[];
}

const families: readonly Family[] = [
  {
    what: "entities",
    streams: ["campaigns", "ad_groups", "ads", "keywords", "product_group_promotions"],
    requests: [
      { operation: "ads/list", nth: 2 },
      { operation: "keywords/get", nth: 2 },
      { operation: "product_group_promotions/list", nth: 3 },
    ],
  },
  {
    what: "analytics",
    streams: ["campaign_analytics", "ad_group_analytics", "ad_analytics", "product_group_analytics"],
    requests: [
      { operation: "campaigns/analytics", nth: 1 },
      { operation: "ad_groups/analytics", nth: 1 },
      { operation: "ads/analytics", nth: 2 },
      { operation: "product_groups/analytics", nth: 1 },
    ],
  },
  {
    what: "analytics by targeting",
    streams: ["campaign_targeting_analytics", "ad_group_targeting_analytics", "ad_targeting_analytics"],
    requests: [
      { operation: "campaign_targeting_analytics/get", nth: 1 },
      { operation: "ad_groups_targeting_analytics/get", nth: 1 },
      { operation: "ad_targeting_analytics/get", nth: 2 },
    ],
  },
  {
    what: "reports",
    streams: [
      "campaign_analytics_report",
      "ad_group_report",
      "pin_promotion_report",
      "product_item_report",
      "keyword_report",
      "ad_group_targeting_report",
    ],
    requests: [
      { operation: "analytics/create_report", nth: 3 },
      { operation: "analytics/get_report", nth: 2 },
      { operation: "reports/download", nth: 2 },
    ],
  },
];

const expectedOf = (simulator: Simulator, name: string) => emittedRecords(simulator, name, { startDate, columns });

/** Returns the IDs of everything in an ad account. */
function idsOf({ campaigns, adGroups, ads, keywords, promotions, items }: AdvertisingWorld): ReadonlySet<string> {
  const there = new Set(promotions.map(({ id }) => id));
  const remaining = items.filter(({ promotionId }) => there.has(promotionId));
  return new Set(
    [campaigns, adGroups, ads, keywords, promotions, remaining].flatMap((list) => list.map(({ id }) => id)),
  );
}

/** Returns one change of every kind, each of another entity, entities with delivery first. */
class Changes {
  readonly #world: AdvertisingWorld;
  readonly #busy: ReadonlySet<string>;
  readonly #taken = new Set<string>();
  readonly #parents = new Set<string>();
  readonly #last: string;
  readonly #home: { readonly campaign: string; readonly adGroup: string };

  constructor(simulator: Simulator) {
    const [own] = simulator.world.adAccounts;
    assert.ok(own);
    this.#world = own.advertising;
    this.#busy = new Set(
      ["ad_analytics", "ad_group_analytics", "campaign_analytics", "product_group_analytics"].flatMap((name) =>
        expectedOf(simulator, name).map((row) =>
          asText(row.AD_ID ?? row.PRODUCT_GROUP_ID ?? row.AD_GROUP_ID ?? row.CAMPAIGN_ID),
        ),
      ),
    );
    const [adGroup] = this.#world.adGroups;
    assert.ok(adGroup);
    this.#home = { campaign: adGroup.campaignId, adGroup: adGroup.id };
    this.#taken.add(adGroup.campaignId).add(adGroup.id);
    const last = this.#world.ads.at(-1);
    assert.ok(last);
    this.#last = last.id;
    this.#taken.add(last.id);
    this.#parents.add(last.campaignId).add(last.adGroupId);
  }

  next(): JsonObject {
    const { campaigns, adGroups, ads, promotions } = this.#world;
    const shops = new Set(promotions.map(({ adGroupId }) => adGroupId));
    const campaign = this.#take(campaigns.filter(({ id }) => adGroups.some(({ campaignId }) => campaignId === id)));
    const isFree = ({ campaignId }: { readonly campaignId: string }) => !this.#taken.has(campaignId);
    const deletedGroup = this.#take(adGroups.filter((group) => isFree(group) && shops.has(group.id)));
    const movedGroup = this.#take(adGroups.filter(isFree));
    const able = ads.filter((ad) => isFree(ad) && !this.#taken.has(ad.adGroupId));
    const deletedAd = this.#take(able);
    const movedAd = this.#take(able);
    return {
      delete_ad: deletedAd.id,
      move_ad: movedAd.id,
      ad_group_id: this.#home.adGroup,
      move_ad_group: movedGroup.id,
      campaign_id: this.#home.campaign,
      // The last page contains what is newer than the entity that moved on an earlier page.
      advance_seconds: 2,
      rename: this.#last,
      delete_ad_group: deletedGroup.id,
      delete_campaign: campaign.id,
    };
  }

  /** The first unused entity whose parents aren't used either. */
  #take<Item extends { readonly id: string; readonly campaignId?: string; readonly adGroupId?: string }>(
    items: readonly Item[],
  ): Item {
    const free = items.filter(({ id }) => !this.#taken.has(id) && !this.#parents.has(id));
    const item = free.find(({ id }) => this.#busy.has(id)) ?? free[0];
    assert.ok(item, "the world is too small");
    this.#taken.add(item.id);
    for (const parent of [item.campaignId, item.adGroupId]) if (parent !== undefined) this.#parents.add(parent);
    return item;
  }
}

describe("deletions and moves during a read", () => {
  let bed: Bed;
  let simulator: Simulator;

  afterEach(() => bed.close());

  const start = async (settings: Partial<Settings> = {}) => {
    bed = await Bed.open({ seed: 3, scale, max_page_size: 120, config, ...settings });
    simulator = bed.simulator;
  };

  /** Reads all streams and asserts that they complete without errors. */
  async function read(names: readonly string[], catalog: JsonObject, states: readonly JsonObject[] = []) {
    const { code, messages } = await bed.read(catalog, { states });
    assert.deepEqual(errorsOf(messages), []);
    assert.equal(code, 0);
    for (const name of names) assert.equal(statusesOf(messages).get(name)?.at(-1), "COMPLETE", name);
    return messages;
  }

  /** The same with changes just before the family's requests. */
  async function readAmidChanges(family: Family, changes: Changes, catalog: JsonObject, state?: readonly JsonObject[]) {
    const rules = family.requests.map((request) => ({ ...request, fault: { change: changes.next() } }));
    simulator.faults.set(rules);
    const messages = await read(family.streams, catalog, state);
    simulator.faults.clear();
    const remaining = new Set(simulator.world.adAccounts.flatMap(({ advertising }) => [...idsOf(advertising)]));
    for (const { operation, fault } of rules) {
      assert.ok(!remaining.has(asText(fault.change.delete_campaign)), `${operation} was requested too rarely`);
    }
    return messages;
  }

  for (const family of families) {
    for (const outcome of family.what === "reports" ? (["omitted"] as const) : (["omitted", "not_found"] as const)) {
      describe(`${family.what}, where the API ${outcome === "omitted" ? "omits" : "rejects"} deleted entities`, () => {
        beforeEach(() => start({ deleted_entities: outcome }));

        it("skip no other record in full refresh, and the next one is correct", async () => {
          const before = new Map(
            family.streams.map((name) => [name, new Table(name).add(expectedOf(simulator, name))]),
          );
          const catalog = await bed.catalog(family.streams, "full_refresh");
          const records = recordsOf(await readAmidChanges(family, new Changes(simulator), catalog));
          for (const name of family.streams) {
            const lasting = before.get(name)?.keysIn(new Table(name).add(expectedOf(simulator, name))) ?? [];
            const found = new Set(new Table(name).add(records.get(name) ?? []).keys);
            assert.ok(lasting.length > 0, name);
            assert.deepEqual(
              lasting.filter((key) => !found.has(key)),
              [],
              `${name}: unchanged entities are missing`,
            );
          }
          const again = recordsOf(await read(family.streams, catalog));
          for (const name of family.streams) {
            new Table(name).add(again.get(name) ?? []).assertEquals(expectedOf(simulator, name));
          }
        });

        it("leave no incorrect record behind in incremental reads", async () => {
          const everything = new Set(simulator.world.adAccounts.flatMap(({ advertising }) => [...idsOf(advertising)]));
          const changes = new Changes(simulator);
          const catalog = await bed.catalog(family.streams);
          const tables = new Map(family.streams.map((name) => [name, new Table(name)]));
          let states: readonly JsonObject[] = [];
          const reads = [
            () => read(family.streams, catalog),
            () => readAmidChanges(family, changes, catalog, states),
            () => read(family.streams, catalog, states),
          ];
          for (const next of reads) {
            const messages = await next();
            states = lastStates(messages, states);
            for (const [name, records] of recordsOf(messages)) tables.get(name)?.add(records);
          }
          const remaining = new Set(simulator.world.adAccounts.flatMap(({ advertising }) => [...idsOf(advertising)]));
          for (const [name, table] of tables) {
            // Tables aren't notified of deletions and keep the last version.
            const isThere = (row: JsonObject) =>
              table.keyOf(row).every((value) => remaining.has(value) || !everything.has(value));
            table.where(isThere).assertEquals(expectedOf(simulator, name).filter(isThere));
          }
        });
      });
    }
  }
});
