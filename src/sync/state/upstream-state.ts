import { type Day, dayOf, earliest, isDay } from "../../base/dates.ts";
import { isObject, type Json, type JsonObject } from "../../base/json.ts";

/** The dates in a state of the official connector (airbyte/source-pinterest). */
export interface UpstreamDays {
  /** The first date that was read; undefined: unknown. */
  readonly start: Day | undefined;
  /** The date of partitions without their own; undefined: those were not read. */
  readonly common: Day | undefined;
  /** By ID of the partition's ad account or entity. */
  readonly partitions: ReadonlyMap<string, Day>;
}

/**
 * Reads the dates of analytics from a state of the official connector: flat `{"date": "2024-05-01"}`, date ranges, one
 * cursor per partition, or a global cursor. Returns undefined for other states.
 */
export function upstreamDays(state: JsonObject, cursorField: string): UpstreamDays | undefined {
  const entries = Array.isArray(state.states) ? state.states.filter(isObject) : [];
  const isGlobal = state.use_global_cursor === true || entries.length === 0;
  const endOf = (cursor: Json | undefined) => (isObject(cursor) ? daysOf(cursor, cursorField).end : undefined);
  const partitions: ReadonlyMap<string, Day> = isGlobal ? new Map() : earliestById(entries, endOf);
  const { start, end } = daysOf(state, cursorField);
  const global = endOf(state.state);
  // A global cursor is later than what was read by the duration of the last sync. With cursors of partitions, it is the latest of them
  // and doesn't apply to other partitions.
  const seconds = typeof state.lookback_window === "number" ? Math.max(0, state.lookback_window) : 0;
  const common = end ?? (global && dayOf(Date.parse(global) - seconds * 1000));
  if (isGlobal ? common === undefined : partitions.size === 0) return undefined;
  return { start, common: isGlobal ? common : undefined, partitions };
}

/**
 * Returns the earliest date of each ID, since reports with many statuses have one cursor per chunk of statuses. Excludes IDs
 * with a chunk that has no cursor, which were not completely read.
 */
function earliestById(
  entries: readonly JsonObject[],
  endOf: (cursor: Json | undefined) => Day | undefined,
): ReadonlyMap<string, Day> {
  const days = new Map<string, Day | undefined>();
  for (const { partition, cursor } of entries) {
    const id = isObject(partition) ? partition.id : undefined;
    if (typeof id !== "string") continue;
    const day = endOf(cursor);
    const isKnown = day !== undefined && (!days.has(id) || days.get(id) !== undefined);
    days.set(id, isKnown ? earliest(day, days.get(id)) : undefined);
  }
  return new Map([...days].flatMap(([id, day]) => (day === undefined ? [] : [[id, day] as const])));
}

/** Returns the dates of a cursor, flat or as date ranges. Of several ranges, the earliest counts, since there are gaps between them. */
function daysOf(
  cursor: JsonObject,
  cursorField: string,
): { readonly start: Day | undefined; readonly end: Day | undefined } {
  const slices = cursor.state_type === "date-range" && Array.isArray(cursor.slices) ? cursor.slices : [];
  const ranges = slices.filter(isObject);
  const [start] = ranges.flatMap((range) => dayFrom(range.start) ?? []).toSorted();
  const [end] = ranges
    .flatMap((range) => dayFrom(range.most_recent_cursor_value) ?? dayFrom(range.end) ?? [])
    .toSorted();
  return { start, end: dayFrom(cursor[cursorField]) ?? end };
}

/** Reads a date from a string, with or without a time. */
function dayFrom(value: Json | undefined): Day | undefined {
  const day = typeof value === "string" ? value.slice(0, 10) : "";
  return isDay(day) ? day : undefined;
}
