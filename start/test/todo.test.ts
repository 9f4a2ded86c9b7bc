import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { scenes } from "../page/drawings/pictures.ts";
import { renderPage } from "../page/page.ts";
import { sectionsOf, summaryOf, todoOf } from "./page-content.ts";
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
    await database.rows(`UPDATE boards SET privacy = 'PUBLIC', is_ads_only = false; DELETE FROM user_account_analytics_split; DELETE FROM pin_analytics; DELETE FROM campaign_analytics_report; DELETE FROM pin_promotion_report; DELETE FROM ads; DELETE FROM ad_groups; DELETE FROM campaigns;
      UPDATE pins SET created_at = DATE '${today}' - 40, link = 'https://example.com/', is_owner = true, pin_metrics = '{"90d": {"impression": 9, "pin_click": 1, "outbound_click": 1}}'`);
  });

  const thingsOn = async () => todoOf(await account.page()).things;

  it("is nothing if nothing stands out, and says what was checked", async () => {
    const page = await account.page();
    const { things, nothing } = todoOf(page);
    assert.deepEqual([things, nothing], [[], "Nothing stands out that needs to be done."]);
    const [, checked = ""] = /Show what was checked<\/summary><ul>(.*?)<\/ul>/u.exec(page) ?? [];
    assert.match(
      checked,
      /<li>Best sellers that stopped: Ads with ten checkouts .*<li>Pins without a link: .*<li>Pins that stopped: /u,
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
  const stop = async (index: number, clicks = 2) => {
    await account.setPin(index, "OUTBOUND_CLICK", [0, clicks], 91);
    await account.database.rows(`UPDATE pin_analytics SET metrics = json_merge_patch(metrics, json_object('IMPRESSION',
      if(date > ${lastDay} - 28, 0, 50))) WHERE pin_id = '${account.pins[index]}'`);
  };

  /** Makes the days of a Pin from 56 to 83 days before the last one. */
  const setPinBefore = (index: number, clicks: number) =>
    account.database.rows(`INSERT INTO pin_analytics BY NAME SELECT '${account.pins[index]}' AS pin_id, ${lastDay} - age::INTEGER AS date,
      'READY' AS data_status, '{"OUTBOUND_CLICK": ${clicks}}'::JSON AS metrics FROM range(56, 84) t(age)`);

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
    const text = `56 Pin clicks in 28 days (was 84): 12% of those of your Pins, without a new Pin since May 10, and without ${largest}.`;
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

  it("names favorites of two periods that lost half, and old Pins that doubled", async () => {
    const { setPin } = account;
    await onBoard("Ideas");
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 91);
    await setPinBefore(0, 3);
    await setPin(1, "OUTBOUND_CLICK", [3, 1], 181);
    const fading = "28 (was 56, and 84 in the 28 days before those). Make a new Pin";
    assert.deepEqual(await thingsOn(), [
      [
        `Build on “${nameOf(1)}”`,
        "+56 outbound clicks in 28 days: 84 (was 28). Save it to a second board (it is on “Ideas”), or promote it.",
      ],
      [`Renew “${nameOf(0)}”`, `−28 outbound clicks in 28 days: ${fading} for its page (${pageOf(0)}), on “Ideas”.`],
    ]);
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 90);
    await setPinBefore(0, 3);
    await setPin(1, "OUTBOUND_CLICK", [3, 1], 180);
    assert.deepEqual(
      (await thingsOn()).map(([title]) => title),
      [`Make 2–3 more Pins like “${nameOf(1)}”`],
      "younger ones",
    );
    await setPin(0, "OUTBOUND_CLICK", [1, 2], 91);
    await setPin(1, "OUTBOUND_CLICK", [1, 1], 180);
    await setPinBefore(1, 3);
    assert.deepEqual(await thingsOn(), [], "a spike of one month");
    await setPinBefore(0, 3);
    await setPin(1, "OUTBOUND_CLICK", [1, 4], 91);
    await setPinBefore(1, 2);
    assert.deepEqual(await thingsOn(), [
      [
        `Renew “${nameOf(1)}” and 1 more`,
        "−112 outbound clicks in 28 days: 2 favorites together, 56 (was 168, and 140 in the 28 days before those). Make a new Pin for the page of each of these 2, on “Ideas”.",
      ],
    ]);
    await setPin(1, "OUTBOUND_CLICK", [3, 1], 181);
    await account.database.rows(`UPDATE pin_analytics SET metrics = '{"OUTBOUND_CLICK": 0}'
      WHERE pin_id = '${account.pins[1] ?? ""}' AND date > ${lastDay} - 7`);
    const verbs = (await thingsOn()).map(([title]) => title.split(" ")[0]);
    assert.deepEqual(verbs, ["Renew"], "a run that is over");
  });

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
      `840 of the 2,240 outbound clicks in 28 days come from it (38%), 210 in the last seven days. No ad that was read has it: make more, and promote what you make, for its page (${pageOf(0)}), on “Ideas”.`,
    ];
    assert.deepEqual(await thingsOn(), [repeat]);
    await setPin(1, "OUTBOUND_CLICK", [20, 3], 40);
    const [[title, text] = []] = await thingsOn();
    assert.equal(title, `Make 2–3 more Pins like “${nameOf(0)}” and 1 more`);
    assert.match(
      text ?? "",
      /^1,400 of the 2,240 .* come from them \(62%\), 350 in the last seven days\. No ad that was read has .* for the pages of these 2, on “Ideas”\.$/u,
    );
    await setPin(1, "OUTBOUND_CLICK", [3, 3], 40);
    await database.rows(`INSERT INTO ads (id, pin_id) VALUES ('x', '${pins[0]}')`);
    assert.deepEqual(await thingsOn(), [], "in an ad");
    await database.rows(`DELETE FROM ads; UPDATE pin_analytics SET metrics = '{"OUTBOUND_CLICK": 1}'::JSON
      WHERE pin_id = '${pins[0]}' AND date > ${lastDay} - 7`);
    assert.match(
      (await thingsOn())[0]?.[1] ?? "",
      /, in a run that is over\. No ad that was read has it: make more, and promote what you make, for its page /u,
    );
    await setPin(0, "OUTBOUND_CLICK", [30, 0], 20);
    await setDays({ OUTBOUND_CLICK: 41 }, {});
    const riseBesideOthers = [
      `Make 2–3 more Pins like “${nameOf(0)}”`,
      `+840 outbound clicks in 28 days: 840 (was 0), and 210 in the last seven. No ad that was read has it: make more, and promote what you make, for its page (${pageOf(0)}), on “Ideas”.`,
    ];
    assert.deepEqual(await thingsOn(), [riseBesideOthers], "no rise of all");
    await setPin(0, "OUTBOUND_CLICK", [30, 29], 20);
    assert.deepEqual(await thingsOn(), [], "within chance");
    await setPin(0, "OUTBOUND_CLICK", [2, 0], 20);
    assert.deepEqual(await thingsOn(), [], "5% of all");
  });

  it("is to ask whose ad has the Pin that makes the rise, if part of its clicks are paid", async () => {
    const { setDays, setPin, setSplit } = account;
    await onBoard("Ideas");
    await setDays({ OUTBOUND_CLICK: 80 }, {});
    await setSplit("CONTENT_TYPE", "OUTBOUND_CLICK", { ORGANIC: [20, 40], PAID: [60, 0] });
    for (const index of [1, 2, 3, 4]) await setPin(index, "OUTBOUND_CLICK", [3, 3], 40);
    await setPin(0, "OUTBOUND_CLICK", [30, 0], 20);
    const open = "840 of the 2,240 outbound clicks in 28 days come from it (38%), 210 in the last seven days.";
    assert.deepEqual(await thingsOn(), [
      [
        "Ask who pays for 75% of your outbound clicks",
        "1,680 of 2,240 in 28 days are paid, but no ad was read. Ask who promotes your Pins, and for access to that ad account.",
      ],
      [
        `Ask who promotes “${nameOf(0)}”`,
        `${open} At least 280 are paid, by an ad that wasn’t read: ask whose it is, before you make more for its page (${pageOf(0)}), on “Ideas”.`,
      ],
    ]);
    await setSplit("CONTENT_TYPE", "OUTBOUND_CLICK", { ORGANIC: [24, 40], PAID: [4, 0] });
    await account.setAds({ other: { days: [[3, 50, 10, 70]], objective: "AWARENESS" } });
    assert.deepEqual(await thingsOn(), [
      [
        `Make 2–3 more Pins like “${nameOf(0)}”`,
        `${open} At least 168 are paid, by an ad that wasn’t read: ask whose it is. At least 728 aren’t: make more for its page (${pageOf(0)}), on “Ideas”.`,
      ],
    ]);
    await setSplit("CONTENT_TYPE", "OUTBOUND_CLICK", { ORGANIC: [24, 40], PAID: [8, 0] });
    await account.setAds({ other: { days: [[3, 50, 10, 1]], objective: "AWARENESS" } });
    const [, whose = []] = await thingsOn();
    assert.deepEqual(whose, [
      "Ask who pays for 10% of your outbound clicks",
      "224 of 2,240 in 28 days are paid, but the ads that were read brought 28. Ask who promotes your Pins, and for access to that ad account.",
    ]);
  });

  it("names no Pin on a secret board, but says if one brings a tenth of the clicks", async () => {
    const { database, pins, setPin } = account;
    await onBoard("Ideas");
    await database.rows(`UPDATE boards SET privacy = 'SECRET' WHERE id = (SELECT min(id) FROM boards);
      UPDATE pins SET board_id = if(id = '${pins[0]}', (SELECT min(id) FROM boards), (SELECT max(id) FROM boards))`);
    await setPin(0, "OUTBOUND_CLICK", [4, 4], 60);
    const title = "Check the Pin on a secret board that brings 10%";
    const open = "112 of the 1,120 outbound clicks in 28 days.";
    assert.deepEqual(await thingsOn(), [
      [
        title,
        `${open} See that its link works and, if all may see it, save it to a public board, too. Its numbers have a link that opens it for you.`,
      ],
    ]);
    assert.doesNotMatch(await account.page(), new RegExp(nameOf(0), "u"));
    await account.setSplit("CONTENT_TYPE", "OUTBOUND_CLICK", { ORGANIC: [3, 40], PAID: [2, 0] });
    await database.rows("UPDATE pins SET link = NULL");
    assert.deepEqual(await thingsOn(), [
      [
        title,
        `${open} At least 28 of them are paid: see whether by an ad of yours. Give it a link and, if all may see it, save it to a public board, too. Its numbers have a link that opens it for you.`,
      ],
    ]);
    await account.setSplit("CONTENT_TYPE", "OUTBOUND_CLICK", { ORGANIC: [4, 40], PAID: [2, 0] });
    await database.rows(`UPDATE user_account_analytics_split SET metrics = '{"OUTBOUND_CLICK": 0}'
      WHERE value = 'ORGANIC' AND date = ${lastDay}`);
    assert.match((await thingsOn())[0]?.[1] ?? "", /in 28 days\. Give it a link/u, "less than a twentieth");
    await setPin(0, "OUTBOUND_CLICK", [3, 3], 60);
    assert.deepEqual(await thingsOn(), []);
  });

  it("says to check a Pin that is no longer shown, and that its link is empty", async () => {
    const { database } = account;
    await onBoard("Ideas");
    await stop(0);
    assert.deepEqual(await thingsOn(), [
      [
        `Check “${nameOf(0)}”`,
        "−56 outbound clicks in 28 days: 0 (was 56). Impressions went from 1,400 to 0, hardly any after Jun 8, but it is on the public board “Ideas”. See in Pinterest’s reports and violations center whether its distribution is limited.",
      ],
    ]);
    await database.rows("UPDATE pins SET link = NULL");
    assert.match((await thingsOn())[0]?.[1] ?? "", /is limited\. Its link is empty today: give it one, too\.$/u);
    await setPinBefore(0, 0);
    const showBefore = (impressions: number) =>
      database.rows(
        `UPDATE pin_analytics SET metrics = json_object('IMPRESSION', ${impressions}) WHERE date <= ${lastDay} - 56`,
      );
    await showBefore(24);
    assert.deepEqual(await thingsOn(), [], "a run of one month");
    await showBefore(25);
    assert.equal((await thingsOn()).length, 1);
  });

  it("is nothing about a Pin whose run ended, which the why names", async () => {
    await onBoard("Ideas");
    for (const index of [1, 2, 3, 4]) await account.setPin(index, "OUTBOUND_CLICK", [3, 3], 40);
    await stop(0, 5);
    await setPinBefore(0, 0);
    await account.database.rows(
      `UPDATE pin_analytics SET metrics = '{"IMPRESSION": 24}'::JSON WHERE date <= ${lastDay} - 56`,
    );
    const page = await account.page();
    assert.deepEqual(todoOf(page).things, []);
    assert.equal(
      summaryOf(page, "p28")?.why[0],
      `One Pin’s run ended after Jun 8: “${nameOf(0)}” (140 to 0). It was shown 0 times (was 1,400). Without it: 1,120 (was 980, +14%).`,
    );
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
    await account.setSplit("CONTENT_TYPE", "IMPRESSION", { ORGANIC: [1, 2], PAID: [1, 0] });
    assert.deepEqual(await thingsOn(), [
      [
        "See whether people can find your Pins",
        `5 of 8 own Pins, with the 1 new one, were not shown once in 90 days; all 27 impressions are of 3. Before you publish more, open the oldest public one, “${nameOf(3)}”, signed out: is it visible? 28 of the 56 impressions in 28 days are paid, by ads that weren’t read: ask whose.`,
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
    const title = `Check the link of “${nameOf(2)}” and 1 more`;
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
    await onBoard("Ideas", "PROTECTED");
    await database.rows("UPDATE pins SET link = NULL");
    assert.equal((await thingsOn()).length, 1, "on a protected board");
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
        "56 outbound clicks in the 28 days before came from Pin gone, which is no longer among your Pins, and wasn’t read after Jun 11. If that wasn’t meant, publish it again.",
      ],
    ]);
    await database.rows("DELETE FROM pin_analytics WHERE pin_id = 'gone'");
    await leave(1);
    assert.deepEqual(await thingsOn(), [], "fewer than 50");
  });

  /** An ad that sold nothing where another one sold. */
  const withAd = () =>
    account.setAds({
      x: {
        days: [
          [40, 50, 4, 70],
          [3, 6, 500, 70],
        ],
      },
      usual: { days: [[3, 50, 10, 70, 1, 20]] },
    });

  it("doesn't tell the same Pin twice", async () => {
    const { database, pins, setPin } = account;
    await setPin(0, "OUTBOUND_CLICK", [2, 1], 181);
    await withAd();
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

  it("is at most three things, those with most weight, of which one is about ads, and folds the rest", async () => {
    await onBoard("Ideas");
    await stop(0);
    await account.setPin(1, "PIN_CLICK", [3, 1], 181);
    await account.database.rows(`UPDATE pins SET link = NULL WHERE id = '${account.pins[1]}'`);
    await addTrends();
    await account.database.rows(
      "INSERT INTO trending_keywords (keyword, region, pct_growth_wow, pct_growth_mom) VALUES ('zoetrope', 'US', 180, 90)",
    );
    await withAd();
    const { things, folded } = todoOf(await account.page());
    await account.database.rows("DROP TABLE trending_keywords");
    const begins = (some: typeof things) => some.map(([title]) => title.split(" ")[0]);
    assert.deepEqual([begins(things), begins(folded)], [["Pause", "Check", "Check"], ["Make"]]);
  });
});
