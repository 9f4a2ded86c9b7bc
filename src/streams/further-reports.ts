import { asText, type JsonObject } from "../json.ts";
import { conversionProductColumns, mixModelColumns } from "../pinterest/operations/columns.generated.ts";
import { conversionProducts, mixModels } from "./access-requirements.ts";
import { targetingWhenEmpty } from "./ads-analytics.ts";
import { joined, joinedValues } from "./derived-fields.ts";
import { eachAdAccount } from "./parents.ts";
import { usualDays } from "./reports.ts";
import type { Stream } from "./stream.ts";

/** The columns that a breakdown's rows are told apart by. */
const productColumns: Readonly<Record<string, readonly string[]>> = {
  PRODUCT_BRAND: ["CONVERSION_PRODUCT_BRAND"],
  PRODUCT_CATEGORY: ["CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_BRAND_AND_CATEGORY: ["CONVERSION_PRODUCT_BRAND", "CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_SKU: ["CONVERSION_PRODUCT_ID"],
};

const common = { rows: "report", fromRequest: { AD_ACCOUNT_ID: "ad_account_id" } } as const;
const reading = { by: "report", cursor: "DATE", lookbackDays: 30 } as const;

/**
 * Templates whose reports can be read: those that are there, in the format that is read here, and not of the levels that
 * reach back three months only.
 */
function isReadable({ is_deleted: deleted, report_format: format, report_level: level }: JsonObject): boolean {
  return deleted !== true && format !== "CSV" && !(typeof level === "string" && level.startsWith("PRODUCT_ITEM"));
}

/**
 * Reports of operations of their own. Of those on marketing mix models and on brands, categories and SKUs, nobody has
 * published a file: they are taken to be written as the other reports are.
 */
export const furtherReportStreams: readonly Stream[] = [
  {
    ...common,
    name: "template_reports",
    description:
      "Reports by the templates in `report_templates`, one row per object that the template is about and day.",
    operation: "analytics/create_template_report",
    parameters: () => ({ granularity: "DAY" }),
    partitions: {
      of: "children",
      parent: {
        stream: "report_templates",
        bind: { ad_account_id: "ad_account_id", template_id: "id" },
        where: isReadable,
        whenSkipped: (skipped, all) =>
          `${skipped} of ${all} templates are skipped: they are deleted, make CSV files, or are about product items.`,
      },
    },
    fromRequest: { ...common.fromRequest, TEMPLATE_ID: "template_id" },
    derive: {
      // Which column tells rows apart depends on the template.
      ROW_ID: joined([
        "ENTITY_ID",
        "CAMPAIGN_ID",
        "AD_GROUP_ID",
        "PIN_PROMOTION_ID",
        "AD_ID",
        "TARGETING_TYPE",
        "TARGETING_VALUE",
      ]),
    },
    primaryKey: ["TEMPLATE_ID", "ROW_ID", "DATE"],
    reading: {
      ...reading,
      ...usualDays,
      poll: "analytics/get_report",
      id: "ENTITY_ID",
      body: () => ({}),
      // Pinterest's document has them in the address. Other clients send them in the body too.
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
      // A report takes five of them. The last two are new in 5.28.
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
        // How an order line is paid for would cut rows in parts that the key does not tell apart.
        columns: mixModelColumns.filter((column) => column !== "SPEND_ORDER_LINE_PAID_TYPE"),
      }),
    },
    accessRequirement: mixModels,
  },
  {
    ...common,
    name: "brand_category_sku_report",
    description: "Conversions by what was bought, one row per ad group, brand, category, or product, and week.",
    operation: "analytics/create_conversion_product_report",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [
        {
          parameter: "conversion_product_breakdown",
          values: () => Object.keys(productColumns),
        },
        // Asked for none, the API leaves most of them out. A report takes seven. Those of the second list are new in 5.28;
        // an ad group has one objective, so that no row is cut in two.
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
      PRODUCT: {
        type: "string",
        from: (row) => joinedValues(row, productColumns[asText(row.CONVERSION_PRODUCT_BREAKDOWN)] ?? []),
      },
    },
    primaryKey: ["AD_GROUP_ID", "CONVERSION_PRODUCT_BREAKDOWN", "PRODUCT", "DATE"],
    reading: {
      ...reading,
      // Two years, since reports begin in March 2024; a year at once, and no less than seven days.
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
