import assert from "node:assert/strict";
import { addDays, type Day, daysFrom } from "../../../src/base/dates.ts";
import { digestOf } from "../../../src/base/digest.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import type { Config } from "../../../src/config/config.ts";
import { configWith, customReportWith, listIn, page } from "../../scripted-api.ts";
import { idsOf, reporting, rows, unauthorized } from "../api.ts";
import { daysIn, metricsOn } from "../pin-metrics.ts";
import { type Read, type Script, type Situation, scriptedRead } from "../scripted-read.ts";

const today = "2026-06-30";
const oldest = addDays(today, -89);
const path = "/user_account/analytics";

/** A state of dates. @param mark what was read of the account @param first the first day of the last read */
const marked = (mark: string, first: Day = oldest): JsonObject => ({
  version: 2,
  dates: { first, read: { [mark]: digestOf("all", 7) } },
});

/** Returns the first day and the mark in a state of one partition. */
function datesIn({ states }: Read): string {
  const { dates } = states.at(-1) ?? {};
  return isObject(dates) && isObject(dates.read) ? [asText(dates.first), ...Object.keys(dates.read)].join(" ") : "";
}

const account: Script = (request) =>
  request.path === path ? { body: metricsOn(daysIn(request)) } : { body: { id: "1" } };
const read = (situation: Situation, script = account) =>
  scriptedRead("user_account_analytics", script, { mode: "incremental", ...situation });

/** Returns the requested dates in order, since the newest request leaves first. */
const datesOf = ({ requests }: Read) =>
  requests
    .flatMap((request) => (request.path === path ? `${daysIn(request)[0]}..${daysIn(request).at(-1)}` : []))
    .toSorted();

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
    [
      "at most five gaps, of which the nearest are joined",
      marked(
        `2026-06-29,${["05-01", "05-04", "05-10", "05-20", "05-28", "06-05"].map((day) => `2026-${day}/2026-${day}`).join()}`,
      ),
      {},
      "2026-05-01..2026-05-04",
      ...["05-10", "05-20", "05-28", "06-05"].map((day) => `2026-${day}..2026-${day}`),
      "2026-06-22",
    ],
    [
      "those that an earlier start_date adds",
      marked("2026-06-29", "2026-06-01"),
      { startDate: "2026-05-01" },
      "2026-05-01..2026-05-31",
      "2026-06-22",
    ],
  ];

describe("the dates of metrics", () => {
  for (const [title, state, config, ...dates] of situations) {
    it(`are ${title}`, async () => {
      const done = await read({ state, config });
      assert.deepEqual(done.errors, []);
      assert.deepEqual(
        datesOf(done),
        dates.map((each) => (each.includes("..") ? each : `${each}..${today}`)),
      );
    });
  }

  it("that an earlier start_date adds are requested by the next sync if the first one with it read nothing", async () => {
    const upstream = { state_type: "date-range", slices: [{ start: "2026-06-01", end: "2026-06-29" }] };
    for (const state of [marked("2026-06-29", "2026-06-01"), upstream]) {
      const failing: Script = (request) => (request.path === path ? unauthorized : { body: { id: "1" } });
      const failed = await read({ state, config: { startDate: "2026-05-01" } }, failing);
      assert.deepEqual(datesOf(await failed.again(account)), ["2026-05-01..2026-05-31", `2026-06-22..${today}`]);
    }
  });

  it("leave the first day in the state, and the earliest day that isn't final", async () => {
    assert.equal(datesIn(await read({})), `${oldest} ${today}`);
    const later = { state: marked("2026-06-29"), config: { startDate: "2026-06-01" } };
    assert.equal(datesIn(await read(later)), `2026-06-01 ${today}`);
    assert.equal(datesIn(await read({ state: marked("2026-06-29 2026-06-27") })), `${oldest} ${today}`);
    const statuses: Readonly<Record<string, string>> = {
      "2026-06-30": "ESTIMATE",
      "2026-06-29": "PROCESSING",
      "2026-06-01": "BEFORE_PIN_CREATED",
    };
    const provisional: Script = (request) =>
      request.path === path
        ? { body: metricsOn(daysIn(request).toReversed(), (day) => statuses[day] ?? "READY") }
        : { body: { id: "1" } };
    assert.equal(datesIn(await read({}, provisional)), `${oldest} ${today} 2026-06-29`);
  });
});

