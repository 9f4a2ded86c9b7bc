import assert from "node:assert/strict";
import { asText } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import type { Database } from "../database.ts";
import { renderPage } from "../page/page.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { headlinesOf } from "./page-content.ts";

describe("the headlines of the page", () => {
  let bed: StartBed;
  let database: Database;

  before(async () => {
    bed = await openStartBed();
    database = bed.database;
    await bed.read({
      streams:
        "account account_snapshots user_account_analytics user_account_analytics_split user_account_top_pins pins boards pin_analytics".split(
          " ",
        ),
    });
  });
  after(() => bed.close());

  /** Makes days of which the last 28 have other impressions and saves than those before. */
  async function withDays(
    count: number,
    [shown, saved]: readonly number[],
    [shownBefore, savedBefore]: readonly number[],
  ) {
    const metrics = (impressions = 0, saves = 0) =>
      `{'IMPRESSION': ${impressions}, 'SAVE': ${saves}, 'PIN_CLICK': 50, 'OUTBOUND_CLICK': 40, 'ENGAGEMENT': ${90 + saves}}`;
    await database.rows(`DELETE FROM user_account_analytics; INSERT INTO user_account_analytics BY NAME
      SELECT DATE '${today}' - 3 - age::INTEGER AS date, 'READY' AS data_status,
        if(age < 28, ${metrics(shown, saved)}, ${metrics(shownBefore, savedBefore)})::JSON AS metrics FROM range(${count}) days(age)`);
  }
  const changes = async () => {
    const page = await renderPage(database);
    return headlinesOf(page, "p28").filter((line) => / in 28 days/u.test(line));
  };
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
    ["nothing of changes of small numbers", 56, [1000, 2], [1000, 3], []],
  ] as const) {
    it(`say ${what}`, async () => {
      await withDays(count, now, earlier);
      assert.deepEqual(await changes(), expected);
    });
  }

  it("name a week that stands out", async () => {
    await withDays(56, [1000, 10], [1000, 10]);
    await database.rows(`UPDATE user_account_analytics SET metrics = json_merge_patch(metrics, '{"SAVE": 60}')
      WHERE date BETWEEN DATE '${today}' - 9 AND DATE '${today}' - 3`);
    const [line = ""] = await changes();
    assert.match(
      line,
      /^Saves are up 125% in 28 days\. 630, after 280\. .* One week stands out: 420 from \w+ \d+ to \w+ \d+\.$/u,
    );
  });

  it("attribute a change to a device, to ads, and to a board and a Pin, as far as their days are known", async () => {
    await withDays(56, [1000, 8], [1000, 10]);
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

  it("name followers only if a week has passed, and say if some were lost", async () => {
    const followers = async () =>
      headlinesOf(await renderPage(database), "p28").filter((line) => line.includes("followers"));
    const since = (days: number) =>
      database.rows(`DELETE FROM account_snapshots; INSERT INTO account_snapshots BY NAME
      SELECT id, DATE '${today}' - ${days} AS date, follower_count + 5 AS follower_count FROM account`);
    await since(6);
    assert.deepEqual(await followers(), []);
    await since(7);
    assert.match((await followers()).join("\n"), /^5 followers lost since \w+ \d+: [\d,]+ now\.$/u);
  });
});
