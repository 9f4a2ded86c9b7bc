import type { Json, JsonObject } from "../../../src/base/json.ts";
import type { Attribution } from "../../metrics/attribution.ts";
import { attributeOf, isConversion, metricOf } from "../../metrics/columns.ts";
import { adDay, type Observation } from "../../metrics/delivery.ts";
import { add, emptyTally, hourOf, isEmpty, portion, type Tally } from "../../metrics/measures.ts";
import type { Period } from "../../metrics/periods.ts";
import type { Subject } from "../../metrics/subject.ts";
import { targetingOf } from "../../metrics/targeting.ts";

/** The rows to compute. */
export interface RowRequest {
  readonly seed: number;
  /** Simulated time of the request, in epoch milliseconds. */
  readonly now: number;
  readonly periods: readonly Period[];
  readonly columns: readonly string[];
  readonly attribution: Attribution;
  /** Targeting types to split the metrics by; undefined for no split. */
  readonly targetingTypes: readonly string[] | undefined;
}

/** One row, with IDs as strings. */
export interface Row {
  readonly subject: Subject;
  readonly date: string | undefined;
  /** The hour of the day; undefined in rows of entire days. */
  readonly hour: number | undefined;
  readonly targeting: { readonly type: string; readonly value: string } | undefined;
  /** The requested columns that have a value, in the requested order. */
  readonly values: JsonObject;
}

/** Yields the rows of each subject and period, except rows in which every metric is 0. */
export function* rowsOf(subjects: Iterable<Subject>, request: RowRequest): Generator<Row> {
  const { seed, now, periods, columns, targetingTypes } = request;
  const observation: Observation = {
    seed,
    today: Math.floor(now / 86_400_000),
    attribution: request.attribution,
    // Hourly rows have no conversions (Pinterest's document).
    conversions: periods.every(({ hour }) => hour === undefined) && columns.some(isConversion),
  };
  const sources: readonly Source[] = columns
    .map((column) => ({ column, metric: metricOf(column), attribute: attributeOf(column) }))
    .filter(({ metric, attribute }) => metric !== undefined || attribute !== undefined);
  const isCounted = sources.some(({ metric }) => metric !== undefined);
  for (const subject of subjects) {
    const splits = targetingTypes?.flatMap((type) => targetingOf(seed, subject.id, type));
    for (const period of periods) {
      const tally = tallyOf(subject, period, observation);
      if (tally === undefined) continue;
      const { date, hour } = period;
      for (const split of splits ?? [undefined]) {
        const part = split === undefined ? tally : portion(tally, split.share);
        const values = valuesOf(subject, part, sources, isCounted, now / 1000);
        if (values !== undefined) yield { subject, date, hour, targeting: split, values };
      }
    }
  }
}

function tallyOf({ ads, share }: Subject, period: Period, observation: Observation): Tally | undefined {
  let total: Tally | undefined;
  for (const ad of ads) {
    for (let day = period.first; day <= period.last; day++) {
      const tally = adDay(ad, day, observation);
      if (tally === undefined) continue;
      total ??= emptyTally();
      add(total, period.hour === undefined ? tally : hourOf(tally, period.hour));
    }
  }
  return total === undefined ? undefined : portion(total, share);
}

/** A requested column and its source; a column without one never has a value. */
interface Source {
  readonly column: string;
  readonly metric: ReturnType<typeof metricOf>;
  readonly attribute: ReturnType<typeof attributeOf>;
}

function valuesOf(
  subject: Subject,
  tally: Tally,
  sources: readonly Source[],
  isCounted: boolean,
  seconds: number,
): JsonObject | undefined {
  if (isCounted ? !sources.some(({ metric }) => metric?.(tally)) : isEmpty(tally)) return undefined;
  const values: Record<string, Json> = {};
  for (const { column, metric, attribute } of sources) {
    const value = metric === undefined ? attribute?.(subject, seconds) : metric(tally);
    if (value !== undefined) values[column] = value;
  }
  return values;
}
