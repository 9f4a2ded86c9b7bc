import assert from "node:assert/strict";
import { isStringArray } from "../../src/json.ts";
import { metricColumns } from "../../src/pinterest/columns.generated.ts";
import { operationNamed } from "../../src/pinterest/operations.ts";
import { adsAnalyticsStreams } from "../../src/streams/ads-analytics.ts";
import { childPartitionsOf } from "../../src/sync/parents.ts";
import { configWith } from "../sync/scripted-api.ts";

const today = "2026-06-30";

describe("streams of ads numbers", () => {
  for (const stream of adsAnalyticsStreams) {
    describe(stream.name, () => {
      const asked = (config = configWith()) => stream.parameters?.({ config, today }) ?? {};
      const byTargeting = stream.name.includes("targeting");

      it("asks for days, for every column, and with the user's attribution", () => {
        const attribution = {
          clickWindowDays: 7,
          engagementWindowDays: 7,
          viewWindowDays: 1,
          conversionReportTime: "TIME_OF_CONVERSION",
        };
        const { targeting_types: _, ...parameters } = asked(configWith({ attribution }));
        assert.deepEqual(parameters, {
          granularity: "DAY",
          columns: metricColumns,
          click_window_days: 7,
          engagement_window_days: 7,
          view_window_days: 1,
          conversion_report_time: "TIME_OF_CONVERSION",
        });
      });

      it("asks for the columns that the user wants and what tells rows apart, each once", () => {
        const { columns } = asked(configWith({ columns: ["SPEND_IN_DOLLAR", "CAMPAIGN_ID"] }));
        assert.ok(isStringArray(columns));
        assert.equal(new Set(columns).size, columns.length);
        assert.ok(columns.includes("SPEND_IN_DOLLAR") && columns.length <= 6);
        for (const column of columns) assert.ok(metricColumns.includes(column), column);
      });

      it("asks for types of targeting, as many as the operation takes, for targeting alone", () => {
        const { targeting_types: types } = asked();
        assert.equal(types !== undefined, byTargeting);
        if (types === undefined) return;
        assert.ok(isStringArray(types) && new Set(types).size === types.length);
        assert.ok(types.length >= 1 && types.length <= 14);
        assert.ok("targeting_types" in operationNamed(stream.operation).query);
      });

      it("tells rows apart by entity, day and target", () => {
        const targets = byTargeting ? ["TARGETING_TYPE", "TARGETING_VALUE"] : [];
        // A Pin is advertised by several campaigns.
        const entities = stream.name === "ad_pin_analytics" ? 2 : 1;
        assert.deepEqual(stream.primaryKey.slice(entities), [...targets, "DATE"]);
        for (const id of stream.primaryKey.slice(0, entities))
          assert.match(id, /^(?:AD_ACCOUNT|CAMPAIGN|AD_GROUP|AD|PRODUCT_GROUP|PIN)_ID$/u);
      });

      it("asks for no day that the API refuses, and so many that the usual lookback is one request", () => {
        const { reading } = stream;
        assert.ok(reading.by === "analytics");
        assert.ok(reading.daysBack < 90 && reading.daysAtOnce <= 90);
        assert.equal(reading.lookbackDays, 30);
        // From thirty days before yesterday, the last day that was read, to today.
        assert.equal(reading.daysAtOnce, 32);
      });

      it("asks for as many ids at once as the user says, of entities in every status", () => {
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
  }
});
