import type { JsonType, Shape } from "./shape.ts";

/** Digits, which 5.28 can return as text. */
const ofAudience = { "rule.percentage": "integer" } as const;

/** Types of Airbyte's own connector that are kept for migrating users although the document declares others. */
const keptTypes: Readonly<Record<string, Readonly<Record<string, JsonType>>>> = {
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
  audiences: ofAudience,
  business_shared_audiences: ofAudience,
};

/** Returns a stream's row with the kept types. */
export function withKeptTypes(stream: string, row: Shape): Shape {
  return Object.entries(keptTypes[stream] ?? {}).reduce(
    (shape, [path, type]) => withType(shape, path.split("."), type),
    row,
  );
}

function withType(shape: Shape, [name, ...inner]: readonly string[], type: JsonType): Shape {
  if (name === undefined) return { ...shape, types: [type] };
  const member = shape.properties.get(name);
  if (member === undefined) throw new Error(`There is no "${name}" whose type to keep.`);
  return { ...shape, properties: new Map(shape.properties).set(name, withType(member, inner, type)) };
}
