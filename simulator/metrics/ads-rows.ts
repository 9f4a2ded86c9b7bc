import { millisecondsOfDay } from "../clock.ts";
import type { Json, JsonObject } from "../json.ts";
import { type Attribution, defaultAttribution } from "./attribution.ts";
import { attributeOf, isConversion, metricOf } from "./columns.ts";
import { adDay, type Observation } from "./delivery.ts";
import { add, between, portion, type Tally } from "./measures.ts";
import type { Period } from "./periods.ts";
import type { Subject } from "./subjects.ts";
import { targetingOf } from "./targeting.ts";

/** The rows to compute. */
export interface RowRequest {
  readonly seed: number;
  /** Simulated time of the request, in epoch milliseconds. */
  readonly now: number;
  readonly periods: readonly Period[];
  readonly columns: readonly string[];
  readonly attribution?: Attribution;
  /** The days until a conversion is counted. */
  readonly conversionDelay?: number;
  /** Targeting types to split the metrics by; undefined for no split. */
  readonly targetingTypes?: readonly string[] | undefined;
}

/** One row, with IDs as strings. */
export interface Row {
  readonly subject: Subject;
  readonly period: Period;
  readonly targeting: { readonly type: string; readonly value: string } | undefined;
  /** Whether every metric is 0; without metrics among the columns, whether nothing happened. */
  readonly isZero: boolean;
  /** The requested columns that have a value, in the requested order. */
  readonly values: JsonObject;
}

/** Yields the rows of each subject and period with any activity. */
export function* rowsOf(subjects: Iterable<Subject>, request: RowRequest): Generator<Row> {
  const { seed, now, periods, columns, targetingTypes } = request;
  const observation: Observation = {
    seed,
    today: Math.floor(now / millisecondsOfDay),
    attribution: request.attribution ?? defaultAttribution,
    conversionDelay: request.conversionDelay ?? 0,
    // Hourly rows have no conversions (Pinterest's document).
    conversions: periods.every(({ hour }) => hour === undefined) && columns.some(isConversion),
  };
  const sources = columns.map((column) => ({ column, metric: metricOf(column), attribute: attributeOf(column) }));
  const isCounted = sources.some(({ metric }) => metric !== undefined);
  for (const subject of subjects) {
    const splits = targetingTypes?.flatMap((type) => targetingOf(seed, subject.id, type)) ?? [undefined];
    for (const period of periods) {
      const tally = tallyOf(subject, period, observation);
      if (tally === undefined) continue;
      for (const targeting of splits) {
        const part = portion(tally, targeting?.share ?? 1);
        const values: Record<string, Json> = {};
        let isZero = isCounted || part.every((count) => count === 0);
        for (const { column, metric, attribute } of sources) {
          const value = metric === undefined ? attribute?.(subject) : metric(part);
          if (value !== undefined) values[column] = value;
          if (metric !== undefined && value) isZero = false;
        }
        yield { subject, period, targeting, isZero, values };
      }
    }
  }
}

function tallyOf({ ads, share }: Subject, { first, last, hour }: Period, observation: Observation): Tally | undefined {
  let total: Tally | undefined;
  for (const ad of ads) {
    for (let day = first; day <= last; day++) {
      const tally = adDay(ad, day, observation);
      if (tally === undefined) continue;
      const part = hour === undefined ? tally : between(tally, hour / 24, (hour + 1) / 24);
      total = total === undefined ? part : add(total, part);
    }
  }
  return total === undefined ? undefined : portion(total, share);
}
