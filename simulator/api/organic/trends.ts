import { invalidParameter } from "../../errors.ts";
import {
  categoryDetails,
  editorialArticles,
  enumOf,
  featuredTrend,
  relatedTerms,
  suggestedTerms,
  trendingCategories,
  trendingKeywords,
} from "../../world/organic/trends.ts";
import { list, unchanged } from "../list.ts";
import { type Call, computed, type Operation } from "../operation.ts";

/** Search trends on Pinterest. */
export const trendOperations: readonly Operation[] = [
  computed("terms_related/list", ({ parameters, simulation }) => {
    const terms = [...new Set(parameters.texts("terms"))];
    const list = terms.map((term) => ({ term, related_terms: relatedTerms(simulation.seed, term) }));
    return {
      id: terms.join(),
      related_term_count: list.reduce((sum, { related_terms: related }) => sum + related.length, 0),
      related_terms_list: list,
    };
  }),
  computed("terms_suggested/list", ({ parameters, simulation }) => {
    const limit = parameters.integer("limit") ?? 4;
    if (limit > 10) throw invalidParameter("Parameter 'limit' is more than 10.");
    return suggestedTerms(simulation.seed, parameters.requiredText("term"), limit);
  }),
  computed("trending_keywords/list", (call) => {
    const { parameters, simulation, scope } = call;
    const type = parameters.requiredText("trend_type");
    const trends = trendingKeywords(simulation.seed, parameters.requiredText("region"), type, scope.today);
    return { trends: trends.slice(0, parameters.integer("limit") ?? 50) };
  }),
  computed("trends_featured_topics/list", (call) => {
    const { parameters, simulation, scope } = call;
    const interest = parameters.text("interest");
    const interests = interest === undefined ? enumOf("trends_featured_topics/list", "interest") : [interest];
    const region = parameters.requiredText("region");
    return interests
      .map((one) => featuredTrend(simulation.seed, region, one, scope.today))
      .filter((trend) => trend !== undefined);
  }),
  computed("trends_product_categories_trending/list", (call) => {
    const { parameters, simulation } = call;
    return trendingCategories(simulation.seed, parameters.requiredText("region"), engagementOf(call));
  }),
  computed("trends_product_categories_details/list", (call) => {
    const { parameters, simulation, scope } = call;
    const region = parameters.requiredText("region");
    const [engagement, days] = [engagementOf(call), parameters.integer("lookback_window") ?? 365];
    return [...new Set(parameters.texts("product_categories"))]
      .map((category) => categoryDetails(simulation.seed, { region, category, engagement, days }, scope.today))
      .filter((details) => details !== undefined);
  }),
  list(
    "trends_editorial_articles/list",
    ({ parameters, simulation }) => editorialArticles(simulation.seed, parameters.requiredText("region")),
    { pages: "none", body: "array", show: unchanged },
  ),
];

function engagementOf({ parameters }: Call): string {
  return parameters.requiredText("engagement_type");
}
