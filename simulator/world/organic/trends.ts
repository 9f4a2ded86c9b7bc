import { valuesOf } from "../../contract.ts";
import type { JsonObject } from "../../json.ts";
import { hash } from "../../random.ts";
import type { Group } from "../tables.ts";
import { dayText } from "../times.ts";

/*
 * Search trends, the same for all accounts and on all days. Each number is derived from the names that it belongs to.
 */

const words =
  "garden | 小さな庭 | spring table | living room | déco été | cake | bicycle | wedding | travel | hairstyle".split(
    " | ",
  );
const endings = ["", " ideas", " inspiration", " checklist", " for beginners"];

const percent = (of: string) => (hash(of) % 600) - 99;

/** Returns weekly values from 0 to 100. */
const weekly = (of: string) =>
  Object.fromEntries(["2026-06-21", "2026-06-28"].map((week) => [week, hash(`${of} ${week}`) % 101]));

/** Returns a keyword with a series of two weeks that ends on the Sunday before a day, and grows as the keyword does. */
export function throughLastWeek(row: JsonObject, today: number): JsonObject {
  const { pct_growth_wow: growth } = row;
  if (typeof growth !== "number") return row;
  // The first day of 1970 was a Thursday.
  const sunday = today - ((today + 4) % 7 || 7);
  const [before, last] = growth < 0 ? [100, 100 + growth] : [Math.round(10_000 / (100 + growth)), 100];
  return { ...row, time_series: { [dayText(sunday - 7)]: before, [dayText(sunday)]: last } };
}

/** Returns the trending keywords of a region, each once, in order of popularity; some regions have none. */
function trendingKeywords(region: string): readonly JsonObject[] {
  return Array.from({ length: region === "MX" ? 0 : 45 }, (_, index) => {
    const keyword = `${words[index % words.length]}${endings[Math.floor(index / words.length)]}`;
    // A search grows alike in all lists.
    const name = `${region} ${keyword}`;
    return {
      keyword,
      pct_growth_wow: percent(`${name} week`),
      pct_growth_mom: percent(`${name} month`),
      pct_growth_yoy: percent(`${name} year`),
      time_series: weekly(name),
      demographics: null,
    };
  });
}

/** Returns the featured topics of a region and interest, if there are any. */
function featuredTrends(region: string, interest: string): readonly JsonObject[] {
  const name = `${region} ${interest}`;
  const trend = {
    title: `${interest.toLowerCase()} “trend”`,
    description: "What everyone looks for",
    percent_growth_mom: percent(name),
    related_interests: ["decor"],
    related_searches: ["小さな庭"],
    pins: [{ id: "1099300000000000000", src: "https://i.pinimg.com/1.jpg", width: 236, height: 300 }],
    time_series: weekly(name),
  };
  return hash(name) % 4 === 0 ? [] : [{ interest, market: region, trends: [trend] }];
}

/** Returns the trending product categories of a region: in the first region, more than one details request accepts. */
function trendingCategories(region: string, engagement_type: string): readonly JsonObject[] {
  return valuesOf("trends_product_categories_details/list", "product_categories").flatMap((product_category) => {
    const name = `${region} ${engagement_type} ${product_category}`;
    if (hash(name) % (region === "US" ? 12 : 60) !== 0) return [];
    return [{ product_category, engagement_type, pct_change_mom: percent(name), percent_relative_volume: 50 }];
  });
}

/** Returns the details of a product category in a region; none of some. */
export function categoryDetails(region: string, engagement: string, category: string): readonly JsonObject[] {
  const name = `${region} ${engagement} ${category}`;
  const details = {
    product_category: category,
    has_prediction: false,
    demographics: { age: { "18-24": 0.36, "65+": 0.64 }, gender: { female: 0.6, male: 0.4, unspecified: 0 } },
    metrics_highlights: { engagement: { pct_change_mom: percent(name) } },
    related_searches: ["table", "卓"],
    time_series: weekly(name),
  };
  return hash(name, 7) % 11 === 0 ? [] : [details];
}

/** Returns editorial articles of a region. */
function editorialArticles(region: string): readonly JsonObject[] {
  return Array.from({ length: region === "CA" ? 0 : 3 }, (_, index) => ({
    title: `Trend ${index} – 春`,
    board_url: `https://www.pinterest.com/pinterest/${encodeURIComponent(region)}-${index}/`,
    related_keywords: [{ name: "garden", pct_growth_mom: percent(`${region} ${index}`) + 0.5 }, { name: "庭" }],
  }));
}

/** Search trends, by the stream that reads them. Regions and the like are those of the document. */
export const trendTables = {
  trending_keywords: forEach("trending_keywords/list", "trend_type", trendingKeywords),
  trends_featured_topics: forEach("trends_featured_topics/list", "interest", featuredTrends),
  trends_product_categories: forEach("trends_product_categories_trending/list", "engagement_type", trendingCategories),
  trends_editorial_articles: valuesOf("trends_editorial_articles/list", "region").map((region) => ({
    keys: { region },
    rows: () => editorialArticles(region),
  })),
} as const satisfies Readonly<Record<string, readonly Group[]>>;

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

/** Returns related terms; none for some terms. */
export const relatedTerms = (term: string): readonly string[] =>
  words.slice(0, hash(term) % 5).map((word) => `${term} ${word}`);

/** Returns completions of a term. */
export const suggestedTerms = (term: string, limit: number): readonly string[] =>
  words.slice(0, Math.min(limit, 3 + (hash(term) % 7))).map((word) => `${term} ${word}`);

/** Returns the search volume of a term as text; the key is in upper case. */
export function keywordMetrics(country: string, keyword: string): JsonObject {
  const volume = ["5M+", "10K-50K", "<1K"][hash(`${country} ${keyword}`) % 3];
  return { keyword, metrics: { KEYWORD_QUERY_VOLUME: volume } };
}
