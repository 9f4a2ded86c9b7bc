import { valuesOf } from "../../contract.ts";
import { invalidParameter } from "../../errors.ts";
import * as trends from "../../world/organic/trends.ts";
import { records } from "../list.ts";
import { type Call, computed, type Operations } from "../operation.ts";

/** Search trends on Pinterest. */
export const trendOperations: Operations = {
  "terms_related/list": computed(({ parameters, simulation }) => {
    const terms = [...new Set(parameters.texts("terms"))];
    const list = terms.map((term) => ({ term, related_terms: trends.relatedTerms(simulation.seed, term) }));
    return {
      id: terms.join(),
      related_term_count: list.reduce((sum, { related_terms: related }) => sum + related.length, 0),
      related_terms_list: list,
    };
  }),
  "terms_suggested/list": computed(({ parameters, simulation }) => {
    const limit = parameters.integer("limit") ?? 4;
    if (limit > 10) throw invalidParameter("Parameter 'limit' is more than 10.");
    return trends.suggestedTerms(simulation.seed, parameters.requiredText("term"), limit);
  }),
  "trending_keywords/list": computed((call) => {
    const { parameters, simulation, scope } = call;
    const type = parameters.requiredText("trend_type");
    const found = trends.trendingKeywords(simulation.seed, parameters.requiredText("region"), type, scope.today);
    return { trends: found.slice(0, parameters.integer("limit") ?? 50) };
  }),
  "trends_featured_topics/list": computed((call) => {
    const { parameters, simulation, scope } = call;
    const interest = parameters.text("interest");
    const interests = interest === undefined ? valuesOf("trends_featured_topics/list", "interest") : [interest];
    const region = parameters.requiredText("region");
    return interests
      .map((one) => trends.featuredTrend(simulation.seed, region, one, scope.today))
      .filter((trend) => trend !== undefined);
  }),
  "trends_product_categories_trending/list": computed((call) => {
    const { parameters, simulation } = call;
    return trends.trendingCategories(simulation.seed, parameters.requiredText("region"), engagementOf(call));
  }),
  "trends_product_categories_details/list": computed((call) => {
    const { parameters, simulation, scope } = call;
    const region = parameters.requiredText("region");
    const [engagement, days] = [engagementOf(call), parameters.integer("lookback_window") ?? 365];
    return [...new Set(parameters.texts("product_categories"))]
      .map((category) => trends.categoryDetails(simulation.seed, { region, category, engagement, days }, scope.today))
      .filter((details) => details !== undefined);
  }),
  "trends_editorial_articles/list": records({
    rows: ({ parameters, simulation }) => trends.editorialArticles(simulation.seed, parameters.requiredText("region")),
    pages: "none",
    body: "array",
  }),
};

function engagementOf({ parameters }: Call): string {
  return parameters.requiredText("engagement_type");
}
