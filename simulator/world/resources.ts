import { valuesOf } from "../contract.ts";
import type { JsonObject } from "../json.ts";
import { made } from "./made.ts";
import { memoizeByKey } from "./memoize-by-key.ts";
import { SeededFactory } from "./seeded-factory.ts";
import type { World } from "./world.ts";

/** Countries with ads and the names of their currencies. */
export const countries: readonly JsonObject[] = [
  ["US", "United States of America", "Dollars"],
  ["DE", "Germany", "Euros"],
  ["JP", "日本", "Yen"],
  ["CI", "Côte d’Ivoire", "CFA"],
].map(([code = "", name = "", currency = ""], index) => ({ code, name, currency, index: index + 1 }));

/** Lead form questions, by their name in the document. */
export const questionTypes: readonly string[] = ["CUSTOM", "FULL_NAME", "EMAIL", "STATE_PROVINCE"];

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

/** Interests for targeting. */
export const interests: readonly (JsonObject & { readonly id: string; readonly name: string })[] = [
  { id: "918530398158", name: "Food and drinks", level: 1, child_interests: ["Vegan food"] },
  { id: "945391946569", name: "Dress", level: 2, child_interests: [] },
  { id: "900719925474099312", name: "旅行", level: 1, child_interests: ["Île-de-France"] },
];

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
  INTEREST: [Object.fromEntries(interests.map(({ id, name }) => [id, name]))],
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

/** Commerce integrations, including the secrets that the API returns. Times are milliseconds. */
export const integrationsOf = memoizeByKey((world: World): readonly JsonObject[] => {
  const factory = new SeededFactory(world.seed, "integrations", world.midnight);
  return factory.list(661_120_000_000n, 3, (id, index) => {
    const created = factory.ago(50, 400) * 1000;
    const secret = (name: string) => (index === 1 ? null : `simulated-partner-${name}-${index}`);
    return made("IntegrationRecord", id, {
      id,
      external_business_id: index === 1 ? null : `shop-${index}`,
      connected_user_id: world.me.profile.id,
      connected_merchant_id: index === 1 ? null : String(factory.random.integer(1_000_000, 9_000_000)),
      connected_advertiser_id: index === 1 ? null : (world.adAccounts[0]?.id ?? null),
      partner_access_token: secret("access-token"),
      partner_refresh_token: secret("refresh-token"),
      partner_primary_email: secret("email@example.com"),
      created_time: created,
      updated_time: created + factory.random.integer(1, 900_000_000),
    });
  });
});
