import { asText, isStringArray, type Json, type JsonObject } from "../../src/base/json.ts";
import { attributeOf } from "../metrics/columns.ts";
import { periodsOf } from "../metrics/periods.ts";
import { productsBy, purchaseMeasures, purchasesOf } from "../metrics/products.ts";
import { type Level, levels, type Subject } from "../metrics/subject.ts";
import type { Ad } from "../world/ads/advertising-records.ts";
import { reportTemplatesOf } from "../world/ads/report-templates.ts";
import type { AdAccount } from "../world/world.ts";
import { adAccountsToRead } from "./access.ts";
import { expectedRows } from "./ads-rows.ts";
import { reportSubjects } from "./ads-subjects.ts";
import { daysToRead, type ExpectedStream, valuesOf } from "./expected-stream.ts";

/** Template reports and reports that need special access. */
export const specialReportStreams: Readonly<Record<string, ExpectedStream>> = {
  template_reports: (simulation, options) =>
    adAccountsToRead(simulation.world, options).flatMap((adAccount) =>
      templatesToRead(adAccount).flatMap(({ id, level, targeting, columns, minSpend }) =>
        expectedRows(simulation, notArchived(reportSubjects(adAccount, level), level), {
          days: daysToRead(options, simulation.clock.today(), 913),
          columns,
          targetingTypes: targeting ? ["GENDER", "COUNTRY"] : undefined,
        })
          .filter(({ values }) => minSpend === undefined || Number(values.SPEND_IN_DOLLAR) > minSpend)
          .map(({ subject, values }) => ({
            ...values,
            TEMPLATE_ID: id,
            ENTITY_ID: subject.id,
            ROW_ID: rowId(subject.id, values),
          })),
      ),
    ),
  mmm_report: (simulation, options) =>
    adAccountsToRead(simulation.world, options).flatMap((adAccount) =>
      expectedRows(simulation, notArchived(reportSubjects(adAccount, "AD_GROUP"), "AD_GROUP"), {
        days: daysToRead(options, simulation.clock.today(), 913),
        columns: valuesOf("analytics/create_mmm_report", "columns"),
        targetingTypes: valuesOf("analytics/create_mmm_report", "targeting_types"),
      }).map(({ subject, values }) => ({ ...values, AD_GROUP_ID: subject.id })),
    ),
  brand_category_sku_report: (simulation, options) => {
    const { world, clock, seed } = simulation;
    const { start, end } = daysToRead(options, clock.today(), 727);
    const columns = valuesOf("analytics/create_conversion_product_report", "columns");
    const measures = purchaseMeasures(columns, seed);
    return adAccountsToRead(world, options).flatMap((adAccount) =>
      breakdowns.flatMap((breakdown) =>
        reportSubjects(adAccount, "AD_GROUP").flatMap((subject) =>
          periodsOf("WEEK", start, end)
            .filter(({ first, last }) =>
              subject.ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first),
            )
            .flatMap(({ date = "", first }) =>
              productsBy(breakdown).flatMap((product): readonly JsonObject[] => {
                const purchases = purchasesOf(measures, seed, subject.id, date, product);
                if (Object.keys(purchases).length === 0) return [];
                const attributes = columns.map((name) => [name, attributeOf(name)?.(subject, first * 86_400)] as const);
                return [
                  {
                    ...Object.fromEntries(attributes.filter(([, value]) => value !== undefined)),
                    ...product,
                    ...purchases,
                    DATE: date,
                    AD_GROUP_ID: subject.id,
                    AD_ACCOUNT_ID: adAccount.id,
                    CONVERSION_PRODUCT_BREAKDOWN: breakdown,
                    PRODUCT: productName(breakdown, product),
                  },
                ];
              }),
            ),
        ),
      ),
    );
  },
};

const breakdowns = ["PRODUCT_BRAND", "PRODUCT_CATEGORY", "PRODUCT_BRAND_AND_CATEGORY", "PRODUCT_SKU"] as const;

interface Template {
  readonly id: string;
  readonly level: Level;
  readonly targeting: boolean;
  readonly columns: readonly string[];
  /** Minimum spend of a row; undefined for no minimum. */
  readonly minSpend: number | undefined;
}

/** Returns the templates to read: not deleted, JSON, and not of product items. */
function templatesToRead(adAccount: AdAccount): readonly Template[] {
  return reportTemplatesOf(adAccount)
    .filter(({ is_deleted: deleted, report_format: format }) => deleted !== true && format === "JSON")
    .flatMap(({ id, report_level: name, columns, filters_json: filters }) => {
      const level = levels.find((one) => one === asText(name).replace("_TARGETING", ""));
      if (level === undefined || level === "PRODUCT_ITEM") return [];
      return [
        {
          id: asText(id),
          level,
          targeting: asText(name).endsWith("_TARGETING"),
          columns: isStringArray(columns) ? columns : [],
          minSpend: filters === null ? undefined : 1,
        },
      ];
    });
}

/** By default, a report omits archived entities of its own level. */
function notArchived(subjects: readonly Subject[], level: Level): readonly Subject[] {
  return subjects.flatMap((subject) => {
    const { campaigns, adGroups } = subject.adAccount.advertising;
    const archived = new Set(
      [...campaigns, ...adGroups].filter(({ status }) => status === "ARCHIVED").map(({ id }) => id),
    );
    const parentOf = (ad: Ad) =>
      level === "CAMPAIGN" ? ad.campaignId : level === "AD_GROUP" ? ad.adGroupId : undefined;
    const ads = subject.ads.filter((ad) => !archived.has(parentOf(ad) ?? ""));
    return ads.length === 0 ? [] : [{ ...subject, ads }];
  });
}

/** Returns the part of a row's key besides the template and date. */
function rowId(entity: string, { CAMPAIGN_ID, AD_GROUP_ID, PIN_PROMOTION_ID, AD_ID, ...row }: JsonObject): string {
  return joinWithSlashes(
    entity,
    CAMPAIGN_ID,
    AD_GROUP_ID,
    PIN_PROMOTION_ID,
    AD_ID,
    row.TARGETING_TYPE,
    row.TARGETING_VALUE,
  );
}

function productName(breakdown: (typeof breakdowns)[number], product: JsonObject): string {
  const { CONVERSION_PRODUCT_BRAND: brand, CONVERSION_PRODUCT_CATEGORY: category } = product;
  switch (breakdown) {
    case "PRODUCT_BRAND":
      return joinWithSlashes(brand);
    case "PRODUCT_CATEGORY":
      return joinWithSlashes(category);
    case "PRODUCT_BRAND_AND_CATEGORY":
      return joinWithSlashes(brand, category);
    case "PRODUCT_SKU":
      return joinWithSlashes(product.CONVERSION_PRODUCT_ID);
  }
}

/** Joins texts with slashes up to the last one present, and escapes slashes within them. */
function joinWithSlashes(...parts: readonly (Json | undefined)[]): string {
  return parts.reduceRight<string>((rest, part) => {
    const marked = asText(part).replaceAll("\\", "\\\\").replaceAll("/", "\\/");
    return rest === "" ? marked : `${marked}/${rest}`;
  }, "");
}