describe("a pause that is longer than what Pinterest keeps", () => {
  it("is a warning with the days that are lost, once, from that of the last read on, which wasn't over", async () => {
    const first = await read({ state: marked("2026-03-10", "2026-01-01"), config: { startDate: "2026-01-01" } });
    assert.equal(
      first.warnings,
      "user_account_analytics: not read: 2026-03-10 to 2026-04-01. Pinterest no longer has these dates: sync at least every 89 days",
    );
    assert.deepEqual([datesOf(first), datesIn(first)], [[`${oldest}..${today}`], `${oldest} ${today}`]);
    assert.equal((await first.again(account, { now: "2026-07-01T12:00:00Z" })).warnings, "");
  });

  it("is a warning with the days of a gap that are lost, once", async () => {
    const first = await read({ state: marked("2026-06-29,2026-03-20/2026-04-10", "2026-01-01") });
    assert.match(first.warnings, /^user_account_analytics: not read: 2026-03-20 to 2026-04-01\. Pinterest no longer/u);
    assert.equal((await first.again(account)).warnings, "");
  });

  it("says of ads how to get them, and of how many ad accounts they are", async () => {
    const state = {
      version: 2,
      dates: { first: "2026-03-01", read: { "2026-03-10": ["1", "2"].map((id) => digestOf(id, 7)).join("") } },
    };
    const done = await scriptedRead(
      "ad_account_analytics",
      ({ path }) => (path === "/ad_accounts" ? page(rows(...idsOf(2))) : { body: [] }),
      { mode: "incremental", state },
    );
    assert.equal(
      done.warnings,
      "ad_account_analytics: not read: 2026-03-10 to 2026-04-01 of 2 partitions. Pinterest no longer has these dates: sync at least every 89 days. Reports on ads have 914 days",
    );
  });

  for (const [title, mark, config] of [
    ["a pause that Pinterest's days cover", "2026-04-02", { startDate: "2026-01-01" }],
    ["days before the start date", "2025-12-01", { startDate: "2026-05-01" }],
  ] as const)
    it(`is no warning of ${title}`, async () => {
      assert.equal((await read({ state: marked(mark, "2025-01-01"), config })).warnings, "");
    });
});

describe("the periods of a report", () => {
  it("are never requested in part, whatever the start date was", async () => {
    const config = (startDate: Day) => ({ customReports: [customReportWith({ granularity: "MONTH", startDate })] });
    const situation = { mode: "incremental", config: config("2026-03-15") } as const;
    const before = await scriptedRead("custom_mine", reporting(["549"]), situation);
    const after = await before.again(undefined, { config: config("2026-01-01") });
    const rangesOf = ({ requests }: Read) =>
      requests.flatMap(({ content }) =>
        content === undefined ? [] : [{ from: asText(content.start_date), through: asText(content.end_date) }],
      );
    assert.deepEqual(rangesOf(before), [{ from: "2026-03-01", through: today }]);
    assert.equal(
      rangesOf(after)
        .map(({ from }) => from)
        .toSorted()[0],
      "2026-01-01",
    );
    for (const { from, through } of rangesOf(after)) {
      assert.match(from, /-01$/u);
      assert.ok(through === today || addDays(through, 1).endsWith("-01"), `${from} to ${through}`);
    }
  });
});

