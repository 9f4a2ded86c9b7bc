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
    await database.rows(`DELETE FROM pin_analytics; DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM ad_groups; DELETE FROM campaigns;
      UPDATE pins SET created_at = DATE '${today}' - 40, link = 'https://example.com/', is_owner = true, pin_metrics = '{"90d": {"impression": 9, "pin_click": 1, "outbound_click": 1}}'`);
  });

  const thingsOn = async () => todoOf(await account.page()).things;

  it("is nothing if nothing stands out, and says what was checked", async () => {
    const { things, nothing } = todoOf(await account.page());
    assert.deepEqual(things, []);
    assert.match(
      nothing,
      /^Nothing stands out that needs to be done\. Checked: best sellers that stopped; ads to raise; .*favorites that fade; .*boards without new pins; pins that stopped\.$/u,
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
      UPDATE pins SET board_id = if(id IN ('${pins[0]}', '${pins[2]}'), '${first}', '${second}')`);
    const bring = (clicks: readonly [number, number]) => account.setPin(0, "PIN_CLICK", clicks, 60);
    await account.setPin(1, "PIN_CLICK", [6, 6], 40);
    // The board’s largest Pin, without which it is judged.
    await account.setPin(2, "PIN_CLICK", [9, 1], 60);
    await bring([2, 3]);
    await age(59);
    assert.deepEqual(await thingsOn(), []);
    await age(60);
    const largest = `its largest Pin, “Pin ${pins[2]?.slice(-3)}” (252)`;
    const text = `56 Pin clicks in 28 days, after 84: 12% of those of your Pins, without a new Pin since May 10, and without ${largest}.`;
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
        "+28 outbound clicks in 28 days: from 28 to 56. Save such Pins to more boards, or promote them.",
      ],
      [`Renew “${nameOf(0)}”`, "−28 outbound clicks in 28 days: from 56 to 28. Make new Pins for the same pages."],
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
      /^−112 outbound clicks in 28 days: 2 favorites together, from 168 to 56\. Make .* same pages\.$/u,
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
        "−56 outbound clicks in 28 days: from 56 to 0. Hardly any impressions are left, but it is neither deleted nor secret: see on Pinterest whether it is limited.",
      ],
    ]);
  });

  it("is to publish Pins, by the own ones, if there is too little to check anything", async () => {
    const { database, pins, setDays } = account;
    const few = { IMPRESSION: 2, OUTBOUND_CLICK: 0, PIN_CLICK: 0, SAVE: 0 };
    await setDays(few, few);
    await database.rows(`CREATE OR REPLACE TEMP TABLE pins_apart AS FROM pins;
      UPDATE pins SET board_id = if(id < '${pins[4]}', (SELECT min(id) FROM boards), (SELECT max(id) FROM boards));
      UPDATE pins SET created_at = DATE '${today}' - 5 WHERE id IN ('${pins[0]}', '${pins[1]}');
      UPDATE pins SET is_owner = false WHERE id = '${pins[1]}'; UPDATE pins SET link = NULL WHERE id = '${pins[2]}'`);
    assert.deepEqual(await thingsOn(), [
      [
        "Publish several Pins per week",
        "1 new Pin in 28 days, and too few clicks to check anything else yet. Give each Pin a link (6 of your 7 have one), and save it to a board that is named as people search.",
      ],
    ]);
    await database.rows(
      `UPDATE boards SET name = 'All' WHERE id = (SELECT min(id) FROM boards); UPDATE pins SET board_id = (SELECT min(id) FROM boards)`,
    );
    const [[, text] = []] = await thingsOn();
    await database.rows("DELETE FROM pins; INSERT INTO pins FROM pins_apart");
    assert.match(text ?? "", /, and make a board for each topic: 7 of them are on one, “All”\.$/u);
    await setDays({}, {});
  });

  const active = { ad: "ACTIVE", review: "APPROVED", group: "ACTIVE", campaign: "ACTIVE" };
  /**
   * Adds ads of one ad account: what one spent and sold on settled days, and one with usual costs.
   * @param last the days since its last spend
   */
  async function withAds(
    spent: number,
    sold: number,
    { ad, review, group, campaign, objective = "WEB_CONVERSION", budget = 220, last = 3, carts = 0 } = {
      ...active,
    } as typeof active & { objective?: string; budget?: number; last?: number; carts?: number },
  ) {
    const { database, addAdDays } = account;
    await database.rows(`DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM ad_groups; DELETE FROM campaigns;
      INSERT INTO campaigns (id, name, status, objective_type) VALUES ('c', 'Sale', '${campaign}', '${objective}');
      INSERT INTO ad_groups (id, name, status, budget_type, budget_in_micro_currency) VALUES ('g', 'Group', '${group}', 'DAILY', ${budget * 1e6});
      INSERT INTO ads (id, name, status, review_status, ad_group_id, campaign_id)
        VALUES ('x', 'Ad X', '${ad}', '${review}', 'g', 'c'), ('usual', 'Usual', 'PAUSED', 'APPROVED', 'g', 'c')`);
    const day = (dollars: number, checkouts: number) => ({
      CAMPAIGN_ID: "c",
      currency: "USD",
      SPEND_IN_MICRO_DOLLAR: dollars * 1e6,
      TOTAL_CHECKOUT: checkouts,
      TOTAL_CLICK_ADD_TO_CART: carts,
      OUTBOUND_CLICK_1: 70,
    });
    await addAdDays("usual", 61, 100, day(30, 3), "pin_promotion_report");
    await addAdDays("x", 40, 50, day(spent / 10, sold / 10), "pin_promotion_report");
    // Days that can still change count for nothing but that the ad still runs.
    await addAdDays("x", last, last + 3, day(500, 0), "pin_promotion_report");
    return thingsOn();
  }
  const paid = "he other sales ads of the ad account paid $10.00 (Apr 1 to Jun 6, 2026)";

  it("names an ad to stop if it brought no checkout where three are usual for the other ones, on settled days", async () => {
    const stop = `For a checkout, t${paid}, so its $40.00 until Jun 6 would have brought 4. It brings 210 of your ads’ 210 outbound clicks in 28 days.`;
    assert.deepEqual(await withAds(40, 0), [
      ["Stop or change the ad “Ad X”", `$1,540 since May 21 brought no checkout. ${stop}`],
    ]);
    assert.deepEqual(await withAds(20, 0), []);
    assert.deepEqual(await withAds(40, 9), []);
    assert.equal(
      (await withAds(40, 0, { ...active, carts: 2 }))[0]?.[1],
      `$1,540 since May 21 brought no checkout, but 26 add-to-carts: check the checkout of its page first. ${stop}`,
    );
  });

  it("doesn't tell to stop or to raise what doesn't run, by its whole chain and its spend, or what isn't to sell", async () => {
    for (const what of ["ad", "group", "campaign"])
      for (const sold of [0, 20])
        assert.deepEqual(await withAds(40, sold, { ...active, [what]: "PAUSED" }), [], `${what} ${sold}`);
    assert.deepEqual(await withAds(40, 0, { ...active, review: "REJECTED" }), []);
    assert.deepEqual(await withAds(40, 20, { ...active, review: "REJECTED" }), []);
    assert.deepEqual(await withAds(40, 0, { ...active, last: 6 }), [], "no spend on the newest days");
    assert.deepEqual(await withAds(40, 0, { ...active, objective: "AWARENESS" }), []);
  });

  it("says to raise the budget of the ad group of an ad that sells, only if that budget is used up", async () => {
    const said = `$2.00 per checkout of the ad “Ad X” (20 for $40.00, May 21 to Jun 6, 2026); t${paid}.`;
    assert.deepEqual(await withAds(40, 20), [
      [
        "Raise the budget of the ad group “Group”",
        `${said} That budget is used up: raise it by a fifth, and look again in seven days.`,
      ],
    ]);
    assert.deepEqual(await withAds(40, 20, { ...active, budget: 1000 }), [
      [
        "Get more from the ad “Ad X”",
        `${said} Its daily budget is used to 21%: try a higher bid or a wider audience first.`,
      ],
    ]);
  });

  it("asks why a best seller stopped, and names what holds it back", async () => {
    const stopped = { ...active, last: 20 };
    const said = `20 checkouts for $40.00, $2.00 each (May 21 to Jun 6, 2026); t${paid}. It has spent nothing since Jun 19`;
    assert.deepEqual(await withAds(40, 20, { ...stopped, review: "REJECTED", group: "PAUSED" }), [
      ["Ask why the ad “Ad X” stopped", `${said}: it was rejected and its ad group is paused.`],
    ]);
    assert.match((await withAds(40, 20, stopped))[0]?.[1] ?? "", /, though it is active: see its budget, /u);
    assert.deepEqual(await withAds(40, 9, stopped), []);
  });

  it("doesn't tell the same Pin twice", async () => {
    const { database, pins, setPin } = account;
    await setPin(0, "OUTBOUND_CLICK", [2, 1], 181);
    await withAds(40, 0);
    await database.rows(`UPDATE ads SET pin_id = '${pins[0]}'`);
    assert.equal((await thingsOn()).length, 1);
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
        "+200% or more searches in a week for “advent table ideas” in the region US, and none of your Pins has its words.",
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

  it("is at most three things, those with most weight, of which one is about ads", async () => {
    await account.setPin(0, "OUTBOUND_CLICK", [1, 4], 91);
    await account.setPin(1, "OUTBOUND_CLICK", [3, 1], 181);
    await addTrends();
    await account.database.rows("INSERT INTO trending_keywords VALUES ('zoetrope', 'US', 180)");
    const titles = (await withAds(40, 0)).map(([title]) => title.split(" ")[0]);
    await account.database.rows("DROP TABLE trending_keywords");
    assert.deepEqual(titles, ["Renew", "Build", "Stop"]);
  });
});
