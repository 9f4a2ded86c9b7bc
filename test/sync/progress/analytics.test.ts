import assert from "node:assert/strict";
import fc from "fast-check";
import { parseConfig } from "../../../src/config/parse-config.ts";
import { addDays, type Day, daysFrom } from "../../../src/dates.ts";
import { isObject, type JsonObject } from "../../../src/json.ts";
import { customReportStreams } from "../../../src/streams/reports/custom-reports.ts";
import type { AnalyticsReading, Period } from "../../../src/streams/stream.ts";
import type { Partition } from "../../../src/sync/partitions/partition.ts";
import {
  type AnalyticsProgress,
  afterPass,
  analyticsState,
  earliestProvisionalDay,
  nextRange,
  readAnalyticsProgress,
  withLookback,
} from "../../../src/sync/progress/analytics.ts";
import {
  availableRange,
  type DateBatching,
  datedPartitions,
  dateWindows,
  daysPerRequest,
  remainingSlices,
} from "../../../src/sync/progress/date-slices.ts";
import { DoneRanges } from "../../../src/sync/progress/done-ranges.ts";
import { StateReader } from "../../../src/sync/progress/state-format.ts";
import { configWith } from "../../scripted-api.ts";
import { streamNamed } from "../../streams/stream-named.ts";

const reading: AnalyticsReading = {
  by: "analytics",
  cursor: "date",
  status: "data_status",
  daysBack: 89,
  maxDaysPerRequest: 90,
  lookbackDays: 3,
};
const today = "2026-06-30";
const usual = { startDate: undefined, lookbackDays: undefined };
const oldest = addDays(today, -89);

/** Progress with a cursor in June 2026, and the first day of June or, for 0, the oldest of all. */
const readTo = (day: number, start = 0, unsettled?: Day): AnalyticsProgress => ({
  cursor: inJune(day),
  start: start === 0 ? "2026-04-02" : inJune(start),
  unsettled,
});
const inJune = (day: number) => addDays("2026-05-31", day);

describe("withLookback", () => {
  const attribution = configWith().attribution;
  const lookbackOf = (changed: Partial<typeof attribution>) =>
    withLookback(
      { ...reading, lookbackDays: 30, attribution: (config) => config.attribution },
      configWith({ attribution: { ...attribution, ...changed } }),
    ).lookbackDays;

  it("covers the longest attribution window of conversions on the date of the ad action", () => {
    assert.equal(lookbackOf({}), 30);
    assert.equal(lookbackOf({ clickWindowDays: 1, engagementWindowDays: 1, viewWindowDays: 1 }), 30);
    assert.equal(lookbackOf({ clickWindowDays: 60 }), 60);
    assert.equal(lookbackOf({ viewWindowDays: 60 }), 60);
    assert.equal(lookbackOf({ clickWindowDays: 60, conversionReportTime: "TIME_OF_CONVERSION" }), 30);
  });

  it("covers the windows of the settings in all ads metrics, and those of custom reports", () => {
    const config = configWith({ attribution: { ...attribution, clickWindowDays: 60 } });
    for (const name of ["ad_analytics", "campaign_targeting_analytics", "campaign_analytics_report"]) {
      const { reading: ofAds } = streamNamed(name);
      assert.ok("daysBack" in ofAds);
      assert.equal(withLookback(ofAds, config).lookbackDays, 60, name);
    }
    const custom_reports = [{ name: "a", columns: ["SPEND_IN_DOLLAR"], click_window_days: 60 }];
    const credentials = { auth_method: "access_token", access_token: "token" };
    const [custom] = customReportStreams(parseConfig({ credentials, custom_reports }, {}));
    assert.ok(custom !== undefined && "daysBack" in custom.reading);
    assert.equal(withLookback(custom.reading, configWith()).lookbackDays, 60);
  });
});

