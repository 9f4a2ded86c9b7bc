import { ApiError, invalidParameter } from "../errors.ts";
import * as trends from "../world/organic/trends.ts";
import * as resources from "../world/resources.ts";
import { parseDay } from "../world/times.ts";
import { requestedItem, rowsIn } from "./areas.ts";
import { byId, records } from "./list.ts";
import { type Call, computed, type Operations } from "./operation.ts";

/** Search trends, other resources that don't depend on the ad account, and commerce integrations. */
export const resourceOperations: Operations = {
  "integrations/get_list": records({ rows: ({ scope }) => resources.integrationsOf(scope.world), order: byId }),
  "ad_account_countries/get": records({ rows: () => resources.countries, paging: "none" }),
  "delivery_metrics/get": records({ rows: resources.deliveryMetrics, paging: "none" }),
  // The document doesn't define the response.
  "lead_form_questions/get": computed(() => ({ items: resources.questionTypes, bookmark: null })),
  "metrics_ready_state/get": computed(({ parameters, scope }) => {
    const day = parseDay(parameters.requiredText("date"));
    if (day === undefined) throw invalidParameter("Parameter 'date' is not a date.");
    return resources.readyState(day, scope.today);
  }),
  "targeting_options/get": computed(({ parameters }) =>
    resources.targetingOptions(parameters.requiredText("targeting_type")),
  ),
  "interest_targeting_options/get": computed((call) =>
    requestedItem(call, "interest_id", resources.interests, () => new ApiError(404, 404, "Interest not found.")),
  ),
  "terms_related/list": computed(({ parameters }) => {
    const terms = [...new Set(parameters.texts("terms"))];
    const list = terms.map((term) => ({ term, related_terms: trends.relatedTerms(term) }));
    const count = list.reduce((sum, { related_terms: related }) => sum + related.length, 0);
    return { id: terms.join(), related_term_count: count, related_terms_list: list };
  }),
  "terms_suggested/list": computed(({ parameters }) => {
    const limit = parameters.integer("limit") ?? 4;
    if (limit > 10) throw invalidParameter("Parameter 'limit' is more than 10.");
    return trends.suggestedTerms(parameters.requiredText("term"), limit);
  }),
  "trending_keywords/list": computed((call) => ({
    trends: trendsIn("trending_keywords")(call).slice(0, call.parameters.integer("limit")),
  })),
  "trends_featured_topics/list": records({ rows: trendsIn("trends_featured_topics"), paging: "array" }),
  "trends_product_categories_trending/list": records({ rows: trendsIn("trends_product_categories"), paging: "array" }),
  "trends_product_categories_details/list": computed(({ parameters }) => {
    const [region = "", engagement = ""] = ["region", "engagement_type"].map((name) => parameters.requiredText(name));
    const categories = new Set(parameters.texts("product_categories"));
    return [...categories].flatMap((category) => trends.categoryDetails(region, engagement, category));
  }),
  "trends_editorial_articles/list": records({ rows: trendsIn("trends_editorial_articles"), paging: "array" }),
};

/** Returns the trends that the parameters select. */
function trendsIn(table: keyof typeof trends.trendTables) {
  return (call: Call) => {
    const { settings, clock } = call.simulation;
    const rows = rowsIn(call, trends.trendTables[table]);
    return settings.trend_weeks === "fixed" ? rows : rows.map((row) => trends.throughLastWeek(row, clock.today()));
  };
}
