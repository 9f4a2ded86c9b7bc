import assert from "node:assert/strict";
import { addDays, type Day, daysFrom } from "../../../src/base/dates.ts";
import { digestOf } from "../../../src/base/digest.ts";
import { asText, isObject, type JsonObject } from "../../../src/base/json.ts";
import { type ApiRequest, configWith, customReportWith, listIn, page } from "../../scripted-api.ts";
import { daysIn, metricsOn } from "../pin-metrics.ts";
import { type OneSituation, readOne, type Script, unauthorized } from "../scripted-read.ts";

const today = "2026-06-30";
const oldest = addDays(today, -89);
const inJune = (day: number) => addDays("2026-05-31", day);

/** A state of dates. @param mark what was read of the account @param first the first day of the last read */
const marked = (mark: string, first: Day): JsonObject => ({
  version: 2,
  dates: { first, read: { [mark]: digestOf("all", 7) } },
});

/** A state with a day in June 2026, and the first day of June or, for 0, the oldest of all. */
const readTo = (day: number, start = 0, more = ""): JsonObject =>
  marked(inJune(day) + more, start === 0 ? "2026-04-02" : inJune(start));

/** Reads the metrics of the account incrementally. Returns the requested dates and the last state. */
async function read(situation: OneSituation = {}) {
  const ranges: (readonly [from: Day, through: Day])[] = [];
  const script = (request: ApiRequest) => {
    if (request.path !== "/user_account/analytics") return { body: { id: "1" } };
    const days = daysIn(request);
    ranges.push([days[0] ?? "", days.at(-1) ?? ""]);
    return { body: metricsOn(days) };
  };
  const { errors, states } = await readOne("user_account_analytics", script, { mode: "incremental", ...situation });
  assert.deepEqual(errors, []);
  // The newest request leaves first.
  return { ranges: ranges.toSorted(([one], [other]) => (one < other ? -1 : 1)), last: datesIn(states.at(-1)) };
}

/** Returns the first day and the mark in a state of one partition. */
function datesIn(state: JsonObject | undefined): readonly (string | undefined)[] {
  const { dates } = state ?? {};
  if (!isObject(dates) || !isObject(dates.read)) return [];
  return [asText(dates.first), ...Object.keys(dates.read)];
}

describe("the dates of metrics", () => {
  for (const [title, state, config, from] of [
    ["89 days at first", undefined, {}, oldest],
    ["from start_date at first", undefined, { startDate: "2026-06-01" }, "2026-06-01"],
    ["no more than 89 days for an older start_date", undefined, { startDate: "2020-01-01" }, oldest],
    ["today alone for a start_date of today", undefined, { startDate: today }, today],
    ["nothing for a start_date in the future", undefined, { startDate: "2026-07-01" }, undefined],
    ["nothing for a start_date in the future, also later", readTo(20, 1), { startDate: "2026-07-01" }, undefined],
    ["from the last day, less a week", readTo(29), {}, "2026-06-22"],
    ["from the last day, less lookback_days", readTo(29), { lookbackDays: 10 }, "2026-06-19"],
    ["the last day alone without lookback", readTo(29), { lookbackDays: 0 }, "2026-06-29"],
    ["from the first day that isn't final", readTo(29, 0, ` ${inJune(11)}`), {}, "2026-06-11"],
    ["from the lookback window if it is earlier", readTo(29, 0, ` ${inJune(29)}`), {}, "2026-06-22"],
    ["from 30 days back at most, if metrics stay provisional", readTo(29, 0, " 2026-05-01"), {}, inJune(0)],
    ["no lookback before start_date", readTo(29, 28), { startDate: "2026-06-28" }, "2026-06-28"],
    ["the days that an earlier start_date adds", readTo(29, 28), { startDate: "2026-06-20" }, "2026-06-20"],
    ["the days added without start_date", readTo(29, 23), {}, oldest],
    ["nothing for a day in the future", marked("2999-12-31", "2026-01-01"), {}, undefined],
    ["nothing for the last representable day", marked("9999-12-31", "2026-01-01"), {}, undefined],
    ["nothing for tomorrow despite the lookback", readTo(31), {}, undefined],
    ["today again, since the day is incomplete", readTo(30), { lookbackDays: 0 }, today],
    ["all available days after a long pause", marked("2025-01-01", "2024-12-01"), {}, oldest],
    ["a gap together with the days that follow it", readTo(29, 0, `,${inJune(15)}/${inJune(21)}`), {}, "2026-06-15"],
  ] as const) {
    it(`are ${title}`, async () => {
      assert.deepEqual((await read({ state, config })).ranges, from === undefined ? [] : [[from, today]]);
    });
  }
});