describe("nextRange", () => {
  for (const [title, progress, settings, from] of [
    ["89 days at first", {}, {}, oldest],
    ["from start_date at first", {}, { startDate: "2026-06-01" }, "2026-06-01"],
    ["no more than 89 days for an older start_date", {}, { startDate: "2020-01-01" }, oldest],
    ["today alone for a start_date of today", {}, { startDate: today }, today],
    ["nothing for a start_date in the future", {}, { startDate: "2026-07-01" }, undefined],
    ["nothing for a start_date in the future, also later", readTo(20, 1), { startDate: "2026-07-01" }, undefined],
    ["from the cursor, less three days", readTo(29), {}, "2026-06-26"],
    ["from the cursor, less lookback_days", readTo(29), { lookbackDays: 10 }, "2026-06-19"],
    ["the cursor's day alone without lookback", readTo(29), { lookbackDays: 0 }, "2026-06-29"],
    ["from the earliest provisional day", readTo(29, 0, inJune(11)), {}, "2026-06-11"],
    ["from the lookback window if it is earlier", readTo(29, 0, inJune(29)), {}, "2026-06-26"],
    ["no lookback before start_date", readTo(29, 28), { startDate: "2026-06-28" }, "2026-06-28"],
    ["no provisional day that is no longer available", readTo(-90, -150, "2026-02-01"), {}, oldest],
    ["the days that an earlier start_date adds", readTo(29, 1), { startDate: "2026-05-01" }, "2026-05-01"],
    ["the days added without start_date", readTo(29, 1), {}, oldest],
    ["no missing days for a state without a start", { cursor: inJune(29) }, { startDate: "2026-05-01" }, "2026-06-26"],
    ["nothing for a cursor in the future", { cursor: "2999-12-31" }, {}, undefined],
    ["nothing for the last representable day", { cursor: "9999-12-31", start: "2026-01-01" }, {}, undefined],
    ["nothing for a cursor of tomorrow despite the lookback", readTo(31), {}, undefined],
    ["today again, since the day is incomplete", readTo(30), { lookbackDays: 0 }, today],
    ["all available days after a long pause", { cursor: "2025-01-01", start: "2024-12-01" }, {}, oldest],
  ] as const) {
    it(`returns ${title}`, () => {
      const range = nextRange(progress, reading, { ...usual, ...settings }, today);
      assert.deepEqual(range, from === undefined ? undefined : { from, through: today });
    });
  }

  const day = fc.integer({ min: -400, max: 100 }).map((days) => addDays(today, days));
  const progresses = fc.record({
    cursor: fc.option(day, { nil: undefined }),
    start: fc.option(day, { nil: undefined }),
    unsettled: fc.option(day, { nil: undefined }),
  });
  const settings = fc.record({
    startDate: fc.option(day, { nil: undefined }),
    lookbackDays: fc.option(fc.integer({ min: 0, max: 120 }), { nil: undefined }),
  });

  it("returns only available days from start_date through today", () => {
    fc.assert(
      fc.property(progresses, settings, (progress, wanted) => {
        const range = nextRange(progress, reading, wanted, today);
        if (range === undefined) return;
        assert.ok(range.from >= oldest);
        assert.ok(wanted.startDate === undefined || range.from >= wanted.startDate);
        assert.ok(range.from <= range.through);
        assert.equal(range.through, today);
      }),
      { numRuns: 1_000 },
    );
  });

  it("misses no day over consecutive reads with any pauses and settings", () => {
    const reads = fc.array(fc.record({ pause: fc.integer({ min: 0, max: 80 }), wanted: settings }), {
      minLength: 1,
      maxLength: 8,
    });
    fc.assert(
      fc.property(reads, (steps) => {
        const read = new Set<Day>();
        let progress: AnalyticsProgress = {};
        let now = today;
        for (const { pause, wanted } of steps) {
          now = addDays(now, pause);
          const limit = addDays(now, -reading.daysBack);
          const startDate = wanted.startDate !== undefined && wanted.startDate > now ? now : wanted.startDate;
          const range = nextRange(progress, reading, { ...wanted, startDate }, now);
          assert.ok(range !== undefined);
          for (let each = range.from; each <= range.through; each = addDays(each, 1)) read.add(each);
          const first = startDate === undefined || startDate < limit ? limit : startDate;
          progress = afterPass(progress, { ...range, first }, undefined, undefined);
          for (let each = first; each <= now; each = addDays(each, 1)) assert.ok(read.has(each), `${each} is missing`);
        }
      }),
      { numRuns: 300 },
    );
  });
});

