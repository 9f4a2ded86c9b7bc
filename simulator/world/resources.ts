import { valuesOf } from "../contract.ts";
import type { JsonObject } from "../json.ts";

/** Countries with ads and the names of their currencies. */
export const countries: readonly JsonObject[] = [
  ["US", "United States of America", "Dollars"],
  ["DE", "Germany", "Euros"],
  ["JP", "日本", "Yen"],
  ["CI", "Côte d’Ivoire", "CFA"],
].map(([code = "", name = "", currency = ""], index) => ({ code, name, currency, index: index + 1 }));

/** Lead form questions, by their name in the document and their label. */
export const questionTypes: readonly (readonly [name: string, label: string])[] = [
  ["CUSTOM", "Frage"],
  ["FULL_NAME", "Nom complet"],
  ["EMAIL", "E-mail"],
  ["STATE_PROVINCE", "都道府県"],
];

function columnsOf(names: readonly string[], category: string): readonly JsonObject[] {
  return names.map((name) => {
    const words = name.toLowerCase().replaceAll("_", " ");
    return { name, category, definition: `What “${words}” means`, display_name: words };
  });
}

/** The last one is also an ads metric. */
const organicMetrics = ["PIN_SAVES", "CLOSEUPS", "ENGAGEMENT_RATE"];

/** Returns the columns of reports and synchronous analytics. */
export function deliveryMetrics(): readonly JsonObject[] {
  const columns = ["analytics/create_report", "ads/analytics"].flatMap((id) => valuesOf(id, "columns"));
  return [...columnsOf([...new Set(columns)], "ADS"), ...columnsOf(organicMetrics, "ORGANIC")];
}

/** Interests for targeting: ID, name, level, and child names. */
const interestList: readonly (readonly [id: string, name: string, level: number, below: readonly string[]])[] = [
  ["918530398158", "Food and drinks", 1, ["Vegan food"]],
  ["945391946569", "Dress", 2, []],
  ["900719925474099312", "旅行", 1, ["Île-de-France"]],
];

/** Returns an interest, or undefined for an unknown ID. */
export function interestOf(id: string): JsonObject | undefined {
  const found = interestList.find(([one]) => one === id);
  if (found === undefined) return undefined;
  const [, name, level, below] = found;
  return { id, name, level, child_interests: below };
}

/** Targeting options as maps from IDs to names, several for locations; null if there are none. */
const options: Readonly<Record<string, readonly Readonly<Record<string, string>>[] | null>> = {
  APPTYPE: [{ android_mobile: "Android mobile", ipad: "iPad", web: "Web" }],
  GENDER: [{ female: "Female", male: "Male", unknown: "Unspecified" }],
  LOCALE: [{ "de-DE": "Deutsch", ja: "日本語" }],
  AGE_BUCKET: [{ "18-24": "18-24", "65+": "65+" }],
  LOCATION: [
    { US: "United States", CA: "Canada" },
    { 36313: "Australia: Moreton Bay - North", 811: "U.S.: Reno" },
  ],
  GEO: [{ "US:94102": "San Francisco" }, {}],
  INTEREST: [Object.fromEntries(interestList.map(([id, name]) => [id, name]))],
  KEYWORD: null,
  AUDIENCE_INCLUDE: [],
  AUDIENCE_EXCLUDE: null,
};

export const targetingTypes: readonly string[] = Object.keys(options);

export function targetingOptions(type: string): readonly JsonObject[] | null {
  return options[type] ?? null;
}

/** Whether the metrics of a day are final: conversions one day later than the rest. Days since 1970. */
export function readyState(day: number, today: number): JsonObject {
  return { conversion_metrics_ready: day < today - 1, non_conversion_metrics_ready: day < today };
}
