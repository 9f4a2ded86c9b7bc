import { asText, type JsonObject } from "../src/json.ts";
import { billingRoles, leadRoles, type Roles } from "./operations/advertiser.ts";
import { audienceSharing, keywordMetrics } from "./operations/audiences.ts";
import { withHtml } from "./operations/billing.ts";
import { withSizing } from "./operations/planning.ts";
import { wanted } from "./truth-advertising.ts";
import { type Stream, without } from "./truth-records.ts";
import { audienceInsightsOf, insightDefinitionsOf } from "./world/audience-insights.ts";
import {
  billingProfilesOf,
  creditsOf,
  insertionOrdersOf,
  invoicesOf,
  ssioAccountOf,
  ssioOrderLinesOf,
  termsOfServiceOf,
} from "./world/billing.ts";
import { conversionEventsOf, definedEventsOf, eligibleEventsOf, qualityScoresOf } from "./world/conversions.ts";
import { customerSegmentsOf } from "./world/customer-segments.ts";
import { leadFormsOf, leadSubscriptionsOf } from "./world/lead-ads.ts";
import { labelGroupsOf, orderLinesOf, promotionsOf, targetingTemplatesOf } from "./world/planning.ts";
import { reportTemplatesOf } from "./world/report-templates.ts";
import type { AdAccount } from "./world/world.ts";

/** What belongs to ad accounts beside what is advertised: the records that a perfect connector emits for each stream. */
export const adAccountStreams: Readonly<Record<string, Stream>> = {
  promotions: each(promotionsOf),
  order_lines: each(orderLinesOf),
  labels: each((adAccount) => labelGroupsOf(adAccount).flat()),
  lead_forms: each(leadFormsOf),
  lead_ads_subscriptions: each(
    (adAccount) => leadSubscriptionsOf(adAccount).map((one) => without(one, "cryptographic_key")),
    leadRoles,
  ),
  targeting_templates: each((adAccount) => targetingTemplatesOf(adAccount).map(withSizing)),
  report_templates: each(reportTemplatesOf),
  customer_segments: each(customerSegmentsOf),
  billing_profiles: each(billingProfilesOf, billingRoles),
  billing_invoices: each(invoicesOf, billingRoles),
  ads_credit_discounts: each((adAccount) => creditsOf(adAccount).map(withId), billingRoles),
  ssio_accounts: each((adAccount) => [ssioAccountOf(adAccount)], billingRoles),
  ssio_insertion_orders: each(insertionOrdersOf, billingRoles),
  ssio_order_lines: each(ssioOrderLinesOf, billingRoles),
  terms_of_service: each((adAccount) => [withHtml(termsOfServiceOf(adAccount))]),
  audience_insights: each(audienceInsightsOf),
  audience_insight_definitions: each(insightDefinitionsOf),
  audience_shared_accounts: each((adAccount) =>
    adAccount.advertising.audiences.flatMap(({ id }) =>
      (audienceSharing(adAccount, id) ?? []).map((one) => ({ ...one, audience_id: id })),
    ),
  ),
  page_visit_conversion_tags: each((adAccount) =>
    conversionEventsOf(adAccount).filter(({ conversion_event: kind }) => kind === "PAGE_VISIT"),
  ),
  ocpm_eligible_conversion_tags: each(eligibleEventsOf),
  advertiser_defined_events: each(definedEventsOf),
  conversion_event_quality_scores: each(qualityScoresOf),
  keyword_metrics: (simulation, options) =>
    wanted(simulation, options).flatMap(({ id }) =>
      [...new Set(options.countries)].flatMap((country) =>
        [...new Set(options.terms)].map((term) => ({
          ...keywordMetrics(simulation.seed, country, term),
          ad_account_id: id,
          country_code: country,
        })),
      ),
    ),
};

/** Records of each ad account that may be read, with the id of the ad account. */
function each(records: (adAccount: AdAccount) => readonly JsonObject[], roles?: Roles): Stream {
  return (simulation, options) =>
    wanted(simulation, options, roles).flatMap((adAccount) =>
      records(adAccount).map((record) => ({ ...record, ad_account_id: adAccount.id })),
    );
}

/** A discount with what is to tell it from others: the API gives it no id. */
function withId(discount: JsonObject): JsonObject {
  const { discountType, discountCurrency, discountInMicroCurrency, title } = discount;
  return { ...discount, id: [discountType, discountCurrency, discountInMicroCurrency, title].map(asText).join("/") };
}
