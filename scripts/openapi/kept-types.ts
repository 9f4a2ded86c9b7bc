import type { JsonType } from "./shape.ts";

/**
 * Types that Airbyte's own connector declares where the document says another that the values fit as well: stream ->
 * field -> type. They stay, so that the columns of those who come from there do.
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
  // `number` in the document: milliseconds.
  conversion_tags: { last_fired_time_ms: "integer" },
  // `number` in the document: seconds and counts.
  customer_lists: {
    created_time: "integer",
    num_batches: "integer",
    num_removed_user_records: "integer",
    num_uploaded_user_records: "integer",
    updated_time: "integer",
  },
};
