import type { JsonObject } from "../../src/base/json.ts";
import { type Attribution, defaultAttribution } from "../metrics/attribution.ts";
import { attributeOf, isConversion, metricOf } from "../metrics/columns.ts";
import { adDay } from "../metrics/delivery.ts";
import { add, emptyTally, hourOf, isEmpty, portion, type Tally } from "../metrics/measures.ts";
import { type Granularity, type Period, periodsOf } from "../metrics/periods.ts";
import type { Subject } from "../metrics/subject.ts";
import { targetingOf } from "../metrics/targeting.ts";
import type { Simulation } from "../simulation.ts";
import type { DayRange } from "./expected-stream.ts";

/** The rows to compute. */
export interface RowsToRead {
  readonly days: DayRange;
  readonly granularity?: Granularity | undefined;
  readonly columns: readonly string[];
  readonly attribution?: Partial<Attribution> | undefined;
  /** Targeting types to split the metrics by; undefined for no split. */
  readonly targetingTypes?: readonly string[] | undefined;
}

/** A row with its columns, date, and targeting value, without the ID of its entity. */
export interface ExpectedRow {
  readonly subject: Subject;
  readonly values: JsonObject;
}

/** Returns one row per subject and period with any activity. */
export function expectedRows(
  { seed, clock }: Simulation,
  subjects: Iterable<Subject>,
  { days, granularity = "DAY", columns, attribution, targetingTypes }: RowsToRead,
): readonly ExpectedRow[] {
  const now = clock.now();
  const metrics = columns.flatMap((name) => ({ name, of: metricOf(name) })).filter(({ of }) => of !== undefined);
  const attributes = columns.filter((name) => attributeOf(name) !== undefined);
  const observation = {
    seed,
    today: clock.today(),
    attribution: { ...defaultAttribution, ...attribution },
    // Hourly rows have no conversions (Pinterest's document).
    conversions: granularity !== "HOUR" && columns.some(isConversion),
  };
  const tallyOf = ({ ads, share }: Subject, { first, last, hour }: Period): Tally => {
    const total = emptyTally();
    for (const ad of ads) {
      for (let day = first; day <= last; day++) {
        const tally = adDay(ad, day, observation);
        if (tally !== undefined) add(total, hour === undefined ? tally : hourOf(tally, hour));
      }
    }
    return portion(total, share);
  };
  const rows: ExpectedRow[] = [];
  const addRow = (subject: Subject, period: Period, tally: Tally, targeting: JsonObject) => {
    const counted = metrics.map(({ name, of }) => [name, of?.(tally)] as const);
    // Rows without any counts are omitted.
    if (metrics.length === 0 ? isEmpty(tally) : counted.every(([, value]) => !value)) return;
    const values = [
      ...counted,
      ...attributes.map((name) => [name, attributeOf(name)?.(subject, now / 1000)] as const),
      ...Object.entries({ ...dateOf(period), AD_ACCOUNT_ID: subject.adAccount.id, ...targeting }),
    ];
    rows.push({ subject, values: Object.fromEntries(values.filter(([, value]) => value !== undefined)) });
  };
  const periods = periodsOf(granularity, days.start, days.end);
  for (const subject of subjects) {
    const splits = targetingTypes?.flatMap((type) => targetingOf(seed, subject.id, type));
    for (const period of periods) {
      const tally = tallyOf(subject, period);
      if (isEmpty(tally)) continue;
      if (splits === undefined) addRow(subject, period, tally, {});
      for (const { type, value, share } of splits ?? []) {
        addRow(subject, period, portion(tally, share), { TARGETING_TYPE: type, TARGETING_VALUE: value });
      }
    }
  }
  return rows;
}

function dateOf({ date, hour }: Period): JsonObject {
  if (date === undefined) return {};
  return hour === undefined ? { DATE: date } : { DATE: date.slice(0, 10), HOUR: hour };
}
