import { accountStreams, settingsOf } from "./define-streams.ts";
import { eachCountry, eachTerm, inLists } from "./dimensions.ts";
import { eachAdAccount } from "./parents.ts";
import type { Dimension } from "./stream.ts";

/** The API accepts 2,000 keywords, which would exceed the length of a URL. */
const maxKeywordsPerRequest = 100;

/** The regions of all trends except keyword trends. */
const marketRegions: readonly string[] = ["US", "GB+IE", "CA"];
const eachMarket: Dimension = {
  parameter: "region",
  setting: "trend_regions",
  values: ({ config }) => config.trendRegions.filter((region) => marketRegions.includes(region)),
};
const engagementTypes: Dimension = {
  parameter: "engagement_type",
  values: () => ["ENGAGEMENT", "OUTBOUND_CLICK", "SAVE"],
};

/** Search terms and trends. */
export const trendsStreams = accountStreams([
  {
    name: "related_terms",
    description:
      "Terms that people search for along with the configured ones, one row per configured term. For searches that begin with them, sync `suggested_terms`.",
    operation: "terms_related/list",
    rows: "related_terms",
    // The parameter takes a list.
    partitions: {
      of: "values",
      each: [{ parameter: "terms", setting: "terms", values: ({ config }) => config.terms.map((term) => [term]) }],
    },
    fromRequest: {},
    primaryKey: ["term"],
  },
  {
    name: "suggested_terms",
    description: "Popular searches that begin with a configured term, one row per term and search.",
    operation: "terms_suggested/list",
    rows: "texts",
    parameters: () => ({ limit: 10 }),
    partitions: { of: "values", each: [eachTerm] },
    primaryKey: ["term", "suggestion"],
  },
  {
    name: "keyword_metrics",
    description:
      "Search volume of the configured terms, one row per ad account, country, and term: a range, not by month. Pinterest doesn't say for which period.",
    operation: "country_keywords_metrics/get",
    rows: "data",
    partitions: {
      of: "children",
      parent: eachAdAccount,
      each: [
        eachCountry,
        {
          parameter: "keywords",
          setting: "terms",
          values: ({ config }) => inLists(config.terms, maxKeywordsPerRequest),
        },
      ],
    },
    fromRequest: { ad_account_id: "ad_account_id", country_code: "country_code" },
    primaryKey: ["ad_account_id", "country_code", "keyword"],
  },
  {
    name: "trending_keywords",
    description:
      "Top 50 keywords, one row per configured region, trend type, and keyword. For terms of your own, see `keyword_metrics`.",
    operation: "trending_keywords/list",
    rows: "trends",
    parameters: () => ({ limit: 50 }),
    partitions: {
      of: "values",
      each: [
        { parameter: "region", setting: "trend_regions", values: ({ config }) => config.trendRegions },
        { parameter: "trend_type", values: () => ["growing", "monthly", "yearly", "seasonal"] },
      ],
    },
    primaryKey: ["region", "trend_type", "keyword"],
  },
  {
    name: "trends_featured_topics",
    description: "Top five topics, one row per configured region and interest.",
    operation: "trends_featured_topics/list",
    rows: "array",
    partitions: {
      of: "values",
      each: [
        eachMarket,
        {
          parameter: "interest",
          // The default of the API is ALL, which is one of the values.
          values: () => [
            "ALL",
            "ANIMALS",
            "ARCHITECTURE",
            "ART",
            "BEAUTY",
            "DIY_AND_CRAFTS",
            "EDUCATION",
            "EVENT_PLANNING",
            "FASHION",
            "FOOD_AND_DRINKS",
            "GARDENING",
            "HEALTH",
            "HOME_DECOR",
            "PARENTING",
            "TRAVEL",
            "WEDDING",
          ],
        },
      ],
    },
    primaryKey: ["region", "interest"],
  },
  {
    name: "trends_product_categories",
    description:
      "Trending product categories, one row per configured region, category, and engagement type. `trends_product_category_details` has their demographics and history.",
    operation: "trends_product_categories_trending/list",
    rows: "array",
    partitions: { of: "values", each: [eachMarket, engagementTypes] },
    primaryKey: ["region", "product_category", "engagement_type"],
  },
  {
    name: "trends_product_category_details",
    description:
      "Demographics and two years of engagement, one row per configured region, trending product category, and engagement type.",
    operation: "trends_product_categories_details/list",
    rows: "array",
    parameters: () => ({ lookback_window: "730" }),
    partitions: {
      of: "batches",
      parent: {
        stream: "trends_product_categories",
        bind: { region: "region", engagement_type: "engagement_type", product_categories: "product_category" },
      },
      batch: { parameter: "product_categories", size: () => 20 },
    },
    fromRequest: { region: "region", engagement_type: "engagement_type", lookback_window: "lookback_window" },
    primaryKey: ["region", "product_category", "engagement_type", "lookback_window"],
    ...settingsOf([eachMarket]),
  },
  {
    name: "trends_editorial_articles",
    description: "Articles on trends by Pinterest's editors, one row per configured region and article.",
    operation: "trends_editorial_articles/list",
    rows: "array",
    partitions: { of: "values", each: [eachMarket] },
    primaryKey: ["region", "board_url"],
  },
]);
