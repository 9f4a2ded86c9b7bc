import type { Json, JsonObject } from "../json.ts";
import { hash, mix } from "../random.ts";
import { dayText } from "../world/times.ts";
import { attributeOf } from "./columns.ts";
import type { Period } from "./periods.ts";
import type { Subject } from "./subjects.ts";

/** The columns that tell the products of each breakdown apart. */
export const breakdowns = {
  PRODUCT_BRAND: ["CONVERSION_PRODUCT_BRAND"],
  PRODUCT_CATEGORY: ["CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_BRAND_AND_CATEGORY: ["CONVERSION_PRODUCT_BRAND", "CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_SKU: ["CONVERSION_PRODUCT_ID"],
  PRODUCT_SKU_GROUP: ["CONVERSION_PRODUCT_ID_GROUP"],
} as const;

type Breakdown = keyof typeof breakdowns;

/** Returns the breakdown with a name. */
export function breakdownNamed(name: string): Breakdown | undefined {
  return isBreakdown(name) ? name : undefined;
}

const isBreakdown = (name: string): name is Breakdown => Object.hasOwn(breakdowns, name);

/** Products: one without a category, one without a brand, and some that differ only in the position of a slash. */
const products = (
  [
    ["Garden & Table", "Tables", "SKU1", "G1"],
    ["庭と食卓", "Tables", "SKU2", "G1"],
    ["Süd", "Déco", "SKU3", "G2"],
    ["Süd", undefined, "SKU4", "G2"],
    [undefined, "Süd", "SKU5", "G2"],
    ["Süd", "Déco/Tables", "SKU6", "G2"],
    ["Süd/Déco", "Tables", "SKU7", "G2"],
  ] as const
).map(([brand, category, id, group]) => ({
  CONVERSION_PRODUCT_BRAND: brand,
  CONVERSION_PRODUCT_CATEGORY: category,
  CONVERSION_PRODUCT_ID: id,
  CONVERSION_PRODUCT_ID_GROUP: group,
}));

/** Returns the distinct products of a breakdown, by column; missing attributes are omitted. */
function productsBy(breakdown: Breakdown): readonly JsonObject[] {
  const kinds = new Map<string, JsonObject>();
  for (const product of products) {
    const named = breakdowns[breakdown].flatMap((column) => {
      const value = product[column];
      return value === undefined ? [] : [[column, value] as const];
    });
    if (named.length > 0) kinds.set(named.join(), Object.fromEntries(named));
  }
  return [...kinds.values()];
}

/** The rows to compute. */
export interface ProductRequest {
  readonly seed: number;
  readonly breakdown: Breakdown;
  readonly periods: readonly Period[];
  readonly columns: readonly string[];
}

/** Purchases of one product by what an entity's ads led to. */
export interface ProductRow {
  readonly subject: Subject;
  readonly date: string | undefined;
  readonly values: JsonObject;
}

/** Yields one row per entity, period, and product with any purchases. */
export function* productRows(subjects: readonly Subject[], request: ProductRequest): Generator<ProductRow> {
  const { seed, breakdown, periods, columns } = request;
  const kinds = productsBy(breakdown);
  for (const subject of subjects) {
    for (const { date, first, last } of periods) {
      if (!subject.ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first)) continue;
      for (const product of kinds) {
        // A partial week has the metrics of the entire week; whether the API does so isn't known.
        const purchases = purchasesOf(columns, seed, `${subject.id} ${date ?? dayText(first)}`, product);
        if (Object.keys(purchases).length === 0) continue;
        const attributes: Record<string, Json> = {};
        for (const column of columns) {
          const value = attributeOf(column)?.(subject);
          if (value !== undefined) attributes[column] = value;
        }
        yield { subject, date, values: { ...attributes, ...product, ...purchases } };
      }
    }
  }
}

/** Returns the purchases of a product, without zeros. Most products have none. Values are in currency units with cents. */
function purchasesOf(columns: readonly string[], seed: number, by: string, product: JsonObject): JsonObject {
  const key = hash(`${by} ${JSON.stringify(product)}`, seed);
  const purchases: Record<string, Json> = {};
  if (key % 6 !== 0) return purchases;
  for (const column of columns) {
    const [, counted, kind] = /^(.*)_(QUANTITY|VALUE|VALUE_IN_USD)$/u.exec(column) ?? [];
    if (counted === undefined) continue;
    const quantity = Math.max(0, (mix(key, hash(counted, seed)) % 12) - 8);
    if (quantity > 0) purchases[column] = kind === "QUANTITY" ? quantity : (quantity * 2_499) / 100;
  }
  return purchases;
}