const alignments = [
  { alignedTo: undefined, maxDaysPerRequest: 31 },
  { alignedTo: undefined, maxDaysPerRequest: 1 },
  { alignedTo: "week", maxDaysPerRequest: 182 },
  { alignedTo: "week", maxDaysPerRequest: 7 },
  { alignedTo: "month", maxDaysPerRequest: 186 },
  { alignedTo: "month", maxDaysPerRequest: 31 },
  { alignedTo: "half_year", maxDaysPerRequest: 186 },
  { alignedTo: { days: 31, since: "2026-02-27" }, maxDaysPerRequest: 31 },
  { alignedTo: { days: 186, since: "2024-02-29" }, maxDaysPerRequest: 186 },
] as const satisfies readonly { readonly alignedTo: Period | undefined; readonly maxDaysPerRequest: number }[];
type Alignment = (typeof alignments)[number]["alignedTo"];
const readingOf = ({ alignedTo, maxDaysPerRequest }: (typeof alignments)[number]): AnalyticsReading =>
  alignedTo === undefined ? { ...reading, maxDaysPerRequest } : { ...reading, maxDaysPerRequest, alignedTo };

function beginsPeriod(each: Day, period: Alignment): boolean {
  if (period === undefined) return true;
  if (period === "week") return new Date(each).getUTCDay() === 1;
  if (period === "month") return each.endsWith("-01");
  if (period === "half_year") return each.endsWith("-01-01") || each.endsWith("-07-01");
  return ((Date.parse(each) - Date.parse(period.since)) / 86_400_000) % period.days === 0;
}

/** Returns the maximum number of days of a period before one of its days. */
function daysBefore(period: Alignment): number {
  if (period === undefined) return 0;
  if (period === "week") return 6;
  if (period === "month") return 30;
  return period === "half_year" ? 183 : period.days - 1;
}

describe("dateWindows", () => {
  const ranges = fc
    .tuple(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: 0, max: 900 }))
    .map(([start, length]) => ({ from: addDays(today, start), through: addDays(today, start + length) }));
  for (const alignment of alignments) {
    it(`splits a range into windows: ${JSON.stringify(alignment)}`, () => {
      fc.assert(
        fc.property(ranges, (range) => {
          const windows = dateWindows(range, readingOf(alignment));
          const [first] = windows;
          assert.ok(first !== undefined && first.from <= range.from);
          assert.equal(windows.at(-1)?.through, range.through);
          // The first window starts in the period of the range's first day.
          assert.ok(first.from >= addDays(range.from, -daysBefore(alignment.alignedTo)));
          for (const [index, { from, through }] of windows.entries()) {
            assert.ok(from <= through);
            assert.ok(through < addDays(from, alignment.maxDaysPerRequest), `${from}..${through} is too long`);
            assert.ok(beginsPeriod(from, alignment.alignedTo), `${from} is in the middle`);
            const next = windows[index + 1];
            if (next !== undefined) assert.equal(next.from, addDays(through, 1));
          }
        }),
      );
    });
  }

  it("returns as few windows as possible", () => {
    const range = { from: "2026-01-01", through: "2026-12-31" };
    const count = (alignment: (typeof alignments)[number]) => dateWindows(range, readingOf(alignment)).length;
    assert.deepEqual(alignments.map(count), [12, 365, 3, 53, 2, 12, 2, 12, 3]);
  });

  it("extends a window below the minimum to earlier days", () => {
    const weeks = { ...reading, alignedTo: "week", maxDaysPerRequest: 364, minDaysPerRequest: 7 } as const;
    // 2026-06-29 is a Monday.
    assert.deepEqual(dateWindows({ from: "2026-06-30", through: "2026-07-01" }, weeks), [
      { from: "2026-06-22", through: "2026-07-01" },
    ]);
    assert.deepEqual(dateWindows({ from: "2025-06-30", through: "2026-06-30" }, weeks), [
      { from: "2025-06-30", through: "2026-06-21" },
      { from: "2026-06-22", through: "2026-06-30" },
    ]);
    fc.assert(
      fc.property(ranges, (range) => {
        const windows = dateWindows(range, weeks);
        for (const [index, { from, through }] of windows.entries()) {
          assert.ok(addDays(from, 6) <= through && through < addDays(from, 364), `${from}..${through}`);
          const next = windows[index + 1];
          assert.equal(next?.from ?? addDays(range.through, 1), addDays(through, 1), "windows are adjacent");
        }
        assert.ok(windows[0] !== undefined && windows[0].from <= range.from);
      }),
    );
  });

  it("returns nothing for an empty range", () => {
    assert.deepEqual(dateWindows({ from: "2026-01-02", through: "2026-01-01" }, reading), []);
  });
});

