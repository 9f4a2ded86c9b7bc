import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { renderPage } from "../page/page.ts";
import type { ReadOptions } from "../read.ts";
import { openStartBed, type StartBed } from "./bed.ts";

/** The streams of the page. */
const streams =
  `account account_snapshots boards pins user_account_analytics user_account_analytics_split user_account_top_pins
  campaigns campaign_analytics_report ads ad_groups pin_promotion_report following_users following_boards following_interests`.split(
    /\s+/u,
  );
const searches = ["search_pins", "search_boards"];
const searchSettings = { search_queries: ["garden"] };
const organicTiles = ["Outbound clicks", "Pin clicks", "Saves", "Impressions", "Engagement rate"];
const tiles = [...organicTiles, "Followers", "Pins you own", "Likes, all time"];
const pinParts = `Pins you own | Likes, all time | Top Pins of 90 days | Boards by median | Traffic by website`.split(
  /\s*\|\s*/u,
);
const adCards = ["Ads", "Campaigns", "Single ads", "Ads by week"];
/** The cards at the end, which need no stream. */
const atEnd = ["Not complete", "About these numbers"];
const withoutAds = { campaigns: 0, adGroups: 0, ads: 0, keywords: 0, productGroupPromotions: 0 };

describe("the page of npm start", () => {
  let bed: StartBed;
  const open = async () => {
    bed = await openStartBed({ ...extents.small, ...withoutAds });
  };
  const close = () => bed.close();

  /** Reads the account and returns the page: its head, and the tiles and cards with their titles. */
  async function pageAfter(options: ReadOptions, settings: JsonObject = {}) {
    const adAccount = bed.simulator.world.adAccounts[0]?.id ?? "";
    await bed.read(options, { ad_account_ids: [adAccount], ...settings });
    const [head = "", ...sections] = (await renderPage(bed.database))
      .split("<section ")
      .filter((part) => !/^class="[^"]* p(?:84|36500)"/u.test(part)) // Each period has the same gaps.
      .map((part) => part.split("</section>")[0] ?? "")
      .map((part) => part.replaceAll(/^[^<>]*>|<svg[\s\S]*?<\/svg>|<details[\s\S]*?<\/details>/gu, ""));
    const cards = sections.map((section) =>
      section.split(/<[^>]*>/u).flatMap((text) => (text.trim() === "" ? [] : [text.trim()])),
    );
    const withText = (text: RegExp) =>
      cards.filter(([title = "", ...texts]) => !atEnd.includes(title) && texts.some((each) => text.test(each)));
    return {
      head,
      /** The titles of all tiles and cards whose text matches, apart from those at the end. */
      titles: (text: RegExp) => withText(text).map(([title]) => title),
      card: (title: string) => cards.filter(([first]) => first === title).map(([, ...texts]) => texts.join(" ")),
    };
  }
  const gap = /^(?:Not read|Incomplete|Not updated): /u;

  describe("of an account that is read again", () => {
    before(open);
    after(close);

    it("names the streams that weren't in --streams of the only read", async () => {
      const { titles, card } = await pageAfter({ streams: ["account"] });
      const withOthers = ["Top Pins of 90 days", "Boards by median"];
      assert.deepEqual(
        titles(/^Not read: pins/u),
        pinParts.filter((title) => !withOthers.includes(title)),
      );
      assert.match(card("Followers").join(), /^[\d,]+ Not read: account_snapshots\. Not in --streams\./u);
    });

    it("says what an account without ads lacks only if that was read", async () => {
      const { head, titles } = await pageAfter({ streams: [...streams, ...searches] }, searchSettings);
      assert.match(head, /Complete through/u);
      assert.match(head, /class="summary/u);
      assert.deepEqual(titles(gap), []);
      assert.deepEqual(titles(/^No ad spend|^No campaign/u), ["Ads"], "one card is enough");
    });

    it("names the streams that weren't in --streams of the last read, but were of an earlier one", async () => {
      const { titles, card } = await pageAfter({ streams: ["account"] });
      assert.deepEqual(titles(/^Not read|^Incomplete/u), []);
      assert.match(
        card("Pins you own").join(),
        /^[\d,]+ \d+ new(?:, \d+ before)?(?:; \d+ saved of others)? Not updated: pins\. Not in --streams\.$/u,
      );
    });

    it("shows what is stored of incomplete streams, without headlines of them", async () => {
      const interrupted = { streams: [...streams, ...searches], signal: AbortSignal.abort() };
      const { head, titles, card } = await pageAfter(interrupted, searchSettings);
      const why = "The read was interrupted\\.";
      assert.deepEqual(titles(/^Incomplete: /u).slice(0, tiles.length), tiles);
      assert.match(
        card("Pins you own").join(),
        new RegExp(`^[\\d,]+ \\d+ new(?:, \\d+ before)?(?:; \\d+ saved of others)? Incomplete: pins\\. ${why}$`, "u"),
      );
      assert.deepEqual(titles(/^Not read: /u), [...adCards, "Searches in your account"]);
      const inAccount = card("Searches in your account").join();
      assert.match(inAccount, new RegExp(`Incomplete: pins, search_pins\\. ${why} Not read: search_boards\\.`, "u"));
      assert.doesNotMatch(head, /class="summary/u);
    });
  });

  describe("of an account that was not read before", () => {
    before(open);
    after(close);

    it("keeps its tiles, and names the interruption in each", async () => {
      const { head, titles } = await pageAfter({ streams, signal: AbortSignal.abort() });
      assert.doesNotMatch(head, /Complete through/u);
      assert.deepEqual(titles(/^–$/u), tiles);
      assert.deepEqual(
        titles(/^The read was interrupted\.$/u),
        titles(/./u).filter((title) => title !== "Searches in your account"),
      );
      assert.deepEqual(titles(/^No |^The line starts/u), []);
    });

    it("names a missing scope in each card that needs it", async () => {
      bed.simulator.settings.scopes = ["user_accounts:read", "boards:read", "ads:read"];
      const { titles, card } = await pageAfter({ streams });
      assert.deepEqual(titles(/^Not read: pins/u), pinParts);
      assert.deepEqual(card("Pins you own"), ["– Not read: pins. The token is missing a scope: it needs pins:read."]);
      assert.deepEqual(titles(/^No Pin/u), []);
      assert.deepEqual(titles(/[a-z_]+\/[a-z_]+/u), [], "no operation");
    });
  });
});
