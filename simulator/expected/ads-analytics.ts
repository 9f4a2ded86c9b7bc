import { valuesOf } from "../contract.ts";
import { asText, type Json, type JsonObject, textsIn } from "../json.ts";
import { type Row, rowsOf } from "../metrics/ads-rows.ts";
import { defaultAttribution } from "../metrics/attribution.ts";
import { numberedStatuses } from "../metrics/columns.ts";
import { type Period, periodsOf } from "../metrics/periods.ts";
import { breakdowns, productRows } from "../metrics/products.ts";
import { idColumns, type Level, levelNamed, pinSubjects, type Subject, subjectsOf } from "../metrics/subjects.ts";
import type { Simulation } from "../simulation.ts";
import type { Ad } from "../world/ads/advertising-records.ts";
import { reportTemplatesOf } from "../world/ads/tables.ts";
import { dayText } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import { adAccountsToRead, daysToRead, type ExpectedStream, orAll } from "./expected-stream.ts";
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
  // Metrics of ads that share a Pin are summed.
  ad_pin_analytics: ofAdAccounts((adAccount, simulation, options) => {
    const subjects = withAds(pinSubjects(adAccount), ({ deleted }) => !deleted);
    return counted(simulation, options, subjects, requested(options, "ad_pins/analytics"), ({ subject }) => ({
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
  advertiser_targeting_report: report("ADVERTISER", true),
  campaign_targeting_report: report("CAMPAIGN", true),
  ad_group_targeting_report: report("AD_GROUP", true),
  pin_promotion_targeting_report: report("PIN_PROMOTION", true),
  product_group_targeting_report: report("PRODUCT_GROUP", true),
  product_item_targeting_report: report("PRODUCT_ITEM", true),
  template_reports: ofAdAccounts((adAccount, simulation, options) =>
    reportTemplatesOf(adAccount)
      // Not deleted, and not of product items.
      .filter(({ is_deleted: deleted }) => deleted !== true)
      .flatMap(({ id, report_level: name, report_format: format, columns }) => {
        const level = levelNamed(asText(name).replace("_TARGETING", ""));
        if (level === undefined || level === "PRODUCT_ITEM") return [];
        const wanted = {
          daysBack: 913,
          columns: textsIn(columns) ?? [],
          targetingTypes: asText(name).endsWith("_TARGETING") ? ["GENDER", "COUNTRY"] : undefined,
        };
        const { settings, clock } = simulation;
        // CSV names no entity, and has a value of each column.
        const isCsv =
          format === "CSV" || (settings.template_files === "csv" && ["CAMPAIGN", "AD_GROUP"].includes(level));
        const zeros = isCsv ? Object.fromEntries(wanted.columns.map((column) => [column, 0])) : {};
        // A file that ignores the requested dates has those of the last seven days.
        const week = { startDate: dayText(clock.today() - 6), endDate: dayText(clock.today()) };
        const days = settings.template_dates === "ignored" ? { ...options, ...week } : options;
        return counted(simulation, days, notArchived(adAccount, level), wanted, ({ subject }, record) => ({
          ...zeros,
          ...record,
          TEMPLATE_ID: asText(id),
          ...(isCsv ? {} : { ENTITY_ID: subject.id }),
          ROW_ID: joinWithSlashes(isCsv ? null : subject.id, ...templateKey.map((column) => record[column])),
        }));
      }),
  ),
  mmm_report: ofAdAccounts((adAccount, simulation, options) => {
    const values = (name: string) => valuesOf("analytics/create_mmm_report", name);
    const wanted = { daysBack: 913, columns: values("columns"), targetingTypes: values("targeting_types") };
    const subjects = notArchived(adAccount, "AD_GROUP");
    return counted(simulation, options, subjects, wanted, ({ subject }) => ({ AD_GROUP_ID: subject.id }));
  }),
  brand_category_sku_report: ofAdAccounts((adAccount, { clock, settings }, options) => {
    const { start, end } = daysToRead(options, clock.today(), 727);
    const columns = valuesOf("analytics/create_conversion_product_report", "columns");
    // "7 day minimum" (Pinterest's document).
    const periods = periodsOf("WEEK", Math.min(start, end - 6), end, settings.report_ranges);
    return Object.keys(breakdowns).flatMap((breakdown) => {
      const rows = productRows(subjectsOf(adAccount, "AD_GROUP"), { breakdown, periods, columns });
      return Array.from(rows, ({ subject, period, product, values }) => ({
        ...values,
        ...datesOf(period, true),
        AD_GROUP_ID: subject.id,
        AD_ACCOUNT_ID: adAccount.id,
        CONVERSION_PRODUCT_BREAKDOWN: breakdown,
        PRODUCT: joinWithSlashes(...Object.values(product)),
      }));
    });
  }),
};

function ofAdAccounts(
  records: (adAccount: AdAccount, simulation: Simulation, options: ReadOptions) => readonly JsonObject[],
): ExpectedStream {
  return (simulation, options) =>
    adAccountsToRead(simulation.world, options).flatMap((adAccount) => records(adAccount, simulation, options));
}

/** The rows to read. */
interface RowsToRead {
  readonly daysBack: number;
  readonly isSynchronous?: boolean;
  readonly columns: readonly string[];
  readonly targetingTypes?: readonly string[] | undefined;
}

/** Returns the rows in which something is counted, with their date, targeting value, and further columns. */
function counted(
  { seed, settings, clock }: Simulation,
  options: ReadOptions,
  subjects: Iterable<Subject>,
  { daysBack, isSynchronous = false, ...wanted }: RowsToRead,
  further: (row: Row, record: JsonObject) => JsonObject,
): readonly JsonObject[] {
  const { start, end } = daysToRead(options, clock.today(), daysBack);
  const periods = periodsOf(options.granularity ?? "DAY", start, end, settings.report_ranges);
  const attribution = { ...defaultAttribution, ...options.attribution };
  const conversionDelay = settings.conversion_delay_days;
  const rows = [...rowsOf(subjects, { ...wanted, seed, now: clock.now(), periods, attribution, conversionDelay })];
  return rows
    .filter(({ isZero }) => !isZero)
    .map((row) => {
      const record = {
        ...row.values,
        ...(isSynchronous ? statusTexts(row.values) : {}),
        ...datesOf(row.period, !isSynchronous),
        AD_ACCOUNT_ID: row.subject.adAccount.id,
        ...(row.targeting && { TARGETING_TYPE: row.targeting.type, TARGETING_VALUE: row.targeting.value }),
      };
      return { ...record, ...further(row, record) };
    });
}

/** Returns the dates of a row. A week or month has that of its start, and in reports its range, too. */
function datesOf({ date, hour, range }: Period, isReported: boolean): JsonObject {
  if (date === undefined) return {};
  if (hour !== undefined) return { DATE: date.slice(0, 10), HOUR: hour };
  return range === undefined || !isReported ? { DATE: date } : { DATE: range.slice(0, 10), DATE_RANGE: range };
}

/** Statuses are numbers in synchronous rows, and passed on as text. */
const statusTexts = (values: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(numberedStatuses(values)).map(([column, number]) => [column, String(number)]));

/** Returns subjects with a part of their ads, whose metrics they have. */
function withAds(subjects: readonly Subject[], holds: (ad: Ad) => boolean): readonly Subject[] {
  return subjects.map((subject) => ({ ...subject, ads: subject.ads.filter(holds) }));
}

/** Returns what a synchronous request returns; by default from 89 days ago until today. */
function requested({ columns, targetingTypes }: ReadOptions, operationId: string): RowsToRead {
  const types = valuesOf(operationId, "targeting_types");
  return {
    daysBack: 89,
    isSynchronous: true,
    columns: columns?.length ? [...identity, ...columns] : valuesOf(operationId, "columns"),
    targetingTypes: types.length === 0 ? undefined : orAll(targetingTypes, types),
  };
}

/** Columns that a correct connector always requests, besides chosen ones. */
const identity = ["AD_ACCOUNT_ID", "CAMPAIGN_ID", "AD_GROUP_ID", "AD_ID"];

function synchronous(level: Level, operationId: string): ExpectedStream {
  // Synchronous rows name ads by `AD_ID`.
  const idColumn = level === "PIN_PROMOTION" ? "AD_ID" : idColumns[level];
  return ofAdAccounts((adAccount, simulation, options) => {
    // Whether analytics know product groups by their IDs in the catalog isn't known, so nobody requests these.
    if (level === "PRODUCT_GROUP" && simulation.settings.product_group_ids === "catalog") return [];
    // Deleted ads aren't listed.
    const subjects = subjectsOf(adAccount, level).filter(({ ad }) => ad?.deleted !== true);
    const wanted = requested(options, operationId);
    return counted(simulation, options, subjects, wanted, ({ subject }) => ({ [idColumn]: subject.id }));
  });
}

/** Returns the rows of a report on entities with any status; by default for the entire history of reports. */
function report(level: Level, targeting = false): ExpectedStream {
  return ofAdAccounts((adAccount, simulation, options) => {
    const key = splitBy[level];
    // Negative keywords have no metrics.
    const { product_group_ids: groups, feed_type: feedType } = simulation.settings;
    const all = subjectsOf(adAccount, level, groups);
    const subjects = all.filter(({ keyword }) => keyword?.match_type.includes("NEGATIVE") !== true);
    const columns = orAll(options.columns, valuesOf("ad_account/analytics", "columns")).filter((column) =>
      isReported(column, level, targeting),
    );
    const wanted = {
      daysBack: level === "PRODUCT_ITEM" ? 91 : 913,
      columns: [...columns, ...(key ?? [])],
      targetingTypes: targeting
        ? [...orAll(options.targetingTypes, targetingTypesOf(level)), ...(feedType === "accepted" ? ["FEED_TYPE"] : [])]
        : undefined,
    };
    return counted(simulation, options, subjects, wanted, ({ subject, values }) => ({
      [idColumns[level]]: subject.id,
      ...(key && { ROW_ID: joinWithSlashes(...key.map((name) => values[name])) }),
    }));
  });
}

/** Columns that split the rows of one keyword, product group, or product item on one day. */
const splitBy: Partial<Record<Level, readonly string[]>> = {
  KEYWORD: ["AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"],
  PRODUCT_GROUP: ["AD_GROUP_ID"],
  PRODUCT_ITEM: ["AD_GROUP_ID", "PIN_ID"],
};

/** MEDIA_TYPE applies only to product items, AUDIENCE_MULTIPLIER only to campaigns (Pinterest's document). */
const targetingTypesOf = (level: Level) =>
  valuesOf("analytics/create_report", "targeting_types").filter(
    (type) =>
      type !== "FEED_TYPE" &&
      (type !== "MEDIA_TYPE" || level === "PRODUCT_ITEM") &&
      (type !== "AUDIENCE_MULTIPLIER" || level === "CAMPAIGN"),
  );

/** Unique users, which don't add up, and columns of ads, which product items don't have. */
const peopleColumns = ["TOTAL_IMPRESSION_FREQUENCY", "TOTAL_IMPRESSION_USER"];
const adColumns = /^(?:AD|PIN_PROMOTION)_(?:ID|NAME|STATUS)$/u;

function isReported(column: string, level: Level, targeting: boolean): boolean {
  if (peopleColumns.includes(column)) return !targeting && level !== "KEYWORD";
  if (adColumns.test(column)) return level !== "PRODUCT_ITEM";
  return valuesOf("analytics/create_report", "columns").includes(column);
}

/** By default, a report omits archived entities of its own level. */
function notArchived(adAccount: AdAccount, level: Level): readonly Subject[] {
  return withAds(
    subjectsOf(adAccount, level),
    ({ campaign, adGroup }) =>
      (level !== "CAMPAIGN" || campaign.status !== "ARCHIVED") &&
      (level !== "AD_GROUP" || adGroup.status !== "ARCHIVED"),
  );
}

const templateKey = ["CAMPAIGN_ID", "AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID", "TARGETING_TYPE", "TARGETING_VALUE"];

/** Joins texts with slashes up to the last one present, and escapes slashes within them. */
function joinWithSlashes(...parts: readonly (Json | undefined)[]): string {
  return parts.reduceRight<string>((rest, part) => {
    const marked = asText(part).replaceAll("\\", "\\\\").replaceAll("/", "\\/");
    return rest === "" ? marked : `${marked}/${rest}`;
  }, "");
}
