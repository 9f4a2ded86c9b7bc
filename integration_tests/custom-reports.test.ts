import assert from "node:assert/strict";
import type { ReadOptions } from "../simulator/simulator.ts";
import { extents } from "../simulator/world/scale.ts";
import { addDays } from "../src/base/dates.ts";
import { asText, type JsonObject } from "../src/base/json.ts";
import { words } from "../test/words.ts";
import { Bed, credentials } from "./bed/bed.ts";
import { configure, errorsOf, lastStates, recordsOf } from "./bed/messages.ts";
import { Table } from "./bed/table.ts";

/** A Sunday, two days before the end of a month and a half-year. */
const firstDay = "2026-06-28";
const counted = ["SPEND_IN_MICRO_DOLLAR", "IMPRESSION_1", "CLICKTHROUGH_1"];
const converted = [...counted, "TOTAL_CONVERSIONS", "TOTAL_CHECKOUT"];
/** As in Airbyte's form, beside the numbers of an earlier version. */
const sevenDaysInForm = {
  click_window: "7",
  engagement_window: "7",
  view_window: "1",
  click_window_days: 30,
  view_window_days: 30,
};
const sevenDays = { click_window_days: 7, engagement_window_days: 7, view_window_days: 1 };
const everyStatus = words(`
  RUNNING PAUSED NOT_STARTED COMPLETED ADVERTISER_DISABLED ARCHIVED DRAFT DELETED_DRAFT
`);
const everyAdStatus = words(`
  APPROVED PAUSED PENDING REJECTED ADVERTISER_DISABLED ARCHIVED DRAFT DELETED_DRAFT
`);

/** A custom report and its expected rows. */
interface Case {
  readonly report: JsonObject & {
    readonly level: string;
    readonly granularity: Granularity;
    readonly columns: string[];
  };
  readonly options?: ReadOptions;
  /** Start of the first period, as the API returns it: of the week or month that contains start_date. */
  readonly from?: string;
  /** For TOTAL: the first days of its date ranges. */
  readonly dateWindows?: readonly string[];
}

type Granularity = NonNullable<ReadOptions["granularity"]>;

/** By level: the stream with expected records, and the key without dates. */
const levels: Readonly<Record<string, readonly [stream: string, ...key: string[]]>> = {
  CAMPAIGN: ["campaign_analytics_report", "CAMPAIGN_ID"],
  CAMPAIGN_TARGETING: ["campaign_targeting_report", "CAMPAIGN_ID", "TARGETING_TYPE", "TARGETING_VALUE"],
  AD_GROUP: ["ad_group_report", "AD_GROUP_ID"],
  PIN_PROMOTION: ["pin_promotion_report", "PIN_PROMOTION_ID"],
  KEYWORD: ["keyword_report", "KEYWORD_ID", "ROW_ID"],
};

const halves = ["2023-07-01", "2024-01-01", "2024-07-01", "2025-01-01", "2025-07-01", "2026-01-01", "2026-07-01"];
const weekAttribution = { click: 7, engagement: 7, view: 1 };
const splits = ["GENDER", "LOCATION", "AUDIENCE_MULTIPLIER"];

const cases: Readonly<Record<string, Case>> = {
  total: { report: { level: "CAMPAIGN", granularity: "TOTAL", columns: converted }, dateWindows: halves },
  total_long_since: {
    report: { level: "PIN_PROMOTION", granularity: "TOTAL", columns: counted, start_date: "2025-11-01", ...sevenDays },
    options: { attribution: weekAttribution },
    dateWindows: ["2025-11-01", "2026-05-06"],
  },
  day_of_every_status: {
    report: {
      level: "PIN_PROMOTION",
      granularity: "DAY",
      columns: converted,
      start_date: "2026-04-11",
      ad_statuses: everyAdStatus,
      conversion_report_time: "TIME_OF_CONVERSION",
      ...sevenDaysInForm,
    },
    options: { attribution: { ...weekAttribution, reportTime: "TIME_OF_CONVERSION" } },
    from: "2026-04-11",
  },
  day_by_targeting: {
    report: {
      level: "CAMPAIGN_TARGETING",
      granularity: "DAY",
      columns: converted,
      start_date: "2026-05-15",
      targeting_types: splits,
    },
    options: { targetingTypes: splits },
    from: "2026-05-15",
  },
  week: { report: { level: "AD_GROUP", granularity: "WEEK", columns: converted, ad_group_statuses: everyStatus } },
  month_of_keywords: {
    report: {
      level: "KEYWORD",
      granularity: "MONTH",
      columns: counted,
      start_date: "2026-01-20",
      ad_group_statuses: everyStatus,
    },
    from: "2026-01-01",
  },
  hour: { report: { level: "CAMPAIGN", granularity: "HOUR", columns: counted } },
};

/** Returns the number of days of history that the API has. */
const daysBackOf = ({ report: { granularity } }: Case) => (granularity === "HOUR" ? 7 : 913);

/** Additional key columns of keywords, since the rows of one can be split by them. */
const splitting = ["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"];

