import assert from "node:assert/strict";
import { extents } from "../../simulator/world/scale.ts";
import { asText } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import type { Database } from "../database.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { headlinesOf, sectionsOf } from "./page-content.ts";

const streams = `account account_snapshots boards pins pin_analytics user_account_analytics user_account_analytics_split
  user_account_top_pins ad_accounts campaigns campaign_analytics_report following_users following_boards
  following_interests`.split(/\s+/u);
const none = { campaigns: 0, adGroups: 0, ads: 0, keywords: 0, productGroupPromotions: 0 };

/** Metrics of a day. */
interface Day {
  readonly IMPRESSION: number;
  readonly SAVE: number;
  readonly OUTBOUND_CLICK?: number;
  readonly PIN_CLICK?: number;
}

describe("the page of a small account", () => {
  let bed: StartBed;
  let database: Database;
  before(async () => {
    bed = await openStartBed({ ...extents.small, ...none, pins: 6, boards: 2, sections: 1, followers: 3 });
    database = bed.database;
    const [own] = bed.simulator.world.adAccounts;
    await bed.read({ streams }, { ad_account_ids: [own?.id ?? ""] });
  });
  after(() => bed.close());

  /** Makes days, of which the last 28 have these metrics each, and those before others. */
  async function withDays(count: number, now: Day, before: Day): Promise<void> {
    const metrics = (day: Day) => {
      const all = { PIN_CLICK: 50, OUTBOUND_CLICK: 40, ...day };
      const ENGAGEMENT = all.SAVE + all.PIN_CLICK + all.OUTBOUND_CLICK;
      return `'${JSON.stringify({ ...all, ENGAGEMENT })}'`;
    };
    await database.rows(`DELETE FROM user_account_analytics; INSERT INTO user_account_analytics BY NAME
      SELECT DATE '${today}' - 3 - age::INTEGER AS date, 'READY' AS data_status,
        if(age < 28, ${metrics(now)}, ${metrics(before)})::JSON AS metrics FROM range(${count}) days(age)`);
  }
  const changesOn = (page: string) => headlinesOf(page, "p28").filter((line) => / in 28 days/u.test(line));
  const tilesOf = (page: string, named: string) =>
    sectionsOf(page).flatMap(({ title, period, text }) => (title === named ? [[period, text]] : []));

  const steady = "Little changed in 28 days: impressions, saves, and clicks are all within 5% of the prior 28 days.";
  for (const [what, count, now, earlier, expected] of [
    [
      "both factors of a change: the rate",
      56,
      [1000, 8],
      [1000, 10],
      [
        "Saves are down 20% in 28 days. 224, after 280. Impressions are unchanged; 0.80% of them led to one, after 1.00%.",
      ],
    ],
    [
      "both factors of a change: the impressions",
      56,
      [1100, 12],
      [1000, 10],
      ["Saves are up 20% in 28 days. 336, after 280. Impressions are up 10%; 1.09% of them led to one, after 1.00%."],
    ],
    ["that little changed", 60, [1010, 10], [1000, 10], [steady]],
    ["nothing of changes without all days of both periods", 55, [1000, 8], [1000, 10], []],
  ] as const) {
    it(`says ${what}`, async () => {
      const [days, before] = [now, earlier].map(([IMPRESSION, SAVE]) => ({ IMPRESSION, SAVE }));
      assert.ok(days !== undefined && before !== undefined);
      await withDays(count, days, before);
      assert.deepEqual(changesOn(await renderPage(database)), expected);
    });
  }

  it("names a week that stands out, and compares only periods whose days before are all known", async () => {
    await withDays(60, { IMPRESSION: 1000, SAVE: 10 }, { IMPRESSION: 1000, SAVE: 10 });
    await database.rows(`UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"SAVE": 60}')
      WHERE date BETWEEN DATE '${today}' - 9 AND DATE '${today}' - 3`);
    const page = await renderPage(database);
    const week =
      /^Saves are up 125% in 28 days\. 630, after 280\. .* One week stands out: 420 from \w+ \d+ to \w+ \d+\.$/u;
    assert.match(changesOn(page).join("\n"), week);
    assert.deepEqual(tilesOf(page, "Saves"), [
      ["p28", "630 ▲ 125.0% vs. prior 28 days"],
      ["p90", "950 from May 8 to Jul 6, 2026"],
    ]);
    assert.doesNotMatch(page, /name="period" value="36500"/u, "a period that shows nothing else");
    assert.doesNotMatch(page, /The best one is/u, "weekdays with as many engagements as others");
  });

  it("has counts instead of percentages of a few, and times instead of thousands of percent", async () => {
    await withDays(56, { IMPRESSION: 300, SAVE: 0, OUTBOUND_CLICK: 3 }, { IMPRESSION: 1, SAVE: 1, OUTBOUND_CLICK: 2 });
    const page = await renderPage(database);
    assert.deepEqual(tilesOf(page, "Saves")[0], ["p28", "0 28 in the prior 28 days"]);
    assert.deepEqual(tilesOf(page, "Impressions")[0], ["p28", "8,400 ▲ 300 times the prior 28 days"]);
    assert.deepEqual(changesOn(page), []);
  });

  it("has no best day, no percentage, and no headline of zeros, and one card about missing ads", async () => {
    const zeros = { IMPRESSION: 0, SAVE: 0, OUTBOUND_CLICK: 0, PIN_CLICK: 0 };
    await withDays(60, zeros, zeros);
    const page = await renderPage(database);
    const sections = sectionsOf(page).filter(({ period }) => period !== "p36500");
    const text = sections.map((each) => each.text).join("\n");
    assert.doesNotMatch(text, /The best one is|NaN|Infinity|[▲▼]/u);
    assert.deepEqual(
      headlinesOf(page, "p28").filter((line) => !line.includes("followers")),
      [],
    );
    const money = sections.filter(({ title }) => /^Ad|^Campaigns/u.test(title));
    assert.deepEqual(new Set(money.map(({ title }) => title)), new Set(["Ads"]));
    assert.match(tilesOf(page, "Pins you own")[0]?.[1] ?? "", /^[1-6] /u);
    assert.doesNotMatch(text, /No Pins yet/u);
  });

  it("attributes a change to a device, to ads, and to a board and a Pin, as far as their days are known", async () => {
    await withDays(56, { IMPRESSION: 1000, SAVE: 8 }, { IMPRESSION: 1000, SAVE: 10 });
    await database.rows(`DELETE FROM user_account_analytics_split; DELETE FROM pin_analytics;
      CREATE OR REPLACE TEMP TABLE pin_of_test AS SELECT p.id, b.name, p.title FROM pins p JOIN boards b ON b.id = board_id
        WHERE privacy <> 'SECRET' AND trim(title) <> '' ORDER BY p.id LIMIT 1;
      CREATE OR REPLACE TEMP TABLE day_of_test AS SELECT date, date < DATE '${today}' - 30 AS is_before FROM user_account_analytics;
      INSERT INTO user_account_analytics_split BY NAME SELECT date, 'APP_TYPE' AS split, value, 'READY' AS data_status,
        json_object('SAVE', if(value = 'WEB', 4, if(is_before, 6, 4))) AS metrics FROM day_of_test, (SELECT unnest(['WEB', 'MOBILE']) AS value);
      INSERT INTO user_account_analytics_split BY NAME SELECT date, 'CONTENT_TYPE' AS split, value, 'READY' AS data_status,
        json_object('SAVE', if(value = 'ORGANIC', 5, if(is_before, 5, 3))) AS metrics FROM day_of_test, (SELECT unnest(['PAID', 'ORGANIC']) AS value);
      INSERT INTO pin_analytics BY NAME SELECT id AS pin_id, date, 'READY' AS data_status, json_object('SAVE', if(is_before, 2, 1)) AS metrics FROM day_of_test, pin_of_test`);
    const lines = headlinesOf(await renderPage(database), "p28");
    const [pin] = await database.rows("FROM pin_of_test");
    assert.ok(lines.includes("Of the −56 saves: paid −56, phones −56."), lines.join("\n"));
    const most = lines.find((line) => line.startsWith("Most on the board")) ?? "";
    for (const name of [pin?.name, pin?.title]) assert.ok(most.includes(asText(name).trim()), most);
    assert.match(most, /: −28 saves; with the Pin .*: −28\.$/u);
    await database.rows(
      `DELETE FROM user_account_analytics_split WHERE date = DATE '${today}' - 3; DELETE FROM pin_analytics WHERE date = DATE '${today}' - 58`,
    );
    assert.doesNotMatch(headlinesOf(await renderPage(database), "p28").join("\n"), /^Of the|^Most on/mu);
  });

  it("names followers only if a week has passed, and says if some were lost", async () => {
    const followersSince = async (days: number) => {
      await database.rows(`DELETE FROM account_snapshots; INSERT INTO account_snapshots BY NAME
        SELECT id, DATE '${today}' - ${days} AS date, follower_count + 5 AS follower_count FROM account`);
      return headlinesOf(await renderPage(database), "p28").filter((line) => line.includes("followers"));
    };
    assert.deepEqual(await followersSince(6), []);
    assert.match((await followersSince(7)).join("\n"), /^5 followers lost since \w+ \d+: [\d,]+ now\.$/u);
  });

  it("has a message for each empty card, and no headline", async () => {
    for (const table of streams.filter((name) => !["account", "boards", "ad_accounts"].includes(name)))
      await database.rows(`DELETE FROM ${table}`);
    const page = await renderPage(database);
    assert.deepEqual(headlinesOf(page, "p28"), []);
    const [, ...parts] = page.split("<section ").filter((part) => !/^class="[^"]* p(?:90|36500)"/u.test(part));
    assert.deepEqual(
      parts.flatMap((part) => /<p class="empty">([^<]*)</u.exec(part)?.[1] ?? []),
      [
        "No Pin was seen in the last 90 days.",
        "No ad spend in this period.",
        "No complete week yet.",
        "The line starts with the next sync on another day.",
        "No public board has five Pins with counted clicks.",
        "Needs four weeks of complete days with engagements.",
        "No format has five Pins.",
        "No Pin with a link had an outbound click.",
        "To see which of your Pins answer a search, add search_queries to the configuration.",
        "No Pins yet.",
        "No Pins yet.",
        "You follow nobody.",
      ],
    );
  });
});
