import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { page } from "../../scripted-api.ts";
import { rows } from "../../sync/api.ts";
import { itSyncs } from "../../sync/situations.ts";

describe("a template", () => {
  for (const [what, template, config, from] of [
    ["the usual days without windows of its own", { click_window_days: null }, {}, "2026-05-31"],
    ["the days of its longest window", { click_window_days: 30, view_window_days: 60 }, {}, "2026-05-01"],
    ["the usual days with shorter windows", { click_window_days: 7, engagement_window_days: 1 }, {}, "2026-05-31"],
    [
      "the usual days if conversions stay on their own day",
      { click_window_days: 60, conversion_report_time_type: "TIME_OF_CONVERSION" },
      {},
      "2026-05-31",
    ],
    ["at most the windows that Pinterest has", { click_window_days: 9e15 }, {}, "2026-05-01"],
    ["the days that the user set", { click_window_days: 60 }, { lookbackDays: 3 }, "2026-06-27"],
  ] as const) {
    const api = ({ path, query }: { readonly path: string; readonly query: URLSearchParams }) => {
      if (path === "/ad_accounts") return page(rows("549"));
      if (path.endsWith("/templates")) return page([{ id: "77", ...(template as JsonObject) }]);
      return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
    };
    const sync = { api, config: { startDate: "2026-01-01", ...config }, mode: "incremental" } as const;
    itSyncs(`is read again for ${what}`, "template_reports", sync, {
      ...sync,
      now: "2026-07-01T12:00:00Z",
      also: ({ requests }) =>
        assert.deepEqual(
          requests.flatMap(({ path, query }) => (path.includes("/templates/") ? [query.get("start_date")] : [])),
          [from],
        ),
    });
  }
});
