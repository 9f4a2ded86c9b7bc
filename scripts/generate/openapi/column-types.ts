import type { Shape } from "./shape.ts";

type Facts = Pick<Shape, "types" | "format">;

const text: Facts = { types: ["string"] };
const day: Facts = { types: ["string"], format: "date" };

/** Types of ads analytics columns by name; the first match counts. The document lists names without types. */
const kinds: readonly (readonly [names: RegExp, facts: Facts])[] = [
  [/^DATE$/u, day],
  [/^START_DATE$/u, day],
  [/^END_DATE$/u, day],
  // As in `2023-10-01 - 2023-10-31`, recorded of a report by month.
  [/^DATE_RANGE$/u, text],
  [/^HOUR$/u, { types: ["integer"] }],
  [/^TARGETING_TYPE$/u, text],
  // Locations are numbers, genders are words.
  [/^TARGETING_VALUE$/u, text],
  // Numbers in responses and strings in records, since they exceed the precision of a double, as elsewhere.
  [/_ID$/u, text],
  // Amounts such as spending limits and bids, unlike the currency codes matched below.
  [/_IN_LOCAL_CURRENCY$/u, { types: ["number"] }],
  // Statuses are words in reports and numbers in synchronous analytics, recorded of the same campaign.
  [/_(?:NAME|STATUS|TYPE|LABELS?)$/u, text],
  // New in 5.28, with unknown content.
  [/^CAMPAIGN$/u, text],
  // The name of a goal in Pinterest's ads manager; text accepts any value.
  [/^AD_GROUP_OPTIMIZATION$/u, text],
  // Tags that a merchant assigns to images and videos of products.
  [/^PRODUCT_GROUP_AD_(?:IMAGE|VIDEO)_TAG$/u, text],
  // Values from a merchant's catalog, including prices; whether those include the currency isn't known.
  [/^PRODUCT_ITEM_/u, text],
  // Brands, categories, SKUs, and combinations of them.
  [/^(?:CONVERSION_PRODUCT_\w+|PRODUCT)$/u, text],
  // Booleans by name, as in the campaign's own fields.
  [/^(?:CAMPAIGN_BUDGET_OPTIMIZATION|IS_PREMIERE_CAMPAIGN|IS_CATALOG_CREATIVE_CAMPAIGN)$/u, { types: ["boolean"] }],
];

/** Returns the type of an ads analytics column; a number if no entry matches, as for counts, rates, and amounts. */
export function columnShape(name: string): Shape {
  const [, facts] = kinds.find(([names]) => names.test(name)) ?? [undefined, { types: ["number"] } satisfies Facts];
  return { properties: new Map(), ...facts };
}
