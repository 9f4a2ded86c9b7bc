import { asText, type JsonObject } from "../../../src/base/json.ts";
import { ApiError } from "../../errors.ts";
import { audienceInsightsOf, insightDefinitionsOf, sharedAccountsOf } from "../../world/ads/audience-insights.ts";
import {
  billingProfilesOf,
  creditsOf,
  insertionOrdersOf,
  invoicesOf,
  ssioAccountOf,
  ssioOrderLinesOf,
  termsOfServiceOf,
  withHtml,
} from "../../world/ads/billing.ts";
import {
  conversionEventsOf,
  definedEventsOf,
  deletionRequestsOf,
  eligibleEventsOf,
  qualityScoresOf,
} from "../../world/ads/conversions.ts";
import { customerSegmentsOf } from "../../world/ads/customer-segments.ts";
import { leadFormsOf, leadSubscriptionsOf } from "../../world/ads/lead-ads.ts";
import { labelsOf, orderLinesOf, promotionsOf, targetingTemplatesOf, withSizing } from "../../world/ads/planning.ts";
import { reportTemplatesOf } from "../../world/ads/report-templates.ts";
import { schedulesOf } from "../../world/ads/schedules.ts";
import { keywordMetrics } from "../../world/organic/trends.ts";
import { adAccountOf, billingRoles, inAdAccount, leadRoles } from "../areas.ts";
import { byId, list, unchanged } from "../list.ts";
import { computed, type Operation } from "../operation.ts";

/** Returns a filter on a column of a record. */
const column = (name: string) => (record: JsonObject) => asText(record[name]);
const recordsById = { order: byId, show: unchanged };

/** Resources of an ad account other than campaigns, ad groups, ads, and their targeting. */
export const adAccountOperations: readonly Operation[] = [
  list("promotions/list", inAdAccount(promotionsOf), { ...recordsById }),
  list("labels/list", inAdAccount(labelsOf), { where: { entity_statuses: column("status") }, show: unchanged }),
  list("lead_forms/list", inAdAccount(leadFormsOf), { ...recordsById }),
  list("ad_accounts_subscriptions/get_list", inAdAccount(leadSubscriptionsOf, leadRoles), { ...recordsById }),
  list("targeting_template/list", inAdAccount(targetingTemplatesOf), {
    order: byId,
    show: (template, { parameters }) => (parameters.flag("include_sizing") ? withSizing(template) : template),
  }),
  list("templates/list", inAdAccount(reportTemplatesOf), { ...recordsById }),
  list(
    "schedules/list", // The default status filter is a guess.
    inAdAccount((adAccount, { parameters }) => {
      const statuses = parameters.texts("schedule_statuses") ?? ["SCHEDULED", "ACTIVE"];
      return schedulesOf(adAccount).filter(({ schedule_status: status }) => statuses.includes(asText(status)));
    }),
    {
      where: { entity_ids: column("entity_id") },
      order: ({ schedule_id: id }) => ["", asText(id)],
      show: unchanged,
    },
  ),
  list("conversion_deletion_request/list", inAdAccount(deletionRequestsOf), {
    order: ({ request_id: id }) => ["", asText(id)],
    show: unchanged,
  }),
  list("customer_segment/list", inAdAccount(customerSegmentsOf), { ...recordsById }),
  list("billing_profiles/get", inAdAccount(billingProfilesOf, billingRoles), {
    // "Return active billing profiles, if false return all billing profiles". The meaning of active is a guess.
    where: { is_active: { holds: ({ status }, [active]) => active !== "true" || status === "VALID" } },
    ...recordsById,
  }),
  list("billing_invoices/get", inAdAccount(invoicesOf, billingRoles), {
    order: ({ invoice_due_date: due, id }) => [asText(due), asText(id)],
    show: unchanged,
  }),
  list("ads_credits_discounts/get", inAdAccount(creditsOf, billingRoles), { show: unchanged }),
  computed("ssio_accounts/get", (call) => ssioAccountOf(adAccountOf(call, billingRoles))),
  list("ssio_insertion_orders_status/get_by_ad_account", inAdAccount(insertionOrdersOf, billingRoles), {
    show: unchanged,
  }),
  list("ssio_order_lines/get_by_ad_account", inAdAccount(ssioOrderLinesOf, billingRoles), { show: unchanged }),
  computed("terms_of_service/get", (call) => {
    const terms = termsOfServiceOf(adAccountOf(call));
    return call.parameters.flag("include_html") ? withHtml(terms) : terms;
  }),
  list("order_lines/list", inAdAccount(orderLinesOf), { ...recordsById }),
  computed("audience_insights/get", (call) => {
    const wanted = call.parameters.requiredText("audience_insight_type");
    const insights = audienceInsightsOf(adAccountOf(call)).find(({ type }) => type === wanted);
    if (insights === undefined) throw new Error(`Unknown type of insights ${wanted}`);
    return insights;
  }),
  list("audience_insights_scope_and_type/get", inAdAccount(insightDefinitionsOf), {
    pages: "none",
    show: unchanged,
  }),
  list(
    "ad_accounts_audiences_shared_accounts/list", // "The audience must be owned by the requesting ad account"; the error is a guess.
    inAdAccount(({ advertising, seed, midnight }, { parameters }) => {
      const id = parameters.requiredText("audience_id");
      const index = advertising.audiences.findIndex((audience) => audience.id === id && !audience.received);
      if (index === -1) throw new ApiError(404, 404, "Shared accounts not found.");
      return sharedAccountsOf(seed, id, index, midnight);
    }),
    {
      where: { account_type: column("account_type") },
      show: unchanged,
    },
  ),
  list(
    "page_visit_conversion_tags/get",
    inAdAccount((adAccount) =>
      conversionEventsOf(adAccount).filter(({ conversion_event: event }) => event === "PAGE_VISIT"),
    ),
    {
      order: ({ conversion_tag_id: id }) => ["", id],
      show: unchanged,
    },
  ),
  list("ocpm_eligible_conversion_tags/get", inAdAccount(eligibleEventsOf), {
    pages: "none",
    body: { keyedBy: ({ conversion_tag_id: id }) => id },
    show: unchanged,
  }),
  list("advertiser_defined_events/get", inAdAccount(definedEventsOf), { pages: "none", show: unchanged }),
  list("conversion_eqs/list", inAdAccount(qualityScoresOf), {
    where: { lookback_period: column("lookback_period") },
    pages: "none",
    body: "array",
    show: unchanged,
  }),
  computed("country_keywords_metrics/get", (call) => {
    adAccountOf(call);
    const { parameters, simulation } = call;
    const country = parameters.requiredText("country_code");
    const keywords = [...new Set(parameters.texts("keywords"))];
    return { data: keywords.map((keyword) => keywordMetrics(simulation.seed, country, keyword)) };
  }),
];
