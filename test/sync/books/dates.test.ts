import assert from "node:assert/strict";
import { addDays, type Day, daysFrom } from "../../../src/base/dates.ts";
import { digestOf } from "../../../src/base/digest.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Config, CustomReport } from "../../../src/config/config.ts";
import { configWith, customReportWith, page } from "../../scripted-api.ts";
import { words } from "../../words.ts";
import { type Account, fault, idsOf, pages, rejected, reporting, type ScriptedResponse, unauthorized } from "../api.ts";
import { daysIn, metricsOfAll, metricsOn } from "../pin-metrics.ts";
import type { Read, Script } from "../scripted-read.ts";
import { datesOf, itSyncs, type Sync } from "../syncs.ts";

const today = "2026-06-30";
const oldest = addDays(today, -89);

/** A state of dates. @param mark what was read of the account @param first the first day of the last read */
const marked = (mark: string, first: Day = oldest): JsonObject => ({
  version: 2,
  dates: { first, read: { [mark]: digestOf("all", 7) } },
});

/** Asserts the first day and the mark in a state of one partition. */
const marks = (expected: string) => ({
  also: ({ states }: Read) => {
    const { dates } = states.at(-1) ?? {};
    assert.ok(isObject(dates) && isObject(dates.read));
    assert.equal([asText(dates.first), ...Object.keys(dates.read)].join(" "), expected);
  },
});

const incremental = { mode: "incremental" } as const;
const metrics: ScriptedResponse = (request) => ({ body: metricsOn(daysIn(request)) });
const account: Account = { "/user_account": { body: { id: "1" } }, "/user_account/analytics": metrics };
/** A read of the account's metrics. */
const reading: Sync = { ...incremental, account, writes: "any" };
const itReads = (title: string, first: Sync, ...others: readonly Sync[]) =>
  itSyncs(title, "user_account_analytics", { ...reading, ...first }, ...others);

/** Each with the state before, and the dates that are requested; one date alone: from it on. */
const situations: readonly (readonly [string, JsonObject | undefined, Partial<Config>, ...dates: readonly string[]])[] =
  [
    ["89 days at first", undefined, {}, oldest],
    ["from start_date at first", undefined, { startDate: "2026-06-01" }, "2026-06-01"],
    ["no more than 89 days for an older start_date", undefined, { startDate: "2020-01-01" }, oldest],
    ["today alone for a start_date of today", undefined, { startDate: today }, today],
    ["nothing for a start_date in the future", undefined, { startDate: "2026-07-01" }],
    ["nothing for a start_date in the future, also later", marked("2026-06-20"), { startDate: "2026-07-01" }],
    ["from the last day, less a week", marked("2026-06-29"), {}, "2026-06-22"],
    ["from the last day, less lookback_days", marked("2026-06-29"), { lookbackDays: 10 }, "2026-06-19"],
    ["the last day alone without lookback", marked("2026-06-29"), { lookbackDays: 0 }, "2026-06-29"],
    ["from the first day that isn't final", marked("2026-06-29 2026-06-11"), {}, "2026-06-11"],
    ["from the lookback window if it is earlier", marked("2026-06-29 2026-06-29"), {}, "2026-06-22"],
    ["from 30 days back at most, if metrics stay provisional", marked("2026-06-29 2026-05-01"), {}, "2026-05-31"],
    ["no lookback before start_date", marked("2026-06-29", "2026-06-28"), { startDate: "2026-06-28" }, "2026-06-28"],
    ["the days added without start_date", marked("2026-06-29", "2026-06-23"), {}, oldest],
    ["nothing for a day in the future", marked("2999-12-31", "2026-01-01"), {}],
    ["nothing for the last representable day", marked("9999-12-31", "2026-01-01"), {}],
    ["from today, less a week, after a clock that was ahead at midnight", marked("2026-07-01"), {}, "2026-06-23"],
    ["today after such a clock without lookback", marked("2026-07-01"), { lookbackDays: 0 }, today],
    ["today again, since the day is incomplete", marked(today), { lookbackDays: 0 }, today],
    ["all available days after a long pause", marked("2025-01-01", "2024-12-01"), {}, oldest],
    ["a gap together with the days that follow it", marked("2026-06-29,2026-06-15/2026-06-21"), {}, "2026-06-15"],
    [
      "gaps apart, as far as Pinterest still has their days",
      marked("2026-06-29,2026-03-01/2026-04-05,2026-05-01/2026-05-10"),
      {},
      `${oldest}..2026-04-05`,
      "2026-05-01..2026-05-10",
      "2026-06-22",
    ],
    ["a gap in the lookback window as a part of it", marked("2026-06-29,2026-06-24/2026-06-25"), {}, "2026-06-22"],
    [
      "those that an earlier start_date adds",
      marked("2026-06-29", "2026-06-01"),
      { startDate: "2026-05-01" },
      "2026-05-01..2026-05-31",
      "2026-06-22",
    ],
  ];