describe("custom reports", () => {
  let bed: Bed;
  let streams: readonly JsonObject[];
  const config = {
    credentials,
    custom_reports: Object.entries(cases).map(([name, { report }]) => ({ name, ...report })),
  };

  before(async () => {
    bed = await Bed.open({
      // A world that starts in the first half-year.
      seed: 39,
      scale: { ...extents.small, campaigns: 16, adGroups: 20, ads: 40, keywords: 24 },
      now: Date.parse(`${firstDay}T12:00:00Z`),
      config,
    });
    streams = (await bed.offered()).filter(({ name }) => asText(name).startsWith("custom_"));
    assert.deepEqual(
      streams.map(({ name, source_defined_primary_key: key }) => [name, key]),
      Object.entries(cases).map(([name, found]) => [`custom_${name}`, keyOf(found).map((field) => [field])]),
    );
  });
  after(() => bed.close());

  const today = () => new Date(bed.simulator.clock.now()).toISOString().slice(0, 10);

  /** Returns the rows that the API has now, without those of a period that it no longer has completely. */
  function expectedOf({ report, options, from, dateWindows }: Case, oldest: string): readonly JsonObject[] {
    const { level, granularity } = report;
    const columns = [...new Set([...report.columns, ...(level === "KEYWORD" ? splitting : [])])];
    const between = (startDate: string, endDate: string) =>
      bed.simulator.expectedRecords(levelOf(level)[0], { ...options, columns, startDate, endDate, granularity });
    if (dateWindows === undefined) {
      const rows = between(from ?? oldest, today());
      return rows.filter(({ DATE: date }) => asText(date) >= oldest);
    }
    return dateWindows.flatMap((first, index) => {
      const next = dateWindows[index + 1];
      const last = next === undefined || next > today() ? today() : addDays(next, -1);
      if (first < oldest || first > today()) return [];
      return between(first, last).map((row) => ({ ...row, START_DATE: first, END_DATE: last }));
    });
  }

  function assertMatches(name: string, table: Table): void {
    const found = caseOf(name);
    const oldest = addDays(today(), -daysBackOf(found));
    const expected = expectedOf(found, oldest);
    assert.ok(expected.length > 0, `${name}: no expected rows`);
    // Rows that the API no longer returns stay in the table.
    table.from(found.dateWindows === undefined ? "DATE" : "START_DATE", oldest).assertEquals(expected);
  }

  const tableOf = (name: string) => new Table(`custom_${name}`, keyOf(caseOf(name)));

  /** Asserts that rows of weeks and months have their first day, and that statuses beyond the maximum go into a second report. */
  function assertDivided(records: ReturnType<typeof recordsOf>): void {
    const datesOf = (name: string) => (records.get(`custom_${name}`) ?? []).map(({ DATE: date }) => asText(date));
    for (const date of datesOf("week")) assert.equal(new Date(date).getUTCDay(), 1, `${date} isn't a Monday`);
    for (const date of datesOf("month_of_keywords")) assert.ok(date.endsWith("-01"), `${date} isn't the first`);
    const statusCounts = bed.simulator.journal.entries.flatMap(({ operation, body }) =>
      operation === "analytics/create_report" && Array.isArray(body?.ad_statuses) ? [body.ad_statuses.length] : [],
    );
    assert.deepEqual([Math.max(...statusCounts), Math.min(...statusCounts)], [6, 2]);
  }

  it("return each row once, and stay complete in incremental reads over days, with the hour in either form", async () => {
    const tables = new Map(Object.keys(cases).map((name) => [name, tableOf(name)]));
    let states: readonly JsonObject[] = [];
    // Until Monday, past the end of the month and half-year, and later.
    for (const days of [0, 1, 3, 10]) {
      bed.advance(days * 86_400);
      if (days > 0) bed.simulator.change({ add_ads: 4 });
      bed.simulator.settings.report_hours = days === 1 || days === 10 ? "column" : "date";
      const { code, messages } = await bed.read(configure(streams), { states });
      assert.equal(code, 0, JSON.stringify(errorsOf(messages)));
      states = lastStates(messages, states);
      const records = recordsOf(messages);
      for (const [name, table] of tables) {
        table.add(records.get(`custom_${name}`) ?? []);
        assertMatches(name, table);
        if (days === 0) assert.equal(table.size, records.get(`custom_${name}`)?.length, `${name}: a key is repeated`);
      }
      if (days === 0) assertDivided(records);
    }
    assert.equal(today(), "2026-07-12");
    const dateWindows = (name: string) => tables.get(name)?.valuesOf("START_DATE");
    assert.deepEqual(dateWindows("total"), halves.slice(1));
    assert.deepEqual(dateWindows("total_long_since"), ["2025-11-01", "2026-05-06"]);
  }).timeout(300_000);
});

function caseOf(name: string): Case {
  const found = cases[name];
  assert.ok(found, `no case ${name}`);
  return found;
}

function levelOf(level: string) {
  const found = levels[level];
  assert.ok(found, `no level ${level}`);
  return found;
}

function keyOf({ report: { level, granularity } }: Case): readonly string[] {
  const [, ...key] = levelOf(level);
  if (granularity === "TOTAL") return [...key, "START_DATE"];
  return [...key, "DATE", ...(granularity === "HOUR" ? ["HOUR"] : [])];
}
