import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { customReportWith } from "../../scripted-api.ts";
import { readOne, reporting } from "../scripted-read.ts";

const daily = customReportWith({ startDate: "2026-01-01" });

/** Reads a custom report. Returns the first date that it requested, its warnings, and its last state. */
async function read(report: CustomReport, state?: JsonObject) {
  const dates: string[] = [];
  const script = reporting(["1"], ({ content }) => {
    dates.push(asText(content?.start_date));
    return undefined;
  });
  const read = await readOne("custom_mine", script, {
    mode: "incremental",
    state,
    config: { customReports: [report] },
  });
  assert.equal(read.complete, true);
  const { custom_mine: last = {} } = await read.stateOf("custom_mine");
  return { first: dates.toSorted()[0], warnings: await read.log.logs("WARN"), state: last };
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