describe("the dates of metrics", () => {
  for (const [title, state, config, ...dates] of situations)
    itReads(`are ${title}`, {
      account: { ...account, "/user_account/analytics": { body: {} } },
      state,
      config,
      writes: "",
      warnings: "any",
      dates: dates.map((each) => (each.includes("..") ? each : `${each}..${today}`)),
    });

  itReads(
    "that an earlier start_date adds are requested by the next sync if the first one read nothing",
    {
      account: { ...account, "/user_account/analytics": unauthorized },
      state: marked("2026-06-29", "2026-06-01"),
      config: { startDate: "2026-05-01" },
      writes: "",
      error: ["config_error", /access token/u],
      warnings: "any",
    },
    { account, after: "1 h", writes: "any", dates: "2026-05-01..2026-05-31 2026-06-22..2026-06-30" },
  );
  const statuses: Readonly<Record<Day, string>> = {
    "2026-06-30": "ESTIMATE",
    "2026-06-29": "PROCESSING",
    "2026-06-01": "BEFORE_PIN_CREATED",
  };
  itReads(
    "leave the earliest day that isn't final in the state, which is read again",
    {
      account: {
        ...account,
        "/user_account/analytics": (request) => ({
          body: metricsOn(daysIn(request).toReversed(), (day) => statuses[day] ?? "READY"),
        }),
      },
      config: { lookbackDays: 0 },
      ...marks(`${oldest} ${today} 2026-06-29`),
    },
    { writes: "any", dates: "2026-06-29..2026-07-01" },
  );
});

describe("a pause that is longer than what Pinterest keeps", () => {
  itReads(
    "is a warning with the days that are lost, once",
    {
      state: marked("2026-03-10", "2026-01-01"),
      config: { startDate: "2026-01-01" },
      dates: `${oldest}..${today}`,
      warnings: [
        /^user_account_analytics: not read: 2026-03-10 to 2026-04-01\. Pinterest no longer has these dates: sync at least every 89 days$/u,
      ],
      ...marks(`${oldest} ${today}`),
    },
    { writes: "any" },
  );
  const read = { "2026-03-10": ["1", "2"].map((id) => digestOf(id, 7)).join("") };
  itSyncs("says of ads how to get them, and of how many ad accounts they are", "ad_account_analytics", {
    ...incremental,
    account: { "/ad_accounts": "1 2", "/ad_accounts/*/analytics": { body: [] } },
    state: { version: 2, dates: { first: "2026-03-01", read } },
    warnings: [
      /: not read: 2026-03-10 to 2026-04-01 of 2 partitions\. Pinterest .* at least every 89 days\. Reports on ads have 914 days$/u,
    ],
  });
  itReads("isn't over while the first of Pinterest's days fails", {
    account: {
      ...account,
      "/user_account/analytics": (request) => (request.query.get("end_date") === oldest ? fault : metrics),
    },
    state: marked(`2026-06-29,${oldest}/${oldest}`, "2026-01-01"),
    error: ["transient_error", /Something went wrong/u],
    warnings: [/not read: 2026-04-02 to 2026-04-02\. Each sync requests these dates again/u],
  });
});

