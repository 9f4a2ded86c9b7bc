import { asText, type JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import { showSummaryPin } from "../views/pins.ts";
import * as trends from "../world/organic/trends.ts";
import * as resources from "../world/resources.ts";
import { dayText } from "../world/times.ts";
import { type ExpectedStream, forEachValue, ofTables, recordsIn, without } from "./expected-stream.ts";

/** Trends of the configured regions, of those that each has. */
const trendStreams = ofTables(
  trends.trendTables,
  (table): ExpectedStream =>
    (_, { trendRegions = [] }) =>
      recordsIn(table.filter(({ keys }) => trendRegions.includes(asText(keys.region)))),
);

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
  related_terms: (_, { terms }) => forEachValue(terms, (term) => [{ term, related_terms: trends.relatedTerms(term) }]),
  suggested_terms: (_, { terms }) =>
    forEachValue(terms, (term) => trends.suggestedTerms(term, 10).map((suggestion) => ({ suggestion, term }))),
  ...trendStreams,
  // Details of every trending category, with the maximum lookback.
  trends_product_category_details: (_, { trendRegions = [] }) =>
    recordsIn(trends.trendTables.trends_product_categories)
      .filter(({ region }) => trendRegions.includes(asText(region)))
      .flatMap(({ region, engagement_type, product_category }) =>
        trends
          .categoryDetails(asText(region), asText(engagement_type), asText(product_category))
          .map((one) => ({ ...one, region, engagement_type, lookback_window: "730" })),
      ),
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
