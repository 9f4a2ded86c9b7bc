import { asText, isStringArray, type Json, type JsonObject } from "../../src/base/json.ts";
import { attributeOf } from "../metrics/columns.ts";
import { type Period, periodsOf } from "../metrics/periods.ts";
import { productsBy, purchaseMeasures, purchasesOf } from "../metrics/products.ts";
import { type Level, levels, type Subject } from "../metrics/subject.ts";
import { reportTemplatesOf } from "../world/ads/report-templates.ts";
import type { AdAccount } from "../world/world.ts";
import { expectedRows } from "./ads-rows.ts";
import { reportSubjects } from "./ads-subjects.ts";
import { adAccountsToRead, daysToRead, type ExpectedStream, valuesOf } from "./expected-stream.ts";

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
    const rowsOf = (subject: Subject, breakdown: Breakdown, { date = "", first, last }: Period) =>
      productsBy(breakdown).flatMap((product): readonly JsonObject[] => {
        const purchases = purchasesOf(measures, seed, subject.id, date, product);
        const delivers = subject.ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first);
        if (!delivers || Object.keys(purchases).length === 0) return [];
        const attributes = columns.map((name) => [name, attributeOf(name)?.(subject, first * 86_400)] as const);
        const row = {
          ...Object.fromEntries(attributes.filter(([, value]) => value !== undefined)),
          ...product,
          ...purchases,
          DATE: date,
          AD_GROUP_ID: subject.id,
          AD_ACCOUNT_ID: subject.adAccount.id,
          CONVERSION_PRODUCT_BREAKDOWN: breakdown,
          PRODUCT: joinWithSlashes(...namesOf[breakdown].map((name) => product[name])),
        };
        return [row];
      });
    const weeks = periodsOf("WEEK", start, end);
    return adAccountsToRead(world, options).flatMap((adAccount) =>
      breakdowns.flatMap((breakdown) =>
        reportSubjects(adAccount, "AD_GROUP").flatMap((subject) =>
          weeks.flatMap((week) => rowsOf(subject, breakdown, week)),
        ),
      ),
    );
  },
};

const namesOf = {
  PRODUCT_BRAND: ["CONVERSION_PRODUCT_BRAND"],
  PRODUCT_CATEGORY: ["CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_BRAND_AND_CATEGORY: ["CONVERSION_PRODUCT_BRAND", "CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_SKU: ["CONVERSION_PRODUCT_ID"],
} as const;
const breakdowns = ["PRODUCT_BRAND", "PRODUCT_CATEGORY", "PRODUCT_BRAND_AND_CATEGORY", "PRODUCT_SKU"] as const;
type Breakdown = (typeof breakdowns)[number];

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
    const entities = level === "CAMPAIGN" ? campaigns : level === "AD_GROUP" ? adGroups : [];
    const archived = new Set(entities.filter(({ status }) => status === "ARCHIVED").map(({ id }) => id));
    const ads = subject.ads.filter(
      ({ campaignId, adGroupId }) => !archived.has(campaignId) && !archived.has(adGroupId),
    );
    return ads.length === 0 ? [] : [{ ...subject, ads }];
  });
}

function rowId(entity: string, row: JsonObject): string {
  const columns = ["CAMPAIGN_ID", "AD_GROUP_ID", "PIN_PROMOTION_ID", "AD_ID", "TARGETING_TYPE", "TARGETING_VALUE"];
  return joinWithSlashes(entity, ...columns.map((name) => row[name]));
}

/** Joins texts with slashes up to the last one present, and escapes slashes within them. */
function joinWithSlashes(...parts: readonly (Json | undefined)[]): string {
  return parts.reduceRight<string>((rest, part) => {
    const marked = asText(part).replaceAll("\\", "\\\\").replaceAll("/", "\\/");
    return rest === "" ? marked : `${marked}/${rest}`;
  }, "");
}
