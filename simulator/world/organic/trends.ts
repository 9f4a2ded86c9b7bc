import { valuesOf } from "../../contract.ts";
import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import type { Group } from "../tables.ts";
import { dayText } from "../times.ts";

/*
 * Search trends, independent of accounts: a function of the seed, the request, and the day. Each number is derived from
 * the names that it belongs to.
 */

const words = ["garden", "庭", "summer nails", "cozy living room", "déco été", "cake", "fahrrad", "wedding", "travel"];

const percent = (text: string, seed: number) => (hash(text, seed) % 600) - 99;

/** Returns weekly values from 0 to 100 until the last complete week. */
function weekly(of: string, seed: number, today: number, weeks: number): Record<string, number> {
  const values: Record<string, number> = {};
  for (let week = weeks; week > 0; week--) {
    values[dayText(today - week * 7)] = hash(`${of} ${week}`, seed) % 101;
  }
  return values;
}

/** Returns the trending keywords of a region in order of popularity; some regions have none. */
function trendingKeywords(seed: number, region: string, type: string, today: number): JsonObject[] {
  const count = region === "MX" ? 0 : 30 + (hash(`${region} ${type}`, seed) % 20);
  return Array.from({ length: count }, (_, index) => {
    const word = words[index % words.length] ?? "garden";
    // Each keyword is in the list once.
    const keyword = index < words.length ? word : `${word} ${index}`;
    const name = `${region} ${type} ${keyword}`;
    return {
      keyword,
      pct_growth_wow: percent(name, seed + 1),
      pct_growth_mom: percent(name, seed + 2),
      pct_growth_yoy: percent(name, seed + 3),
      time_series: weekly(name, seed, today, 8),
      demographics: null,
    };
  });
}

/** Returns the featured topics of a region and interest, if there are any. */
function featuredTrends(seed: number, region: string, interest: string, today: number): readonly JsonObject[] {
  const name = `${region} ${interest}`;
  if (hash(name, seed) % 4 === 0) return [];
  const trend = {
    title: `${interest.toLowerCase()} “trend”`,
    description: "What everyone looks for",
    percent_growth_mom: percent(name, seed),
    related_interests: ["decor"],
    related_searches: ["小さな庭"],
    pins: [{ id: "1099300000000000000", src: "https://i.pinimg.com/1.jpg", width: 236, height: 300 }],
    time_series: weekly(name, seed, today, 4),
  };
  return [{ interest, market: region, trends: [trend] }];
}

/** Returns the trending product categories of a region: in the first region, more than one details request accepts. */
function trendingCategories(seed: number, region: string, engagement: string): JsonObject[] {
  const share = region === "US" ? 12 : 60;
  return valuesOf("trends_product_categories_details/list", "product_categories").flatMap((category) => {
    const name = `${region} ${engagement} ${category}`;
    const changes = { pct_change_mom: percent(name, seed), percent_relative_volume: hash(name, seed + 1) % 101 };
    const isTrending = hash(name, seed) % share === 0;
    return isTrending ? [{ product_category: category, engagement_type: engagement, ...changes }] : [];
  });
}

/** Returns the details of a product category in a region; none for an unknown category. */
export function categoryDetails(
  seed: number,
  question: { region?: string | undefined; category: string; engagement?: string | undefined; days: number },
  today: number,
): readonly JsonObject[] {
  const { region, category, engagement, days } = question;
  const name = `${region} ${engagement} ${category}`;
  if (hash(name, seed + 7) % 11 === 0) return [];
  const details = {
    product_category: category,
    has_prediction: false,
    demographics: { age: { "18-24": 0.36, "65+": 0.64 }, gender: { female: 0.6, male: 0.4, unspecified: 0 } },
    metrics_highlights: { engagement: { pct_change_mom: percent(name, seed) } },
    related_searches: ["table", "卓"],
    time_series: weekly(name, seed, today, Math.floor(days / 90)),
  };
  return [details];
}

/** Returns editorial articles of a region. */
function editorialArticles(seed: number, region: string): JsonObject[] {
  return Array.from({ length: region === "CA" ? 0 : 3 }, (_, index) => ({
    title: `Trend ${index} – 春`,
    board_url: `https://www.pinterest.com/pinterest/${encodeURIComponent(region)}-${index}/`,
    related_keywords: [{ name: "garden", pct_growth_mom: percent(`${region} ${index}`, seed) + 0.5 }, { name: "庭" }],
  }));
}

/** Search trends, by the stream that reads them. Regions and the like are those of the document. */
export const trendTables = {
  trending_keywords: (seed, today) =>
    forEach("trending_keywords/list", "trend_type", (region, trend_type) =>
      trendingKeywords(seed, region, trend_type, today),
    ),
  trends_featured_topics: (seed, today) =>
    forEach("trends_featured_topics/list", "interest", (region, interest) =>
      featuredTrends(seed, region, interest, today),
    ),
  trends_product_categories: (seed) =>
    forEach("trends_product_categories_trending/list", "engagement_type", (region, engagement) =>
      trendingCategories(seed, region, engagement),
    ),
  trends_editorial_articles: (seed) =>
    valuesOf("trends_editorial_articles/list", "region").map((region) => ({
      keys: { region },
      rows: () => editorialArticles(seed, region),
    })),
} as const satisfies Readonly<Record<string, (seed: number, today: number) => readonly Group[]>>;

/** Returns the rows of each region and each value of another parameter. */
function forEach(
  operationId: string,
  name: string,
  rows: (region: string, value: string) => readonly JsonObject[],
): readonly Group[] {
  return valuesOf(operationId, "region").flatMap((region) =>
    valuesOf(operationId, name).map((value) => ({ keys: { region, [name]: value }, rows: () => rows(region, value) })),
  );
}

/** Returns related terms; none for a term without searches. */
export function relatedTerms(seed: number, term: string): readonly string[] {
  return words.slice(0, hash(term, seed) % 5).map((word) => `${term} ${word}`);
}

/** Returns completions of a term. */
export function suggestedTerms(seed: number, term: string, limit: number): readonly string[] {
  return words.slice(0, Math.min(limit, 3 + (hash(term, seed) % 7))).map((word) => `${term} ${word}`);
}

/** Returns the search volume of a term as text; the key is in upper case. */
export function keywordMetrics(seed: number, country: string, keyword: string): JsonObject {
  const volume = ["5M+", "10K-50K", "<1K"][hash(`${country} ${keyword}`, seed) % 3] ?? "5M+";
  return { keyword, metrics: { KEYWORD_QUERY_VOLUME: volume } };
}
