import type { JsonType } from "./shape.ts";

/**
 * Types of Airbyte's own connector that differ from the document and match its values: stream -> field -> type. They
 * keep the columns of users who migrate.
 */
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
