import { asText, type JsonObject } from "../../src/base/json.ts";
import { idColumns, type Level } from "../metrics/subject.ts";
import { adSummaryOf } from "../metrics/summary.ts";
import type { Simulation } from "../simulation.ts";
import type { Ad } from "../world/ads/advertising-records.ts";
import { extraAds } from "../world/ads/extra-ads.ts";
import type { AdAccount } from "../world/world.ts";
import { expectedRows } from "./ads-rows.ts";
import { listedSubjects, pinSubjects, reportSubjects } from "./ads-subjects.ts";
import { adAccountsToRead, daysToRead, type ExpectedStream, orAll, valuesOf } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** Ads analytics, synchronous and by report. */
export const adsAnalyticsStreams: Readonly<Record<string, ExpectedStream>> = {
  ad_account_analytics: synchronous("ADVERTISER", "ad_account/analytics"),
  campaign_analytics: synchronous("CAMPAIGN", "campaigns/analytics"),
  ad_group_analytics: synchronous("AD_GROUP", "ad_groups/analytics"),
  ad_analytics: synchronous("PIN_PROMOTION", "ads/analytics"),
  product_group_analytics: synchronous("PRODUCT_GROUP", "product_groups/analytics"),
  ad_account_targeting_analytics: synchronous("ADVERTISER", "ad_account_targeting_analytics/get"),
  campaign_targeting_analytics: synchronous("CAMPAIGN", "campaign_targeting_analytics/get"),
  ad_group_targeting_analytics: synchronous("AD_GROUP", "ad_groups_targeting_analytics/get"),
  ad_targeting_analytics: synchronous("PIN_PROMOTION", "ad_targeting_analytics/get"),
  ad_pin_analytics: (simulation, options) =>
    forEachAdAccount(simulation, options, (adAccount) => {
      const toRead = forOneRequest(simulation, options, "ad_pins/analytics");
      return expectedRows(simulation, pinSubjects(adAccount), toRead).map(({ subject, values }) => ({
        ...values,
        PIN_ID: subject.id,
        CAMPAIGN_ID: subject.campaign?.id ?? null,
      }));
    }),
  advertiser_report: report("ADVERTISER"),
  campaign_analytics_report: report("CAMPAIGN"),
  ad_group_report: report("AD_GROUP"),
  pin_promotion_report: report("PIN_PROMOTION"),
  product_group_report: report("PRODUCT_GROUP"),
  product_item_report: report("PRODUCT_ITEM"),
  keyword_report: report("KEYWORD"),
  advertiser_targeting_report: targetingReport("ADVERTISER"),
  campaign_targeting_report: targetingReport("CAMPAIGN"),
  ad_group_targeting_report: targetingReport("AD_GROUP"),
  pin_promotion_targeting_report: targetingReport("PIN_PROMOTION"),
  product_group_targeting_report: targetingReport("PRODUCT_GROUP"),
  product_item_targeting_report: targetingReport("PRODUCT_ITEM"),
};

function forEachAdAccount(
  { world }: Simulation,
  options: ReadOptions,
  records: (adAccount: AdAccount) => readonly JsonObject[],
): readonly JsonObject[] {
  return adAccountsToRead(world, options).flatMap(records);
}

/** Returns the rows of a synchronous request; by default from 89 days ago until today. */
function forOneRequest(simulation: Simulation, options: ReadOptions, operationId: string) {
  const types = valuesOf(operationId, "targeting_types");
  return {
    days: daysToRead(options, simulation.clock.today(), 89),
    granularity: options.granularity,
    columns: orAll(options.columns, valuesOf(operationId, "columns")),
    attribution: options.attribution,
    targetingTypes: types.length === 0 ? undefined : orAll(options.targetingTypes, types),
  };
}

function synchronous(level: Level, operationId: string): ExpectedStream {
  // Synchronous rows name ads by `AD_ID`.
  const idColumn = level === "PIN_PROMOTION" ? "AD_ID" : idColumns[level];
  return (simulation, options) =>
    forEachAdAccount(simulation, options, (adAccount) =>
      expectedRows(simulation, listedSubjects(adAccount, level), forOneRequest(simulation, options, operationId)).map(
        ({ subject, values }) => ({ [idColumn]: subject.id, ...values }),
      ),
    );
}

/** Returns the rows of a report on entities with any status; by default for the entire history of reports. */
function report(level: Level, targetingTypes?: readonly string[]): ExpectedStream {
  return (simulation, options) =>
    forEachAdAccount(simulation, options, (adAccount) => {
      const { clock, settings } = simulation;
      const isWanted = (ad: Ad) => options.adStatuses?.includes(adSummaryOf(ad)) ?? true;
      const subjects = [
        // A filter on a lower level removes ads, which leaves a part of the sums.
        ...reportSubjects(adAccount, level).map((subject) => ({ ...subject, ads: subject.ads.filter(isWanted) })),
        ...Array.from(extraAds(adAccount, settings.report_extra_entities), (ad) => ({
          id: ad.id,
          adAccount,
          share: 1,
          ad,
          ads: [ad],
        })),
      ];
      return expectedRows(simulation, subjects, {
        days: daysToRead(options, clock.today(), level === "PRODUCT_ITEM" ? 91 : 913),
        granularity: options.granularity,
        columns: [
          ...new Set([
            ...orAll(options.columns, reportColumns(level, targetingTypes !== undefined)),
            ...(splitBy[level] ?? []),
          ]),
        ],
        attribution: options.attribution,
        targetingTypes: targetingTypes === undefined ? undefined : orAll(options.targetingTypes, targetingTypes),
      }).map(({ subject, values }) => ({ [idColumns[level]]: subject.id, ...rowId(level, values), ...values }));
    });
}

/** Columns that split the rows of one keyword or product item on one day. */
const splitBy: Partial<Record<Level, readonly string[]>> = {
  KEYWORD: ["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"],
  PRODUCT_ITEM: ["AD_GROUP_ID"],
};

function rowId(level: Level, values: JsonObject): JsonObject {
  const columns = splitBy[level];
  if (columns === undefined) return {};
  return {
    ROW_ID: columns
      .map((column) => asText(values[column]))
      .join("/")
      .replace(/\/+$/u, ""),
  };
}

/** MEDIA_TYPE applies only to product items, AUDIENCE_MULTIPLIER only to campaigns (Pinterest's document). */
function targetingReport(level: Level): ExpectedStream {
  return (simulation, options) => {
    const types = valuesOf("analytics/create_report", "targeting_types").filter(
      (type) =>
        (type !== "MEDIA_TYPE" || level === "PRODUCT_ITEM") && (type !== "AUDIENCE_MULTIPLIER" || level === "CAMPAIGN"),
    );
    return report(level, types)(simulation, options);
  };
}

/** Unique users, which don't add up, and columns of ads, which product items don't have. */
const peopleColumns = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];
const adColumns = /^(?:AD|PIN_PROMOTION)_(?:ID|NAME|STATUS)$/u;

function reportColumns(level: Level, targeting: boolean): readonly string[] {
  const ofReports = new Set(valuesOf("analytics/create_report", "columns"));
  return valuesOf("ad_account/analytics", "columns").filter(
    (column) =>
      ofReports.has(column) &&
      !(peopleColumns.includes(column) && (targeting || level === "KEYWORD")) &&
      !(adColumns.test(column) && level === "PRODUCT_ITEM"),
  );
}
