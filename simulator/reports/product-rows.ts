import type { Json, JsonObject } from "../../src/json.ts";
import { attributeOf } from "../advertising/columns.ts";
import { periodsOf } from "../advertising/periods.ts";
import { type Level, type Subject, subjectsOf } from "../advertising/subjects.ts";
import { writeRow } from "../advertising/write.ts";
import { hash, mix } from "../random.ts";
import { dayText } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import { gathered } from "./file.ts";

export type Breakdown =
  | "PRODUCT_BRAND"
  | "PRODUCT_CATEGORY"
  | "PRODUCT_BRAND_AND_CATEGORY"
  | "PRODUCT_SKU"
  | "PRODUCT_SKU_GROUP";

/** A report of what was bought, by brand, category or product. */
export interface ProductRequest {
  readonly level: Extract<Level, "ADVERTISER" | "CAMPAIGN" | "AD_GROUP">;
  readonly breakdown: Breakdown;
  readonly granularity: "WEEK" | "MONTH" | "TOTAL";
  readonly start: number;
  readonly end: number;
  readonly columns: readonly string[];
  readonly objectives: readonly string[];
}

export interface ProductRow {
  readonly subject: Subject;
  readonly date: string | undefined;
  readonly values: JsonObject;
}

/** What can be bought: the last has no category. */
const products: readonly Readonly<Record<string, string | null>>[] = [
  { brand: "Garden & Table", category: "Tables", id: "SKU1", group: "G1" },
  { brand: "庭と食卓", category: "Tables", id: "SKU2", group: "G1" },
  { brand: "Süd", category: "Déco", id: "SKU3", group: "G2" },
  { brand: "Süd", category: null, id: "SKU4", group: "G2" },
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

/** Rows of entities, each of a period and a thing that was bought in it. Numbers that are 0 are not there. */
export function* productRows(adAccount: AdAccount, request: ProductRequest, seed: number): Generator<ProductRow> {
  const { level, breakdown, granularity, start, end, columns, objectives } = request;
  const [measures, kinds] = [measuresOf(columns, seed), kindsOf(breakdown)];
  for (const subject of subjectsOf(adAccount, level)) {
    const ads = subject.ads.filter((ad) => {
      const objective = adAccount.advertising.campaign(ad.campaignId)?.objective;
      return objective === undefined || objectives.includes(objective);
    });
    for (const { date, first, last } of periodsOf(granularity, start, end)) {
      if (!ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first)) continue;
      for (const bought of kinds) {
        // A week that the range cuts has the numbers of the whole week: which the API has is not known.
        const key = hash(`${subject.id} ${date ?? dayText(first)} ${JSON.stringify(bought)}`, seed);
        const numbers = numbersOf(measures, key);
        if (Object.keys(numbers).length === 0) continue;
        const attributes: Record<string, Json> = {};
        for (const column of columns) {
          const value = attributeOf(column)?.(subject, first * 86_400);
          if (value !== undefined) attributes[column] = value;
        }
        yield { subject, date, values: { ...attributes, ...bought, ...numbers } };
      }
    }
  }
}

/** The things that a breakdown tells apart, by their columns; what a product has not is left out. */
function kindsOf(breakdown: Breakdown): readonly JsonObject[] {
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

/** A column that counts what was bought, or what that was worth. */
interface Measure {
  readonly column: string;
  /** What it counts: a number of things and their worth go together. */
  readonly counted: number;
  readonly worth: boolean;
}

function measuresOf(columns: readonly string[], seed: number): readonly Measure[] {
  return columns.flatMap((column) => {
    const [, counted, kind] = /^(.*)_(QUANTITY|VALUE|VALUE_IN_USD)$/u.exec(column) ?? [];
    return counted === undefined ? [] : [{ column, counted: hash(counted, seed), worth: kind !== "QUANTITY" }];
  });
}

/** How much was bought: mostly nothing. Worth is in units of the currency, with cents. */
function numbersOf(measures: readonly Measure[], key: number): JsonObject {
  const numbers: Record<string, Json> = {};
  if (key % 6 !== 0) return numbers;
  for (const { column, counted, worth } of measures) {
    const quantity = Math.max(0, (mix(key, counted) % 12) - 8);
    if (quantity > 0) numbers[column] = worth ? (quantity * 2_499) / 100 : quantity;
  }
  return numbers;
}

/** The text of such a report: as that of the others, which is a guess. */
export function* productText(adAccount: AdAccount, request: ProductRequest, seed: number): Generator<string> {
  yield* gathered(json(productRows(adAccount, request, seed)));
}

function* json(rows: Iterable<ProductRow>): Generator<string> {
  let group: string | undefined;
  yield "{";
  for (const { subject, date, values } of rows) {
    if (subject.id !== group) yield `${group === undefined ? "" : "],"}${JSON.stringify(subject.id)}:[`;
    else yield ",";
    group = subject.id;
    yield writeRow({ ...(date === undefined ? {} : { DATE: date }), ...values });
  }
  yield group === undefined ? "}" : "]}";
}
