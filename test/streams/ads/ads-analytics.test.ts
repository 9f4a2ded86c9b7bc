import assert from "node:assert/strict";
import { isStringArray } from "../../../src/base/json.ts";
import { metricColumns } from "../../../src/pinterest/operations/columns.generated.ts";
import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { adsAnalyticsStreams } from "../../../src/streams/ads/ads-analytics.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import type { Stream } from "../../../src/streams/stream.ts";
import { assertEachNamed } from "../../assert-each.ts";
import { configWith, page } from "../../scripted-api.ts";
import { rows } from "../../sync/api.ts";
import { itSyncs, valuesOf } from "../../sync/syncs.ts";

const today = "2026-06-30";

describe("ads analytics streams", () => {
  const parametersOf = (stream: Stream, config = configWith()) => stream.parameters?.({ config, today }) ?? {};
  const isByTargeting = ({ name }: Stream) => name.includes("targeting");

  it("request the date range, all columns, and the user's attribution", () => {
    const conversionReportTime = "TIME_OF_CONVERSION";
    const attribution = { ...configWith().attribution, clickWindowDays: 7, viewWindowDays: 7, conversionReportTime };
    assertEachNamed(adsAnalyticsStreams, (stream) => {
      const { targeting_types: _, ...parameters } = parametersOf(stream, configWith({ attribution }));
      assert.deepEqual(parameters, {
        granularity: "DAY",
        columns: metricColumns,
        click_window_days: 7,
        engagement_window_days: 30,
        view_window_days: 7,
        conversion_report_time: conversionReportTime,
      });
    });
  });

  it("request the user's columns and the key columns, each once", () => {
    assertEachNamed(adsAnalyticsStreams, (stream) => {
      const { columns } = parametersOf(stream, configWith({ columns: ["SPEND_IN_DOLLAR", "CAMPAIGN_ID"] }));
      assert.ok(isStringArray(columns));
      assert.equal(new Set(columns).size, columns.length);
      assert.ok(columns.includes("SPEND_IN_DOLLAR") && columns.length <= 6);
      for (const column of columns) assert.ok(metricColumns.includes(column), column);
    });
  });

  it("request targeting types only for targeting streams, within the operation's limit", () => {
    assertEachNamed(adsAnalyticsStreams, (stream) => {
      const { targeting_types: types } = parametersOf(stream);
      assert.equal(types !== undefined, isByTargeting(stream));
      if (types === undefined) return;
      assert.ok(isStringArray(types) && new Set(types).size === types.length);
      assert.ok(types.length >= 1 && types.length <= 14);
      assert.ok("targeting_types" in operationNamed(stream.operation).query);
    });
  });

  it("have the entity, date, and targeting value as key", () => {
    assertEachNamed(adsAnalyticsStreams, (stream) => {
      const targets = isByTargeting(stream) ? ["TARGETING_TYPE", "TARGETING_VALUE"] : [];
      // Several campaigns can advertise a Pin.
      const entities = stream.name === "ad_pin_analytics" ? 2 : 1;
      assert.deepEqual(stream.primaryKey.slice(entities), [...targets, "DATE"]);
      for (const id of stream.primaryKey.slice(0, entities))
        assert.match(id, /^(?:AD_ACCOUNT|CAMPAIGN|AD_GROUP|AD|PRODUCT_GROUP|PIN)_ID$/u);
    });
  });

  it("request no date that the API rejects, and the default lookback of 100 entities in one request", () => {
    assertEachNamed(adsAnalyticsStreams, ({ reading }) => {
      assert.ok(reading.by === "analytics");
      assert.ok(reading.daysBack < 90 && reading.maxDaysPerRequest <= 90);
      assert.equal(reading.lookbackDays, 30);
      // From 32 days before yesterday, the last day of the state, until today. Of a week's turn, 67 days take two requests.
      assert.ok(reading.maxDaysPerRequest >= 34);
      assert.equal(reading.maxIdDays, 3_400);
    });
  });

  it("request as many IDs as the user's batch size, of entities with any status", () => {
    assertEachNamed(adsAnalyticsStreams, (stream) => {
      for (const part of childPartitionsOf(stream)) {
        if (part.of !== "batches") {
          assert.equal(part.parent.stream, "ad_accounts");
          continue;
        }
        const most = part.batch.parameter === "pin_ids" ? 100 : 250;
        assert.equal(part.batch.size(configWith({ analyticsBatchSize: 250 })), most);
        assert.equal(part.batch.size(configWith({ analyticsBatchSize: 7 })), 7);
        assert.ok(operationNamed(stream.operation).query[part.batch.parameter]?.array);
        assert.ok(part.parent.bind.ad_account_id !== undefined);
      }
    });
  });
});

describe("the statuses in ads analytics", () => {
  /** A row as recorded (reality F2), once with an integer and once as the other connector's float. IDs are invented. */
  const rowOf = (status: string) =>
    `{"CAMPAIGN_ID":626000000016,"AD_ACCOUNT_ID":"549000000011","ADVERTISER_ID":549000000011,"DATE":"2026-06-04",` +
    `"CAMPAIGN_ENTITY_STATUS":${status},"CAMPAIGN_DAILY_SPEND_CAP":25000000,"IMPRESSION_2":1}`;
  for (const [sent, text] of [
    ["1", "1"],
    ["1.0", "1"],
    ['"ACTIVE"', "ACTIVE"],
    ["null", ""],
  ] as const)
    itSyncs(`are texts of what Pinterest returns: ${sent}`, "campaign_analytics", {
      api: ({ path }) => {
        if (path === "/ad_accounts") return page(rows("549000000011"));
        if (path.endsWith("/campaigns")) return page([{ id: "626000000016", ad_account_id: "549000000011" }]);
        return { body: path.endsWith("/analytics") ? `[${rowOf(sent)}]` : "{}" };
      },
      config: { startDate: "2026-06-01" },
      writes: 1,
      also: ({ records }) => assert.deepEqual(valuesOf(records, "CAMPAIGN_ENTITY_STATUS"), [text]),
    });
});
