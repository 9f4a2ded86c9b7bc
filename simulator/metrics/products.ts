import type { Json, JsonObject } from "../json.ts";
import { hash, mix } from "../random.ts";
import { dayText } from "../world/times.ts";
import { attributeOf } from "./columns.ts";
import type { Period } from "./periods.ts";
import type { Subject } from "./subjects.ts";

/** The columns that tell the products of each breakdown apart. */
export const breakdowns: Readonly<Record<string, readonly string[]>> = {
  PRODUCT_BRAND: ["CONVERSION_PRODUCT_BRAND"],
  PRODUCT_CATEGORY: ["CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_BRAND_AND_CATEGORY: ["CONVERSION_PRODUCT_BRAND", "CONVERSION_PRODUCT_CATEGORY"],
  PRODUCT_SKU: ["CONVERSION_PRODUCT_ID"],
};

/** Products: one without a category, one without a brand, and some that differ only in the position of a slash. */
const products: readonly Readonly<Record<string, string | undefined>>[] = [
  ["Garden & Table", "Tables", "SKU1"],
  ["庭と食卓", "Tables", "SKU2"],
  ["Süd", "Déco", "SKU3"],
  ["Süd", undefined, "SKU4"],
  [undefined, "Süd", "SKU5"],
  ["Süd", "Déco/Tables", "SKU6"],
  ["Süd/Déco", "Tables", "SKU7"],
].map(([CONVERSION_PRODUCT_BRAND, CONVERSION_PRODUCT_CATEGORY, CONVERSION_PRODUCT_ID]) => ({
  CONVERSION_PRODUCT_BRAND,
  CONVERSION_PRODUCT_CATEGORY,
  CONVERSION_PRODUCT_ID,
}));

/** Returns the distinct products of a breakdown, by column; missing attributes are omitted. */
function productsBy(columns: readonly string[]): readonly JsonObject[] {
  const named = products.map((product) => Object.fromEntries(columns.map((column) => [column, product[column]])));
  const known = new Map(named.map((product) => [JSON.stringify(product), product]));
  known.delete("{}");
  return [...known.values()];
}

/** The rows to compute. */
export interface ProductRequest {
  readonly seed: number;
  /** A name of `breakdowns`. */
  readonly breakdown: string;
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
  const kinds = productsBy(breakdowns[breakdown] ?? []);
  for (const subject of subjects) {
    for (const { date, first, last } of periods) {
      if (!subject.ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first)) continue;
      for (const product of kinds) {
        // A partial week has the metrics of the entire week; whether the API does so isn't known.
        const purchases = purchasesOf(columns, seed, `${subject.id} ${date ?? dayText(first)}`, product);
        if (Object.keys(purchases).length === 0) continue;
        const attributes = Object.fromEntries(columns.map((column) => [column, attributeOf(column)?.(subject)]));
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
