import { asText, isObject, isStringArray, type JsonObject } from "../../../src/base/json.ts";
import { ApiError, catalogNotFound, feedNotFound, invalidParameter, noCatalog } from "../../errors.ts";
import { defaultAttribution } from "../../metrics/attribution.ts";
import { isGranularity } from "../../metrics/periods.ts";
import type { Breakdown } from "../../metrics/products.ts";
import { catalogText } from "../../reports/catalog-file.ts";
import { type ProductRequest, productText } from "../../reports/product-rows.ts";
import { levelOf, type ReportRequest } from "../../reports/request.ts";
import {
  type CatalogReportType,
  catalogColumns,
  distributionRows,
  ingestionRows,
  itemRows,
} from "../../world/catalogs/catalog-reports.ts";
import { parseDay } from "../../world/times.ts";
import { adAccountOf } from "../areas.ts";
import { type Call, computed, type Operations } from "../operation.ts";
import type { DayRange } from "../organic/pin-analytics.ts";
import { create, poll, workOf } from "./reports.ts";

/** Reports that need special access, and catalog reports. */
export const specialReportOperations: Operations = {
  "analytics/create_mmm_report": computed((call) => {
    const adAccount = adAccountOf(call);
    const created = create(
      call.simulation,
      workOf(call.simulation, adAccount, mixRequest(call.body, daysOf(call.body))),
    );
    return { ...created, status: "success" };
  }),
  "analytics/get_mmm_report": computed((call) => poll(call, adAccountOf(call).id)),
  "analytics/create_conversion_product_report": computed((call) => {
    const adAccount = adAccountOf(call);
    const request = productRequest(call.body, daysOf(call.body));
    const { seed } = call.simulation;
    return create(call.simulation, {
      owner: adAccount.id,
      key: `products ${JSON.stringify(request)}`,
      write: () => productText(adAccount, request, seed),
    });
  }),
  "analytics/get_conversion_product_report": computed((call) => poll(call, adAccountOf(call).id)),
  "reports/create": computed((call) => {
    const { scope, simulation, body } = call;
    const { type, rows } = catalogReport(call);
    const { token } = create(simulation, {
      owner: scope.account.profile.id,
      // "One report per day": a new day makes a new report.
      key: `catalog ${scope.today} ${JSON.stringify(body)}`,
      write: () => catalogText(rows, catalogColumns[type]),
    });
    return { token };
  }),
  "reports/get": computed((call) => {
    const { scope } = call;
    if (scope.world.catalogsOf(scope.account).catalogs.length === 0) throw noCatalog();
    const response = poll(call, scope.account.profile.id);
    if (response.report_status === "FINISHED" || response.report_status === "IN_PROGRESS") return response;
    throw new ApiError(400, 1104, "The token you provided is not valid or has expired.");
  }),
};

function daysOf({ start_date: from, end_date: to }: JsonObject): DayRange {
  const [start, end] = [parseDay(asText(from)), parseDay(asText(to))];
  if (start === undefined || end === undefined) throw invalidParameter("A date is not in the format YYYY-MM-DD.");
  if (end < start) throw invalidParameter("The end date must not be before the start date.");
  return { start, end };
}

const texts = (value: unknown): readonly string[] => (isStringArray(value) ? value : []);

/** Returns a marketing mix model report as an ads report, as far as is known. */
export function mixRequest(body: JsonObject, { start, end }: DayRange): ReportRequest {
  const { level } = levelOf(asText(body.level));
  const granularity = asText(body.granularity);
  return {
    level,
    targetingTypes: texts(body.targeting_types),
    start,
    end,
    granularity: isGranularity(granularity) ? granularity : "DAY",
    columns: texts(body.columns),
    attribution: defaultAttribution,
    filters: {},
  };
}

/** "Default is …": catalog sales only if requested (Pinterest's document). */
const defaultObjectives = ["CONSIDERATION", "AWARENESS", "WEB_CONVERSION", "VIDEO_COMPLETION"];

const breakdowns: readonly Breakdown[] = [
  "PRODUCT_BRAND",
  "PRODUCT_CATEGORY",
  "PRODUCT_BRAND_AND_CATEGORY",
  "PRODUCT_SKU",
  "PRODUCT_SKU_GROUP",
];

/** Reads the request of a conversion product report, within the document's limits on dates. */
function productRequest(body: JsonObject, { start, end }: DayRange): ProductRequest {
  const { level } = levelOf(asText(body.level));
  if (start <= (parseDay("2024-03-16") ?? 0)) throw invalidParameter("Start date must be after 2024-03-16.");
  if (end - start < 6) throw invalidParameter("7 day minimum time window for report is required.");
  if (end - start > 365) throw invalidParameter("A max of 1 year is allowed between the start and end date.");
  const granularity = body.granularity === "WEEK" || body.granularity === "MONTH" ? body.granularity : "TOTAL";
  const objectives = texts(body.campaign_objective_types);
  return {
    level: level === "CAMPAIGN" || level === "AD_GROUP" ? level : "ADVERTISER",
    // The default breakdown is a guess.
    breakdown: breakdowns.find((one) => one === body.conversion_product_breakdown) ?? "PRODUCT_BRAND",
    granularity,
    start,
    end,
    columns: [...new Set(texts(body.columns))],
    objectives: objectives.length === 0 ? defaultObjectives : objectives,
  };
}

/** Returns the type and rows of a catalog report. */
function catalogReport({ body, scope }: Call): {
  readonly type: CatalogReportType;
  readonly rows: readonly JsonObject[];
} {
  const { catalogs, feeds } = scope.world.catalogsOf(scope.account);
  if (catalogs.length === 0) throw noCatalog();
  const { catalog_type: kind, report } = body;
  const { report_type: type, feed_id: feedId, catalog_id: catalogId } = isObject(report) ? report : {};
  if (type === "FEED_INGESTION_ISSUES") {
    const feed = feeds.find(({ id, catalog }) => id === feedId && catalog.type === kind);
    if (feed === undefined) throw feedNotFound();
    return { type, rows: ingestionRows(feed) };
  }
  if (type !== "DISTRIBUTION_ISSUES" && type !== "ALL_ITEMS") throw invalidParameter("Unknown report_type.");
  if (type === "ALL_ITEMS" && kind === "HOTEL") throw invalidParameter("Unknown report_type.");
  const catalog = catalogs.find((one) => one.type === kind && (catalogId === undefined || one.id === catalogId));
  if (catalog === undefined) throw catalogNotFound();
  return { type, rows: type === "ALL_ITEMS" ? itemRows(catalog) : distributionRows(catalog) };
}
