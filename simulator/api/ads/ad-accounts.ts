import { ApiError } from "../../errors.ts";
import { asText, type JsonObject } from "../../json.ts";
import type { Area } from "../../request-scope.ts";
import { inSnakeCase } from "../../world/ads/billing.ts";
import { conversionEventsOf } from "../../world/ads/conversions.ts";
import { isOwn } from "../../world/ads/of-ad-account.ts";
import { adAccountTables, audienceSharedAccountsOf } from "../../world/ads/tables.ts";
import { grouped } from "../../world/grouped.ts";
import { keywordMetrics } from "../../world/organic/trends.ts";
import { adAccountOf, rowsIn } from "../areas.ts";
import { column, list, records, type Selection } from "../list.ts";
import { type Call, computed, type Operation, type Operations } from "../operation.ts";

const unpaged = { paging: "none" } as const;
const byText = (name: string) => (record: JsonObject) => ["", asText(record[name])] as const;

/** Resources of an ad account other than campaigns, ad groups, ads, and their targeting. */
export const adAccountOperations: Operations = {
  "promotions/list": all("promotions"),
  "labels/list": all("labels", { equal: { entity_statuses: column("status") } }),
  "lead_forms/list": all("lead_forms"),
  "ad_accounts_subscriptions/get_list": all("lead_ads_subscriptions", {}, "leads"),
  "targeting_template/list": records({
    rows: (call) => {
      const templates = adAccountTables.targeting_templates(adAccountOf(call));
      return call.parameters.flag("include_sizing")
        ? templates
        : templates.map((template) => ({ ...template, sizing: undefined }));
    },
  }),
  "templates/list": all("report_templates"),
  "schedules/list": records({
    rows: (call) => {
      const statuses = call.parameters.texts("schedule_statuses") ?? ["SCHEDULED", "ACTIVE"];
      const schedules = adAccountTables.schedules(adAccountOf(call));
      return schedules.filter(({ schedule_status: status }) => statuses.includes(asText(status)));
    },
    equal: { entity_ids: column("entity_id") },
    order: byText("schedule_id"),
  }),
  "conversion_deletion_request/list": all("conversion_deletion_requests", { order: byText("request_id") }),
  "customer_segment/list": all("customer_segments"),
  "customer_lists/list": all("customer_lists"),
  // "Return active billing profiles, if false return all billing profiles".
  "billing_profiles/get": all(
    "billing_profiles",
    { where: { is_active: ({ status }, [active]) => active !== "true" || status === "VALID" } },
    "billing",
  ),
  "billing_invoices/get": all(
    "billing_invoices",
    { order: ({ invoice_due_date: due, id }) => [asText(due), asText(id)] },
    "billing",
  ),
  "ads_credits_discounts/get": list({
    rows: (call) => adAccountTables.ads_credit_discounts(adAccountOf(call, "billing")),
    show: (discount, { simulation }) =>
      simulation.settings.ads_credit_names === "camel" ? discount : inSnakeCase(discount),
  }),
  "ssio_accounts/get": computed((call) => adAccountTables.ssio_accounts(adAccountOf(call, "billing"))[0] ?? null),
  "ssio_insertion_orders_status/get_by_ad_account": all("ssio_insertion_orders", {}, "billing"),
  "ssio_order_lines/get_by_ad_account": all("ssio_order_lines", {}, "billing"),
  "terms_of_service/get": computed((call) => {
    const [terms = {}] = adAccountTables.terms_of_service(adAccountOf(call));
    return call.parameters.flag("include_html") ? terms : { ...terms, html: null };
  }),
  "order_lines/list": all("order_lines"),
  "audience_insights/get": computed((call) => {
    const wanted = call.parameters.requiredText("audience_insight_type");
    return adAccountTables.audience_insights(adAccountOf(call)).find(({ type }) => type === wanted) ?? null;
  }),
  "audience_insights_scope_and_type/get": all("audience_insight_definitions", unpaged),
  // "The audience must be owned by the requesting ad account".
  "ad_accounts_audiences_shared_accounts/list": records({
    rows: (call) => {
      const owned = audienceSharedAccountsOf(adAccountOf(call)).filter(({ received }) => !received);
      return rowsIn(call, owned, () => new ApiError(404, 404, "Shared accounts not found."));
    },
    equal: { account_type: column("account_type") },
  }),
  "page_visit_conversion_tags/get": records({
    rows: (call) => eventsOf(call).filter(({ conversion_event: event }) => event === "PAGE_VISIT"),
    order: byText("conversion_tag_id"),
  }),
  // Events that an ad group can optimize for, by tag. Ad accounts of other users have none.
  "ocpm_eligible_conversion_tags/get": computed((call) => {
    const isEligible = isOwn(adAccountOf(call));
    const events = eventsOf(call).filter(({ conversion_event: event }) => event !== "PAGE_VISIT" && isEligible);
    return Object.fromEntries(grouped(events, ({ conversion_tag_id: tag }) => tag));
  }),
  "advertiser_defined_events/get": all("advertiser_defined_events", unpaged),
  "conversion_eqs/list": all("conversion_event_quality_scores", {
    equal: { lookback_period: column("lookback_period") },
    paging: "array",
  }),
  "country_keywords_metrics/get": computed((call) => {
    adAccountOf(call);
    const country = call.parameters.requiredText("country_code");
    const keywords = [...new Set(call.parameters.texts("keywords"))];
    return { data: keywords.map((keyword) => keywordMetrics(country, keyword)) };
  }),
};

const eventsOf = (call: Call) => conversionEventsOf(adAccountOf(call));

/** Creates an operation that selects rows of a table of the ad account. */
function all(
  table: keyof typeof adAccountTables,
  selection: Omit<Selection<JsonObject>, "rows" | "show"> = {},
  area?: Area,
): Operation {
  return records({ ...selection, rows: (call) => adAccountTables[table](adAccountOf(call, area)) });
}
