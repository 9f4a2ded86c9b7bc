import { valuesOf } from "../contract.ts";
import type { JsonObject } from "../json.ts";
import { makeRow } from "./made.ts";
import { SeededFactory } from "./seeded-factory.ts";
import type { World } from "./world.ts";

/** Countries with ads and the names of their currencies. */
export const countries: readonly JsonObject[] = [
  { code: "US", name: "United States of America", currency: "Dollars", index: 1 },
  { code: "CI", name: "Côte d’Ivoire", currency: "CFA", index: 2 },
];

/** Lead form questions, by their name in the document. */
export const questionTypes: readonly string[] = ["CUSTOM", "FULL_NAME", "EMAIL", "STATE_PROVINCE"];

/** Returns the columns of reports and synchronous analytics. The last one is also an organic metric. */
export function deliveryMetrics(): readonly JsonObject[] {
  const columns = ["analytics/create_report", "ads/analytics"].flatMap((id) => valuesOf(id, "columns"));
  const named = [...new Set(columns)].map((name) => ({ name, category: "ADS" }));
  return [...named, { name: "ENGAGEMENT_RATE", category: "ORGANIC" }].map((metric) => ({
    ...metric,
    definition: `What “${metric.name}” means`,
    display_name: displayNameOf(metric.name),
  }));
}

/** Display names as recorded, of which two are the same, or seen in CSV. */
const displayNames: Readonly<Record<string, string>> = {
  AD_ID: "Ad ID",
  PIN_PROMOTION_ID: "Ad ID",
  SPEND_IN_DOLLAR: "Spend",
  SPEND_IN_MICRO_DOLLAR: "Spend in account currency",
  CLICKTHROUGH_1: "Paid Pin clicks",
  TARGETING_TYPE: "Targeting Type",
  TARGETING_VALUE: "Targeting Value",
};

/** Returns the name of a column for people, which CSV has in its first line. */
export function displayNameOf(name: string): string {
  const known = displayNames[name];
  if (known !== undefined) return known;
  const text = name
    .replaceAll("_", " ")
    .toLowerCase()
    .replaceAll(/\bid\b/gu, "ID");
  return text.slice(0, 1).toUpperCase() + text.slice(1);
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
  GENDER: [{ female: "Female", male: "Male" }],
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
};

export const targetingTypes: readonly string[] = Object.keys(options);

export const targetingOptions = (type: string): readonly JsonObject[] | null => options[type] ?? null;

/** Whether the metrics of a day are final: conversions one day later than the rest. Days since 1970. */
export function readyState(day: number, today: number): JsonObject {
  return { conversion_metrics_ready: day < today - 1, non_conversion_metrics_ready: day < today };
}

/** Returns commerce integrations, including the secrets that the API returns. */
export const integrationsOf = (world: World): readonly JsonObject[] =>
  new SeededFactory(world.seed, "integrations").list(661_120_000_000n, 3, (id) =>
    makeRow("IntegrationRecord", id, {
      connected_user_id: world.me.profile.id,
      partner_access_token: "simulated-partner-access-token",
      partner_refresh_token: "simulated-partner-refresh-token",
      partner_primary_email: "simulated-partner@example.com",
    }),
  );
