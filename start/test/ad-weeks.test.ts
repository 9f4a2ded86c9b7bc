import assert from "node:assert/strict";
import { addDays } from "../../src/base/dates.ts";
import { asText } from "../../src/base/json.ts";
import { today } from "../../test/today.ts";
import { openStartBed } from "./bed.ts";

describe("the weeks of ads that a read stores", () => {
  it("are the complete ones of the last ten weeks, with all conversions of each", async () => {
    const bed = await openStartBed();
    await bed.read({ streams: ["campaign_analytics_report"] }, { start_date: addDays(today, -100) });
    const stored = await bed.database.rows(
      "SELECT strftime(week, '%Y-%m-%d') AS week, currency, conversions FROM _sync.ad_weeks ORDER BY 1, 2",
    );
    const sums = new Map<string, number>();
    for (const { day, currency, n } of await bed.database.rows(
      "SELECT strftime(DATE, '%Y-%m-%d') AS day, currency, TOTAL_CONVERSIONS AS n FROM campaign_analytics_report",
    )) {
      const date = new Date(`${asText(day)}T00:00:00Z`);
      const monday = addDays(asText(day), -((date.getUTCDay() + 6) % 7));
      const isKept = monday > addDays(today, -70) && addDays(monday, 6) < today;
      if (isKept)
        sums.set(`${monday} ${asText(currency)}`, (sums.get(`${monday} ${asText(currency)}`) ?? 0) + Number(n ?? 0));
    }
    await bed.close();
    assert.ok(stored.length > 10);
    assert.deepEqual(
      new Map(
        stored.map(({ week, currency, conversions }) => [`${asText(week)} ${asText(currency)}`, Number(conversions)]),
      ),
      sums,
    );
  });
});
