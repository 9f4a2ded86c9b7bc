import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { get, send, textOf, withSimulator } from "./api.ts";

const body = {
  start_date: "2026-06-01",
  end_date: "2026-07-09",
  granularity: "DAY",
  level: "PIN_PROMOTION",
  columns: ["IMPRESSION_1", "CAMPAIGN_ID", "AD_ID", "AD_NAME"],
};
const statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT"];
const types = ["GENDER", "APPTYPE", "LOCATION", "COUNTRY", "GEO", "REGION"];
const targeting = { level: "CAMPAIGN_TARGETING", columns: ["IMPRESSION_1"] };
const item = { level: "PRODUCT_ITEM", columns: ["IMPRESSION_1"] };

const pathOf = ({ world }: Simulator, adAccount = 0) => `/ad_accounts/${world.adAccounts[adAccount]?.id}/reports`;
const create = (simulator: Simulator, changes: JsonObject = {}) =>
  send(simulator, pathOf(simulator), { ...body, ...changes });
const poll = async (simulator: Simulator, token: string) => (await get(simulator, pathOf(simulator), { token })).object;

describe("simulator: reports", () => {
  it("are created, polled, and downloaded, one job per distinct request", () =>
    withSimulator({}, async (simulator) => {
      const first = (await create(simulator)).object;
      assert.deepEqual([first.report_status, first.message], ["IN_PROGRESS", ""]);
      const token = textOf(first, "token");
      assert.ok(token.length > 350 && /[=/+]/u.test(token));
      assert.deepEqual((await create(simulator)).object, first);
      assert.notEqual((await create(simulator, { granularity: "TOTAL" })).object.token, token);
      assert.deepEqual(await poll(simulator, token), { report_status: "IN_PROGRESS", url: null, size: null });
      const { report_status: status, url, size } = await poll(simulator, token);
      assert.ok(status === "FINISHED" && typeof url === "string");
      const file = await fetch(url);
      assert.deepEqual([file.status, file.headers.get("content-type")], [200, "text/plain"]);
      assert.equal(Buffer.byteLength(await file.text()), size);
      for (const [path, unknown] of [
        [pathOf(simulator), "unknown"],
        [pathOf(simulator, 1), token],
      ] as const)
        assert.equal((await get(simulator, path, { token: unknown })).object.report_status, "DOES_NOT_EXIST");
    }));

  it("have links for five minutes without a token, and expire after an hour", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const token = textOf((await create(simulator)).object, "token");
      const link = async () => textOf(await poll(simulator, token), "url");
      const statusOf = async (url: string, headers: Record<string, string> = {}) => {
        const response = await fetch(url, { headers });
        await response.text();
        return response.status;
      };
      const url = await link();
      assert.equal(await statusOf(url, { authorization: "Bearer one" }), 400);
      assert.equal(await statusOf(url.replace(/Signature=./u, "Signature=x")), 403);
      simulator.change({ advance_seconds: 299 });
      assert.equal(await statusOf(url), 200);
      simulator.change({ advance_seconds: 1 });
      assert.deepEqual([await statusOf(url), await statusOf(await link())], [403, 200]);
      simulator.change({ advance_seconds: 3_301 });
      assert.equal((await poll(simulator, token)).report_status, "EXPIRED");
      assert.notEqual((await create(simulator)).object.token, token);
    }));

  it("expire after two hours if nobody polls them", () =>
    withSimulator({ report_polls: 1 }, async (simulator) => {
      const token = textOf((await create(simulator)).object, "token");
      simulator.change({ advance_seconds: 7_200 });
      assert.equal((await create(simulator)).object.token, token);
      simulator.change({ advance_seconds: 1 });
      assert.notEqual((await create(simulator)).object.token, token);
    }));

  it("are rejected beyond the limits", () =>
    withSimulator({}, async (simulator) => {
      const expected: readonly (readonly [status: number, changes: readonly JsonObject[]])[] = [
        [
          400,
          [
            { columns: [] },
            { columns: ["QUIZ_PIN_RESULT_OPEN"] },
            { columns: [1] },
            { level: "AD" },
            { granularity: null },
            { start_date: "2026-7-1" },
            { start_date: "2024-01-06" },
            { start_date: "2026-01-04" },
            { end_date: "2026-05-01" },
            { granularity: "HOUR" },
            { granularity: "HOUR", start_date: "2026-07-06" },
            { campaign_statuses: statuses },
            { click_window_days: 7, engagement_window_days: 30 },
            { view_window_days: 2 },
            { targeting_types: ["GENDER"] },
            { ...targeting, targeting_types: types },
            { ...targeting, targeting_types: ["FEED_TYPE"] },
            { ...targeting, targeting_types: ["GENDER"], columns: ["TOTAL_IMPRESSION_USER"] },
            { ...targeting, targeting_types: ["MEDIA_TYPE"] },
            { level: "KEYWORD", columns: ["TOTAL_IMPRESSION_FREQUENCY"] },
            { ...item },
            { ...item, start_date: "2026-07-01", columns: ["AD_ID"] },
            { ...item, start_date: "2026-07-01", ad_statuses: ["APPROVED"] },
            { ...item, start_date: "2026-04-07", end_date: "2026-04-09" },
          ],
        ],
        [
          200,
          [
            { ...targeting },
            { start_date: "2026-01-05" },
            { start_date: "2024-01-07", end_date: "2024-02-07" },
            { ...item, start_date: "2026-06-09" },
            { ...targeting, targeting_types: types.slice(0, 5), campaign_statuses: statuses.slice(0, 6) },
            { click_window_days: 60, engagement_window_days: 60, view_window_days: 60 },
          ],
        ],
      ];
      for (const [status, all] of expected)
        for (const changes of all)
          assert.equal((await create(simulator, changes)).status, status, JSON.stringify(changes));
      assert.equal((await send(simulator, pathOf(simulator, 2), body)).status, 403);
      assert.equal((await send(simulator, pathOf(simulator), [])).status, 400);
    }));
});
