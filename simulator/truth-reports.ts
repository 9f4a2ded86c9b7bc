import { asText, type JsonObject } from "../src/json.ts";
import { mixRequest } from "./operations/special-reports.ts";
import { contracts } from "./parameters.generated.ts";
import { type Breakdown, productRows } from "./reports/product-rows.ts";
import { reportRows } from "./reports/rows.ts";
import { templateRequest } from "./reports/templates.ts";
import type { Simulation } from "./simulation.ts";
import { rangeOf, record, wanted } from "./truth-advertising.ts";
import type { Stream } from "./truth-records.ts";
import { reportTemplatesOf } from "./world/report-templates.ts";

const breakdowns: readonly Breakdown[] = [
  "PRODUCT_BRAND",
  "PRODUCT_CATEGORY",
  "PRODUCT_BRAND_AND_CATEGORY",
  "PRODUCT_SKU",
];

/** Reports of templates and those that few apps may ask for: the records that a perfect connector emits for each stream. */
export const reportStreams: Readonly<Record<string, Stream>> = {
  // Templates of files that are no JSON, and those of product items, are left out.
  template_reports: (simulation, options) => {
    const days = rangeOf(options, simulation.clock.today(), 913);
    return wanted(simulation, options).flatMap((adAccount) =>
      reportTemplatesOf(adAccount)
        .filter(
          ({ is_deleted: deleted, report_format: format, report_level: level }) =>
            deleted !== true && format !== "CSV" && !asText(level).startsWith("PRODUCT_ITEM"),
        )
        .flatMap((template) =>
          Array.from(reportRows(adAccount, templateRequest(template, days, "DAY"), makingOf(simulation)), (row) => {
            const { type, value } = row.targeting ?? {};
            return {
              ...record(adAccount, row, { ...row.values, ...(row.date === undefined ? {} : { DATE: row.date }) }),
              TEMPLATE_ID: asText(template.id),
              ENTITY_ID: row.subject.id,
              ROW_ID: joined(row.subject.id, type, value),
            };
          }),
        ),
    );
  },
  mmm_report: (simulation, options) => {
    const body = {
      level: "AD_GROUP_TARGETING",
      granularity: "DAY",
      targeting_types: enumerated("analytics/create_mmm_report", "targeting_types"),
      columns: enumerated("analytics/create_mmm_report", "columns"),
    };
    const request = mixRequest(body, rangeOf(options, simulation.clock.today(), 913));
    return wanted(simulation, options).flatMap((adAccount) =>
      Array.from(reportRows(adAccount, request, makingOf(simulation)), (row) =>
        record(adAccount, row, {
          AD_GROUP_ID: row.subject.id,
          ...(row.date === undefined ? {} : { DATE: row.date }),
          ...row.values,
        }),
      ),
    );
  },
  brand_category_sku_report: (simulation, options) => {
    const { start, end } = rangeOf(options, simulation.clock.today(), 727);
    const operation = "analytics/create_conversion_product_report";
    return wanted(simulation, options).flatMap((adAccount) =>
      breakdowns.flatMap((breakdown) => {
        const request = {
          level: "AD_GROUP" as const,
          breakdown,
          granularity: "WEEK" as const,
          start,
          end,
          columns: enumerated(operation, "columns"),
          objectives: enumerated(operation, "campaign_objective_types"),
        };
        return Array.from(productRows(adAccount, request, simulation.seed), ({ subject, date, values }): JsonObject => {
          const bought = [
            values.CONVERSION_PRODUCT_BRAND,
            values.CONVERSION_PRODUCT_CATEGORY,
            values.CONVERSION_PRODUCT_ID,
          ];
          return {
            ...values,
            ...(date === undefined ? {} : { DATE: date }),
            AD_GROUP_ID: subject.id,
            AD_ACCOUNT_ID: adAccount.id,
            CONVERSION_PRODUCT_BREAKDOWN: breakdown,
            PRODUCT: joined(...bought.map((one) => (typeof one === "string" ? one : undefined))),
          };
        });
      }),
    );
  },
};

function makingOf({ seed, clock, settings }: Simulation) {
  return { seed, now: clock.now(), extraEntities: settings.report_extra_entities };
}

function joined(...parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join("/");
}

function enumerated(operationId: string, field: string): readonly string[] {
  const schema = contracts[operationId]?.body?.properties[field];
  return schema?.type === "array" && schema.items.type === "string" ? (schema.items.enum ?? []) : [];
}
