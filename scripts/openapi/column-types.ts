import type { Shape } from "./shape.ts";

type Facts = Pick<Shape, "types" | "format">;

const text: Facts = { types: ["string"] };
const day: Facts = { types: ["string"], format: "date" };

/**
 * What columns of ads rows hold, by their names; the first entry that fits counts. The document lists names and gives
 * no types but in a few examples.
 */
const kinds: readonly (readonly [names: RegExp, facts: Facts])[] = [
  [/^DATE$/u, day],
  [/^START_DATE$/u, day],
  [/^END_DATE$/u, day],
  [/^HOUR$/u, { types: ["integer"] }],
  [/^TARGETING_TYPE$/u, text],
  // A location is a number, a gender a word.
  [/^TARGETING_VALUE$/u, text],
  // Numbers in the answers, and strings all the same: they exceed what a double holds. As everywhere here.
  [/_ID$/u, text],
  // Spending limits and bids in somebody's currency are no currency codes.
  [/_IN_LOCAL_CURRENCY$/u, { types: ["number"] }],
  // Airbyte's own connector has CAMPAIGN_ENTITY_STATUS as a number in three streams and as a string in the others;
  // its values are words.
  [/_(?:NAME|STATUS|TYPE|LABELS?)$/u, text],
  // New in 5.28, and nobody has seen what is in it.
  [/^CAMPAIGN$/u, text],
  // A goal, by the name that it has in Pinterest's ads manager; as text it may be anything.
  [/^AD_GROUP_OPTIMIZATION$/u, text],
  // The tags that a merchant gives to images and videos of products.
  [/^PRODUCT_GROUP_AD_(?:IMAGE|VIDEO)_TAG$/u, text],
  // What a merchant's catalog says, prices included: nothing tells whether they come with their currency.
  [/^PRODUCT_ITEM_/u, text],
  // Brands, categories and SKUs, and what is put together of them.
  [/^(?:CONVERSION_PRODUCT_\w+|PRODUCT)$/u, text],
  // Yes or no by their names, and by the campaign's own fields.
  [/^(?:CAMPAIGN_BUDGET_OPTIMIZATION|IS_PREMIERE_CAMPAIGN|IS_CATALOG_CREATIVE_CAMPAIGN)$/u, { types: ["boolean"] }],
];

/** What a column of ads rows looks like: counts, rates and money are numbers, as is whatever no entry above is about. */
export function columnShape(name: string): Shape {
  const [, facts] = kinds.find(([names]) => names.test(name)) ?? [undefined, { types: ["number"] } satisfies Facts];
  return { properties: new Map(), ...facts };
}