describe("dates that fail", () => {
  /** Two ad accounts, each with a row per request. */
  const two = (answerOf1: ScriptedResponse, answerOf2: ScriptedResponse): Sync => ({
    account: { "/ad_accounts": "1 2", "/ad_accounts/1/analytics": answerOf1, "/ad_accounts/2/analytics": answerOf2 },
  });
  const row: ScriptedResponse = ({ path, query }) => ({
    body: [{ AD_ACCOUNT_ID: path.split("/")[2], DATE: query.get("end_date") }],
  });
  const each = { ...incremental, by: "AD_ACCOUNT_ID", config: { lookbackDays: 3, numWorkers: 1 } } as const;
  const fails = { writes: "2", error: ["config_error", /ad account 1/u] } as const;
  const ofPins: ScriptedResponse = (request) => metricsOfAll(request);
  const pins = (ids: string): Sync => ({
    account: { "/pins": ids, "/pins/analytics": ofPins, "/pins/*/analytics": ofPins },
  });
  itSyncs("hold no other ad account back, and are requested once they can be read", "ad_account_analytics", [
    { ...each, ...two(row, row), writes: "1 2", dates: "2026-04-02..2026-06-30" },
    { ...two(rejected("No."), row), ...fails, dates: "2026-06-27..2026-07-01" },
    { ...fails, dates: "2026-06-27..2026-07-02 2026-06-28..2026-07-02" },
    { ...two(row, row), writes: "1 2", dates: "2026-06-27..2026-07-03 2026-06-29..2026-07-03" },
    { writes: "1 2", dates: "2026-06-30..2026-07-04" },
  ]);
  itSyncs("are requested again, and no others but the lookback window", "campaign_analytics_report", [
    {
      ...incremental,
      config: { startDate: "2025-06-01", lookbackDays: 3 },
      api: reporting(["1"], ({ content }) => (content?.start_date === "2025-12-04" ? rejected("No.") : undefined)),
      dates: "2025-06-01..2025-12-03 2025-12-04..2026-06-07 2026-06-08..2026-06-30",
      error: ["config_error", /ad account 1/u],
      warnings: [/not read: 2025-12-04 to 2026-06-07\. Each sync requests these dates again/u],
    },
    { api: reporting(["1"]), dates: "2025-12-04..2026-06-07 2026-06-26..2026-07-01" },
  ]);
  itSyncs("aren't those that were read before a kill on the same day", "ad_account_analytics", [
    { ...each, ...two(row, row), killAfter: 1, writes: "1" },
    { after: "1 h", requests: { "/ad_accounts/*/analytics": "2" }, writes: "2" },
    { after: "1 h", killAfter: 1, writes: "1" },
    { after: "1 h", requests: { "/ad_accounts/*/analytics": "2" }, writes: "2" },
  ]);
  itSyncs("are all dates of a Pin that the list lacked, and that returns", "pin_analytics", [
    { ...each, by: "pin_id date", ...pins("1 2"), writes: 180, dates: "2026-04-02..2026-06-30" },
    { ...pins("1"), writes: 5, dates: "2026-06-27..2026-07-01" },
    { ...pins("1 2"), writes: 95, dates: "2026-04-04..2026-07-02 2026-06-28..2026-07-02" },
  ]);
});

describe("the state of dates", () => {
  const marks = idsOf(10_000, 1_000_000).map((id, index) => {
    const gap = `${addDays("2024-01-01", index % 97)}/${addDays("2024-01-03", index % 97)}`;
    return [`${addDays("2025-01-01", index % 300)},${gap}`, id] as const;
  });
  const read: Record<string, string> = {};
  for (const [mark, digest] of marks) read[mark] = `${read[mark] ?? ""}${digest}`;
  const unlisted: Sync = {
    account: { "/ad_accounts": pages("1", fault), "/ad_accounts/1/analytics": { body: [] } },
    error: ["transient_error", /Something went wrong/u],
  };
  itSyncs("has room for 10,000 partitions with a day and a gap of their own", "ad_account_analytics", {
    ...incremental,
    ...unlisted,
    state: { version: 2, dates: { first: oldest, read } },
    also: ({ states }) => assert.match(JSON.stringify(states.at(-1)), /1009999/u),
  });
  // 900,000 characters, with the mark of the ad account that is read.
  const mark = "2026-06-29 2026-06-28,2026-05-01/2026-05-02,2026-05-10/2026-05-11";
  for (const [count, warnings] of [
    [128_558, []],
    [128_559, [/^ad_account_analytics: the state has no room for 1 partition; each sync reads all of their dates$/u]],
  ] as const)
    itSyncs(`has room for 900,000 characters: ${count} partitions`, "ad_account_analytics", {
      ...incremental,
      ...unlisted,
      state: { version: 2, dates: { first: oldest, read: { [mark]: idsOf(count, 1_000_000).join("") } } },
      warnings,
    });
});

