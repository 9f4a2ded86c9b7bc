import { addDays, type Day, dayOf, isDay } from "../../base/dates.ts";
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
  const endOf = (cursor: JsonObject) => daysOf(cursor, cursorField)?.end;
  const partitions: ReadonlyMap<string, Day> = isGlobal ? new Map() : earliestById(entries, endOf);
  const global = isObject(state.state) ? endOf(state.state) : undefined;
  // With cursors of partitions, the global cursor is the latest of them and doesn't apply to other partitions.
  const common = isGlobal ? (endOf(state) ?? (global && dayBefore(global, lookbackOf(state)))) : undefined;
  if (common === undefined && partitions.size === 0) return undefined;
  return { start: daysOf(state, cursorField)?.start, common, partitions };
}

/**
 * Returns the earliest date of each ID, since reports with many statuses have one cursor per chunk of statuses. Excludes IDs
 * with a chunk that has no cursor, which were not completely read.
 */
function earliestById(
  entries: readonly JsonObject[],
  read: (cursor: JsonObject) => Day | undefined,
): ReadonlyMap<string, Day> {
  const earliest = new Map<string, Day>();
  const unread = new Set<string>();
  for (const { partition, cursor } of entries) {
    const id = isObject(partition) ? partition.id : undefined;
    if (typeof id !== "string") continue;
    const found = isObject(cursor) ? read(cursor) : undefined;
    const known = earliest.get(id);
    if (found === undefined) unread.add(id);
    else if (known === undefined || found < known) earliest.set(id, found);
  }
  for (const id of unread) earliest.delete(id);
  return earliest;
}

/** Returns how many seconds to subtract from a global cursor: the duration of the last sync. */
function lookbackOf({ lookback_window: seconds }: JsonObject): number {
  return typeof seconds === "number" && seconds > 0 ? seconds : 0;
}

function dayBefore(day: Day, seconds: number): Day {
  return dayOf(Date.parse(day) - seconds * 1000);
}

/** Returns the dates of a cursor, flat or as date ranges. Ranges after a gap are ignored. */
function daysOf(
  cursor: JsonObject,
  cursorField: string,
): { readonly start: Day | undefined; readonly end: Day } | undefined {
  const flat = dayFrom(cursor[cursorField]);
  if (flat !== undefined) return { start: undefined, end: flat };
  const slices = cursor.state_type === "date-range" && Array.isArray(cursor.slices) ? cursor.slices : [];
  const ranges = slices
    .filter(isObject)
    .flatMap((slice) => {
      const end = dayFrom(slice.end);
      const last = dayFrom(slice.most_recent_cursor_value) ?? end;
      return last === undefined ? [] : [{ start: dayFrom(slice.start), end: end ?? last, last }];
    })
    .sort((one, other) => (one.last < other.last ? -1 : 1));
  const [first, ...rest] = ranges;
  if (first === undefined) return undefined;
  let joined = first;
  for (const next of rest) {
    if (next.start === undefined || next.start > addDays(joined.end, 1)) break;
    joined = { start: joined.start, end: next.end, last: next.last };
  }
  return { start: joined.start, end: joined.last };
}

/** The end of the year 9999 in epoch seconds. Later dates have more than ten characters. */
const lastSecond = 253_402_300_799;

/** Reads a date from a string, with or without a time, or from epoch seconds. */
function dayFrom(value: Json | undefined): Day | undefined {
  if (typeof value === "string" && isDay(value.slice(0, 10))) return value.slice(0, 10);
  const seconds =
    typeof value === "number" ? value : typeof value === "string" && /^\d+$/u.test(value) ? Number(value) : undefined;
  return seconds === undefined || seconds < 0 || seconds > lastSecond ? undefined : dayOf(seconds * 1000);
}
