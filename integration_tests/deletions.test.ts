import assert from "node:assert/strict";
import { knownCredentials, type Simulator } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { addDays } from "../src/base/dates.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { today } from "../test/today.ts";
import { words } from "../test/words.ts";
import { Bed } from "./bed/bed.ts";
import { endsOf, errorsOf, lastStates, recordsOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

const names = words(`
  campaigns ad_groups ads keywords campaign_analytics ad_group_analytics ad_analytics ad_targeting_analytics
  campaign_analytics_report ad_group_report pin_promotion_report
`);
/** The requests before which entities are deleted and renamed: of lists, metrics, and files. */
const moments = [
  { operation: "ads/list", nth: 2 },
  { operation: "keywords/get", nth: 2 },
  { operation: "campaigns/analytics", nth: 1 },
  { operation: "ads/analytics", nth: 2 },
  { operation: "ad_targeting_analytics/get", nth: 2 },
  { operation: "analytics/create_report", nth: 2 },
  { operation: "reports/download", nth: 1 },
];
const config = {
  credentials: { auth_method: "access_token", access_token: knownCredentials.access_token },
  // Shorter than the default lookback, so that each read updates all rows.
  start_date: addDays(today, -12),
  columns: ["CAMPAIGN_ID", "AD_GROUP_ID", "SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1", "TOTAL_CONVERSIONS"],
  analytics_batch_size: 60,
};
const scale = { ...extents.small, pins: 20, campaigns: 36, adGroups: 110, ads: 260, keywords: 70 };

const advertisingOf = ({ world }: Simulator) => {
  const [own] = world.adAccounts;
  assert.ok(own);
  return own.advertising;
};

/** Returns the IDs of the ad account's campaigns, ad groups, ads, and keywords. */
function idsIn(simulator: Simulator): ReadonlySet<string> {
  const { campaigns, adGroups, ads, keywords } = advertisingOf(simulator);
  return new Set([campaigns, adGroups, ads, keywords].flatMap((list) => list.map(({ id }) => id)));
}

/** Returns changes of each kind, of entities below other campaigns than those of any other change. */
function changesOf(simulator: Simulator): readonly JsonObject[] {
  const { campaigns, adGroups, ads } = advertisingOf(simulator);
  const below = <Item extends { readonly campaignId: string }>(items: readonly Item[], campaign?: { id: string }) =>
    items.filter(({ campaignId }) => campaignId === campaign?.id);
  const [home, ...others] = campaigns.filter((each) => below(adGroups, each).length > 1 && below(ads, each).length > 1);
  return moments.map((_, index) => {
    const [gone, ofGroups, ofAds] = others.slice(3 * index, 3 * index + 3);
    const [deletedGroup] = below(adGroups, ofGroups);
    const [deletedAd] = below(ads, ofAds);
    assert.ok(home && gone && deletedGroup && deletedAd, "the world is too small");
    return {
      delete_campaign: gone.id,
      delete_ad_group: deletedGroup.id,
      delete_ad: deletedAd.id,
      rename: home.id,
      advance_seconds: 2,
    };
  });
}

for (const [what, deleted_entities] of [
  ["omits", "omitted"],
  ["rejects", "not_found"],
] as const) {
  describe(`deletions during a read, where the API ${what} deleted entities`, () => {
    let bed: Bed;
    beforeEach(async () => {
      bed = await Bed.open({ seed: 3, scale, max_page_size: 120, config, deleted_entities });
    });
    afterEach(() => bed.close());

    async function read(mode: "full_refresh" | "incremental", states: readonly JsonObject[] = []) {
      const { messages } = await bed.read(names, { mode, states });
      assert.deepEqual(errorsOf(messages), []);
      assert.deepEqual(new Set(endsOf(messages).values()), new Set(["COMPLETE"]));
      return messages;
    }

    async function readAmidChanges(...args: Parameters<typeof read>) {
      const changes = changesOf(bed.simulator);
      bed.simulator.faults.set(
        moments.map((moment, index) => ({ ...moment, fault: { change: changes[index] ?? {} } })),
      );
      const messages = await read(...args);
      bed.simulator.faults.clear();
      const left = idsIn(bed.simulator);
      const made = changes.filter(({ delete_campaign: gone }) => !left.has(asText(gone)));
      assert.equal(made.length, moments.length, "an operation was requested too rarely");
      return messages;
    }

    const tablesOf = () => new Map(names.map((name) => [name, new Table(name).add(bed.expectedRecords(name))]));

    it("cost no other record in full refresh, and the next one is correct", async () => {
      const before = tablesOf();
      const records = recordsOf(await readAmidChanges("full_refresh"));
      for (const [name, now] of tablesOf()) {
        const lasting = before.get(name)?.keysIn(now) ?? [];
        const found = new Set(new Table(name).add(records.get(name) ?? []).keys);
        assert.ok(lasting.length > 0, name);
        assert.deepEqual(
          lasting.filter((key) => !found.has(key)),
          [],
          `${name}: unchanged entities are missing`,
        );
      }
      const again = recordsOf(await read("full_refresh"));
      for (const name of names) new Table(name).add(again.get(name) ?? []).assertEquals(bed.expectedRecords(name));
    });

    it("leave no incorrect record behind in incremental reads", async () => {
      const everything = idsIn(bed.simulator);
      const tables = new Map(names.map((name) => [name, new Table(name)]));
      let states: readonly JsonObject[] = [];
      for (const next of [read, readAmidChanges, read]) {
        const messages = await next("incremental", states);
        states = lastStates(messages, states);
        for (const [name, records] of recordsOf(messages)) tables.get(name)?.add(records);
      }
      const left = idsIn(bed.simulator);
      for (const [name, table] of tables) {
        // Tables aren't notified of deletions and keep the last version.
        const isThere = (row: JsonObject) =>
          table.keyOf(row).every((value) => left.has(value) || !everything.has(value));
        table.where(isThere).assertEquals(bed.expectedRecords(name).filter(isThere));
      }
    });
  });
}
