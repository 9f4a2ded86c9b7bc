import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { scenes } from "../page/drawings/pictures.ts";
import { renderPage } from "../page/page.ts";
import { sectionsOf, todoOf } from "./page-content.ts";
import { lastDay, openSmallAccount, type SmallAccount } from "./small-account.ts";

describe("what to do", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
    await account.setDays({}, {});
  });
  after(() => account.close());
  beforeEach(async () => {
    const { database } = account;
    await database.rows(`DELETE FROM pin_analytics; DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM campaigns;
      UPDATE pins SET created_at = DATE '${today}' - 40, link = 'https://example.com/', is_owner = true, pin_metrics = '{"90d": {"impression": 9, "pin_click": 1, "outbound_click": 1}}'`);
  });

  const thingsOn = async () => todoOf(await account.page()).things;

  it("is nothing if nothing stands out, and says what was checked", async () => {
    const { things, nothing } = todoOf(await account.page());
    assert.deepEqual(things, []);
    assert.match(
      nothing,
      /^Nothing stands out that needs to be done\. Checked: ads to raise; .*favorites that fade; .*boards without new pins; pins that stopped\.$/u,
    );
  });

  it("is not said of incomplete tables, but that they are", async () => {
    await account.database.rows(
      "UPDATE _sync.streams SET status = 'INCOMPLETE', problem = 'Cut off.' WHERE stream = 'pins'",
    );
    const { things, nothing } = todoOf(await account.page());
    assert.deepEqual(things, []);
    assert.doesNotMatch(nothing, /fade/u);
    assert.match(await account.page(), /What to do<[\s\S]*Incomplete: pins\.<\/b> Cut off\./u);
    await account.database.rows("UPDATE _sync.streams SET status = 'COMPLETE', problem = NULL WHERE stream = 'pins'");
  });

  it("names boards without a new Pin for 60 days that bring 3% of the clicks, with its rows as CSV, and a picture", async () => {
    const { database, pins } = account;
    const [first = "", second = ""] = (await database.rows("SELECT id FROM boards ORDER BY id")).map(({ id }) =>
      asText(id),
    );
    const age = (days: number) =>
      database.rows(`UPDATE pins SET created_at = DATE '${today}' - ${days} WHERE board_id = '${first}'`);
    await database.rows(`UPDATE boards SET name = 'Old', privacy = 'PUBLIC' WHERE id = '${first}';
      UPDATE pins SET board_id = if(id = '${pins[0]}', '${first}', '${second}')`);
    const bring = (clicks: readonly [number, number]) => account.setPin(0, "PIN_CLICK", clicks, 60);
    await account.setPin(1, "PIN_CLICK", [6, 6], 40);
    await bring([2, 3]);
    await age(59);
    assert.deepEqual(await thingsOn(), []);
    await age(60);
    const text =
      "56 Pin clicks in 28 days, after 84 in the 28 days before: 25% of those of your Pins, without a new Pin since May 10.";
    assert.deepEqual(await thingsOn(), [["Add Pins to “Old”", text]]);
    const page = await renderPage(database, scenes);
    const [, ...rows] = sectionsOf(page).find(({ title }) => title === "Add Pins to “Old”")?.rows ?? [];
    assert.deepEqual(
      rows.map(([board, , clicks]) => [board, clicks]),
      [["Old", "56"]],
    );
    assert.match(page, /<section class="todo">(?:(?!<\/section>)[\s\S])*<svg class="picture"/u);
    await database.rows(`UPDATE boards SET privacy = 'SECRET' WHERE id = '${first}'`);
    assert.deepEqual(await thingsOn(), []);
    await database.rows("UPDATE boards SET privacy = 'PUBLIC'");
    await bring([2, 5]);
    await age(60);
    assert.deepEqual(await thingsOn(), [], "a board that lost more than half");
    await bring([1, 1]);
    await age(60);
    assert.deepEqual(await thingsOn(), [], "too few clicks");
  });

  it("names favorites that lost half, and old Pins that doubled", async () => {
    const { setPin, pins } = account;
    const nameOf = (index: number) => `Pin ${pins[index]?.slice(-3)}`;
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 91);
    await setPin(1, "OUTBOUND_CLICK", [2, 1], 181);
    assert.deepEqual(await thingsOn(), [
      [
        `Build on “${nameOf(1)}”`,
        "+28 outbound clicks in 28 days: 1 old Pin revives, from 28 to 56. Save such Pins to more boards, or promote them.",
      ],
      [
        `Renew “${nameOf(0)}”`,
        "−28 outbound clicks in 28 days: 1 favorite fades, from 56 to 28. Make new Pins for the same pages.",
      ],
    ]);
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 90);
    await setPin(1, "OUTBOUND_CLICK", [2, 1], 180);
    assert.deepEqual(await thingsOn(), [], "younger ones");
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 91);
    await setPin(1, "OUTBOUND_CLICK", [1, 4], 91);
    const [[title, text] = []] = await thingsOn();
    assert.equal(title, `Renew “${nameOf(1)}” and 1 more`, "the one that lost most");
    assert.match(
      text ?? "",
      /^−112 outbound clicks in 28 days: 2 favorites fade, from 168 to 56\. Make .* same pages\.$/u,
    );
    await account.database.rows(`UPDATE pins SET link = NULL WHERE id = '${pins[1]}'`);
    assert.match((await thingsOn())[0]?.[1] ?? "", /Make new Pins on the same topic\.$/u, "no page");
  });

  it("says of a Pin that is no longer shown to check it, not that it fades", async () => {
    const { database, pins, setPin } = account;
    await setPin(0, "OUTBOUND_CLICK", [0, 2], 91);
    await database.rows(`UPDATE pin_analytics SET metrics = json_merge_patch(metrics, json_object('IMPRESSION',
      if(date > ${lastDay} - 28, 0, 50)))`);
    assert.deepEqual(await thingsOn(), [
      [
        `Check “Pin ${pins[0]?.slice(-3)}”`,
        "−56 outbound clicks in 28 days: 1 Pin stops, from 56 to 0. Hardly any impressions are left: see on Pinterest whether it is secret, deleted, or limited.",
      ],
    ]);
  });

  it("is to publish Pins, by the own ones, if there is too little to check anything", async () => {
    const { database, pins, setDays } = account;
    const few = { IMPRESSION: 2, OUTBOUND_CLICK: 0, PIN_CLICK: 0, SAVE: 0 };
    await setDays(few, few);
    await database.rows(`UPDATE pins SET created_at = DATE '${today}' - 5 WHERE id IN ('${pins[0]}', '${pins[1]}');
      UPDATE pins SET is_owner = false WHERE id = '${pins[1]}'; UPDATE pins SET link = NULL WHERE id = '${pins[2]}'`);
    assert.deepEqual(await thingsOn(), [
      [
        "Publish several Pins per week",
        "1 new Pin in 28 days, and too few clicks to check anything else yet. Give each Pin a link (6 of your 7 have one), and save it to a board that is named as people search.",
      ],
    ]);
    await setDays({}, {});
  });

  /** Adds ads of one ad account: what each spent and sold on settled days; all still run, and one has usual costs. */
  async function withAds(
    spent: number,
    sold: number,
    ad = "ACTIVE",
    campaign = "ACTIVE",
    objective = "WEB_CONVERSION",
  ) {
    const { database, addAdDays } = account;
    await database.rows(`DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM campaigns;
      INSERT INTO campaigns (id, name, status, objective_type) VALUES ('c', 'Sale', '${campaign}', '${objective}');
      INSERT INTO ads (id, name, status) VALUES ('x', 'Ad X', '${ad}'), ('usual', 'Usual', 'PAUSED')`);
    const day = (dollars: number, checkouts: number) => ({
      CAMPAIGN_ID: "c",
      currency: "USD",
      SPEND_IN_MICRO_DOLLAR: dollars * 1e6,
      TOTAL_CHECKOUT: checkouts,
      OUTBOUND_CLICK_1: 70,
    });
    await addAdDays("usual", 40, 80, day(30, 3), "pin_promotion_report");
    await addAdDays("x", 40, 50, day(spent / 10, sold / 10), "pin_promotion_report");
    // Days that can still change count for nothing but that the ad still runs.
    await addAdDays("x", 5, 6, day(500, 0), "pin_promotion_report");
    return thingsOn();
  }

  it("names an ad to stop if it brought no checkout where three are usual, on settled days", async () => {
    assert.deepEqual(await withAds(40, 0), [
      [
        "Stop or change the ad “Ad X”",
        "$540.00 since May 21 brought no checkout. The $40.00 until Jun 6 would have brought 4 at what a checkout costs in the sales campaigns of this ad account. Without the ad, you lose its 70 outbound clicks per 28 days.",
      ],
    ]);
    assert.deepEqual(await withAds(20, 0), []);
    assert.deepEqual(await withAds(40, 9), []);
  });

  it("doesn't tell to stop what is paused, by the ad or its campaign, or what isn't to sell", async () => {
    assert.deepEqual(await withAds(40, 0, "PAUSED"), []);
    assert.deepEqual(await withAds(40, 0, "ACTIVE", "PAUSED"), []);
    assert.deepEqual(await withAds(40, 0, "ACTIVE", "ACTIVE", "AWARENESS"), []);
  });

  it("names an ad to raise if it brought at least ten checkouts, and twice as many as usual", async () => {
    assert.deepEqual(await withAds(40, 20), [
      [
        "Raise the budget of the ad “Ad X”",
        "20 checkouts for $40.00 on settled days, instead of 5 at what a checkout costs in the sales campaigns of this ad account.",
      ],
    ]);
  });

  /** Adds the table of a stream that only a configuration with regions has, as read. */
  const addTrends = () =>
    account.database.rows(`CREATE TABLE trending_keywords (keyword VARCHAR, region VARCHAR, pct_growth_wow BIGINT);
      INSERT OR REPLACE INTO _sync.streams (stream, status, records) VALUES ('trending_keywords', 'COMPLETE', 1)`);

  it("names a search that grows if no own Pin has its words", async () => {
    const { database } = account;
    await addTrends();
    await database.rows(
      `INSERT INTO trending_keywords VALUES ('advent table', 'US', 180), ('advent table', 'US', 400), ('advent table ideas', 'US', 200),
        ('pin ideas', 'US', 300), ('slow', 'US', 49)`,
    );
    await database.rows("UPDATE pins SET title = 'Pin', description = 'Good ideas'");
    assert.deepEqual(await thingsOn(), [
      [
        "Make a Pin for “advent table”",
        "+200% searches in a week for “advent table ideas” in the region US, and none of your Pins has its words. 1 such topic in all.",
      ],
    ]);
    await database.rows("UPDATE pins SET title = 'A table for Advent' WHERE id = (SELECT min(id) FROM pins)");
    assert.deepEqual(await thingsOn(), []);
    await database.rows("DROP TABLE trending_keywords");
  });

  it("names the format with the highest median, not one with a hit", async () => {
    const { database } = account;
    await database.rows(
      `CREATE OR REPLACE TEMP TABLE pins_before AS FROM pins; CREATE OR REPLACE TEMP TABLE model AS FROM pins LIMIT 1; DELETE FROM pins`,
    );
    await database.rows(`INSERT INTO pins BY NAME SELECT m.* REPLACE (i::VARCHAR AS id, ['VIDEO', 'REGULAR', 'IDEA'][1 + i % 3] AS creative_type, false AS has_been_promoted,
        json_object('90d', json_object('impression', 100, 'pin_click', CASE i % 3 WHEN 0 THEN 12 WHEN 1 THEN 6 ELSE if(i = 2, 5000, 6) END)) AS pin_metrics)
      FROM model m, range(60) t(i)`);
    const things = await thingsOn();
    await database.rows("DELETE FROM pins; INSERT INTO pins FROM pins_before");
    assert.deepEqual(things, [
      [
        "Make more video Pins",
        "12 Pin clicks in 90 days is their median (20 Pins); that of the others is 6 (40 Pins).",
      ],
    ]);
  });

  it("is at most three things, those with most weight", async () => {
    await account.setPin(0, "OUTBOUND_CLICK", [1, 2], 91);
    await account.setPin(1, "OUTBOUND_CLICK", [3, 1], 181);
    await addTrends();
    await account.database.rows("INSERT INTO trending_keywords VALUES ('zoetrope', 'US', 180)");
    const titles = (await withAds(40, 0)).map(([title]) => title.split(" ")[0]);
    await account.database.rows("DROP TABLE trending_keywords");
    assert.deepEqual(titles, ["Build", "Make", "Stop"]);
  });
});
