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
};
