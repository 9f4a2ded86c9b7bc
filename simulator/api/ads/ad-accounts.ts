import { ApiError } from "../../errors.ts";
import { asText } from "../../json.ts";
import * as billing from "../../world/ads/billing.ts";
import * as conversions from "../../world/ads/conversions.ts";
import * as tables from "../../world/ads/tables.ts";
import { keywordMetrics } from "../../world/organic/trends.ts";
import { adAccountOf, billingRoles, leadRoles } from "../areas.ts";
import { byId, column, list, records } from "../list.ts";
import { computed, type Operations } from "../operation.ts";

/** Resources of an ad account other than campaigns, ad groups, ads, and their targeting. */
export const adAccountOperations: Operations = {
  "promotions/list": records({ rows: (call) => tables.promotionsOf(adAccountOf(call)), order: byId }),
  "labels/list": records({
    rows: (call) => tables.labelsOf(adAccountOf(call)),
    where: { entity_statuses: column("status") },
  }),
  "lead_forms/list": records({ rows: (call) => tables.leadFormsOf(adAccountOf(call)), order: byId }),
  "ad_accounts_subscriptions/get_list": records({
    rows: (call) => tables.leadSubscriptionsOf(adAccountOf(call, leadRoles)),
    order: byId,
  }),
  "targeting_template/list": list({
    rows: (call) => tables.targetingTemplatesOf(adAccountOf(call)),
    order: byId,
    show: (template, { parameters }) => (parameters.flag("include_sizing") ? tables.withSizing(template) : template),
  }),
  "templates/list": records({ rows: (call) => tables.reportTemplatesOf(adAccountOf(call)), order: byId }),
  "schedules/list": records({
    rows: (call) => {
      const statuses = call.parameters.texts("schedule_statuses") ?? ["SCHEDULED", "ACTIVE"];
      return tables
        .schedulesOf(adAccountOf(call))
        .filter(({ schedule_status: status }) => statuses.includes(asText(status)));
    },
    where: { entity_ids: column("entity_id") },
    order: ({ schedule_id: id }) => ["", asText(id)],
  }),
  "conversion_deletion_request/list": records({
    rows: (call) => conversions.deletionRequestsOf(adAccountOf(call)),
    order: ({ request_id: id }) => ["", asText(id)],
  }),
  "customer_segment/list": records({ rows: (call) => tables.customerSegmentsOf(adAccountOf(call)), order: byId }),
  // "Return active billing profiles, if false return all billing profiles".
  "billing_profiles/get": records({
    rows: (call) => billing.billingProfilesOf(adAccountOf(call, billingRoles)),
    where: { is_active: { holds: ({ status }, [active]) => active !== "true" || status === "VALID" } },
    order: byId,
  }),
  "billing_invoices/get": records({
    rows: (call) => billing.invoicesOf(adAccountOf(call, billingRoles)),
    order: ({ invoice_due_date: due, id }) => [asText(due), asText(id)],
  }),
  "ads_credits_discounts/get": records({ rows: (call) => billing.creditsOf(adAccountOf(call, billingRoles)) }),
  "ssio_accounts/get": computed((call) => billing.ssioAccountOf(adAccountOf(call, billingRoles))),
  "ssio_insertion_orders_status/get_by_ad_account": records({
    rows: (call) => billing.insertionOrdersOf(adAccountOf(call, billingRoles)),
  }),
  "ssio_order_lines/get_by_ad_account": records({
    rows: (call) => billing.ssioOrderLinesOf(adAccountOf(call, billingRoles)),
  }),
  "terms_of_service/get": computed((call) => {
    const terms = billing.termsOfServiceOf(adAccountOf(call));
    return call.parameters.flag("include_html") ? billing.withHtml(terms) : terms;
  }),
  "order_lines/list": records({ rows: (call) => tables.orderLinesOf(adAccountOf(call)), order: byId }),
  "audience_insights/get": computed((call) => {
    const wanted = call.parameters.requiredText("audience_insight_type");
    const insights = tables.audienceInsightsOf(adAccountOf(call)).find(({ type }) => type === wanted);
    if (insights === undefined) throw new Error(`Unknown type of insights ${wanted}`);
    return insights;
  }),
  "audience_insights_scope_and_type/get": records({
    rows: (call) => tables.insightDefinitionsOf(adAccountOf(call)),
    pages: "none",
  }),
  // "The audience must be owned by the requesting ad account".
  "ad_accounts_audiences_shared_accounts/list": records({
    rows: (call) => {
      const adAccount = adAccountOf(call);
      const id = call.parameters.requiredText("audience_id");
      const index = tables.audiencesOf(adAccount).findIndex((audience) => audience.id === id && !audience.received);
      if (index === -1) throw new ApiError(404, 404, "Shared accounts not found.");
      return tables.sharedAccountsOf(adAccount.seed, id, index, adAccount.midnight);
    },
    where: { account_type: column("account_type") },
  }),
  "page_visit_conversion_tags/get": records({
    rows: (call) =>
      conversions.conversionEventsOf(adAccountOf(call)).filter(({ conversion_event: event }) => event === "PAGE_VISIT"),
    order: ({ conversion_tag_id: id }) => ["", asText(id)],
  }),
  "ocpm_eligible_conversion_tags/get": records({
    rows: (call) => conversions.eligibleEventsOf(adAccountOf(call)),
    pages: "none",
    body: { keyedBy: column("conversion_tag_id") },
  }),
  "advertiser_defined_events/get": records({
    rows: (call) => conversions.definedEventsOf(adAccountOf(call)),
    pages: "none",
  }),
  "conversion_eqs/list": records({
    rows: (call) => conversions.qualityScoresOf(adAccountOf(call)),
    where: { lookback_period: column("lookback_period") },
    pages: "none",
    body: "array",
  }),
  "country_keywords_metrics/get": computed((call) => {
    adAccountOf(call);
    const { parameters, simulation } = call;
    const country = parameters.requiredText("country_code");
    const keywords = [...new Set(parameters.texts("keywords"))];
    return { data: keywords.map((keyword) => keywordMetrics(simulation.seed, country, keyword)) };
  }),
};
