import assert from "node:assert/strict";
import { today } from "../../test/today.ts";
import { scenes } from "../page/drawings/pictures.ts";
import { renderPage } from "../page/page.ts";
import { sectionsOf, todoOf } from "./page-content.ts";
import { lastDay, openSmallAccount, type SmallAccount } from "./small-account.ts";

describe("what to do", () => {
  let account: SmallAccount;
  before(async () => {
    account = await openSmallAccount();
  });
  after(() => account.close());
  beforeEach(async () => {
    const { database, setDays } = account;
    await setDays({}, {});
    await database.rows(`UPDATE boards SET privacy = 'PUBLIC', is_ads_only = false; DELETE FROM user_account_analytics_split; DELETE FROM pin_analytics; DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM ad_groups; DELETE FROM campaigns;
      UPDATE pins SET created_at = DATE '${today}' - 40, link = 'https://example.com/', is_owner = true, pin_metrics = '{"90d": {"impression": 9, "pin_click": 1, "outbound_click": 1}}'`);
  });

  const thingsOn = async () => todoOf(await account.page()).things;

  it("is nothing if nothing stands out, and says what was checked", async () => {
    const { things, nothing } = todoOf(await account.page());
    assert.deepEqual(things, []);
    assert.match(
      nothing,
      /^Nothing stands out that needs to be done\. Checked: best sellers that stopped; ads without a checkout yet; ads to raise; .*pins that are gone; .*pins that make the rise; pins without a link; rejected ads; pins that stopped\.$/u,
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

  /** Returns the name of a Pin, and puts all Pins on a public board with this name. */
  const nameOf = (index: number) => `Pin ${account.pins[index]?.slice(-3)}`;
  const onBoard = (name: string, privacy = "PUBLIC") =>
    account.database.rows(`UPDATE boards SET name = '${name}', privacy = '${privacy}', is_ads_only = false;
      UPDATE pins SET has_been_promoted = false, link = 'https://www.example.com/' || right(id, 3) || '/?a=1'`);
  const pageOf = (index: number) => `example.com/${account.pins[index]?.slice(-3)}`;
  /** Makes a Pin that had clicks and impressions per day, and has none. */
  const stop = async (index: number) => {
    await account.setPin(index, "OUTBOUND_CLICK", [0, 2], 91);
    await account.database.rows(`UPDATE pin_analytics SET metrics = json_merge_patch(metrics, json_object('IMPRESSION',
      if(date > ${lastDay} - 28, 0, 50))) WHERE pin_id = '${account.pins[index]}'`);
  };

  it("is nothing about Pins that nobody can find, of others, or that bring less than 2% of the clicks", async () => {
    const { database, setDays, pins } = account;
    const titles = async () => (await thingsOn()).map(([title]) => title);
    await onBoard("Ideas");
    await stop(1);
    assert.deepEqual(await titles(), [`Check “${nameOf(1)}”`]);
    for (const privacy of ["SECRET", "PROTECTED"]) {
      await onBoard("Ideas", privacy);
      assert.deepEqual(await titles(), [], privacy);
    }
    await onBoard("Ideas");
    await database.rows("UPDATE boards SET is_ads_only = true");
    assert.deepEqual(await titles(), [], "only for ads");
    await onBoard("Ideas");
    await database.rows(`UPDATE pins SET is_owner = false WHERE id = '${pins[1]}'`);
    assert.deepEqual(await titles(), [], "of others");
    await database.rows("UPDATE pins SET is_owner = true");
    await setDays({ OUTBOUND_CLICK: 101 }, { OUTBOUND_CLICK: 101 });
    assert.deepEqual(await titles(), [], "56 of 2,828 clicks");
  });

  it("is to make more Pins like the one that makes the rise, also if that is over, unless it is in an ad", async () => {
    const { database, pins, setDays, setPin } = account;
    await onBoard("Ideas");
    await setDays({ OUTBOUND_CLICK: 80 }, {});
    for (const index of [1, 2, 3, 4]) await setPin(index, "OUTBOUND_CLICK", [3, 3], 40);
    await setPin(0, "OUTBOUND_CLICK", [30, 0], 20);
    const repeat = [
      `Make 2–3 more Pins like “${nameOf(0)}”`,
      `840 of the 2,240 outbound clicks in 28 days come from it (38%), 210 in the last seven days. Make them for its page (${pageOf(0)}), on “Ideas”. It is in no ad that was read: promote what you make, too.`,
    ];
    assert.deepEqual(await thingsOn(), [repeat]);
    await setPin(1, "OUTBOUND_CLICK", [20, 3], 40);
    const [[title, text] = []] = await thingsOn();
    assert.equal(title, `Make 2–3 more Pins like “${nameOf(0)}” and 1 more`);
    assert.match(
      text ?? "",
      /^1,400 of the 2,240 .* come from them \(62%\), 350 in the last seven days\. Make them for the pages of these 2, on “Ideas”\. They are in no ad /u,
    );
    await setPin(1, "OUTBOUND_CLICK", [3, 3], 40);
    await database.rows(`INSERT INTO ads (id, pin_id) VALUES ('x', '${pins[0]}')`);
    assert.deepEqual(await thingsOn(), [], "in an ad");
    await database.rows(`DELETE FROM ads; UPDATE pin_analytics SET metrics = '{"OUTBOUND_CLICK": 1}'::JSON
      WHERE pin_id = '${pins[0]}' AND date > ${lastDay} - 7`);
    assert.match(
      (await thingsOn())[0]?.[1] ?? "",
      /7 in the last seven days\. That is over, so make new ones for its page .*\. It is in no ad that was read: promote what you make, too\.$/u,
    );
    await setPin(0, "OUTBOUND_CLICK", [30, 0], 20);
    await setDays({ OUTBOUND_CLICK: 41 }, {});
    assert.deepEqual(await thingsOn(), [], "no rise");
  });

  it("says to check a Pin that is no longer shown, and that its link is empty", async () => {
    const { database } = account;
    await onBoard("Ideas");
    await stop(0);
    assert.deepEqual(await thingsOn(), [
      [
        `Check “${nameOf(0)}”`,
        "−56 outbound clicks in 28 days: 0, after 56. Impressions went from 1,400 to 0, hardly any after Jun 8, but it is on the public board “Ideas”. See in Pinterest’s reports and violations center whether its distribution is limited.",
      ],
    ]);
    await database.rows("UPDATE pins SET link = NULL");
    assert.match((await thingsOn())[0]?.[1] ?? "", /is limited\. Its link is empty today: give it one, too\.$/u);
  });

  it("is to publish Pins, if there is too little to check anything, as far as they have titles, links, and public boards", async () => {
    const { database, pins, setDays } = account;
    const few = { IMPRESSION: 2, OUTBOUND_CLICK: 0, PIN_CLICK: 0, SAVE: 0 };
    await setDays(few, few);
    await database.rows(`CREATE OR REPLACE TEMP TABLE pins_apart AS FROM pins;
      UPDATE boards SET privacy = 'SECRET' WHERE id = (SELECT max(id) FROM boards);
      UPDATE pins SET board_id = if(id < '${pins[6]}', (SELECT min(id) FROM boards), (SELECT max(id) FROM boards));
      UPDATE pins SET created_at = DATE '${today}' - 5 WHERE id IN ('${pins[0]}', '${pins[1]}');
      UPDATE pins SET is_owner = false WHERE id = '${pins[1]}'; UPDATE pins SET link = NULL WHERE id = '${pins[2]}'`);
    const advice = "Give each a title, a link (1 of 7 without), and a board that is named as people search.";
    assert.deepEqual(await thingsOn(), [
      [
        "Publish 2 Pins a week",
        `1 new Pin in 28 days, and too few clicks to check anything else yet. ${advice} 2 are on secret boards: move what is for all.`,
      ],
    ]);
    await database.rows(`UPDATE pins SET created_at = DATE '${today}' - 5, link = 'https://example.com/';
      UPDATE pins SET board_id = (SELECT min(id) FROM boards) WHERE id <> '${pins[7]}'`);
    const [[title, text] = []] = await thingsOn();
    await database.rows("UPDATE boards SET privacy = 'PUBLIC'; DELETE FROM pins; INSERT INTO pins FROM pins_apart");
    assert.equal(title, "Publish 4 Pins a week");
    assert.match(
      text ?? "",
      /Give each a title, a link, and a board .* One is on a secret board: move it if it is for all\.$/u,
    );
  });

  it("is to see whether Pins can be found, before more are published, if most of them weren’t shown, and no new one", async () => {
    const { database, pins, setDays } = account;
    const few = { IMPRESSION: 2, OUTBOUND_CLICK: 0, PIN_CLICK: 0, SAVE: 0 };
    await setDays(few, few);
    const show = (shown: readonly string[]) =>
      database.rows(`UPDATE pins SET created_at = DATE '${today}' - if(id = '${pins[7]}', 5, 60),
        pin_metrics = json_object('90d', json_object('impression', if(id IN ('${shown.join("', '")}'), 9, 0)))`);
    await show(pins.slice(0, 3));
    assert.deepEqual(await thingsOn(), [
      [
        "See whether people can find your Pins",
        `5 of 8 own Pins, with the 1 new one, were not shown once in 90 days. Before you publish more, open “${nameOf(7)}” where you are signed out: is it visible? Give each a title, a link, and a board that is named as people search.`,
      ],
    ]);
    for (const shown of [pins.slice(0, 4), pins.slice(7)]) {
      await show(shown);
      assert.match((await thingsOn())[0]?.join() ?? "", /^Publish 2 Pins a week,1 new Pin in 28 days/u);
    }
  });

  it("names Pins without a link that are clicked, with rows as CSV, and pictures", async () => {
    const { database, pins, setPin } = account;
    await onBoard("Ideas");
    await setPin(0, "PIN_CLICK", [1, 1], 60);
    await setPin(1, "PIN_CLICK", [1, 1], 60);
    await setPin(2, "PIN_CLICK", [2, 9], 60);
    assert.deepEqual(await thingsOn(), []);
    await database.rows(`UPDATE pins SET link = NULL WHERE id <> '${pins[1]}'`);
    const title = `See where the empty link leads, as of “${nameOf(2)}” and 1 more`;
    assert.deepEqual(await thingsOn(), [
      [
        title,
        "84 Pin clicks in 28 days are on 2 Pins whose link is empty today, with 0 outbound clicks. Open those of most clicks, see where they lead, and add a link only where there is none.",
      ],
    ]);
    const page = await renderPage(database, scenes);
    const [head = [], ...rows] = sectionsOf(page).find((section) => section.title === title)?.rows ?? [];
    const [pin, clicks] = [head.indexOf("Pin"), head.indexOf("Pin clicks now")];
    assert.deepEqual(
      rows.map((row) => [row[pin], row[clicks]]),
      [
        [nameOf(2), "56"],
        [nameOf(0), "28"],
      ],
    );
    assert.match(page, /<section class="todo">(?:(?!<\/section>)[\s\S])*<svg class="picture"/u);
    await database.rows(`UPDATE pins SET link = 'https://example.com/' WHERE id = '${pins[0]}'`);
    assert.match(
      (await thingsOn())[0]?.[1] ?? "",
      /^56 Pin clicks in 28 days are on a Pin whose link is empty today, with 0 outbound clicks\. Open it, see /u,
    );
    await setPin(2, "PIN_CLICK", [1, 9], 60);
    assert.deepEqual(await thingsOn(), [], "fewer than 50 clicks");
    await setPin(2, "PIN_CLICK", [2, 9], 60);
    await onBoard("Ideas", "SECRET");
    await database.rows("UPDATE pins SET link = NULL");
    assert.deepEqual(await thingsOn(), [], "on a secret board");
    await onBoard("Ideas");
  });

  it("asks whether a Pin that is gone was meant to be deleted, if it had many clicks", async () => {
    const { database, pins, setPin } = account;
    await onBoard("Ideas");
    await setPin(1, "OUTBOUND_CLICK", [1, 1], 60);
    const leave = async (before: number) => {
      await setPin(0, "OUTBOUND_CLICK", [0, before], 60);
      await database.rows(
        `UPDATE pin_analytics SET pin_id = 'gone', metrics = json_merge_patch(metrics, '{"IMPRESSION": 9}') WHERE pin_id = '${pins[0]}' AND date <= ${lastDay} - 25`,
      );
    };
    await leave(2);
    assert.deepEqual(await thingsOn(), [
      [
        "Was it meant to delete a Pin?",
        "−56 outbound clicks in 28 days: 0, after 56. Pin gone is no longer among your Pins. If that wasn’t meant, publish it again.",
      ],
    ]);
    await database.rows("DELETE FROM pin_analytics WHERE pin_id = 'gone'");
    await leave(1);
    assert.deepEqual(await thingsOn(), [], "fewer than 50");
  });

  const active = { ad: "ACTIVE", review: "APPROVED", group: "ACTIVE", campaign: "ACTIVE" };
  /**
   * Adds ads of one ad account: what one spent and sold on settled days, and an active one with usual costs.
   * @param last the days since its last spend
   * @param since the checkouts per day on the last three of its days
   */
  async function withAds(
    spent: number,
    sold: number,
    {
      ad,
      review,
      group,
      campaign,
      objective = "WEB_CONVERSION",
      budget = 220,
      last = 3,
      carts = 0,
      usual = "ACTIVE",
      since = 0,
    } = {
      ...active,
    } as typeof active & {
      objective?: string;
      budget?: number;
      last?: number;
      carts?: number;
      usual?: string;
      since?: number;
    },
  ) {
    const { database, addAdDays } = account;
    await database.rows(`DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM ad_groups; DELETE FROM campaigns;
      INSERT INTO campaigns (id, name, status, objective_type) VALUES ('c', 'Sale', '${campaign}', '${objective}'), ('d', 'Usual', 'ACTIVE', 'SHOPPING');
      INSERT INTO ad_groups (id, name, status, budget_type, budget_in_micro_currency)
        VALUES ('g', 'Group', '${group}', 'DAILY', ${budget * 1e6}), ('h', 'Usual', 'ACTIVE', 'DAILY', 1e6);
      INSERT INTO ads (id, name, status, review_status, ad_group_id, campaign_id)
        VALUES ('x', 'Ad X', '${ad}', '${review}', 'g', 'c'), ('usual', 'Usual', '${usual}', 'APPROVED', 'h', 'd')`);
    const day = (dollars: number, checkouts: number, revenue = 0) => ({
      CAMPAIGN_ID: "c",
      currency: "USD",
      SPEND_IN_MICRO_DOLLAR: dollars * 1e6,
      TOTAL_CHECKOUT: checkouts,
      TOTAL_CHECKOUT_VALUE_IN_MICRO_DOLLAR: revenue * 1e6,
      TOTAL_CLICK_ADD_TO_CART: carts,
      OUTBOUND_CLICK_1: 70,
    });
    // On days before those of the other one, it cost more. That counts for nothing.
    await addAdDays("usual", 50, 100, day(500, 3), "pin_promotion_report");
    await addAdDays("usual", 40, 50, day(30, 3, 60), "pin_promotion_report");
    await addAdDays("usual", 6, 7, day(30, 3), "pin_promotion_report");
    await addAdDays("x", 40, 50, day(spent / 10, sold / 10, sold / 2), "pin_promotion_report");
    // Days that can still change.
    await addAdDays("x", last, last + 3, day(500, since), "pin_promotion_report");
    return thingsOn();
  }
  const others =
    "On the same days, the other active sales ads of the ad account had 30 for $300.00, $10.00 each, ROAS 2.00.";
  const settled = "May 21 to Jun 6, 2026";

  it("names an ad to stop if it brought no checkout where three are usual for the active ones, on the same settled days", async () => {
    const stop = `$40.00 on settled days (${settled}) brought no checkout`;
    const usual = `${others} At that price it would have brought 4.`;
    assert.deepEqual(await withAds(40, 0), [["Stop or change the ad “Ad X”", `${stop}. ${usual}`]]);
    assert.deepEqual(await withAds(40, 9), []);
    assert.equal(
      (await withAds(40, 0, { ...active, carts: 2 }))[0]?.[1],
      `${stop}, but 20 add-to-carts: check the checkout of its page first. ${usual}`,
    );
  });

  it("says to check the page of an ad that had much of the spend and no checkout yet, with what is settled", async () => {
    const said = "for 910 outbound clicks since May 21, and no checkout so far";
    assert.deepEqual(await withAds(20, 0), [
      [
        "Check the landing page of the ad “Ad X”",
        `$1,520 ${said} ($20.00 of it settled). In the last 28 days it took $1,500, 98% of the USD ad spend. On the same days, the other active sales ads of the ad account had 33 for $330.00, $10.00 each, ROAS 1.82. Try to buy on its page, before you stop it.`,
      ],
    ]);
    const [[, alone] = []] = await withAds(40, 0, { ...active, usual: "PAUSED" });
    assert.match(
      alone ?? "",
      /98% of the USD ad spend\. Try to buy on its page, and see whether Pinterest still gets checkouts, before/u,
    );
  });

  it("says to check the page of an ad that had little of the spend, but in its life what three checkouts cost", async () => {
    const { database } = account;
    const titles = async (days: string) => {
      await withAds(20, 0);
      await database.rows(`UPDATE pin_promotion_report SET SPEND_IN_MICRO_DOLLAR = 10e6 WHERE PIN_PROMOTION_ID = 'x' AND DATE > DATE '${today}' - 33;
        UPDATE pin_promotion_report SET TOTAL_CHECKOUT = 0 WHERE PIN_PROMOTION_ID = 'usual';
        UPDATE pin_promotion_report SET SPEND_IN_MICRO_DOLLAR = 300e6, TOTAL_CHECKOUT = 60 WHERE ${days}`);
      return thingsOn();
    };
    const usual = `PIN_PROMOTION_ID = 'usual' AND DATE > DATE '${today}' - 33`;
    assert.deepEqual(await titles(usual), [
      [
        "Check the landing page of the ad “Ad X”",
        "$50.00 for 910 outbound clicks since May 21, and no checkout so far ($20.00 of it settled). In the last 28 days it took $30.00, 9% of the USD ad spend. On the same days, the other active sales ads of the ad account had 60 for $600.00, $10.00 each, ROAS 1.00. Try to buy on its page, before you stop it.",
      ],
    ]);
    const dear = `${usual}; UPDATE pin_promotion_report SET TOTAL_CHECKOUT = 20 WHERE ${usual}`;
    assert.deepEqual(await titles(dear), [], "less than two checkouts were usual");
  });

  it("says to correct an ad that would run had it not been rejected", async () => {
    const rejected = { ...active, review: "REJECTED", last: 6 };
    assert.deepEqual(await withAds(40, 10, rejected), [
      [
        "Correct the rejected ad “Ad X”",
        "$1,540 for 910 outbound clicks and 10 checkouts so far; it was rejected, and has spent nothing since Jul 3. See in Ads Manager why, then correct or replace it; nothing else holds it back.",
      ],
    ]);
    assert.deepEqual(await withAds(40, 10, { ...rejected, group: "PAUSED" }), []);
  });

  it("doesn't tell to stop, check, or raise what doesn't run, by its whole chain and its spend, or what isn't to sell", async () => {
    for (const what of ["ad", "group", "campaign"])
      for (const sold of [0, 20])
        assert.deepEqual(await withAds(40, sold, { ...active, [what]: "PAUSED" }), [], `${what} ${sold}`);
    assert.deepEqual(await withAds(40, 0, { ...active, review: "REJECTED" }), []);
    assert.deepEqual(await withAds(40, 20, { ...active, review: "REJECTED" }), []);
    assert.deepEqual(await withAds(40, 0, { ...active, last: 6 }), [], "no spend on the newest days");
    assert.deepEqual(await withAds(40, 0, { ...active, objective: "AWARENESS" }), []);
  });

  it("says to raise the budget of the ad group of an ad that sells, only if that budget is used up", async () => {
    const selling = { ...active, since: 200 };
    const said = `(20 checkouts for $40.00, ROAS 2.50; ${settled}; so far 620 for $1,540). ${others}`;
    assert.deepEqual(await withAds(40, 20, selling), [
      [
        "Raise the budget of the ad group “Group”",
        `$2.00 per checkout of the ad “Ad X” ${said} That budget is used up: raise it by a fifth, and look again in seven days.`,
      ],
    ]);
    assert.deepEqual(await withAds(40, 20, { ...selling, budget: 1000 }), [
      [
        "Get more from the ad “Ad X”",
        `$2.00 per checkout ${said} Its daily budget is used to 21%: try a higher bid or a wider audience first.`,
      ],
    ]);
    assert.deepEqual(await withAds(40, 20, { ...selling, usual: "PAUSED" }), [], "nothing to compare it with");
    assert.deepEqual(await withAds(40, 20), [], "sold nothing since the settled days");
    assert.equal((await withAds(40, 20, { ...active, since: 130 })).length, 1, "sold half as well");
    assert.deepEqual(await withAds(40, 20, { ...active, since: 120 }), [], "sold less than half as well");
  });

  it("says to pause the ad that takes the money of a better one in its ad group, instead of to raise that one", async () => {
    const { database } = account;
    await withAds(40, 20);
    const share = (checkouts: number) =>
      database.rows(`UPDATE ads SET ad_group_id = 'g';
        UPDATE pin_promotion_report SET SPEND_IN_MICRO_DOLLAR = 1e6, TOTAL_CHECKOUT = 0 WHERE DATE > DATE '${today}' - 33;
        UPDATE pin_promotion_report SET DATE = DATE '${today}' - 5, TOTAL_CHECKOUT = ${checkouts}
          WHERE PIN_PROMOTION_ID = 'usual' AND DATE > DATE '${today}' - 33`);
    await share(0);
    assert.deepEqual(await thingsOn(), [
      [
        "Pause the ad “Usual” for the ad “Ad X”",
        "$301.00 for 30 checkouts since May 21 so far. “Ad X”, in the same ad group, had 20 for $43.00, $2.15 each. See whether it then takes up that money: bid, budget, and audience are those of both, so raising them now would feed both.",
      ],
    ]);
    await share(50);
    assert.match((await thingsOn())[0]?.[0] ?? "", /^Get more from the ad “Ad X”/u, "as good so far");
    await share(0);
    await database.rows("UPDATE ads SET ad_group_id = 'h' WHERE id = 'usual'");
    assert.match((await thingsOn())[0]?.[0] ?? "", /^Get more from the ad “Ad X”/u, "in another ad group");
  });

  it("says to raise a new ad by what it sold so far, if the others sold none on its days", async () => {
    const { database } = account;
    await withAds(40, 0, { ...active, budget: 1000 });
    await database.rows(`DELETE FROM pin_promotion_report WHERE DATE < DATE '${today}' - 33;
      UPDATE pin_promotion_report SET TOTAL_CHECKOUT = if(PIN_PROMOTION_ID = 'x', 20, 0);
      UPDATE pin_promotion_report SET SPEND_IN_MICRO_DOLLAR = 1000e6, DATE = DATE '${today}' - 5 WHERE PIN_PROMOTION_ID = 'usual'`);
    assert.deepEqual(await thingsOn(), [
      [
        "Get more from the ad “Ad X”",
        "$25.00 per checkout so far (60 checkouts for $1,500; Jul 4 to Jul 6, 2026). On the same days, the other active sales ads of the ad account had none for $1,000. Its daily budget is used to 21%: try a higher bid or a wider audience first.",
      ],
    ]);
  });

  it("asks why a best seller stopped, and whether what holds it back was meant", async () => {
    const stopped = { ...active, last: 20 };
    const said =
      "25% of the 240 settled USD checkouts of 120 days were its: 60 checkouts for $40.00, ROAS 7.50, $0.67 each. It has spent nothing since Jun 19";
    assert.deepEqual(await withAds(40, 60, { ...stopped, review: "REJECTED", group: "PAUSED" }), [
      [
        "Was it meant that the ad “Ad X” stopped?",
        `${said}: it was rejected and its ad group is paused. If not, run it, or a copy of it, again.`,
      ],
    ]);
    assert.deepEqual(await withAds(40, 60, { ...stopped, objective: "AWARENESS" }), [
      [
        "Ask why the ad “Ad X” stopped",
        `${said}, though the ad, its ad group, and its campaign are active: see its budget, its bid, and its end date.`,
      ],
    ]);
    // It needn't have been the cheapest one.
    assert.equal((await withAds(280, 60, stopped)).length, 1);
    assert.deepEqual(await withAds(310, 60, stopped), [], "revenue below its spend");
    assert.deepEqual(await withAds(40, 40, stopped), [], "less than a fifth of the checkouts");
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
    account.database.rows(`CREATE TABLE trending_keywords (keyword VARCHAR, region VARCHAR, pct_growth_wow BIGINT, pct_growth_mom BIGINT,
        time_series JSON DEFAULT '{"2026-06-28": 9, "2026-07-05": 10}');
      INSERT OR REPLACE INTO _sync.streams (stream, status, records) VALUES ('trending_keywords', 'COMPLETE', 1)`);

  it("names a search that grows for a month if no own Pin has its words", async () => {
    const { database } = account;
    await addTrends();
    await database.rows(
      `INSERT INTO trending_keywords (keyword, region, pct_growth_wow, pct_growth_mom) VALUES ('advent table', 'US', 180, 50), ('advent table', 'US', 400, 49), ('advent table ideas', 'US', 200, 90),
        ('pin ideas', 'US', 300, 300), ('slow', 'US', 49, 300), ('tea', 'US', 60, 60),
        ('wreath', 'US', 10, -7), ('wreath for beginners', 'US', 300, 400)`,
    );
    await database.rows("UPDATE pins SET title = 'Pin', description = 'Good ideas'");
    const late = "New Pins take weeks to be found: make it if its season lasts beyond them.";
    assert.deepEqual(await thingsOn(), [
      [
        "Make a Pin for “advent table ideas”",
        `+200% searches in the week to Jul 5 in the region US, and +90% in a month; none of your Pins has its words, nor those of 1 more topic. ${late}`,
      ],
    ]);
    await database.rows("UPDATE trending_keywords SET time_series = '{\"2026-06-17\": 9}'");
    assert.deepEqual(await thingsOn(), [], "a week of three weeks ago");
    await database.rows("UPDATE trending_keywords SET time_series = '{\"2026-06-18\": 9}'");
    assert.equal((await thingsOn()).length, 1);
    await database.rows("UPDATE pins SET title = 'A table of tea for Advent' WHERE id = (SELECT min(id) FROM pins)");
    assert.deepEqual(await thingsOn(), []);
    await database.rows("DROP TABLE trending_keywords");
  });

  it("is at most three things, those with most weight, of which one is about ads, and folds the rest", async () => {
    await onBoard("Ideas");
    await stop(0);
    await account.setPin(1, "PIN_CLICK", [3, 1], 181);
    await account.database.rows(`UPDATE pins SET link = NULL WHERE id = '${account.pins[1]}'`);
    await addTrends();
    await account.database.rows(
      "INSERT INTO trending_keywords (keyword, region, pct_growth_wow, pct_growth_mom) VALUES ('zoetrope', 'US', 180, 90)",
    );
    await withAds(40, 0);
    const { things, folded } = todoOf(await account.page());
    await account.database.rows("DROP TABLE trending_keywords");
    const begins = (some: typeof things) => some.map(([title]) => title.split(" ")[0]);
    assert.deepEqual([begins(things), begins(folded)], [["Stop", "Check", "See"], ["Make"]]);
  });
});
