import assert from "node:assert/strict";
import type { Database } from "../../start/database.ts";
import { renderPage } from "../../start/page/page.ts";
import { today } from "../../test/today.ts";
import { openStartBed, type StartBed } from "./bed.ts";
import { headlinesOf } from "./page-content.ts";

describe("the headlines of the page", () => {
  let bed: StartBed;
  let database: Database;

  before(async () => {
    bed = await openStartBed();
    database = bed.database;
    await bed.read({
      streams: ["account", "account_snapshots", "user_account_analytics", "user_account_top_pins", "pins"],
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
      "which factor of a change moved more: the rate",
      56,
      [1000, 8],
      [1000, 10],
      [
        "Saves are down 20% in 28 days. 224, after 280. Mainly because fewer impressions led to one: 0.80%, after 1.00%.",
      ],
    ],
    [
      "which factor of a change moved more: the impressions",
      56,
      [1100, 12],
      [1000, 10],
      [
        "Saves are up 20% in 28 days. 336, after 280. Mainly because Pins were shown more often: impressions are up 10%.",
      ],
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
