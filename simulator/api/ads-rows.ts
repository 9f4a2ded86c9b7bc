import type { Json, JsonObject } from "../../src/json.ts";
import type { Attribution } from "../metrics/attribution.ts";
import { attributeOf, isConversion, metricOf } from "../metrics/columns.ts";
import { adDay, type Observation } from "../metrics/delivery.ts";
import { add, emptyTally, hourOf, isEmpty, portion, type Tally } from "../metrics/measures.ts";
import type { Period } from "../metrics/periods.ts";
import type { Subject } from "../metrics/subject.ts";
import { targetingOf } from "../metrics/targeting.ts";

/** What rows are asked for. */
export interface RowRequest {
  readonly seed: number;
  /** The simulated time of the look, epoch milliseconds. */
  readonly now: number;
  readonly periods: readonly Period[];
  readonly columns: readonly string[];
  readonly attribution: Attribution;
  /** Ways to target that the numbers are split by; undefined where they are not split. */
  readonly targetingTypes: readonly string[] | undefined;
}

/** One row, its ids as texts. */
export interface Row {
  readonly subject: Subject;
  readonly date: string | undefined;
  /** The hour of the day that the row is of, where it is not of whole days. */
  readonly hour: number | undefined;
  readonly targeting: { readonly type: string; readonly value: string } | undefined;
  /** The columns asked for that have a value, in the order asked for. */
  readonly values: JsonObject;
}

/** Rows of the subjects, subject by subject and period by period. A row in which every number is 0 is not there. */
export function* rowsOf(subjects: Iterable<Subject>, request: RowRequest): Generator<Row> {
  const { seed, now, periods, columns, targetingTypes } = request;
  const observation: Observation = {
    seed,
    today: Math.floor(now / 86_400_000),
    attribution: request.attribution,
    // By the hour there are no conversions, as Pinterest's document says.
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

/** A column that was asked for, with what its value comes from; neither for one that never has a value. */
interface Source {
  readonly column: string;
  readonly metric: ReturnType<typeof metricOf>;
  readonly attribute: ReturnType<typeof attributeOf>;
}

/** The values of a row; undefined for one that is not to be shown because nothing happened. */
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
