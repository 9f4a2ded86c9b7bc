import { asText, entryNamed, type JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import { showSummaryPin } from "../views/pins.ts";
import * as trends from "../world/organic/trends.ts";
import * as resources from "../world/resources.ts";
import { dayText } from "../world/times.ts";
import { type ExpectedStream, forEachValue, ofTables, recordsIn, without } from "./expected-stream.ts";

/** Trends of the configured regions, of those that each has. */
const trendStreams = ofTables(
  trends.trendTables,
  (tableOf): ExpectedStream =>
    ({ seed, clock }, { trendRegions = [] }) =>
      recordsIn(tableOf(seed, clock.today()).filter(({ keys }) => trendRegions.includes(asText(keys.region)))),
);

/** The maximum lookback of product category details, in days. */
const lookback = 730;

/** Resources that belong to no ad account. */
export const resourceStreams: Readonly<Record<string, ExpectedStream>> = {
  integrations: ({ world }) =>
    resources
      .integrationsOf(world)
      .map((one) => without(one, "partner_access_token", "partner_refresh_token", "partner_primary_email")),
  ad_account_countries: () => resources.countries,
  delivery_metrics: resources.deliveryMetrics,
  lead_form_questions: () => resources.questionTypes.map((name) => ({ question_type: name })),
  metrics_ready_state: ({ clock }) => {
    const today = clock.today();
    return Array.from({ length: 31 }, (_, back) => ({
      ...resources.readyState(today - back, today),
      date: dayText(today - back),
    }));
  },
  targeting_options: () => resources.targetingTypes.flatMap(optionsOf),
  interests: () => resources.interests,
  related_terms: ({ seed }, { terms }) =>
    forEachValue(terms, (term) => [{ term, related_terms: trends.relatedTerms(seed, term) }]),
  suggested_terms: ({ seed }, { terms }) =>
    forEachValue(terms, (term) => trends.suggestedTerms(seed, term, 10).map((suggestion) => ({ suggestion, term }))),
  ...trendStreams,
  // Details of every trending category.
  trends_product_category_details: (simulation, options) =>
    entryNamed(
      trendStreams,
      "trends_product_categories",
      "stream",
    )(simulation, options).flatMap((trend) => {
      const { region, engagement_type, product_category } = trend;
      const question = {
        region: asText(region),
        category: asText(product_category),
        engagement: asText(engagement_type),
      };
      const details = trends.categoryDetails(
        simulation.seed,
        { ...question, days: lookback },
        simulation.clock.today(),
      );
      return details.map((one) => ({ ...one, region, engagement_type, lookback_window: String(lookback) }));
    }),
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
