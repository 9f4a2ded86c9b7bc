import assert from "node:assert/strict";
import type { JsonObject } from "../../../src/base/json.ts";
import { customReportWith } from "../../scripted-api.ts";
import { reporting } from "../api.ts";
import { itSyncs, type Sync } from "../syncs.ts";

/** A row as recorded of a report by month (reality F1): a range of dates, and no DATE. IDs and numbers are invented. */
const monthly = (range: string, more: JsonObject = {}): JsonObject => ({
  ADVERTISER_ID: 549_000_000_011,
  AD_GROUP_ID: 2_680_000_000_012,
  IMPRESSION_2: 11,
  DATE_RANGE: range,
  ...more,
});
const fileOf = (...found: readonly JsonObject[]) => JSON.stringify({ "2680000000012": found });

/** Returns a read of a custom report of ad groups whose files are chosen by their first date. */
const custom = (
  granularity: "DAY" | "WEEK" | "MONTH" | "TOTAL",
  files: (from: string) => string,
  more: Sync = {},
): Sync => ({
  ...more,
  api: reporting(["549"]),
  config: {
    customReports: [
      customReportWith({
        level: "AD_GROUP",
        granularity,
        columns: ["IMPRESSION_2"],
        startDate: "2026-05-20",
      }),
    ],
  },
  file: (url: string) => files(url.split(" ")[2] ?? ""),
});

describe("the dates of a report's rows", () => {
  itSyncs("by month are the first dates of their ranges, which stay", "custom_mine", {
    ...custom("MONTH", () =>
      fileOf(monthly("2026-05-01 - 2026-05-31"), monthly("2026-06-01 - 2026-06-30", { IMPRESSION_2: 12 })),
    ),
    writes: 2,
    also: ({ records }) =>
      assert.deepEqual(
        records.map(({ DATE, DATE_RANGE, IMPRESSION_2 }) => [DATE, DATE_RANGE, IMPRESSION_2]),
        [
          ["2026-05-01", "2026-05-01 - 2026-05-31", 11],
          ["2026-06-01", "2026-06-01 - 2026-06-30", 12],
        ],
      ),
  });

  for (const [what, granularity, ranges] of [
    ["a week that begins on a Sunday", "WEEK", ["2026-05-25 - 2026-05-31", "2026-06-21 - 2026-06-27"]],
    ["a month that is cut at its beginning", "MONTH", ["2026-05-20 - 2026-05-31", "2026-06-01 - 2026-06-30"]],
    ["the sum of two months", "MONTH", ["2026-05-01 - 2026-06-30"]],
  ] as const)
    itSyncs(`write nothing of a file with ${what}, since another request might overwrite it`, "custom_mine", {
      ...custom(granularity, () => fileOf(...ranges.map((range) => monthly(range))), { mode: "incremental" }),
      error: ["transient_error", /other dates .*2026-\d\d-\d\d - 2026-\d\d-\d\d.* nothing of it .*\(ad account 549\)/u],
      // The state has no date, so the next sync requests all of them.
      also: ({ states }) => assert.doesNotMatch(JSON.stringify(states.at(-1)), /"read":\{"/u),
    });

  itSyncs("outside of the request are written and named, and requested again", "campaign_analytics_report", [
    {
      mode: "incremental",
      api: reporting(["549", "550"]),
      config: { startDate: "2026-06-01" },
      file: (url) =>
        JSON.stringify({
          "626": ["2026-06-02", url.startsWith("550") ? "2025-11-28" : "2026-06-03"].map((DATE) => ({
            DATE,
            CTR: 1,
          })),
        }),
      writes: 4,
      error: ["transient_error", /other dates .*2026-06-01 to 2026-06-30 .*2025-11-28.*\(ad account 550\)/u],
    },
    {
      file: () => JSON.stringify({ "626": [{ DATE: "2026-06-30", CTR: 1 }] }),
      writes: 2,
      dates: "2026-06-01..2026-07-01",
    },
  ]);

  for (const [date, isOther] of [
    ["2026-06-01", false],
    ["2026-06-30", false],
    ["2026-05-31", true],
    ["2026-07-01", true],
  ] as const)
    itSyncs(`are ${isOther ? "not " : ""}those of the request: ${date}`, "campaign_analytics_report", {
      api: reporting(["549"]),
      config: { startDate: "2026-06-01" },
      file: () => JSON.stringify({ "626": [{ DATE: date, CTR: 1 }] }),
      writes: 1,
      ...(isOther && { error: ["transient_error", /other dates/u] }),
    });

  itSyncs("in a form that nobody has seen are passed on, and the request is repeated", "campaign_analytics_report", {
    api: reporting(["549"]),
    config: { startDate: "2026-06-01" },
    file: () => JSON.stringify({ "626": [{ DATE: "June 2", CTR: 1 }] }),
    writes: 1,
    error: ["transient_error", /other dates .*June 2/u],
  });

  itSyncs("are those of the request in a report of totals", "custom_mine", {
    ...custom("TOTAL", () => fileOf({ AD_GROUP_ID: "1", IMPRESSION_2: 3 })),
    writes: 1,
    also: ({ records }) =>
      assert.deepEqual(
        records.map(({ START_DATE, END_DATE, DATE }) => [START_DATE, END_DATE, DATE]),
        [["2026-05-20", "2026-06-30", undefined]],
      ),
  });
});
