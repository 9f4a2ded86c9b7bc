import assert from "node:assert/strict";
import { specimens } from "../../simulator/texts.ts";
import { audiencesOf } from "../../simulator/world/ads/tables.ts";
import { asText, isObject } from "../../src/base/json.ts";
import { get, withSimulator } from "./api.ts";

describe("simulator: world", () => {
  for (const seed of [1, 7]) {
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

  it("can activate the ads that still deliver, with their ad groups and campaigns", () =>
    withSimulator({ seed: 1 }, ({ world: { adAccounts }, clock }) => {
      const chains = () =>
        adAccounts
          .flatMap(({ advertising }) => advertising.ads)
          .filter(({ lastDay }) => lastDay >= clock.today())
          .map((ad) => `${ad.status} ${ad.review} ${ad.adGroup.status} ${ad.campaign.status}`);
      assert.ok(new Set(chains()).size > 1);
      for (const { advertising } of adAccounts) advertising.activateDelivering();
      assert.deepEqual([...new Set(chains())], ["ACTIVE APPROVED ACTIVE ACTIVE"]);
      return Promise.resolve();
    }));

  it("can have series of trends that end on the Sunday before, and grow as their keywords do", () =>
    withSimulator({ trend_weeks: "last" }, async (simulator) => {
      const { object } = await get(simulator, "/trends/keywords/US/top/growing");
      const trends = Array.isArray(object.trends) ? object.trends.filter(isObject) : [];
      assert.ok(trends.length > 10);
      for (const { pct_growth_wow: growth, time_series: series } of trends) {
        const [before, last] = isObject(series) ? Object.entries(series) : [];
        assert.deepEqual([before?.[0], last?.[0]], ["2026-06-28", "2026-07-05"]);
        assert.equal(Math.sign(Number(last?.[1]) - Number(before?.[1])), Math.sign(Number(growth)));
      }
    }));
});