describe("gaps in the dates of metrics", () => {
  it("are requested apart, as far as Pinterest still has their days", async () => {
    const state = readTo(29, 0, ",2026-03-01/2026-04-05,2026-05-01/2026-05-10");
    const { ranges, last } = await read({ state });
    assert.deepEqual(ranges, [
      [oldest, "2026-04-05"],
      ["2026-05-01", "2026-05-10"],
      ["2026-06-22", today],
    ]);
    assert.deepEqual(last, [oldest, today]);
  });

  it("are at most five, of which the nearest are joined", async () => {
    const gaps = ["05-01", "05-04", "05-10", "05-20", "05-28", "06-05"].map((day) => `2026-${day}/2026-${day}`);
    const { ranges } = await read({ state: readTo(29, 0, `,${gaps.join()}`) });
    assert.deepEqual(
      ranges.map(([from, through]) => `${from.slice(5)} ${through.slice(5)}`),
      ["05-01 05-04", "05-10 05-10", "05-20 05-20", "05-28 05-28", "06-05 06-05", "06-22 06-30"],
    );
  });

  it("are the days between an earlier start_date and the first day", async () => {
    const { ranges, last } = await read({ state: readTo(29, 1), config: { startDate: "2026-05-01" } });
    assert.deepEqual(ranges, [
      ["2026-05-01", "2026-05-31"],
      ["2026-06-22", today],
    ]);
    assert.deepEqual(last, ["2026-05-01", today]);
  });
});

describe("the days that an earlier start_date adds", () => {
  it("are requested by the next sync if the first one with it read nothing", async () => {
    const script: Script = (request) =>
      request.path === "/user_account/analytics" ? { body: metricsOn(daysIn(request)) } : { body: { id: "1" } };
    const upstream = { state_type: "date-range", slices: [{ start: "2026-06-01", end: "2026-06-29" }] };
    for (const state of [readTo(29, 1), upstream]) {
      const situation = { mode: "incremental", state, config: { startDate: "2026-05-01" } } as const;
      const failed = await readOne(
        "user_account_analytics",
        (request, signal) => (request.path === "/user_account/analytics" ? unauthorized : script(request, signal)),
        situation,
      );
      const requests = async (next: Awaited<ReturnType<typeof readOne>>) =>
        (await next.again(script)).api.requests.filter((each) => each.includes("start_date=2026-05-01"));
      assert.deepEqual(await requests(failed), ["/user_account/analytics?start_date=2026-05-01&end_date=2026-05-31"]);
    }
  });
});

describe("the state after metrics", () => {
  it("has the first day, also a later one, and no day that has become final", async () => {
    assert.deepEqual((await read()).last, [oldest, today]);
    const config = { startDate: inJune(1) };
    assert.deepEqual((await read({ state: readTo(29, -30), config })).last, [inJune(1), today]);
    assert.deepEqual((await read({ state: readTo(29, 0, ` ${inJune(27)}`) })).last, [oldest, today]);
  });

  it("has the earliest day that is not final", async () => {
    const statuses = new Map([
      ["2026-06-30", "ESTIMATE"],
      ["2026-06-29", "PROCESSING"],
      ["2026-06-01", "BEFORE_PIN_CREATED"],
    ]);
    const script: Script = (request) =>
      request.path === "/user_account/analytics"
        ? { body: metricsOn(daysIn(request).toReversed(), (day) => statuses.get(day) ?? "READY") }
        : { body: { id: "1" } };
    const { states } = await readOne("user_account_analytics", script, { mode: "incremental" });
    assert.deepEqual(datesIn(states.at(-1)), [oldest, `${today} 2026-06-29`]);
  });
});

