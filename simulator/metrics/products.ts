import type { Json, JsonObject } from "../../src/base/json.ts";
import { hash, mix } from "../random.ts";

export const breakdowns = [
  "PRODUCT_BRAND",
  "PRODUCT_CATEGORY",
  "PRODUCT_BRAND_AND_CATEGORY",
  "PRODUCT_SKU",
  "PRODUCT_SKU_GROUP",
] as const;

export type Breakdown = (typeof breakdowns)[number];

/** Products: one without a category, one without a brand, and some that differ only in the position of a slash. */
const products: readonly Readonly<Record<string, string | null>>[] = [
  { brand: "Garden & Table", category: "Tables", id: "SKU1", group: "G1" },
  { brand: "庭と食卓", category: "Tables", id: "SKU2", group: "G1" },
  { brand: "Süd", category: "Déco", id: "SKU3", group: "G2" },
  { brand: "Süd", category: null, id: "SKU4", group: "G2" },
  { brand: null, category: "Süd", id: "SKU5", group: "G2" },
  { brand: "Süd", category: "Déco/Tables", id: "SKU6", group: "G2" },
  { brand: "Süd/Déco", category: "Tables", id: "SKU7", group: "G2" },
];

const parts: Readonly<Record<Breakdown, readonly string[]>> = {
  PRODUCT_BRAND: ["brand"],
  PRODUCT_CATEGORY: ["category"],
  PRODUCT_BRAND_AND_CATEGORY: ["brand", "category"],
  PRODUCT_SKU: ["id"],
  PRODUCT_SKU_GROUP: ["group"],
};

const columnsOfParts: Readonly<Record<string, string>> = {
  brand: "CONVERSION_PRODUCT_BRAND",
  category: "CONVERSION_PRODUCT_CATEGORY",
  id: "CONVERSION_PRODUCT_ID",
  group: "CONVERSION_PRODUCT_ID_GROUP",
};

/** Returns the distinct products of a breakdown, by column; missing attributes are omitted. */
export function productsBy(breakdown: Breakdown): readonly JsonObject[] {
  const kinds = new Map<string, JsonObject>();
  for (const product of products) {
    const named = parts[breakdown].flatMap((part) => {
      const value = product[part] ?? null;
      return value === null ? [] : [[columnsOfParts[part] ?? part, value] as const];
    });
    if (named.length > 0) kinds.set(named.join(), Object.fromEntries(named));
  }
  return [...kinds.values()];
}

/** A column that counts purchases or their value. */
export interface PurchaseMeasure {
  readonly column: string;
  /** The kind of purchase; its count and value share it. */
  readonly counted: number;
  readonly worth: boolean;
}

/** Returns the purchase columns among the given ones. */
export function purchaseMeasures(columns: readonly string[], seed: number): readonly PurchaseMeasure[] {
  return columns.flatMap((column) => {
    const [, counted, kind] = /^(.*)_(QUANTITY|VALUE|VALUE_IN_USD)$/u.exec(column) ?? [];
    return counted === undefined ? [] : [{ column, counted: hash(counted, seed), worth: kind !== "QUANTITY" }];
  });
}

/**
 * Returns an entity's purchases of a product in a period, without zeros. Most have none. Values are in currency units
 * with cents.
 * @param date the first day of the period
 */
export function purchasesOf(
  measures: readonly PurchaseMeasure[],
  seed: number,
  entityId: string,
  date: string,
  product: JsonObject,
): JsonObject {
  const key = hash(`${entityId} ${date} ${JSON.stringify(product)}`, seed);
  const purchases: Record<string, Json> = {};
  if (key % 6 !== 0) return purchases;
  for (const { column, counted, worth } of measures) {
    const quantity = Math.max(0, (mix(key, counted) % 12) - 8);
    if (quantity > 0) purchases[column] = worth ? (quantity * 2_499) / 100 : quantity;
  }
  return purchases;
}
