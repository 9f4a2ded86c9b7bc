import { addDays } from "../base/dates.ts";
import { integrations, leadAds } from "./access-requirements.ts";
import { accountStreams } from "./define-streams.ts";
import type { RunFacts } from "./stream.ts";

/** The number of days after which metrics are final: the longest attribution window. */
const daysToFinal = 30;

function recentDays({ today }: RunFacts): readonly string[] {
  return Array.from({ length: daysToFinal + 1 }, (_, age) => addDays(today, -age));
}

/** Reference data for advertisers, and connected integrations. */
export const referenceDataStreams = accountStreams([
  {
    name: "integrations",
    description:
      "Shops and partners connected to Pinterest, one row per integration. Excludes their tokens and email addresses.",
    operation: "integrations/get_list",
    omit: ["partner_access_token", "partner_refresh_token", "partner_primary_email"],
    primaryKey: ["id"],
    reading: { by: "compared", cursor: "updated_time" },
    accessRequirement: integrations,
  },
  {
    name: "ad_account_countries",
    description: "Countries that ad accounts can be in, with their currencies, one row per country.",
    operation: "ad_account_countries/get",
    rows: "optional_items",
    primaryKey: ["code"],
  },
  {
    name: "delivery_metrics",
    description: "Pinterest's definitions of metrics, one row per metric and category.",
    operation: "delivery_metrics/get",
    rows: "optional_items",
    whenEmpty: { category: "UNKNOWN" },
    primaryKey: ["name", "category"],
  },
  {
    name: "lead_form_questions",
    description: "Types of questions that lead forms can ask, one row per type.",
    operation: "lead_form_questions/get",
    rows: "question_types",
    primaryKey: ["question_type"],
    accessRequirement: leadAds,
  },
  {
    name: "metrics_ready_state",
    description: "Whether the metrics of a day are final, one row per day: today and the 30 days before.",
    operation: "metrics_ready_state/get",
    rows: "object",
    partitions: { of: "values", each: [{ parameter: "date", values: recentDays }] },
    primaryKey: ["date"],
  },
  {
    name: "targeting_options",
    description: "Values that ads can be targeted by, interests among them, one row per targeting type and value.",
    operation: "targeting_options/get",
    rows: "options",
    partitions: {
      of: "values",
      each: [
        {
          parameter: "targeting_type",
          values: () => [
            "APPTYPE",
            "GENDER",
            "LOCALE",
            "AGE_BUCKET",
            "LOCATION",
            "GEO",
            "INTEREST",
            "KEYWORD",
            "AUDIENCE_INCLUDE",
            "AUDIENCE_EXCLUDE",
          ],
        },
      ],
    },
    primaryKey: ["targeting_type", "id"],
  },
  {
    name: "interests",
    description:
      "Interests that ads can be targeted by, with their tree, one row per interest. For names alone, `targeting_options` takes fewer API calls.",
    operation: "interest_targeting_options/get",
    rows: "object",
    partitions: {
      of: "children",
      parent: {
        stream: "targeting_options",
        bind: { interest_id: "id" },
        where: ({ targeting_type: type }) => type === "INTEREST",
      },
    },
    fromRequest: { id: "interest_id" },
    primaryKey: ["id"],
  },
]);
