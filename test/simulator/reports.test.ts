import assert from "node:assert/strict";
import type { Simulator } from "../../simulator/simulator.ts";
import type { JsonObject } from "../../src/base/json.ts";
import { get, reportOf, reportRowsOf, send, textOf, withSimulator } from "./api.ts";

const body = {
  start_date: "2026-06-01",
  end_date: "2026-07-09",
  granularity: "DAY",
  level: "PIN_PROMOTION",
  columns: ["IMPRESSION_1", "CAMPAIGN_ID", "AD_ID", "AD_NAME"],
};
const pathOf = ({ world }: Simulator) => `/ad_accounts/${world.adAccounts[0]?.id}`;
const create = (simulator: Simulator, changes: JsonObject = {}) =>
  send(simulator, `${pathOf(simulator)}/reports`, { ...body, ...changes });
const poll = async (simulator: Simulator, token: string) =>
  (await get(simulator, `${pathOf(simulator)}/reports`, { token })).object;

/** Creates a report and polls it twice, after which it is finished. */
async function finished(simulator: Simulator, changes: JsonObject = {}) {
  const token = textOf((await create(simulator, changes)).object, "token");
  await poll(simulator, token);
  return { token, polled: await poll(simulator, token) };
}

describe("simulator: reports", () => {
  it("are created, polled, and downloaded, one job per distinct request", () =>
    withSimulator({}, async (simulator) => {
      const first = await create(simulator);
      assert.deepEqual([first.object.report_status, first.object.message], ["IN_PROGRESS", ""]);
      const token = textOf(first.object, "token");
      assert.ok(token.length > 350 && /[=/+]/u.test(token));
      assert.deepEqual((await create(simulator)).object, first.object);
      assert.notEqual((await create(simulator, { granularity: "TOTAL" })).object.token, token);
      assert.deepEqual(await poll(simulator, token), { report_status: "IN_PROGRESS", url: null, size: null });
      const { report_status: status, url, size } = await poll(simulator, token);
      assert.equal(status, "FINISHED");
      assert.ok(typeof url === "string" && url.startsWith(`${simulator.origin}/_simulator/downloads/`));
      const again = (await create(simulator)).object;
      assert.equal(again.token, token);
      assert.match(textOf(again, "message"), /^This job has already finished processing\./u);
      const file = await fetch(url);
      assert.deepEqual([file.status, file.headers.get("content-type")], [200, "text/plain"]);
      assert.equal(Buffer.byteLength(await file.text()), size);
      assert.equal((await poll(simulator, "unknown")).report_status, "DOES_NOT_EXIST");
      const other = `/ad_accounts/${simulator.world.adAccounts[1]?.id}/reports`;
      assert.equal((await get(simulator, other, { token })).object.report_status, "DOES_NOT_EXIST");
      const created = simulator.journal.entries.filter(({ operation }) => operation === "analytics/create_report");
      assert.deepEqual(created[0]?.body, body);
      assert.ok(simulator.journal.entries.some(({ operation }) => operation === "reports/download"));
    }));

  it("have links for five minutes without a token, and expire after an hour", () =>
    withSimulator({}, async (simulator) => {
      const { token, polled } = await finished(simulator);
      const url = textOf(polled, "url");
      const withToken = await fetch(url, { headers: { authorization: "Bearer one" } });
      assert.equal(withToken.status, 400);
      assert.match(await withToken.text(), /Only one auth mechanism allowed/u);
      simulator.change({ advance_seconds: 299 });
      const inTime = await fetch(url);
      await inTime.text();
      assert.equal(inTime.status, 200);
      simulator.change({ advance_seconds: 1 });
      const late = await fetch(url);
      assert.deepEqual([late.status, /<Code>AccessDenied</u.test(await late.text())], [403, true]);
      const next = textOf(await poll(simulator, token), "url");
      assert.equal((await (await fetch(next)).text()).length > 0, true);
      assert.equal((await fetch(next.replace(/Signature=./u, "Signature=x"))).status, 403);
      simulator.change({ advance_seconds: 3_301 });
      assert.equal((await poll(simulator, token)).report_status, "EXPIRED");
      const renewed = (await create(simulator)).object;
      assert.notEqual(renewed.token, token);
      assert.equal(renewed.report_status, "IN_PROGRESS");
    }));

  it("contain rows by ID, and none without activity", () =>
    withSimulator({}, async (simulator) => {
      const path = pathOf(simulator);
      const byId = reportRowsOf(await reportOf(simulator, path, body));
      assert.ok(byId.length > 10);
      for (const [key, row] of byId) assert.equal(row.AD_ID, key);
    }));

  it("have the hour in the date or in a column, by the setting", () =>
    withSimulator({}, async (simulator) => {
      const hours = { ...body, granularity: "HOUR", start_date: "2026-07-07" };
      const read = async () => reportRowsOf(await reportOf(simulator, pathOf(simulator), hours)).map(([, row]) => row);
      const inDate = await read();
      simulator.settings.report_hours = "column";
      const beside = await read();
      assert.ok(inDate.length > 0 && inDate.every((row) => !("HOUR" in row)));
      assert.deepEqual(
        beside.map(
          ({ DATE: date, HOUR: hour }) => `${textOf({ date }, "date")}T${JSON.stringify(hour).padStart(2, "0")}:00:00`,
        ),
        inDate.map((row) => row.DATE),
      );
    }));

  it("omit archived entities unless their status is requested", () =>
    withSimulator({}, async (simulator) => {
      const path = pathOf(simulator);
      const request = { ...body, start_date: "2026-01-10" };
      const rows = (more: JsonObject) => reportOf(simulator, path, { ...request, ...more }).then(reportRowsOf);
      const byDefault = await rows({});
      const archived = await rows({ ad_statuses: ["ARCHIVED"] });
      const { advertising } = simulator.world.adAccounts[0] ?? assert.fail();
      assert.ok(archived.length > 0);
      assert.ok(archived.every(([key]) => advertising.ad(key)?.status === "ARCHIVED"));
      assert.ok(byDefault.every(([key]) => advertising.ad(key)?.status !== "ARCHIVED"));
    }));

  it("contain the ID of a keyword or product item only in the key", () =>
    withSimulator({}, async (simulator) => {
      const path = pathOf(simulator);
      const request = { ...body, level: "KEYWORD", columns: ["IMPRESSION_1", "AD_GROUP_ID"] };
      const rows = reportRowsOf(await reportOf(simulator, path, request));
      const { keywords } = simulator.world.adAccounts[0]?.advertising ?? assert.fail();
      for (const [key, row] of rows) {
        assert.ok(!("KEYWORD_ID" in row));
        assert.equal(keywords.find(({ id }) => id === key)?.parentId, row.AD_GROUP_ID);
      }
    }));

  it("are rejected beyond the limits", () =>
    withSimulator({}, async (simulator) => {
      const statuses = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT"];
      const targeting = { level: "CAMPAIGN_TARGETING", columns: ["IMPRESSION_1"] };
      const item = { level: "PRODUCT_ITEM", columns: ["IMPRESSION_1"] };
      const types = ["GENDER", "APPTYPE", "LOCATION", "COUNTRY", "GEO", "REGION"];
      const rejected: readonly JsonObject[] = [
        { columns: [] },
        { columns: ["QUIZ_PIN_RESULT_OPEN"] },
        { columns: ["DATE"] },
        { level: "AD" },
        { granularity: null },
        { start_date: "2026-7-1" },
        { start_date: "2024-01-06" },
        { start_date: "2026-01-04" },
        { end_date: "2026-05-01" },
        { granularity: "HOUR" },
        { granularity: "HOUR", start_date: "2026-07-06" },
        { campaign_statuses: statuses },
        { columns: [1] },
        { click_window_days: 7, engagement_window_days: 30 },
        { view_window_days: 2 },
        { targeting_types: ["GENDER"] },
        { ...targeting },
        { ...targeting, targeting_types: types },
        { ...targeting, targeting_types: ["GENDER"], columns: ["TOTAL_IMPRESSION_USER"] },
        { ...targeting, targeting_types: ["MEDIA_TYPE"] },
        { level: "KEYWORD", columns: ["TOTAL_IMPRESSION_FREQUENCY"] },
        { ...item },
        { ...item, start_date: "2026-07-01", columns: ["AD_ID"] },
        { ...item, start_date: "2026-07-01", ad_statuses: ["APPROVED"] },
        { ...item, start_date: "2026-04-07", end_date: "2026-04-09" },
      ];
      for (const changes of rejected) {
        const { status, object } = await create(simulator, changes);
        assert.deepEqual([status, object.code], [400, 1], JSON.stringify(changes));
      }
      const allowed: readonly JsonObject[] = [
        { start_date: "2026-01-05" },
        { start_date: "2024-01-07", end_date: "2024-02-07" },
        { ...item, start_date: "2026-06-09" },
        { ...targeting, targeting_types: types.slice(0, 5), campaign_statuses: statuses.slice(0, 6) },
        { click_window_days: 60, engagement_window_days: 60, view_window_days: 60 },
      ];
      for (const changes of allowed)
        assert.equal((await create(simulator, changes)).status, 200, JSON.stringify(changes));
      const billing = `/ad_accounts/${simulator.world.adAccounts[2]?.id}/reports`;
      assert.equal((await send(simulator, billing, body)).status, 403);
      assert.equal((await send(simulator, `${pathOf(simulator)}/reports`, [])).status, 400);
    }));
});