describe("the periods of a report", () => {
  const custom = (report: Partial<CustomReport>): Sync => ({
    ...incremental,
    api: reporting(["549"]),
    config: { customReports: [customReportWith(report)] },
  });
  for (const [granularity, startDate, level, dates] of [
    ["DAY", "2025-12-01", "CAMPAIGN", "2025-12-01..2026-06-04 2026-06-05..2026-06-30"],
    ["WEEK", "2025-06-04", "CAMPAIGN", "2025-06-02..2025-11-30 2025-12-01..2026-05-31 2026-06-01..2026-06-30"],
    ["MONTH", "2025-08-20", "CAMPAIGN", "2025-08-01..2026-01-31 2026-02-01..2026-06-30"],
    ["TOTAL", "2025-11-11", "CAMPAIGN", "2025-11-11..2026-05-15 2026-05-16..2026-06-30"],
    [
      "TOTAL",
      undefined,
      "CAMPAIGN",
      "2024-01-01..2024-06-30 2024-07-01..2024-12-31 2025-01-01..2025-06-30 2025-07-01..2025-12-31 2026-01-01..2026-06-30",
    ],
    [
      "WEEK",
      undefined,
      "PRODUCT_ITEM",
      "2026-04-06..2026-04-26 2026-04-27..2026-05-24 2026-05-25..2026-06-21 2026-06-22..2026-06-30",
    ],
    ["MONTH", undefined, "PRODUCT_ITEM", "2026-04-01..2026-04-30 2026-05-01..2026-05-31 2026-06-01..2026-06-30"],
    ["TOTAL", undefined, "PRODUCT_ITEM", "2026-04-01..2026-04-30 2026-05-01..2026-05-31 2026-06-01..2026-06-30"],
    ["HOUR", undefined, "CAMPAIGN", "2026-06-23..2026-06-25 2026-06-26..2026-06-28 2026-06-29..2026-06-30"],
  ] as const)
    itSyncs(`are as long as Pinterest allows: ${granularity} of ${level} since ${startDate}`, "custom_mine", {
      ...custom({ granularity, startDate, level }),
      dates,
    });
  itSyncs("are never requested in part, whatever the start date was", "custom_mine", [
    { ...custom({ granularity: "MONTH", startDate: "2026-03-15" }), dates: "2026-03-01..2026-06-30" },
    {
      ...custom({ granularity: "MONTH", startDate: "2026-01-01" }),
      after: "1 h",
      dates: "2026-01-01..2026-03-31 2026-05-01..2026-06-30",
    },
  ]);
  const job: ScriptedResponse = ({ content }) => ({
    body: content ? { token: "1" } : { report_status: "FINISHED", url: "1" },
  });
  itSyncs("of products are weeks, at least one of them complete", "brand_category_sku_report", {
    ...incremental,
    account: { "/ad_accounts": "549", "/ad_accounts/*/*": job, "/ad_accounts/*/*/*": job },
    config: { startDate: "2026-06-30" },
    dates: "2026-06-22..2026-06-30",
  });
});

