import type { Json, JsonObject } from "../../src/json.ts";
import { ApiError } from "../errors.ts";
import { grouped } from "../world/advertising.ts";
import { audienceInsightsOf, insightDefinitionsOf, sharedAccountsOf } from "../world/audience-insights.ts";
import { conversionEventsOf, definedEventsOf, eligibleEventsOf, qualityScoresOf } from "../world/conversions.ts";
import { keywordMetrics } from "../world/trends.ts";
import type { AdAccount } from "../world/world.ts";
import { advertiserOf } from "./advertiser.ts";
import { byId, pageInOrder } from "./listing.ts";
import { get, type Operation } from "./operation.ts";

const account = "/ad_accounts/{ad_account_id}";

/** Whom an ad account reaches, and what its conversions tell. */
export const audienceOperations: readonly Operation[] = [
  get(`${account}/audience_insights`, "audience_insights/get", (call) => {
    const wanted = call.parameters.requiredText("audience_insight_type");
    const insights = audienceInsightsOf(advertiserOf(call)).find(({ type }) => type === wanted);
    if (insights === undefined) throw new Error(`The document has another type of insights: ${wanted}`);
    return insights;
  }),
  get(`${account}/insights/audiences`, "audience_insights_scope_and_type/get", (call) => ({
    items: insightDefinitionsOf(advertiserOf(call)),
  })),
  get(`${account}/audiences/shared/accounts`, "ad_accounts_audiences_shared_accounts/list", (call) => {
    const id = call.parameters.requiredText("audience_id");
    const shared = audienceSharing(advertiserOf(call), id);
    // "The audience must be owned by the requesting ad account": what is said to any other is a guess.
    if (shared === undefined) throw new ApiError(404, 404, "Shared accounts not found.");
    const type = call.parameters.requiredText("account_type");
    return pageInOrder(
      call,
      shared.filter((one) => one.account_type === type),
    );
  }),
  get(`${account}/conversion_tags/page_visit`, "page_visit_conversion_tags/get", (call) => {
    const events = conversionEventsOf(advertiserOf(call)).filter(({ conversion_event: kind }) => kind === "PAGE_VISIT");
    const items = events.map((event) => ({ id: event.conversion_tag_id, event }));
    return call.page(byId(call.parameters, items), ({ event }) => event);
  }),
  get(`${account}/conversion_tags/ocpm_eligible`, "ocpm_eligible_conversion_tags/get", (call) =>
    Object.fromEntries(grouped(eligibleEventsOf(advertiserOf(call)), (event) => event.conversion_tag_id)),
  ),
  get(`${account}/advertiser_defined_events`, "advertiser_defined_events/get", (call) => ({
    items: definedEventsOf(advertiserOf(call)),
  })),
  get(`${account}/conversion_eqs`, "conversion_eqs/list", (call) => {
    const { parameters } = call;
    const is = (name: string, value: Json | undefined) => (parameters.text(name) ?? value) === value;
    return qualityScoresOf(advertiserOf(call)).filter(
      (score) =>
        is("lookback_period", score.lookback_period) &&
        is("source_platform", score.source_platform) &&
        is("ingestion_source", score.ingestion_source),
    );
  }),
  get(`${account}/keywords/metrics`, "country_keywords_metrics/get", (call) => {
    advertiserOf(call);
    const { parameters, simulation } = call;
    const country = parameters.requiredText("country_code");
    const keywords = [...new Set(parameters.texts("keywords"))];
    return { data: keywords.map((keyword) => keywordMetrics(simulation.seed, country, keyword)) };
  }),
];

/** The accounts that one of the ad account's own audiences is shared with; undefined for any other audience. */
export function audienceSharing(adAccount: AdAccount, audienceId: string): JsonObject[] | undefined {
  const place = adAccount.advertising.audiences.findIndex(({ id, received }) => id === audienceId && !received);
  return place === -1 ? undefined : sharedAccountsOf(adAccount.seed, audienceId, place, adAccount.midnight);
}
