import assert from "node:assert/strict";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import { schemaOf } from "../../../src/commands/catalog.ts";
import type { CustomReport } from "../../../src/config/config.ts";
import { metricColumns, reportColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { customReportStream, customReportStreams } from "../../../src/streams/reports/custom-reports.ts";
import { reportStreams } from "../../../src/streams/reports/report-streams.ts";
import type { ReportReading, Stream } from "../../../src/streams/stream.ts";
import { assertEachNamed } from "../../assert-each.ts";
import { textsOf } from "../../narrow.ts";
import { configWith, customReportWith } from "../../scripted-api.ts";

const run = { config: configWith(), today: "2026-07-09" };
const filters = ["campaign_statuses", "ad_group_statuses", "ad_statuses", "product_group_statuses"];

function readingOf({ reading }: Stream): ReportReading {
  assert.ok(reading.by === "report");
  return reading;
}

function bodyOf(stream: Stream, config = configWith()): JsonObject {
  return readingOf(stream).body(config);
}

function dimensionsOf(stream: Stream) {
  return childPartitionsOf(stream)
    .flatMap((part) => (part.of === "children" ? (part.each ?? []) : []))
    .map(({ parameter, values }) => ({ parameter, values: values(run) }));
}

/** Columns that the API rejects, by level. */
function rejectedColumns(level: string): readonly string[] {
  const ofUsers = level.endsWith("_TARGETING") || level === "KEYWORD";
  return [
    ...(ofUsers ? ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"] : []),
    ...(level.startsWith("PRODUCT_ITEM") ? ["AD_ID", "AD_NAME", "PIN_PROMOTION_ID", "PIN_PROMOTION_NAME"] : []),
  ];
}

const custom = (fields: Partial<CustomReport>) => customReportStream(customReportWith(fields), 0);

describe("report streams", () => {
  const reports = reportStreams.map((stream) => {
    const body = bodyOf(stream);
    const [level, columns, reading] = [asText(body.level), textsOf(body.columns), readingOf(stream)];
    return { name: stream.name, stream, body, level, columns, reading };
  });

  it("request all columns that reports have and the level accepts, each once", () => {
    assertEachNamed(reports, ({ level, columns }) => {
      assert.equal(new Set(columns).size, columns.length);
      for (const column of columns) assert.ok(reportColumns.includes(column), column);
      for (const column of rejectedColumns(level)) assert.ok(!columns.includes(column), column);
      assert.ok(columns.length > 150, `${columns.length} columns`);
      const missing = metricColumns.filter(
        (column) =>
          reportColumns.includes(column) &&
          !columns.includes(column) &&
          !/_ID$|_NAME$|_IMPRESSION_(?:USER|FREQUENCY)$/u.test(column),
      );
      assert.deepEqual(missing, []);
    });
  });

  it("get key columns from the request, the keys of the file, or the date and targeting", () => {
    assertEachNamed(reports, ({ stream, level, columns, reading }) => {
      const given = new Set([
        ...columns,
        reading.id,
        ...Object.keys({ ...stream.fromRequest, ...stream.derive }),
        "DATE",
        "TARGETING_TYPE",
        "TARGETING_VALUE",
      ]);
      for (const field of stream.primaryKey) assert.ok(given.has(field), field);
      assert.equal(stream.primaryKey.includes("TARGETING_TYPE"), level.endsWith("_TARGETING"));
      assert.equal(stream.primaryKey.includes("TARGETING_VALUE"), level.endsWith("_TARGETING"));
      assert.equal(stream.primaryKey[0], reading.id);
    });
  });

  it("request the user's columns and the key columns, except those that the level rejects", () => {
    assertEachNamed(reports, ({ stream, level }) => {
      const rejected = rejectedColumns(level);
      const wanted = ["SPEND_IN_DOLLAR", "AD_ACCOUNT_ID"];
      const narrowed = textsOf(bodyOf(stream, configWith({ columns: [...rejected, ...wanted] })).columns);
      for (const column of wanted) assert.ok(narrowed.includes(column), column);
      const splitting = { KEYWORD: 4, PRODUCT_GROUP: 1, PRODUCT_ITEM: 3 }[level.replace("_TARGETING", "")] ?? 0;
      assert.ok(narrowed.length <= 3 + splitting);
      for (const column of rejected) assert.ok(!narrowed.includes(column), column);
    });
  });

  it("filter by at most six statuses, including archived, and only by those of the level", () => {
    assertEachNamed(reports, ({ body }) => {
      const given = filters.filter((filter) => filter in body);
      assert.ok(given.length <= 1);
      for (const filter of given) {
        const statuses = textsOf(body[filter]);
        assert.ok(statuses.length <= 6 && statuses.includes("ARCHIVED"));
        assert.equal(new Set(statuses).size, statuses.length);
      }
    });
  });

  it("request at most five targeting types at once, only for targeting", () => {
    assertEachNamed(reports, ({ stream, level }) => {
      const dimensions = dimensionsOf(stream);
      assert.deepEqual(
        dimensions.map(({ parameter }) => parameter),
        level.endsWith("_TARGETING") ? ["targeting_types"] : [],
      );
      const types = dimensions.flatMap(({ values }) => values.map(textsOf));
      for (const together of types) assert.ok(together.length >= 1 && together.length <= 5);
      assert.equal(new Set(types.flat()).size, types.flat().length, "each type once");
      assert.equal(types.flat().includes("MEDIA_TYPE"), level === "PRODUCT_ITEM_TARGETING");
      // Types that no response, or no contract, is known of are in the last reports, each of which fails alone.
      const further = types.filter((list) => /AUDIENCE_MULTIPLIER|LOCAL_ADS_STORE_CODE|FEED_TYPE/u.test(list.join()));
      assert.deepEqual(further, furtherTypes(level));
    });
  });

  it("request no date that the API rejects", () => {
    assertEachNamed(reports, ({ level, reading }) => {
      const [daysBack, maxDaysPerRequest] = level.startsWith("PRODUCT_ITEM") ? [92, 31] : [914, 186];
      assert.ok(reading.daysBack < daysBack && reading.maxDaysPerRequest <= maxDaysPerRequest);
      assert.equal(reading.lookbackDays, 30);
    });
  });

  it("request the user's attribution", () => {
    const conversionReportTime = "TIME_OF_CONVERSION";
    const attribution = { ...configWith().attribution, clickWindowDays: 7, viewWindowDays: 7, conversionReportTime };
    assertEachNamed(reports, ({ stream }) => {
      const body = bodyOf(stream, configWith({ attribution }));
      const windows = [body.click_window_days, body.engagement_window_days, body.view_window_days];
      assert.deepEqual([...windows, body.conversion_report_time], [7, 30, 7, conversionReportTime]);
      assert.equal(body.granularity, "DAY");
    });
  });
});

function furtherTypes(level: string): readonly (readonly string[])[] {
  if (!level.endsWith("_TARGETING") || level.startsWith("PRODUCT_ITEM")) return [];
  const feedType = /^(?:CAMPAIGN|AD_GROUP)_/u.test(level) ? [["FEED_TYPE"]] : [];
  return [["LOCAL_ADS_STORE_CODE", ...(level === "CAMPAIGN_TARGETING" ? ["AUDIENCE_MULTIPLIER"] : [])], ...feedType];
}

describe("custom reports", () => {
  it("are one stream each, with a shared schema", () => {
    const customReports = [customReportWith(), customReportWith({ streamName: "custom_other" })];
    for (const [index, { name, schema }] of customReportStreams(configWith({ customReports })).entries())
      assert.deepEqual([name, schema], [["custom_mine", "custom_other"][index], "custom_report"]);
  });

  it("declare their columns, those of the level, the key, and dates", async () => {
    const fieldsOf = async (more: Partial<CustomReport>) => {
      const { properties } = await schemaOf(custom(more));
      return Object.keys(properties ?? {})
        .sort()
        .join(" ");
    };
    for (const [more, fields] of [
      [
        { columns: ["TOTAL_CONVERSIONS", "SPEND_IN_DOLLAR"] },
        "AD_ACCOUNT_ID CAMPAIGN_ID DATE SPEND_IN_DOLLAR TOTAL_CONVERSIONS currency",
      ],
      [
        { columns: ["CTR"], level: "KEYWORD", granularity: "TOTAL" },
        "AD_ACCOUNT_ID AD_GROUP_ID AD_ID CTR END_DATE KEYWORD_ID PIN_PROMOTION_ID ROW_ID START_DATE",
      ],
      [
        { columns: ["CTR"], level: "AD_GROUP_TARGETING", granularity: "HOUR" },
        "AD_ACCOUNT_ID AD_GROUP_ID CTR DATE HOUR TARGETING_TYPE TARGETING_VALUE",
      ],
    ] as const)
      assert.equal(await fieldsOf(more), fields);
  });

  it("have the key, the periods, and the days of their granularity", () => {
    for (const [fields, date, expected] of [
      [{ granularity: "DAY" }, ["DATE"], { cursor: "DATE", daysBack: 913 }],
      [{ granularity: "HOUR" }, ["DATE", "HOUR"], { cursor: "DATE", daysBack: 7, maxDaysPerRequest: 3 }],
      [{ granularity: "WEEK" }, ["DATE"], { cursor: "DATE", alignedTo: "week" }],
      [{ granularity: "MONTH" }, ["DATE"], { cursor: "DATE", alignedTo: "month" }],
      [
        { granularity: "TOTAL" },
        ["START_DATE"],
        { cursor: "END_DATE", upstreamCursor: "DATE", alignedTo: "half_year" },
      ],
      [{ granularity: "TOTAL", level: "PRODUCT_ITEM" }, ["START_DATE"], { alignedTo: "month" }],
      [
        { granularity: "TOTAL", startDate: "2026-02-01" },
        ["START_DATE"],
        { alignedTo: { days: 186, since: "2026-02-01" } },
      ],
    ] as const) {
      const { primaryKey, reading } = custom(fields);
      assert.deepEqual(primaryKey.slice(-date.length), date);
      assert.deepEqual({ ...reading, ...expected }, reading, JSON.stringify(fields));
    }
    const { split } = custom({ granularity: "HOUR" });
    for (const time of ["2026-06-01T05:00:00", "2026-06-01 05"])
      assert.deepEqual(split?.DATE?.(time), { DATE: "2026-06-01", HOUR: 5 });
    assert.equal(split?.DATE?.("2026-06-01"), undefined, "with a column of its own");
  });

  it("request the user's settings and the key columns", () => {
    const stream = custom({ columns: ["SPEND_IN_DOLLAR", "CAMPAIGN_ID"], attributionTypes: ["HOUSEHOLD"] });
    const body = bodyOf(stream, configWith({ columns: ["CTR"] }));
    const { attribution } = configWith();
    assert.deepEqual(body, {
      level: "CAMPAIGN",
      granularity: "DAY",
      columns: ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "SPEND_IN_DOLLAR"],
      click_window_days: attribution.clickWindowDays,
      engagement_window_days: attribution.engagementWindowDays,
      view_window_days: attribution.viewWindowDays,
      conversion_report_time: attribution.conversionReportTime,
      attribution_types: ["HOUSEHOLD"],
      campaign_statuses: ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED"],
    });
    assert.deepEqual(stream.primaryKey, ["CAMPAIGN_ID", "DATE"]);
  });

  it("fail if they have more statuses than a report accepts below its level", () => {
    const seven = ["RUNNING", "PAUSED", "NOT_STARTED", "COMPLETED", "ADVERTISER_DISABLED", "ARCHIVED", "DRAFT"];
    const problem = (fields: Partial<CustomReport>) => custom(fields).configError !== undefined;
    for (const [level, fields, expected] of [
      ["CAMPAIGN", { campaignStatuses: seven }, false],
      ["ADVERTISER", { campaignStatuses: seven }, true],
      ["CAMPAIGN_TARGETING", { adGroupStatuses: seven }, true],
      ["AD_GROUP", { adGroupStatuses: seven }, false],
      ["AD_GROUP", { adStatuses: seven }, true],
      ["AD_GROUP", { adStatuses: seven.slice(1) }, false],
      ["PIN_PROMOTION", { adStatuses: seven }, false],
      // Keywords and products have the metrics of all ads in their ad group.
      ["KEYWORD", { adStatuses: seven }, true],
      ["PRODUCT_ITEM", { adStatuses: seven }, true],
      ["PRODUCT_GROUP_TARGETING", { adStatuses: seven }, true],
      ["PRODUCT_GROUP_TARGETING", { adGroupStatuses: seven, campaignStatuses: seven }, false],
    ] as const)
      assert.equal(problem({ level, ...fields }), expected, `${level} ${JSON.stringify(fields)}`);
  });
});