describe("the lookback window of ads metrics", () => {
  const { attribution } = configWith();
  const reports = reporting(["549"]);
  const api: Script = (request, signal) => {
    if (/\/(?:campaigns|ads|ad_groups)$/u.test(request.path)) return page([{ id: "7", ad_account_id: "549" }]);
    if (request.path.endsWith("targeting_analytics")) return { body: { data: [] } };
    if (request.path.endsWith("analytics")) return { body: [] };
    return reports({ ...request, path: request.path.replace("mmm_reports", "reports") }, signal);
  };
  const week = [1, 2, 3, 4, 5, 6, 7];

  /**
   * Returns syncs on some days after a first one.
   * @param judge asserts their lookback windows: the days from the first requested one to that of the sync before
   */
  function on(days: readonly number[], config: Partial<Config>, judge: (windows: readonly number[]) => void) {
    const before = (index: number) => days[index - 1] ?? 0;
    const windowOf = ({ requests }: Read, index: number) =>
      daysFrom(datesOf(requests)[0]?.split("..")[0] ?? today, addDays(today, before(index)));
    const syncs = days.map((day, index): Sync => ({ after: `${day - before(index)} d` }));
    const judged: Sync = { ...syncs.at(-1), also: (_, [, ...reads]) => judge(reads.map(windowOf)) };
    return [{ ...incremental, api, config }, ...syncs.slice(0, -1), judged];
  }
  const count = (windows: readonly number[], days: number) => windows.filter((each) => each === days).length;

  for (const [title, changed, [daily, weekly], names] of [
    [
      "is 30 days and two for Pinterest's processing, and once a week 65, since conversions are uploaded late",
      {},
      [32, 65],
      "campaign_analytics ad_account_targeting_analytics campaign_analytics_report mmm_report custom_mine",
    ],
    [
      "covers shorter windows, but is 30 days at least",
      { clickWindowDays: 1, engagementWindowDays: 1, viewWindowDays: 1 },
      [30, 36],
      "campaign_analytics custom_mine",
    ],
    [
      "covers a click window of 60 days",
      { clickWindowDays: 60 },
      [62, 95],
      "ad_analytics campaign_targeting_analytics campaign_analytics_report custom_mine",
    ],
    ["covers a view window of 60 days", { viewWindowDays: 60 }, [62, 95], "campaign_analytics"],
    [
      "covers no window if conversions count on their own day",
      { clickWindowDays: 60, conversionReportTime: "TIME_OF_CONVERSION" },
      [30, 35],
      "campaign_analytics campaign_analytics_report",
    ],
  ] as const)
    for (const name of words(names)) {
      const windows = { ...attribution, ...changed };
      const customReports = [customReportWith({ attribution: windows, granularity: "DAY" })];
      itSyncs(`${title}: ${name}`, name, [
        ...on(week, { attribution: windows, customReports }, (found) => {
          // Pinterest has 89 days before today, of reports more.
          const long = count(found, Math.min(weekly, name.endsWith("analytics") ? 88 : weekly));
          // A report for marketing mix models has two partitions, each with its own turn.
          assert.deepEqual([long, count(found, daily)], name === "mmm_report" ? [2, 5] : [1, 6], found.join());
        }),
      ]);
    }

  const name = "campaign_analytics_report";
  itSyncs("is the long one in each weekly sync", name, [
    ...on([7, 14, 21], {}, (found) => assert.deepEqual(found, [65, 65, 65])),
  ]);
  // The turn of this ad account is on 2026-07-06, a Monday.
  itSyncs("stays the long one until it was read", name, [
    ...on([5], {}, (found) => assert.deepEqual(found, [32])),
    { api: reporting(["549"], () => unauthorized), error: ["config_error", /access token/u] },
    { api, dates: "2026-05-01..2026-07-07" },
  ]);
  itSyncs("is what the user chose, and nothing longer", "campaign_analytics", [
    ...on(week, { lookbackDays: 3 }, (found) => assert.deepEqual(new Set(found), new Set([3]))),
  ]);
});

describe("requests for ads metrics", () => {
  for (const [ads, count] of [
    [37, 1],
    [38, 2],
  ] as const)
    itSyncs(`have at most 3,400 days of all IDs together: ${count} for 90 days of ${ads} ads`, "ad_analytics", {
      account: {
        "/ad_accounts": "1",
        "/ad_accounts/1/ads": idsOf(ads).map((id) => ({ id, ad_account_id: "1" })),
        "/ad_accounts/1/ads/analytics": { body: [] },
      },
      requests: { "/ad_accounts/1/ads/analytics": count },
    });
});
