import { ApiError, invalidParameter, noCatalog } from "../../errors.ts";
import { asText, type JsonObject, textsIn } from "../../json.ts";
import { periodsOf } from "../../metrics/periods.ts";
import { productRows } from "../../metrics/products.ts";
import { subjectsOf } from "../../metrics/subjects.ts";
import { catalogText, dateOf, jsonOf } from "../../reports/file.ts";
import { levelOf, mixRequest } from "../../reports/request.ts";
import type { Settings } from "../../settings.ts";
import { catalogColumns } from "../../world/catalogs/catalog-reports.ts";
import { parseDay } from "../../world/times.ts";
import type { AdAccount } from "../../world/world.ts";
import { adAccountOf, catalogReportOf } from "../areas.ts";
import { bodyRange } from "../check-range.ts";
import { computed, type Operations } from "../operation.ts";
import { writeRow } from "../write-row.ts";
import { create, poll, workOf } from "./reports.ts";

/** Reports that need special access, and catalog reports. */
export const specialReportOperations: Operations = {
  "analytics/create_mmm_report": computed((call) => {
    const adAccount = adAccountOf(call);
    const created = create(call.simulation, workOf(call.simulation, adAccount, mixRequest(call.body)));
    return { ...created, status: "success" };
  }),
  "analytics/get_mmm_report": computed((call) => poll(call, adAccountOf(call).id)),
  "analytics/create_conversion_product_report": computed((call) => {
    const adAccount = adAccountOf(call);
    const request = productRequest(call.body, call.simulation.settings);
    return create(call.simulation, {
      owner: adAccount.id,
      key: `products ${JSON.stringify(request)}`,
      write: () => productText(adAccount, request),
    });
  }),
  "analytics/get_conversion_product_report": computed((call) => poll(call, adAccountOf(call).id)),
  "reports/create": computed((call) => {
    const { scope, simulation, body } = call;
    if (scope.account.catalogs.catalogs.length === 0) throw noCatalog();
    const { type, rows } = catalogReportOf(call, body.catalog_type, body.report);
    const { token } = create(simulation, {
      owner: scope.account.profile.id,
      // "One report per day": a new day makes a new report.
      key: `catalog ${scope.today} ${JSON.stringify(body)}`,
      write: () => catalogText(rows(), catalogColumns[type]),
    });
    return { token };
  }),
  "reports/get": computed((call) => {
    const { scope } = call;
    if (scope.account.catalogs.catalogs.length === 0) throw noCatalog();
    const response = poll(call, scope.account.profile.id);
    if (response.report_status === "FINISHED" || response.report_status === "IN_PROGRESS") return response;
    throw new ApiError(400, 1104, "The token you provided is not valid or has expired.");
  }),
};

/** "Default is …": catalog sales only if requested (Pinterest's document). */
const defaultObjectives = ["CONSIDERATION", "AWARENESS", "WEB_CONVERSION", "VIDEO_COMPLETION"];

/** Reads the request of a conversion product report, within the document's limits on dates. */
function productRequest(body: JsonObject, { report_ranges }: Settings) {
  const { start, end } = bodyRange(body);
  const { level } = levelOf(asText(body.level));
  if (start <= (parseDay("2024-03-16") ?? 0)) throw invalidParameter("Start date must be after 2024-03-16.");
  if (end - start < 6) throw invalidParameter("7 day minimum time window for report is required.");
  if (end - start > 365) throw invalidParameter("A max of 1 year is allowed between the start and end date.");
  const granularity = body.granularity === "WEEK" || body.granularity === "MONTH" ? body.granularity : "TOTAL";
  const objectives = textsIn(body.campaign_objective_types) ?? [];
  return {
    level: level === "CAMPAIGN" || level === "AD_GROUP" ? level : "ADVERTISER",
    breakdown: asText(body.conversion_product_breakdown),
    periods: periodsOf(granularity, start, end, report_ranges),
    columns: [...new Set(textsIn(body.columns))],
    objectives: objectives.length === 0 ? defaultObjectives : objectives,
  } as const;
}

/** Yields the text of a conversion product report. The format is that of the other reports. */
function productText(adAccount: AdAccount, request: ReturnType<typeof productRequest>) {
  const subjects = subjectsOf(adAccount, request.level).map((subject) => ({
    ...subject,
    ads: subject.ads.filter(({ campaign }) => request.objectives.includes(campaign.objective)),
  }));
  return jsonOf(productRows(subjects, request), ({ period, values }) => writeRow({ ...dateOf(period), ...values }));
}
