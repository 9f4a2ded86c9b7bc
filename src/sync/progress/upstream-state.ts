import { addDays, type Day, dayOf, isDay } from "../../dates.ts";
import { isObject, type Json, type JsonObject } from "../../json.ts";
import { timestampFrom } from "../../timestamps.ts";

/** How far the official connector (airbyte/source-pinterest) had read a stream. */
export interface UpstreamCursors<Cursor> {
  /** Up to where all partitions were read that have no cursor of their own; undefined: those were not read. */
  readonly common: Cursor | undefined;
  /** The cursors of partitions, by the ID of the ad account or entity that each is about. */
  readonly partitions: ReadonlyMap<string, Cursor>;
}

/**
 * The days up to which the official connector had read a stream of days, from any state that it wrote: flat
 * `{"date": "2024-05-01"}`, ranges of dates, partitions with a cursor each, or partitions with a global cursor. Undefined
 * when the state is not one of these. `start` is the day from which on, if the state says.
 */
export function upstreamDays(
  state: JsonObject,
  cursorField: string,
): (UpstreamCursors<Day> & { readonly start: Day | undefined }) | undefined {
  const cursors = cursorsOf(state, (cursor) => daysOf(cursor, cursorField)?.end, dayBefore);
  return cursors === undefined ? undefined : { ...cursors, start: daysOf(state, cursorField)?.start };
}

/**
 * The times up to which the official connector had read a list with a time (`updated_time`). Undefined when the state is
 * not one of its.
 */
export function upstreamTimestamps(state: JsonObject, cursorField: string): UpstreamCursors<string> | undefined {
  return cursorsOf(state, (cursor) => timestampFrom(cursor[cursorField]), timestampBefore);
}

/**
 * @param read finds a cursor in an object that holds one
 * @param before goes back by so many seconds
 */
function cursorsOf<Cursor extends string>(
  state: JsonObject,
  read: (cursor: JsonObject) => Cursor | undefined,
  before: (cursor: Cursor, seconds: number) => Cursor | undefined,
): UpstreamCursors<Cursor> | undefined {
  const entries = Array.isArray(state.states) ? state.states.filter(isObject) : [];
  const isGlobal = state.use_global_cursor === true || entries.length === 0;
  const partitions: ReadonlyMap<string, Cursor> = isGlobal ? new Map() : earliestById(entries, read);
  const global = isObject(state.state) ? read(state.state) : undefined;
  // What stands beside partitions that have cursors of their own is the latest of them.
  const common = isGlobal ? (read(state) ?? (global && before(global, lookbackOf(state)))) : undefined;
  return common === undefined && partitions.size === 0 ? undefined : { common, partitions };
}

/**
 * The earliest cursor of each ID: a report that names many statuses was split into chunks, each with a cursor. An ID of
 * which one chunk has no cursor was not read to its end.
 */
function earliestById<Cursor extends string>(
  entries: readonly JsonObject[],
  read: (cursor: JsonObject) => Cursor | undefined,
): ReadonlyMap<string, Cursor> {
  const earliest = new Map<string, Cursor>();
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

/** By how many seconds a global cursor is to be taken back: as long as the last sync took. */
function lookbackOf({ lookback_window: seconds }: JsonObject): number {
  return typeof seconds === "number" && seconds > 0 ? seconds : 0;
}

function dayBefore(day: Day, seconds: number): Day {
  return dayOf(Date.parse(day) - seconds * 1000);
}

function timestampBefore(timestamp: string, seconds: number): string | undefined {
  return seconds === 0 ? timestamp : timestampFrom(Date.parse(`${timestamp}Z`) - seconds * 1000);
}

/** The days that a cursor tells, flat or as ranges of dates. Of ranges with a gap between them, the first. */
function daysOf(cursor: JsonObject, cursorField: string): { readonly start?: Day; readonly end: Day } | undefined {
  const flat = dayFrom(cursor[cursorField]);
  if (flat !== undefined) return { end: flat };
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
  return { ...(joined.start === undefined ? {} : { start: joined.start }), end: joined.last };
}

/** Of the year 9999: days after it are not ten characters long. */
const lastSecond = 253_402_300_799;

/** A day as text, `2024-05-01` or with a time behind it, or as epoch seconds. */
function dayFrom(value: Json | undefined): Day | undefined {
  if (typeof value === "string" && isDay(value.slice(0, 10))) return value.slice(0, 10);
  const seconds =
    typeof value === "number" ? value : typeof value === "string" && /^\d+$/u.test(value) ? Number(value) : undefined;
  return seconds === undefined || seconds < 0 || seconds > lastSecond ? undefined : dayOf(seconds * 1000);
}
