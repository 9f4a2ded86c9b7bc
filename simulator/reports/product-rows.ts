import type { Json, JsonObject } from "../../src/base/json.ts";
import { subjectsOf } from "../api/ads/ads-subjects.ts";
import { writeRow } from "../api/write-row.ts";
import { attributeOf } from "../metrics/columns.ts";
import { periodsOf } from "../metrics/periods.ts";
import { type Breakdown, productsBy, purchaseMeasures, purchasesOf } from "../metrics/products.ts";
import type { Level, Subject } from "../metrics/subject.ts";
import { dayText } from "../world/times.ts";
import type { AdAccount } from "../world/world.ts";
import { jsonOf } from "./file.ts";

/** A conversion product report, by brand, category, or product. */
export interface ProductRequest {
  readonly level: Extract<Level, "ADVERTISER" | "CAMPAIGN" | "AD_GROUP">;
  readonly breakdown: Breakdown;
  readonly granularity: "WEEK" | "MONTH" | "TOTAL";
  readonly start: number;
  readonly end: number;
  readonly columns: readonly string[];
  readonly objectives: readonly string[];
}

interface ProductRow {
  readonly subject: Subject;
  readonly date: string | undefined;
  readonly values: JsonObject;
}

/** Yields one row per entity, period, and product with any purchases. */
function* productRows(adAccount: AdAccount, request: ProductRequest, seed: number): Generator<ProductRow> {
  const { level, breakdown, granularity, start, end, columns, objectives } = request;
  const [measures, kinds] = [purchaseMeasures(columns, seed), productsBy(breakdown)];
  for (const subject of subjectsOf(adAccount, level)) {
    const ads = subject.ads.filter((ad) => {
      const objective = adAccount.advertising.campaign(ad.campaignId)?.objective;
      return objective === undefined || objectives.includes(objective);
    });
    for (const { date, first, last } of periodsOf(granularity, start, end)) {
      if (!ads.some(({ firstDay, lastDay }) => firstDay <= last && lastDay >= first)) continue;
      for (const bought of kinds) {
        // A partial week has the metrics of the entire week; whether the API does so isn't known.
        const numbers = purchasesOf(measures, seed, subject.id, date ?? dayText(first), bought);
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

/** Yields the text of a conversion product report. The format is that of the other reports. */
export function productText(adAccount: AdAccount, request: ProductRequest, seed: number): Generator<string> {
  return jsonOf(productRows(adAccount, request, seed), ({ date, values }) =>
    writeRow({ ...(date === undefined ? {} : { DATE: date }), ...values }),
  );
}
