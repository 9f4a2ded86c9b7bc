import assert from "node:assert/strict";
import type { JsonObject } from "../../src/base/json.ts";
import { isStringArray } from "../../src/base/json.ts";
import type { CustomReport } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/parse-config.ts";
import { withRotatedTokens } from "../../src/config/rotation.ts";
import { customReportSchema, propertyOf } from "../../src/config/spec.ts";
import { problemsWith } from "./problems-with.ts";
import { specValidator } from "./spec-validator.ts";

const credentials = { auth_method: "oauth2.0", client_id: "1", client_secret: "s", refresh_token: "pinr.shh" };
const minimal = { name: "x", columns: ["CTR"] };

function customReportsOf(...reports: readonly unknown[]): readonly CustomReport[] {
  return parseConfig({ credentials, custom_reports: reports }, {}).customReports;
}

/** Returns the choices of the form for a field of a custom report. */
function choicesOf(name: string): readonly string[] {
  const field = propertyOf(customReportSchema(), name);
  const choices = "enum" in field ? field.enum : Reflect.get(Object(field.items), "enum");
  assert(isStringArray(choices));
  return choices;
}

describe("custom reports", () => {
  it("accept each field", () => {
    const [report] = customReportsOf({
      name: "genders",
      level: "CAMPAIGN_TARGETING",
      granularity: "WEEK",
      columns: ["CAMPAIGN_ID", " SPEND_IN_DOLLAR ", "CAMPAIGN_ID"],
      click_window_days: 60,
      engagement_window_days: 60,
      view_window_days: 30,
      conversion_report_time: "TIME_OF_CONVERSION",
      attribution_types: ["HOUSEHOLD"],
      targeting_types: ["GENDER", "AUDIENCE_MULTIPLIER"],
      campaign_statuses: ["RUNNING", "PAUSED"],
      ad_group_statuses: ["COMPLETED"],
      ad_statuses: ["APPROVED"],
      start_date: " 2026-01-31",
    });
    assert.deepEqual(report, {
      name: "genders",
      streamName: "custom_genders",
      level: "CAMPAIGN_TARGETING",
      granularity: "WEEK",
      columns: ["CAMPAIGN_ID", "SPEND_IN_DOLLAR"],
      attribution: {
        clickWindowDays: 60,
        engagementWindowDays: 60,
        viewWindowDays: 30,
        conversionReportTime: "TIME_OF_CONVERSION",
      },
      attributionTypes: ["HOUSEHOLD"],
      targetingTypes: ["GENDER", "AUDIENCE_MULTIPLIER"],
      campaignStatuses: ["RUNNING", "PAUSED"],
      adGroupStatuses: ["COMPLETED"],
      adStatuses: ["APPROVED"],
      startDate: "2026-01-31",
    });
  });

  it("ignore the start date of the configuration", () => {
    const config = { credentials, start_date: "2026-01-31", custom_reports: [minimal] };
    assert.equal(parseConfig(config, {}).customReports[0]?.startDate, undefined);
  });

  it("have the stream names of airbyte/source-pinterest", () => {
    for (const [name, streamName] of [
      ["vadim_report", "custom_vadim_report"],
      ["spend_2", "custom_spend_2"],
      ["MyReport", "custom__my_report"],
      ["myROAS", "custom_my_r_o_a_s"],
      ["spend ", "custom_spend "],
      ["My Report", "custom__my _report"],
      ["my report", "custom_my report"],
      ["Spend per Day 2", "custom__spend per _day 2"],
      ["ÄRA", "custom_ä_r_a"],
      ["ära", "custom_ära"],
    ] as const) {
      const customReports = customReportsOf(minimal, { ...minimal, name });
      assert.equal(customReports[1]?.streamName, streamName);
    }
  });

  describe("accept configurations of the official connector", () => {
    const windows = { clickWindowDays: 30, engagementWindowDays: 30, viewWindowDays: 1 };
    const attribution = { ...windows, conversionReportTime: "TIME_OF_AD_ACTION" };
    const both = ["INDIVIDUAL", "HOUSEHOLD"];
    const cases: readonly (readonly [string, JsonObject, Partial<CustomReport>])[] = [
      [
        "windows that are lists of one value",
        { click_window_days: [60], engagement_window_days: [60], view_window_days: [7] },
        { attribution: { ...attribution, clickWindowDays: 60, engagementWindowDays: 60, viewWindowDays: 7 } },
      ],
      [
        "windows that are empty lists or null",
        { click_window_days: [], engagement_window_days: [null], view_window_days: null },
        { attribution },
      ],
      ["no attribution types", { attribution_types: [] }, { attributionTypes: both }],
      ["duplicate attribution types", { attribution_types: [...both, ...both] }, { attributionTypes: both }],
      [
        "null fields",
        { conversion_report_time: null, attribution_types: null, campaign_statuses: null, start_date: null },
        { attribution, attributionTypes: both, campaignStatuses: [], startDate: undefined },
      ],
      [
        "more statuses than the API accepts per request",
        { ad_statuses: choicesOf("ad_statuses") },
        { adStatuses: choicesOf("ad_statuses") },
      ],
    ];
    for (const [name, fields, expected] of cases) {
      it(name, () => {
        const report: object = customReportsOf({ ...minimal, ...fields })[0] ?? {};
        assert.deepEqual(
          Object.fromEntries(Object.entries(report).filter(([key]) => Object.hasOwn(expected, key))),
          expected,
        );
      });
    }

    it("and converts them to the current format", () => {
      const raw = {
        credentials,
        status: null,
        custom_reports: [{ ...minimal, click_window_days: [7], ad_statuses: null }],
      };
      const config = withRotatedTokens(raw, { refreshToken: "pinr.new", accessToken: "pina_new", expiresAt: 0 });
      assert.deepEqual(config.custom_reports, [{ ...minimal, click_window_days: 7 }]);
      assert.deepEqual(specValidator()(config), []);
    });
  });

  it("are rejected if the form does not allow them", () => {
    const levels = choicesOf("level").map((level) => `"${level}"`);
    const anotherLevel = `must be ${levels.slice(0, -1).join(", ")}, or ${levels.at(-1)}.`;
    const breakdowns = '"Custom reports, item 1: Targeting breakdowns"';
    const together =
      "Pinterest doesn't support this combination of windows. With a click window of 1 day, it allows these engagement and view windows: 1 with 1.";
    for (const [reports, ...problems] of [
      [minimal, '"Custom reports" must be a list.'],
      [["x"], '"Custom reports, item 1" must be an object.'],
      [
        [minimal, { colums: ["CTR"] }],
        '"Custom reports, item 2: Name" is missing.',
        '"Custom reports, item 2: Columns" is missing.',
      ],
      [
        [minimal, { ...minimal, name: "y", click_window_days: 1, view_window_days: 7 }],
        `"Custom reports, item 2": ${together}`,
      ],
      [
        [minimal, { ...minimal, name: "aB" }, { ...minimal, name: "a_b" }],
        '"Custom reports, item 3: Name": item 2 gives the same stream. Choose a name that is unique.',
      ],
    ] as const)
      assert.equal(problemsWith({ credentials, custom_reports: reports }), problems.join(" "));
    const oneLine =
      '"Custom reports, item 1: Name" must be lowercase letters, digits, and underscores, at most 100 characters.';
    for (const [fields, ...problems] of [
      ...["a".repeat(101), "two\nlines", "\u0000"].map((name) => [{ name }, oneLine] as const),
      [{ name: " " }, '"Custom reports, item 1: Name" is missing.'],
      [{ columns: [] }, '"Custom reports, item 1: Columns" must not be empty.'],
      [
        { columns: ["CTR", 7] },
        '"Custom reports, item 1: Columns, item 2" must be a column name in capital letters, such as SPEND_IN_DOLLAR, in quotes.',
      ],
      [{ level: "AD" }, `"Custom reports, item 1: Level" ${anotherLevel}`],
      [{ view_window_days: [5] }, '"Custom reports, item 1: view_window_days" must be 0, 1, 7, 14, 30, or 60.'],
      [
        { start_date: "2026-02-30" },
        '"Custom reports, item 1: Start date" must be a valid date in the format YYYY-MM-DD.',
      ],
      [{ ad_statuses: "APPROVED" }, '"Custom reports, item 1: Ad statuses" must be a list.'],
      [
        { level: "AD_GROUP_TARGETING", targeting_types: choicesOf("targeting_types").slice(0, 6) },
        `${breakdowns} must not have more than 5 items.`,
      ],
      [
        { level: "KEYWORD", targeting_types: ["GENDER"] },
        `${breakdowns}: only levels that end in _TARGETING have breakdowns.`,
      ],
      [
        { level: "AD_GROUP_TARGETING", targeting_types: ["MEDIA_TYPE", "GENDER", "AUDIENCE_MULTIPLIER"] },
        `${breakdowns}: MEDIA_TYPE needs the level PRODUCT_ITEM_TARGETING.`,
        `${breakdowns}: AUDIENCE_MULTIPLIER needs the level CAMPAIGN_TARGETING.`,
      ],
    ] as const)
      assert.equal(problemsWith({ credentials, custom_reports: [{ ...minimal, ...fields }] }), problems.join(" "));
  });
});