describe("daysPerRequest", () => {
  const stream = streamNamed("ad_analytics");
  const range = { from: oldest, through: today };
  const partition = (index: number, adAccount: string) => ({
    key: String(index),
    parameters: { ad_account_id: adAccount, ad_ids: String(index) },
    revision: undefined,
    group: "",
  });
  const count = (batching: DateBatching, partitions: readonly Partition[], days: number): number => {
    const reading = { ...batching.reading, maxDaysPerRequest: days };
    const dated = datedPartitions(partitions, reading, () => range);
    const { slices } = remainingSlices(dated, new DoneRanges([]), batching, today);
    for (const { members, range: window } of slices) {
      const rows = members.length * (daysFrom(window?.from ?? today, window?.through ?? today) + 1);
      assert.ok(rows <= 3_200 && members.length <= 250, `${rows} days of ${members.length} IDs`);
    }
    return slices.length;
  };

  it("minimizes the number of requests", () => {
    assert.ok(stream.reading.by === "analytics");
    const batching = { stream, reading: stream.reading, config: { analyticsBatchSize: undefined } };
    for (const [ads, accounts, days, requests] of [
      [1, 1, 90, 1],
      [35, 1, 90, 1],
      [36, 1, 90, 2],
      [200, 1, 90, 6],
      [300, 3, 90, 9],
      [2_000, 1, 30, 57],
    ] as const) {
      const partitions = Array.from({ length: ads }, (_, index) => partition(index, String(index % accounts)));
      const chosen = daysPerRequest(partitions, () => range, batching);
      assert.deepEqual([chosen, count(batching, partitions, chosen)], [days, requests], `${ads} ads`);
      for (const other of [90, 45, 30, 23, 18, 15, 13]) assert.ok(count(batching, partitions, other) >= requests);
    }
  });

  it("is the maximum of the API without batches or without a limit on their days", () => {
    assert.ok(stream.reading.by === "analytics");
    const config = { analyticsBatchSize: undefined };
    const { maxIdDays: _, ...unlimited } = stream.reading;
    const partitions = Array.from({ length: 300 }, (__, index) => partition(index, "1"));
    for (const batching of [
      { stream, reading: unlimited, config },
      { stream: { partitions: { of: "single" } }, reading: stream.reading, config },
    ] as const)
      assert.equal(
        daysPerRequest(partitions, () => range, batching),
        stream.reading.maxDaysPerRequest,
      );
  });
});

describe("availableRange", () => {
  it("omits days that are no longer available", () => {
    assert.deepEqual(availableRange({ from: "2026-01-01", through: "2026-06-01" }, reading, today), {
      from: oldest,
      through: "2026-06-01",
    });
    const range = { from: oldest, through: today };
    assert.deepEqual(availableRange(range, reading, today), range);
  });

  it("is undefined for a range in the future or no longer available", () => {
    assert.equal(availableRange({ from: "2026-01-01", through: addDays(oldest, -1) }, reading, today), undefined);
    assert.equal(availableRange({ from: "2026-07-01", through: "2026-07-02" }, reading, today), undefined);
  });

  for (const alignment of alignments) {
    it(`starts at the start of a period, since sums need entire periods: ${JSON.stringify(alignment)}`, () => {
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 1_000 }), fc.integer({ min: 0, max: 200 }), (start, length) => {
          const cut = readingOf(alignment);
          const now = addDays(today, start);
          for (const window of dateWindows({ from: addDays(now, -length), through: now }, cut)) {
            const range = availableRange(window, cut, now);
            if (range === undefined) {
              assert.ok(window.through <= addDays(now, -cut.daysBack + daysBefore(alignment.alignedTo)));
              continue;
            }
            assert.ok(beginsPeriod(range.from, alignment.alignedTo));
            assert.ok(range.from >= addDays(now, -cut.daysBack));
            assert.equal(range.through, window.through);
          }
        }),
      );
    });
  }
});

