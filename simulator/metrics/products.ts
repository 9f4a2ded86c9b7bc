import type { JsonObject } from "../json.ts";
import { hash } from "../random.ts";
import { dayText } from "../world/times.ts";
import { attributeOf } from "./columns.ts";
import type { Period } from "./periods.ts";
import type { Subject } from "./subjects.ts";

const products = (...all: readonly (readonly [brand: string | undefined, category: string | undefined])[]) =>
  all.map(([brand, category]) => ({ CONVERSION_PRODUCT_BRAND: brand, CONVERSION_PRODUCT_CATEGORY: category }));

/** The products of each breakdown, by column. Some lack a column, and some differ only in the position of a slash. */
export const breakdowns: Readonly<Record<string, readonly JsonObject[]>> = {
  PRODUCT_BRAND: [{ CONVERSION_PRODUCT_BRAND: "Süd" }, { CONVERSION_PRODUCT_BRAND: "庭と食卓" }],
  PRODUCT_CATEGORY: [{ CONVERSION_PRODUCT_CATEGORY: "Déco" }, { CONVERSION_PRODUCT_CATEGORY: "Tables" }],
  PRODUCT_BRAND_AND_CATEGORY: products(["Süd", undefined], [undefined, "Süd"], ["A", "B/C"], ["A/B", "C"]),
  PRODUCT_SKU: [{ CONVERSION_PRODUCT_ID: "SKU1" }, { CONVERSION_PRODUCT_ID: "SKU2" }],
};

/** The rows to compute. */
interface ProductRequest {
  /** A name of `breakdowns`. */
  readonly breakdown: string;
  readonly periods: readonly Period[];
  readonly columns: readonly string[];
}

/** Purchases of one product by what an entity's ads led to. */
interface ProductRow {
  readonly subject: Subject;
  readonly period: Period;
  readonly product: JsonObject;
  readonly values: JsonObject;
}

/** Yields one row per entity, period, and product with any purchases. */
export function* productRows(subjects: readonly Subject[], request: ProductRequest): Generator<ProductRow> {
  const { breakdown, periods, columns } = request;
  for (const subject of subjects) {
    const attributes = Object.fromEntries(
      columns.flatMap((column) => {
        const value = attributeOf(column)?.(subject);
        return value === undefined ? [] : [[column, value]];
      }),
    );
    for (const period of periods) {
      const { date, first, last } = period;
      if (!subject.ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first)) continue;
      for (const product of breakdowns[breakdown] ?? []) {
        // A partial week has the metrics of the entire week; whether the API does so isn't known.
        const purchases = purchasesOf(columns, `${subject.id} ${date ?? dayText(first)} ${JSON.stringify(product)}`);
        if (Object.keys(purchases).length === 0) continue;
        yield { subject, period, product, values: { ...attributes, ...product, ...purchases } };
      }
    }
  }
}

/** Returns the purchases of a product, without zeros. Most products have none. */
function purchasesOf(columns: readonly string[], of: string): JsonObject {
  const counted = hash(of) % 6 === 0 ? columns.filter((name) => /_(?:QUANTITY|VALUE|VALUE_IN_USD)$/u.test(name)) : [];
  const counts = counted.map((name) => [name, (hash(`${of} ${name}`) % 12) - 8] as const);
  return Object.fromEntries(counts.filter(([, count]) => count > 0));
}
