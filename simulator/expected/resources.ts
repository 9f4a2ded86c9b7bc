import { valuesOf } from "../contract.ts";
import { asText, type JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import { showSummaryPin } from "../views/pins.ts";
import { integrationsOf } from "../world/integrations.ts";
import * as trends from "../world/organic/trends.ts";
import * as resources from "../world/resources.ts";
import { dayText } from "../world/times.ts";
import { type ExpectedStream, forEachValue, without } from "./expected-stream.ts";
import type { ReadOptions } from "./read-options.ts";

/** The regions of all trends except keyword trends. */
const marketRegions = ["US", "GB+IE", "CA"];
const engagementTypes = ["ENGAGEMENT", "OUTBOUND_CLICK", "SAVE"];
const trendTypes = ["growing", "monthly", "yearly", "seasonal"];
/** The maximum lookback of product category details, in days. */
const lookback = 730;

/** Resources that belong to no ad account. */
export const resourceStreams: Readonly<Record<string, ExpectedStream>> = {
  integrations: ({ world }) =>
    integrationsOf(world).map((one) =>
      without(one, "partner_access_token", "partner_refresh_token", "partner_primary_email"),
    ),
  ad_account_countries: () => resources.countries,
  delivery_metrics: resources.deliveryMetrics,
  lead_form_questions: () => resources.questionTypes.map(([name]) => ({ question_type: name })),
  metrics_ready_state: ({ clock }) => {
    const today = clock.today();
    return Array.from({ length: 31 }, (_, back) => ({
      ...resources.readyState(today - back, today),
      date: dayText(today - back),
    }));
  },
  targeting_options: () => resources.targetingTypes.flatMap(optionsOf),
  interests: () =>
    optionsOf("INTEREST")
      .map(({ id }) => resources.interestOf(asText(id)))
      .filter((interest) => interest !== undefined),
  related_terms: ({ seed }, { terms }) =>
    forEachValue(terms, (term) => [{ term, related_terms: trends.relatedTerms(seed, term) }]),
  suggested_terms: ({ seed }, { terms }) =>
    forEachValue(terms, (term) => trends.suggestedTerms(seed, term, 10).map((suggestion) => ({ suggestion, term }))),
  trending_keywords: ({ seed, clock }, { trendRegions }) =>
    forEachValue(trendRegions, (region) =>
      trendTypes.flatMap((type) =>
        trends
          .trendingKeywords(seed, region, type, clock.today())
          .map((trend) => ({ ...trend, region, trend_type: type })),
      ),
    ),
  trends_featured_topics: (simulation, options) =>
    forEachMarket(options, (region) =>
      valuesOf("trends_featured_topics/list", "interest").flatMap((interest) => {
        const trend = trends.featuredTrend(simulation.seed, region, interest, simulation.clock.today());
        return trend === undefined ? [] : [trend];
      }),
    ),
  trends_product_categories: ({ seed }, options) =>
    forEachMarket(options, (region) =>
      engagementTypes.flatMap((type) => trends.trendingCategories(seed, region, type)),
    ),
  // Details of every trending category.
  trends_product_category_details: ({ seed, clock }, options) =>
    forEachMarket(options, (region) =>
      engagementTypes.flatMap((engagement) =>
        trends.trendingCategories(seed, region, engagement).flatMap(({ product_category: category }) => {
          const question = { region, category: asText(category), engagement, days: lookback };
          const details = trends.categoryDetails(seed, question, clock.today());
          return details === undefined
            ? []
            : [{ ...details, engagement_type: engagement, lookback_window: String(lookback) }];
        }),
      ),
    ),
  trends_editorial_articles: ({ seed }, options) =>
    forEachMarket(options, (region) => trends.editorialArticles(seed, region)),
  // Public Pins of other users that match the term.
  search_partner_pins: ({ world: { shared } }, { terms, countries: countryCodes }) => {
    const open = new Set(shared.boards.filter(({ privacy }) => privacy === "PUBLIC").map(({ id }) => id));
    const pins = shared.pins.filter(({ owner, boardId }) => owner === shared.profile.username && open.has(boardId));
    return forEachValue(terms, (term) =>
      forEachValue(countryCodes, (country) =>
        pins
          .filter(({ id }) => hash(`${term} ${country} ${id}`) % 2 === 0)
          .map((pin) => ({ ...showSummaryPin(pin), term, country_code: country })),
      ),
    );
  },
};

function optionsOf(type: string): readonly JsonObject[] {
  return (resources.targetingOptions(type) ?? []).flatMap((map) =>
    Object.entries(map).map(([id, name]) => ({ id, name, targeting_type: type })),
  );
}

function forEachMarket(
  { trendRegions = [] }: ReadOptions,
  records: (region: string) => readonly JsonObject[],
): readonly JsonObject[] {
  const markets = trendRegions.filter((region) => marketRegions.includes(region));
  return forEachValue(markets, (region) => records(region).map((record) => ({ ...record, region })));
}