describe("afterPass", () => {
  const range = { first: "2026-05-15", through: today };

  it("returns the cursor, the start, and the earliest provisional day after a pass", () => {
    const first = { cursor: today, start: oldest, unsettled: undefined, known: undefined };
    assert.deepEqual(afterPass({}, { first: oldest, through: today }, undefined, undefined), first);
    for (const [title, before, expected] of [
      ["moves the start to a later one", { cursor: "2026-06-29", start: "2026-05-01" }, { start: "2026-05-15" }],
      ["moves the start back", readTo(29, 28), { start: "2026-05-15" }],
      ["adds a start if the state has none", { cursor: inJune(29) }, { start: "2026-05-15" }],
      ["never moves the cursor back", { cursor: "2026-07-02", start: oldest }, { cursor: "2026-07-02" }],
      ["replaces the known partitions", { cursor: inJune(29), known: "before" }, { known: "now" }],
      ["keeps only the provisional day of this pass", readTo(29, 0, inJune(27)), { unsettled: "2026-06-30" }],
    ] as const) {
      const after = afterPass(before, range, "2026-06-30", "now");
      assert.deepEqual({ ...after, ...expected }, after, title);
    }
    assert.equal(afterPass(readTo(29, 0, inJune(27)), range, undefined, undefined).unsettled, undefined);
  });
});

describe("earliestProvisionalDay", () => {
  const row = (date: string, status: string): JsonObject => ({ date, data_status: status, metrics: {} });

  it("is the earliest day with the status ESTIMATE or PROCESSING", () => {
    const rows = [
      row("2026-06-28", "READY"),
      row("2026-06-30", "ESTIMATE"),
      row("2026-06-29", "PROCESSING"),
      row("2026-06-01", "BEFORE_PIN_CREATED"),
    ];
    assert.equal(earliestProvisionalDay(rows, reading, undefined), "2026-06-29");
    assert.equal(earliestProvisionalDay(rows, reading, "2026-06-20"), "2026-06-20");
    assert.equal(earliestProvisionalDay(rows, reading, "2026-06-30"), "2026-06-29");
  });

  it("is the known day if all rows are final", () => {
    assert.equal(earliestProvisionalDay([row("2026-06-28", "READY")], reading, undefined), undefined);
    assert.equal(earliestProvisionalDay([], reading, "2026-06-20"), "2026-06-20");
  });

  it("ignores rows of a stream without a status field", () => {
    const { status: _, ...without } = reading;
    assert.equal(earliestProvisionalDay([row("2026-06-28", "ESTIMATE")], without, undefined), undefined);
  });

  it("ignores rows without a date", () => {
    assert.equal(
      earliestProvisionalDay([{ data_status: "ESTIMATE" }, { data_status: "ESTIMATE", date: 3 }], reading, undefined),
      undefined,
    );
  });
});

describe("readAnalyticsProgress", () => {
  const read = (state: JsonObject) => readAnalyticsProgress(new StateReader(state, "pin_analytics"));

  it("reads all members", () => {
    const round = {
      first: oldest,
      from: "2026-06-26",
      through: today,
      done: [["2026-06-26/1", "2026-06-26/5"]],
      unsettled: today,
    };
    const state = { cursor: "2026-06-29", start: oldest, unsettled: "2026-06-28", known: "abcdef", round };
    assert.deepEqual(read(state), state);
  });

  it("stores a pass with its days per request under another name, since 0.1.0 splits dates differently", () => {
    const round = { first: oldest, from: oldest, through: today, done: [] };
    const cut = { cursor: today, round: { ...round, days: 45 } };
    const state: unknown = JSON.parse(JSON.stringify(analyticsState(cut)));
    assert.ok(isObject(state));
    assert.deepEqual(state, { version: 1, cursor: today, pass: cut.round });
    assert.deepEqual(read(state).round?.days, 45);
    assert.deepEqual(read({ cursor: today, round: { ...round, days: 0 } }).round?.days, undefined);
  });

  it("ignores a pass without each of its dates", () => {
    const dates = { first: oldest, from: "2026-06-26", through: today };
    for (const missing of Object.keys(dates))
      assert.equal(read({ cursor: today, round: { ...dates, [missing]: undefined } }).round, undefined, missing);
  });

  for (const state of [
    { cursor: "soon" },
    { start: "2026-02-30" },
    { unsettled: 3 },
    { round: { from: "x", through: today } },
  ]) {
    it(`rejects ${JSON.stringify(state)}`, () => {
      assert.throws(() => read(state), /pin_analytics/u);
    });
  }
});
