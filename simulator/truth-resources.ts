import { asText, type JsonObject } from "../src/json.ts";
import { readScopes } from "./settings.ts";
import type { TruthOptions } from "./truth-options.ts";
import { type Stream, without } from "./truth-records.ts";
import { viewerOf } from "./viewer.ts";
import { listPins } from "./views/pins.ts";
import { partnerPins, showProductTags, showSummaryPin } from "./views/sharing.ts";
import { integrationsOf } from "./world/integrations.ts";
import {
  countries,
  deliveryMetrics,
  interestOf,
  questionTypes,
  readyState,
  targetingOptions,
  targetingTypes,
} from "./world/resources.ts";
import { dayText } from "./world/times.ts";
import {
  categoryDetails,
  editorialArticles,
  enumOf,
  featuredTrend,
  relatedTerms,
  suggestedTerms,
  trendingCategories,
  trendingKeywords,
} from "./world/trends.ts";

/** Regions that all trends but those of keywords know. */
const marketRegions = ["US", "GB+IE", "CA"];
const engagementTypes = ["ENGAGEMENT", "OUTBOUND_CLICK", "SAVE"];
const trendTypes = ["growing", "monthly", "yearly", "seasonal"];
/** The longest look back that details of a product category know, in days. */
const lookback = 730;

/** What belongs to no ad account: the records that a perfect connector emits for each stream. */
export const resourceStreams: Readonly<Record<string, Stream>> = {
  integrations: ({ world }) =>
    integrationsOf(world).map((one) =>
      without(one, "partner_access_token", "partner_refresh_token", "partner_primary_email"),
    ),
  ad_account_countries: () => countries,
  delivery_metrics: () => deliveryMetrics(undefined),
  lead_form_questions: ({ settings: { question_types_form: form } }) =>
    questionTypes.map(([name, label]) => ({
      question_type: name,
      ...(form === "objects" ? { name } : {}),
      ...(form.endsWith("texts") ? {} : { label }),
    })),
  metrics_ready_state: ({ clock }) => {
    const today = clock.today();
    return Array.from({ length: 31 }, (_, back) => ({
      ...readyState(today - back, today),
      date: dayText(today - back),
    }));
  },
  targeting_options: () => targetingTypes.flatMap(optionsOf),
  interests: () =>
    optionsOf("INTEREST")
      .map(({ id }) => interestOf(asText(id)))
      .filter((interest) => interest !== undefined),
  related_terms: (simulation, options) =>
    each(options.terms, (term) => [{ term, related_terms: relatedTerms(simulation.seed, term) }]),
  suggested_terms: (simulation, options) =>
    each(options.terms, (term) =>
      suggestedTerms(simulation.seed, term, 10).map((suggestion) => ({ suggestion, term })),
    ),
  trending_keywords: ({ seed, clock }, options) =>
    each(options.trendRegions, (region) =>
      trendTypes.flatMap((type) =>
        trendingKeywords(seed, region, type, clock.today()).map((trend) => ({ ...trend, region, trend_type: type })),
      ),
    ),
  trends_featured_topics: ({ seed, clock }, options) =>
    each(markets(options), (region) =>
      enumOf("trends_featured_topics/list", "interest").flatMap((interest) => {
        const trend = featuredTrend(seed, region, interest, clock.today());
        return trend === undefined ? [] : [{ ...trend, region }];
      }),
    ),
  trends_product_categories: ({ seed }, options) =>
    each(markets(options), (region) =>
      engagementTypes.flatMap((type) => trendingCategories(seed, region, type).map((one) => ({ ...one, region }))),
    ),
  trends_product_category_details: ({ seed, clock }, options) =>
    each(markets(options), (region) =>
      engagementTypes.flatMap((engagement) =>
        trendingCategories(seed, region, engagement).flatMap(({ product_category: category }) => {
          const question = { region, category: asText(category), engagement, days: lookback };
          const details = categoryDetails(seed, question, clock.today());
          const stamps = { region, engagement_type: engagement, lookback_window: String(lookback) };
          return details === undefined ? [] : [{ ...details, ...stamps }];
        }),
      ),
    ),
  trends_editorial_articles: ({ seed }, options) =>
    each(markets(options), (region) => editorialArticles(seed, region).map((article) => ({ ...article, region }))),
  search_partner_pins: ({ world }, options) =>
    each(options.terms, (term) =>
      each(options.countries, (country) =>
        partnerPins(world, term, country).map((pin) => ({ ...showSummaryPin(pin), term, country_code: country })),
      ),
    ),
  pin_product_tags: (simulation, options) => {
    const viewer = viewerOf(simulation, options.scopes ?? readScopes, options.adAccountId);
    return listPins(viewer, { withProtected: true }).items.map((pin) => ({ ...showProductTags(pin), pin_id: pin.id }));
  },
};

function optionsOf(type: string): readonly JsonObject[] {
  return (targetingOptions(type) ?? []).flatMap((map) =>
    Object.entries(map).map(([id, name]) => ({ id, name, targeting_type: type })),
  );
}

function each(values: readonly string[] | undefined, records: (value: string) => readonly JsonObject[]): JsonObject[] {
  return [...new Set(values)].flatMap(records);
}

function markets({ trendRegions = [] }: TruthOptions): readonly string[] {
  return trendRegions.filter((region) => marketRegions.includes(region));
}
