import type { JsonType } from "./shape.ts";

/** Types of Airbyte's own connector that are kept for migrating users although the document declares others. */
export const keptTypes: Readonly<Record<string, Readonly<Record<string, JsonType>>>> = {
  // `integer` in the document.
  ad_groups: {
    bid_in_micro_currency: "number",
    budget_in_micro_currency: "number",
    created_time: "number",
    end_time: "number",
    lifetime_frequency_cap: "number",
    start_time: "number",
    updated_time: "number",
  },
};
