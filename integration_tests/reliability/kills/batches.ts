import { type Day, dayOf } from "../../../src/base/dates.ts";
import { asText, type JsonObject } from "../../../src/base/json.ts";
import type { Config } from "../../../src/config/config.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";
import { maxSlots } from "../../../src/pinterest/limits/slots.ts";
import { operationNamed } from "../../../src/pinterest/operations/operations.ts";
import { childPartitionsOf } from "../../../src/streams/partitions.ts";
import { type DayReading, pollOf, type Stream } from "../../../src/streams/stream.ts";
import { dateWindows, firstDay } from "../../../src/sync/books/date-windows.ts";
import type { Bed } from "../../bed/bed.ts";
import { placeOf } from "../../bed/place.ts";

/** Maximum number of concurrent report jobs (`sync/read.ts`). */
const maxConcurrentJobs = 30;

/**
 * Returns the maximum number of rows without a STATE: one batch per partition in flight. A batch is a page, the rows of
 * one request for days, or a report; the largest ones count.
 */
export function inFlight(stream: Stream, bed: Bed): number {
  const expected = bed.expectedRecords(stream.name);
  const { reading } = stream;
  const run = { config: parseConfig(bed.config, {}), today: dayOf(bed.simulator.clock.now()) };
  const { numWorkers = maxSlots } = run.config;
  if (reading.by === "report") return largest(daysOf(stream, reading, expected, run), maxConcurrentJobs);
  if (reading.by === "analytics") {
    const [part] = childPartitionsOf(stream);
    const size = part?.of === "batches" ? part.batch.size(run.config) : 1;
    return largest(daysOf(stream, reading, expected, run), size * numWorkers);
  }
  const { pageSize } = operationNamed(stream.operation);
  const pages = counts(expected, (row) => placeOf(stream, row)).map((rows) => Math.min(rows, pageSize ?? rows));
  return largest(pages, pollOf(stream) === undefined ? numWorkers : maxConcurrentJobs);
}

/** Returns the number of rows per entity and date window. */
function daysOf(
  stream: Stream,
  reading: DayReading,
  expected: readonly JsonObject[],
  { config, today }: { readonly config: Config; readonly today: Day },
): readonly number[] {
  const windows = dateWindows({ from: firstDay(reading, config, today), through: today }, reading);
  const [part] = childPartitionsOf(stream);
  const groups = part?.of === "children" ? (part.each ?? []) : [];
  const id = stream.partitions.of === "batches" ? stream.primaryKey[0] : "AD_ACCOUNT_ID";
  return counts(expected, (row) => {
    const day = asText(row[reading.cursor]);
    const window = windows.findIndex(({ through }) => day <= through);
    const group = groups.map(({ values }) =>
      values({ config, today }).findIndex(
        (types) => typeof types !== "boolean" && types.includes(asText(row.TARGETING_TYPE)),
      ),
    );
    return JSON.stringify([row[id], window, group]);
  });
}

function counts(rows: readonly JsonObject[], nameOf: (row: JsonObject) => string): readonly number[] {
  const found = new Map<string, number>();
  for (const row of rows) {
    const name = nameOf(row);
    found.set(name, (found.get(name) ?? 0) + 1);
  }
  return [...found.values()];
}

/** Sums the given number of largest values. */
function largest(numbers: readonly number[], many: number): number {
  return numbers
    .toSorted((one, other) => other - one)
    .slice(0, many)
    .reduce((sum, number) => sum + number, 0);
}