describe("the lookback window of ads metrics", () => {
  const { attribution } = configWith();
  const reports = reporting(["549"]);
  const world: Script = (request, signal) => {
    if (/\/(?:campaigns|ads|ad_groups)$/u.test(request.path)) return page([{ id: "7", ad_account_id: "549" }]);
    if (request.path.endsWith("targeting_analytics")) return { body: { data: [] } };
    return request.path.endsWith("analytics")
      ? { body: [] }
      : reports({ ...request, path: request.path.replace("mmm_reports", "reports") }, signal);
  };

  /** Returns the days from the first requested one to the last day read before, the day before `today`. */
  const lookbackOf = ({ requests }: Read) => {
    const dates = requests.flatMap(({ content, query }) => asText(content?.start_date ?? query.get("start_date")));
    return daysFrom(dates.filter((date) => date !== "").toSorted()[0] ?? today, today);
  };
  /** Reads a stream on each of some days, and returns the lookback windows. */
  async function lookbacks(name: string, days: readonly number[], config: Partial<Config> = {}) {
    const on = (day: number) => ({ now: `${addDays(today, day)}T12:00:00Z`, config });
    let sync = await scriptedRead(name, world, { mode: "incremental", ...on(0) });
    const found: number[] = [];
    let before = 0;
    for (const day of days) {
      sync = await sync.again(world, on(day));
      assert.deepEqual(sync.errors, []);
      found.push(lookbackOf(sync) + before);
      before = day;
    }
    return found;
  }
  const week = [1, 2, 3, 4, 5, 6, 7];

  for (const [title, changed, [daily, weekly], ...names] of [
    [
      "is 30 days and two for Pinterest's processing, and once a week 65, since conversions are uploaded late",
      {},
      [32, 65],
      "campaign_analytics",
      "ad_account_targeting_analytics",
      "campaign_analytics_report",
      "mmm_report",
      "custom_mine",
    ],
    [
      "covers shorter windows, but is 30 days at least",
      { clickWindowDays: 1, engagementWindowDays: 1, viewWindowDays: 1 },
      [30, 36],
      "campaign_analytics",
      "custom_mine",
    ],
    [
      "covers a click window of 60 days",
      { clickWindowDays: 60 },
      [62, 95],
      "ad_analytics",
      "campaign_targeting_analytics",
      "campaign_analytics_report",
      "custom_mine",
    ],
    ["covers a view window of 60 days", { viewWindowDays: 60 }, [62, 95], "campaign_analytics"],
    [
      "covers no window if conversions count on their own day",
      { clickWindowDays: 60, conversionReportTime: "TIME_OF_CONVERSION" },
      [30, 35],
      "campaign_analytics",
      "campaign_analytics_report",
    ],
  ] as const) {
    it(title, async () => {
      const windows = { ...attribution, ...changed };
      const custom = customReportWith({ attribution: windows, granularity: "DAY" });
      for (const name of names) {
        const found = await lookbacks(name, week, { attribution: windows, customReports: [custom] });
        // Pinterest has 89 days before today, of reports more.
        const most = name.endsWith("analytics") ? 88 : weekly;
        const long = found.filter((days) => days === Math.min(weekly, most));
        const short = found.filter((days) => days === daily);
        // A report for marketing mix models has two partitions, each with its own turn.
        assert.deepEqual([long.length, short.length], name === "mmm_report" ? [2, 5] : [1, 6], found.join());
      }
    });
  }

  it("is the long one once a week for each ad account, on days that differ", async () => {
    const days = Array.from({ length: 14 }, (_, index) => index + 1);
    const accounts = reporting(idsOf(20));
    let sync = await scriptedRead("campaign_analytics_report", accounts, { mode: "incremental" });
    const long = new Map<string, number[]>();
    for (const day of days) {
      sync = await sync.again(accounts, { now: `${addDays(today, day)}T12:00:00Z` });
      for (const { path, content } of sync.requests) {
        const lookback = content && daysFrom(asText(content.start_date), addDays(today, day - 1));
        if (lookback === 65) long.set(path, [...(long.get(path) ?? []), day]);
        else assert.ok(lookback === undefined || lookback === 32, String(lookback));
      }
    }
    assert.deepEqual(
      [...long.values()].map(([first = 0, second = 0, ...more]) => [second - first, more]),
      Array(20).fill([7, []]),
    );
    assert.ok(new Set([...long.values()].map(([first]) => first)).size > 3);
  });

  it("is the long one in each weekly sync, and once on a day of several", async () => {
    assert.deepEqual(await lookbacks("campaign_analytics_report", [7, 14, 21]), [65, 65, 65]);
    const twice = await lookbacks(
      "campaign_analytics_report",
      week.flatMap((day) => [day, day]),
    );
    assert.equal(twice.filter((days) => days === 65).length, 1);
  });

  it("stays the long one until it was read", async () => {
    const days = await lookbacks("campaign_analytics_report", week);
    const turn = 1 + days.indexOf(65);
    const on = (day: number) => ({ now: `${addDays(today, day)}T12:00:00Z` });
    const before = await scriptedRead("campaign_analytics_report", world, { mode: "incremental", ...on(turn - 1) });
    const failed = await before.again(
      reporting(["549"], () => unauthorized),
      on(turn),
    );
    const next = await failed.again(world, on(turn + 1));
    assert.equal(lookbackOf(next) + turn - 1, 65);
  });

  it("is what the user chose, and nothing longer", async () => {
    assert.deepEqual(new Set(await lookbacks("campaign_analytics", week, { lookbackDays: 3 })), new Set([3]));
  });
});

describe("requests for ads metrics", () => {
  for (const [ads, accounts, most] of [
    [37, 1, 1],
    [38, 1, 2],
    [300, 3, 9],
    [2_000, 1, 58],
  ] as const) {
    it(`are at most ${most} for ${ads} ads of ${accounts} ad accounts, within the limits of the API`, async () => {
      const done = await scriptedRead("ad_analytics", ({ path }) => {
        if (path === "/ad_accounts") return page(rows(...idsOf(accounts)));
        const [, account = "", what] = /^\/ad_accounts\/(\d+)\/(.*)/u.exec(path) ?? [];
        const own = idsOf(ads).filter((id) => Number(id) % accounts === Number(account) - 1);
        return what === "ads" ? page(own.map((id) => ({ id, ad_account_id: account }))) : { body: [] };
      });
      assert.deepEqual(done.errors, []);
      let read = 0;
      const asked = done.requests.filter(({ path }) => path.endsWith("/analytics"));
      for (const { query } of asked) {
        const days = daysFrom(query.get("start_date") ?? "", query.get("end_date") ?? "") + 1;
        const { length: ids } = listIn(query, "ad_ids");
        assert.ok(ids * days <= 3_400 && ids <= 250 && days <= 90, `${days} days of ${ids} IDs`);
        read += ids * days;
      }
      assert.ok(asked.length <= most, `${asked.length} requests`);
      assert.equal(read, ads * 90, "each day of each ad once");
    });
  }
});
