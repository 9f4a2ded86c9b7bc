import { asText, isEmpty, type JsonObject } from "../../base/json.ts";
import type { Attribution } from "../../config/config.ts";
import { conversionProductColumns, mixModelColumns } from "../../pinterest/operations/columns.generated.ts";
import { conversionProducts, mixModels } from "../access-requirements.ts";
import { targetingWhenEmpty } from "../ads/ads-analytics.ts";
import { joinedValues } from "../derived-fields.ts";
import { eachAdAccount } from "../parents.ts";
import type { DerivedField, ReportReading, Stream } from "../stream.ts";
import { usualDays } from "./report-levels.ts";

/** By breakdown: the columns that identify its rows. */
const productColumns: Readonly<Record<string, readonly string[]>> = {
  PRODUCT_BRAND: ["CONVERSION_PRODUCT_BRAND"],
  PRODUCT_CATEGORY: ["CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_BRAND_AND_CATEGORY: ["CONVERSION_PRODUCT_BRAND", "CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_SKU: ["CONVERSION_PRODUCT_ID"],
};

/** Pinterest's own attribution, that of a request that names none. */
const defaultAttribution: Attribution = {
  clickWindowDays: 30,
  engagementWindowDays: 30,
  viewWindowDays: 1,
  conversionReportTime: "TIME_OF_AD_ACTION",
};

const common = { rows: "report", fromRequest: { AD_ACCOUNT_ID: "ad_account_id" } } as const;
const reading = {
  by: "report",
  cursor: "DATE",
  lookbackDays: 30,
  attribution: () => defaultAttribution,
} as const satisfies Partial<ReportReading>;

/** Returns whether a template's reports can be read: not deleted, and of a level with full history. */
function isReadable({ is_deleted: deleted, report_level: level }: JsonObject): boolean {
  return deleted !== true && !(typeof level === "string" && level.startsWith("PRODUCT_ITEM"));
}

/** Returns the longest attribution window of a template whose conversions are added to the day of the ad action, in days. */
function longestWindow(template: JsonObject): number {
  if (template.conversion_report_time_type === "TIME_OF_CONVERSION") return 0;
  const { click_window_days: click, engagement_window_days: engagement, view_window_days: view } = template;
  const windows = [click, engagement, view].filter((days) => typeof days === "number");
  // Pinterest has windows of up to 60 days, and 30 by default.
  return windows.length === 0 ? 30 : Math.min(60, Math.max(...windows));
}

/** The columns that identify the rows of a template's report, as far as it has them. CSV files can have names alone. */
const entityIds = ["ENTITY_ID", "CAMPAIGN_ID", "AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID"];
const furtherIds = ["TARGETING_TYPE", "TARGETING_VALUE", "KEYWORD_ID", "PRODUCT_GROUP_ID", "PIN_ID"];
const entityNames = ["CAMPAIGN_NAME", "AD_GROUP_NAME", "PIN_PROMOTION_NAME", "AD_NAME"];

const templateRowId: DerivedField = (row) => {
  const hasId = [...entityIds, ...furtherIds.slice(2)].some((name) => !isEmpty(row[name]));
  return joinedValues(row, [...(hasId ? entityIds : entityNames), ...furtherIds]);
};

/**
 * Reports with their own operations. For marketing mix models and for brands, categories, and SKUs, no file has been
 * published, so the connector assumes the format of the other reports.
 */
export const specialReportStreams: readonly Stream[] = [
  {
    ...common,
    name: "template_reports",
    description:
      "Reports by the templates in `report_templates`, one row per object of the template, such as a campaign, and day.",
    operation: "analytics/create_template_report",
    parameters: () => ({ granularity: "DAY" }),
    partitions: {
      of: "children",
      parent: {
        stream: "report_templates",
        bind: { ad_account_id: "ad_account_id", template_id: "id" },
        where: isReadable,
        attributionDays: longestWindow,
        whenSkipped: (skipped, all) =>
          `${skipped} of ${all} templates are skipped: they are deleted, or are about product items.`,
      },
    },
    fromRequest: { ...common.fromRequest, TEMPLATE_ID: "template_id" },
    derive: { ROW_ID: templateRowId },
    primaryKey: ["TEMPLATE_ID", "ROW_ID", "DATE"],
    keySince: "0.4.0",
    reading: {
      ...reading,
      ...usualDays,
      poll: "analytics/get_report",
      id: "ENTITY_ID",
      body: () => ({}),
      // A CSV file of totals has none.
      undatedRows: "first_date",
      // Pinterest's document has them in the query. Other clients also send them in the body.
      alsoInBody: ["start_date", "end_date", "granularity"],
    },
  },
  {
    ...common,
    name: "mmm_report",
    description: "Metrics for marketing mix models, one row per ad group, targeting value, and day.",
    operation: "analytics/create_mmm_report",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      // A report takes at most five. The last two are new in version 5.28 of the API.
      each: [
        {
          parameter: "targeting_types",
          values: () => [
            ["APPTYPE", "COUNTRY", "CREATIVE_TYPE", "GENDER", "LOCATION"],
            ["AUDIENCE_INCLUDE", "PLACEMENT"],
          ],
        },
      ],
    },
    whenEmpty: targetingWhenEmpty,
    primaryKey: ["AD_GROUP_ID", "TARGETING_TYPE", "TARGETING_VALUE", "DATE"],
    reading: {
      ...reading,
      ...usualDays,
      poll: "analytics/get_mmm_report",
      id: "AD_GROUP_ID",
      body: () => ({
        report_name: "mmm_report",
        level: "AD_GROUP_TARGETING",
        granularity: "DAY",
        // The payment of an order line would split rows into parts with the same key.
        columns: mixModelColumns.filter((column) => column !== "SPEND_ORDER_LINE_PAID_TYPE"),
      }),
    },
    accessRequirement: mixModels,
  },
  {
    ...common,
    name: "brand_category_sku_report",
    description:
      "Conversions by what people bought, one row per ad group, product (brand, category, or SKU), and week.",
    operation: "analytics/create_conversion_product_report",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [
        {
          parameter: "conversion_product_breakdown",
          values: () => Object.keys(productColumns),
        },
        // By default, the API omits most objectives. A report takes at most seven. The second list is new in version 5.28
        // of the API. An ad group has one objective, so no row is split between reports.
        {
          parameter: "campaign_objective_types",
          values: () => [
            ["AWARENESS", "CONSIDERATION", "WEB_CONVERSION", "CATALOG_SALES", "VIDEO_COMPLETION"],
            ["SALES", "LEADS", "APP_INSTALL", "CTV_CONSIDERATION"],
          ],
        },
      ],
    },
    fromRequest: { ...common.fromRequest, CONVERSION_PRODUCT_BREAKDOWN: "conversion_product_breakdown" },
    derive: {
      PRODUCT: (row) => joinedValues(row, productColumns[asText(row.CONVERSION_PRODUCT_BREAKDOWN)] ?? []),
    },
    primaryKey: ["AD_GROUP_ID", "CONVERSION_PRODUCT_BREAKDOWN", "PRODUCT", "DATE"],
    keyColumns: Object.values(productColumns).flat(),
    reading: {
      ...reading,
      attribution: ({ attribution }) => attribution,
      // Reports begin in March 2024. A request takes from 7 days to a year.
      daysBack: 727,
      maxDaysPerRequest: 364,
      minDaysPerRequest: 7,
      alignedTo: "week",
      poll: "analytics/get_conversion_product_report",
      id: "AD_GROUP_ID",
      body: ({ attribution }) => ({
        report_name: "brand_category_sku_report",
        level: "AD_GROUP",
        granularity: "WEEK",
        columns: conversionProductColumns,
        click_window_days: attribution.clickWindowDays,
        view_window_days: attribution.viewWindowDays,
        conversion_report_time: attribution.conversionReportTime,
      }),
    },
    accessRequirement: conversionProducts,
  },
];
