import { asText, type JsonObject } from "../json.ts";
import * as billing from "../world/ads/billing.ts";
import * as conversions from "../world/ads/conversions.ts";
import * as tables from "../world/ads/tables.ts";
import { keywordMetrics } from "../world/organic/trends.ts";
import type { AdAccount } from "../world/world.ts";
import { type Access, adAccountsToRead, type ExpectedStream, forEachValue, without } from "./expected-stream.ts";

/** Resources of ad accounts other than advertising, with any status. */
export const adAccountStreams: Readonly<Record<string, ExpectedStream>> = {
  // Own and received audiences.
  audiences: ofAdAccounts((adAccount) => tables.audiencesOf(adAccount).map(({ record }) => record)),
  conversion_tags: ofAdAccounts(tables.conversionTagsOf),
  customer_lists: ofAdAccounts(tables.customerListsOf),
  promotions: ofAdAccounts(tables.promotionsOf),
  order_lines: ofAdAccounts(tables.orderLinesOf),
  labels: ofAdAccounts(tables.labelsOf),
  schedules: ofAdAccounts(tables.schedulesOf),
  conversion_deletion_requests: ofAdAccounts(conversions.deletionRequestsOf),
  lead_forms: ofAdAccounts(tables.leadFormsOf),
  lead_ads_subscriptions: ofAdAccounts(
    (adAccount) => tables.leadSubscriptionsOf(adAccount).map((one) => without(one, "cryptographic_key")),
    "leads",
  ),
  targeting_templates: ofAdAccounts((adAccount) => tables.targetingTemplatesOf(adAccount).map(tables.withSizing)),
  report_templates: ofAdAccounts(tables.reportTemplatesOf),
  customer_segments: ofAdAccounts(tables.customerSegmentsOf),
  billing_profiles: ofAdAccounts(billing.billingProfilesOf, "billing"),
  billing_invoices: ofAdAccounts(billing.invoicesOf, "billing"),
  ads_credit_discounts: ofAdAccounts((adAccount) => numbered(billing.creditsOf(adAccount).map(withId)), "billing"),
  ssio_accounts: ofAdAccounts((adAccount) => [billing.ssioAccountOf(adAccount)], "billing"),
  ssio_insertion_orders: ofAdAccounts(billing.insertionOrdersOf, "billing"),
  ssio_order_lines: ofAdAccounts(billing.ssioOrderLinesOf, "billing"),
  terms_of_service: ofAdAccounts((adAccount) => [billing.withHtml(billing.termsOfServiceOf(adAccount))]),
  audience_insights: ofAdAccounts(tables.audienceInsightsOf),
  audience_insight_definitions: ofAdAccounts(tables.insightDefinitionsOf),
  // "The audience must be owned by the requesting ad account" (Pinterest's document).
  audience_shared_accounts: ofAdAccounts((adAccount) =>
    tables.audiencesOf(adAccount).flatMap(({ id, received }, index) => {
      const accounts = received ? [] : tables.sharedAccountsOf(adAccount.seed, id, index, adAccount.midnight);
      return accounts.map((one) => ({ ...one, audience_id: id }));
    }),
  ),
  page_visit_conversion_tags: ofAdAccounts((adAccount) =>
    conversions
      .conversionEventsOf(adAccount)
      .filter(({ conversion_event: event }) => event === "PAGE_VISIT")
      .map(withReportingEvent),
  ),
  // Only the user's own ad accounts have events that ad groups can optimize for.
  ocpm_eligible_conversion_tags: ofAdAccounts((adAccount) =>
    conversions
      .conversionEventsOf(adAccount)
      .filter(({ conversion_event: event }) => event !== "PAGE_VISIT" && adAccount.roles.includes("OWNER"))
      .map(withReportingEvent),
  ),
  advertiser_defined_events: ofAdAccounts(conversions.definedEventsOf),
  conversion_event_quality_scores: ofAdAccounts(conversions.qualityScoresOf),
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