describe("the lookback window of ads metrics", () => {
  const { attribution } = configWith();
  const timeOfConversion = { clickWindowDays: 60, conversionReportTime: "TIME_OF_CONVERSION" } as const;

  /** Returns the first date of the next sync. */
  async function firstDate(name: string, situation: OneSituation): Promise<Day | undefined> {
    const dates: string[] = [];
    const script: Script = ({ path, query, content }) => {
      if (path === "/ad_accounts") return page([{ id: "549" }]);
      if (/\/(?:campaigns|ads|ad_groups)$/u.test(path)) return page([{ id: "7", ad_account_id: "549" }]);
      const date = content?.start_date ?? query.get("start_date");
      if (typeof date === "string") dates.push(date);
      if (path.endsWith("/reports"))
        return { body: query.has("token") ? { report_status: "FINISHED", url: "u" } : { token: "t" } };
      return { body: path.endsWith("targeting_analytics") ? { data: [] } : [] };
    };
    const first = await readOne(name, script, { mode: "incremental", ...situation });
    assert.deepEqual(first.errors, []);
    dates.length = 0;
    await first.again();
    return dates.toSorted()[0];
  }

  for (const [title, changed, days] of [
    ["is thirty days", {}, 30],
    [
      "is not shorter for short attribution windows",
      { clickWindowDays: 1, engagementWindowDays: 1, viewWindowDays: 1 },
      30,
    ],
    ["covers a click window of 60 days", { clickWindowDays: 60 }, 60],
    ["covers a view window of 60 days", { viewWindowDays: 60 }, 60],
    ["covers no window if conversions count on their own day", timeOfConversion, 30],
  ] as const) {
    it(title, async () => {
      const config = { attribution: { ...attribution, ...changed } };
      const names = title.includes("click")
        ? ["ad_analytics", "campaign_targeting_analytics", "campaign_analytics_report"]
        : [];
      for (const name of ["campaign_analytics", ...names])
        assert.equal(await firstDate(name, { config }), addDays(today, -days), name);
    });
  }

  it("covers the windows of a custom report", async () => {
    const report = customReportWith({ attribution: { ...attribution, clickWindowDays: 60 } });
    assert.equal(await firstDate("custom_mine", { config: { customReports: [report] } }), addDays(today, -60));
  });
});

describe("requests for ads metrics", () => {
  for (const [ads, accounts, most] of [
    [1, 1, 1],
    [35, 1, 1],
    [36, 1, 2],
    [200, 1, 6],
    [300, 3, 9],
    [2_000, 1, 58],
  ] as const) {
    it(`are at most ${most} for ${ads} ads of ${accounts} ad accounts, within the limits of the API`, async () => {
      const requests: { readonly ids: readonly string[]; readonly days: number }[] = [];
      const idsOf = (account: number) =>
        Array.from({ length: ads }, (_, index) => index).filter((index) => index % accounts === account - 1);
      const { errors } = await readOne("ad_analytics", ({ path, query }) => {
        if (path === "/ad_accounts")
          return page(Array.from({ length: accounts }, (_, index) => ({ id: String(index + 1) })));
        const [, account = ""] = /^\/ad_accounts\/(\d+)\//u.exec(path) ?? [];
        if (path.endsWith("/ads"))
          return page(idsOf(Number(account)).map((id) => ({ id: String(id), ad_account_id: account })));
        const days = daysFrom(query.get("start_date") ?? "", query.get("end_date") ?? "") + 1;
        requests.push({ ids: listIn(query, "ad_ids"), days });
        return { body: [] };
      });
      assert.deepEqual(errors, []);
      for (const { ids, days } of requests) {
        assert.ok(ids.length * days <= 3_200 && ids.length <= 250 && days <= 90, `${days} days of ${ids.length} IDs`);
      }
      assert.ok(requests.length <= most, `${requests.length} requests`);
      const read = requests.reduce((sum, { ids, days }) => sum + ids.length * days, 0);
      assert.equal(read, ads * 90, "each day of each ad once");
    });
  }
});
