import assert from "node:assert/strict";
import { addDays, daysFrom } from "../../../src/base/dates.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { page } from "../../scripted-api.ts";
import { rows } from "../../sync/api.ts";
import { type Script, scriptedRead } from "../../sync/scripted-read.ts";

describe("a template", () => {
  for (const [what, template, config, [daily, weekly]] of [
    ["30 days without windows of its own", { click_window_days: null }, {}, [32, 65]],
    ["its longest window", { click_window_days: 30, view_window_days: 60 }, {}, [62, 95]],
    ["30 days with shorter windows", { click_window_days: 7, engagement_window_days: 1 }, {}, [30, 42]],
    [
      "30 days if conversions stay on their own day",
      { click_window_days: 60, conversion_report_time_type: "TIME_OF_CONVERSION" },
      {},
      [30, 35],
    ],
    ["at most the windows that Pinterest has", { click_window_days: 9e15 }, {}, [62, 95]],
    ["the days that the user set", { click_window_days: 60 }, { lookbackDays: 3 }, [3, 3]],
  ] as const) {
    it(`is read again for ${what}, and for what comes later`, async () => {
      const api: Script = ({ path, query }) => {
        if (path === "/ad_accounts") return page(rows("549"));
        if (path.endsWith("/templates")) return page([{ id: "77", ...(template as JsonObject) }]);
        return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
      };
      const on = (day: number) => ({ now: `${addDays("2026-06-30", day)}T12:00:00Z` });
      const situation = { config: { startDate: "2026-01-01", ...config }, mode: "incremental", ...on(0) } as const;
      let sync = await scriptedRead("template_reports", api, situation);
      const lookbacks: number[] = [];
      for (const day of [1, 2, 3, 4, 5, 6, 7]) {
        sync = await sync.again(api, on(day));
        assert.deepEqual(sync.errors, []);
        const created = sync.requests.find(({ path }) => path.includes("/templates/"));
        lookbacks.push(daysFrom(created?.query.get("start_date") ?? "", addDays("2026-06-30", day - 1)));
      }
      const ascending = lookbacks.toSorted((one, other) => one - other);
      assert.deepEqual(ascending, [...Array.from({ length: 6 }, () => daily), weekly]);
    });
  }
});
