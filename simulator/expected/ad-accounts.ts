import { asText, type JsonObject } from "../json.ts";
import { audienceInsightsOf, insightDefinitionsOf, sharedAccountsOf } from "../world/ads/audience-insights.ts";
import {
  billingProfilesOf,
  creditsOf,
  insertionOrdersOf,
  invoicesOf,
  ssioAccountOf,
  ssioOrderLinesOf,
  termsOfServiceOf,
  withHtml,
} from "../world/ads/billing.ts";
import { conversionEventsOf, definedEventsOf, deletionRequestsOf, qualityScoresOf } from "../world/ads/conversions.ts";
import { customerSegmentsOf } from "../world/ads/customer-segments.ts";
import { leadFormsOf, leadSubscriptionsOf } from "../world/ads/lead-ads.ts";
import { labelsOf, orderLinesOf, promotionsOf, targetingTemplatesOf, withSizing } from "../world/ads/planning.ts";
import { reportTemplatesOf } from "../world/ads/report-templates.ts";
import { schedulesOf } from "../world/ads/schedules.ts";
import { keywordMetrics } from "../world/organic/trends.ts";
import type { AdAccount } from "../world/world.ts";
import { type Access, adAccountsToRead, type ExpectedStream, forEachValue, without } from "./expected-stream.ts";

/** Resources of ad accounts other than advertising, with any status. */
export const adAccountStreams: Readonly<Record<string, ExpectedStream>> = {
  promotions: ofAdAccounts(promotionsOf),
  order_lines: ofAdAccounts(orderLinesOf),
  labels: ofAdAccounts(labelsOf),
  schedules: ofAdAccounts(schedulesOf),
  conversion_deletion_requests: ofAdAccounts(deletionRequestsOf),
  lead_forms: ofAdAccounts(leadFormsOf),
  lead_ads_subscriptions: ofAdAccounts(
    (adAccount) => leadSubscriptionsOf(adAccount).map((one) => without(one, "cryptographic_key")),
    "leads",
  ),
  targeting_templates: ofAdAccounts((adAccount) => targetingTemplatesOf(adAccount).map(withSizing)),
  report_templates: ofAdAccounts(reportTemplatesOf),
  customer_segments: ofAdAccounts(customerSegmentsOf),
  billing_profiles: ofAdAccounts(billingProfilesOf, "billing"),
  billing_invoices: ofAdAccounts(invoicesOf, "billing"),
  ads_credit_discounts: ofAdAccounts((adAccount) => numbered(creditsOf(adAccount).map(withId)), "billing"),
  ssio_accounts: ofAdAccounts((adAccount) => [ssioAccountOf(adAccount)], "billing"),
  ssio_insertion_orders: ofAdAccounts(insertionOrdersOf, "billing"),
  ssio_order_lines: ofAdAccounts(ssioOrderLinesOf, "billing"),
  terms_of_service: ofAdAccounts((adAccount) => [withHtml(termsOfServiceOf(adAccount))]),
  audience_insights: ofAdAccounts(audienceInsightsOf),
  audience_insight_definitions: ofAdAccounts(insightDefinitionsOf),
  // "The audience must be owned by the requesting ad account" (Pinterest's document).
  audience_shared_accounts: ofAdAccounts(({ advertising, seed, midnight }) =>
    advertising.audiences.flatMap(({ id, received }, index) =>
      received ? [] : sharedAccountsOf(seed, id, index, midnight).map((one) => ({ ...one, audience_id: id })),
    ),
  ),
  page_visit_conversion_tags: ofAdAccounts((adAccount) =>
    conversionEventsOf(adAccount)
      .filter(({ conversion_event: event }) => event === "PAGE_VISIT")
      .map(withReportingEvent),
  ),
  // Only the user's own ad accounts have events that ad groups can optimize for.
  ocpm_eligible_conversion_tags: ofAdAccounts((adAccount) =>
    conversionEventsOf(adAccount)
      .filter(({ conversion_event: event }) => event !== "PAGE_VISIT" && adAccount.roles.includes("OWNER"))
      .map(withReportingEvent),
  ),
  advertiser_defined_events: ofAdAccounts(definedEventsOf),
  conversion_event_quality_scores: ofAdAccounts(qualityScoresOf),
  keyword_metrics: ({ world, seed }, options) =>
    adAccountsToRead(world, options).flatMap(({ id }) =>
      forEachValue(options.countries, (country) =>
        forEachValue(options.terms, (term) => [
          { ...keywordMetrics(seed, country, term), ad_account_id: id, country_code: country },
        ]),
      ),
    ),
};

function ofAdAccounts(
  records: (adAccount: AdAccount) => readonly JsonObject[],
  access: Access = "advertising",
): ExpectedStream {
  return ({ world }, options) =>
    adAccountsToRead(world, options, access).flatMap((adAccount) =>
      records(adAccount).map((record) => ({ ...record, ad_account_id: adAccount.id })),
    );
}

/** Adds the reporting name of an event without an advertiser-defined name. */
function withReportingEvent(event: JsonObject): JsonObject {
  return { ...event, reporting_conversion_event: event.reporting_conversion_event ?? event.conversion_event ?? null };
}

/** Numbers discounts with equal IDs. */
function numbered(discounts: readonly JsonObject[]): readonly JsonObject[] {
  return discounts.map((discount, index) => ({
    ...discount,
    occurrence: discounts.slice(0, index + 1).filter(({ id }) => id === discount.id).length,
  }));
}

/** Adds a derived ID; the API has none for discounts. */
function withId(discount: JsonObject): JsonObject {
  const { discountType, discountCurrency, discountInMicroCurrency, title } = discount;
  const id = [discountType, discountCurrency, discountInMicroCurrency, title].map(asText).join("/");
  return { ...discount, id: id.replace(/\/+$/u, "") };
}
