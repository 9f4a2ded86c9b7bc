import assert from "node:assert/strict";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { customReportWith, page } from "../../scripted-api.ts";
import { configured, type Mode, type Script, scriptedRead } from "../scripted-read.ts";

const daily = customReportWith({ startDate: "2026-01-01" });

/** An API whose reports are empty. Collects the first dates of the requested ones. */
const reporting =
  (dates: string[]): Script =>
  ({ path, content }) => {
    if (path === "/ad_accounts") return page([{ id: "1" }]);
    if (!path.endsWith("/reports")) return undefined;
    if (content === undefined) return { body: { report_status: "FINISHED", url: "link" } };
    dates.push(asText(content.start_date));
    return { body: { token: "token" } };
  };

/** Reads a custom report. Returns the first date that it requested, its warnings, and its last state. */
async function read(report: CustomReport, state?: JsonObject, mode: Mode = "incremental") {
  const dates: string[] = [];
  const { complete, log } = await scriptedRead([configured("custom_mine", mode)], reporting(dates), {
    config: { customReports: [report] },
    state: { custom_mine: state },
  });
  assert.equal(complete, true);
  const last: unknown = JSON.parse(JSON.stringify((await log.states("custom_mine")).at(-1)));
  assert.ok(isObject(last));
  return { first: dates.toSorted()[0], warnings: await log.logs("WARN"), state: last };
}

describe("the definition of a custom report in its state", () => {
  const warning = (before: string, now: string) =>
    `custom_mine: starting from the beginning, since the report was changed from ${before} to ${now}. To remove its earlier records, clear the stream`;

  it("resumes a report with the same level and granularity", async () => {
    const { state } = await read(daily);
    assert.equal(state.definition, "CAMPAIGN by DAY");
    const second = await read({ ...daily, columns: ["IMPRESSION_1"], startDate: "2026-02-01" }, state);
    assert.deepEqual([second.first, second.warnings], ["2026-05-31", []]);
  });

  it("starts a report with another granularity or level from the beginning, once, with a warning", async () => {
    const { state } = await read(daily);
    const monthly = await read({ ...daily, granularity: "MONTH" }, state);
    assert.deepEqual(
      [monthly.first, monthly.warnings],
      ["2026-01-01", [warning("CAMPAIGN by DAY", "CAMPAIGN by MONTH")]],
    );
    const again = await read({ ...daily, granularity: "MONTH" }, monthly.state);
    assert.deepEqual([again.first, again.warnings], ["2026-05-01", []]);
    const level = await read({ ...daily, level: "AD_GROUP" }, state);
    assert.deepEqual([level.first, level.warnings], ["2026-01-01", [warning("CAMPAIGN by DAY", "AD_GROUP by DAY")]]);
  });

  it("starts totals from the beginning if their periods begin on another date", async () => {
    const total = { ...daily, granularity: "TOTAL" };
    const { state } = await read(total);
    const later = await read({ ...total, startDate: "2026-02-01" }, state);
    assert.deepEqual(
      [later.first, later.warnings],
      ["2026-02-01", [warning("CAMPAIGN TOTAL since 2026-01-01", "CAMPAIGN TOTAL since 2026-02-01")]],
    );
  });

  it("resumes states without a definition", async () => {
    const { definition: _, ...state } = (await read(daily)).state;
    const second = await read(daily, state);
    assert.deepEqual([second.first, second.warnings], ["2026-05-31", []]);
    assert.equal(second.state.definition, "CAMPAIGN by DAY");
  });
});
