import { asText, type JsonObject } from "../json.ts";
import { billingTables, inSnakeCase } from "../world/ads/billing.ts";
import { conversionEventsOf } from "../world/ads/conversions.ts";
import { adAccountTables, audienceSharedAccountsOf } from "../world/ads/tables.ts";
import { keywordMetrics } from "../world/organic/trends.ts";
import type { AdAccount } from "../world/world.ts";
import { type ExpectedStream, forEachValue, ofAdAccounts, ofTables, recordsIn, without } from "./expected-stream.ts";

/** Resources of ad accounts other than advertising, with any status. */
export const adAccountStreams: Readonly<Record<string, ExpectedStream>> = {
  ...ofTables(adAccountTables, (rowsOf, name) => ofAdAccounts(rowsOf, name in billingTables ? "billing" : undefined)),
  lead_ads_subscriptions: ofAdAccounts(
    (adAccount) => adAccountTables.lead_ads_subscriptions(adAccount).map((one) => without(one, "cryptographic_key")),
    "leads",
  ),
  // Numbers discounts with equal IDs.
  ads_credit_discounts: ofAdAccounts((adAccount, { settings }) => {
    const isSnake = settings.ads_credit_names === "snake";
    const rows = billingTables.ads_credit_discounts(adAccount);
    // Fields pass through, and the document's names are added.
    const discounts = rows.map((row) => withId(isSnake ? { ...inSnakeCase(row), ...known(row) } : row));
    return discounts.map((discount, index) => ({
      ...discount,
      occurrence: discounts.slice(0, index + 1).filter(({ id }) => id === discount.id).length,
    }));
  }, "billing"),
  // "The audience must be owned by the requesting ad account" (Pinterest's document).
  audience_shared_accounts: ofAdAccounts((adAccount) =>
    recordsIn(audienceSharedAccountsOf(adAccount).filter(({ received }) => !received)),
  ),
  page_visit_conversion_tags: events((event) => event === "PAGE_VISIT"),
  // Only the user's own ad accounts have events that ad groups can optimize for.
  ocpm_eligible_conversion_tags: events((event, { roles }) => event !== "PAGE_VISIT" && roles.includes("OWNER")),
  keyword_metrics: ofAdAccounts((_, _simulation, { countries, terms }) =>
    forEachValue(countries, (country) =>
      forEachValue(terms, (term) => [{ ...keywordMetrics(country, term), country_code: country }]),
    ),
  ),
};

/** Returns some conversion events, with the reporting name of those without an advertiser-defined name. */
function events(holds: (event: string, adAccount: AdAccount) => boolean): ExpectedStream {
  return ofAdAccounts((adAccount) =>
    conversionEventsOf(adAccount)
      .filter(({ conversion_event: event }) => holds(event, adAccount))
      .map((event) => {
        const { conversion_event: kind, reporting_conversion_event: name = kind } = event;
        return { ...event, reporting_conversion_event: name };
      }),
  );
}

const known = (row: JsonObject) => Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));

/** Adds a derived ID; the API has none for discounts. */
function withId(discount: JsonObject): JsonObject {
  const { discountType, discountCurrency, discountInMicroCurrency, title } = discount;
  const id = [discountType, discountCurrency, discountInMicroCurrency, title].map(asText).join("/");
  return { ...discount, id: id.replace(/\/+$/u, "") };
}
