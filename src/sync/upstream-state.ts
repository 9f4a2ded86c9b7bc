import type { Day } from "../dates.ts";
import { dayOf, isDay } from "../dates.ts";
import type { Json, JsonObject } from "../json.ts";
import { isObject } from "../json.ts";
import { timestampFrom } from "../timestamps.ts";

/**
 * The day up to which the official connector (airbyte/source-pinterest) had read a stream, and the one from which on, if
 * it says, from any state that it wrote: flat `{"date": "2024-05-01"}`, ranges of dates, or partitions with a common
 * cursor. Where it kept several days, the earliest, so that nothing is skipped. Undefined when the state is not one of
 * these.
 */
export function upstreamDays(
  state: JsonObject,
  cursorField: string,
): { readonly cursor: Day; readonly start: Day | undefined } | undefined {
  const slices = slicesOf(state);
  const ends = slices.flatMap((slice) => dayFrom(slice.most_recent_cursor_value ?? slice.end));
  const [cursor] = [...flat(state, cursorField), ...ends, ...partitions(state, cursorField)].sort();
  const [start] = slices.flatMap((slice) => dayFrom(slice.start)).sort();
  return cursor === undefined ? undefined : { cursor, start };
}

/**
 * The times up to which the official connector had read a list with a time (`updated_time`): of each partition, by the
 * id of its ad account, and of all others in common. Undefined when the state is not one of its.
 */
export function upstreamTimestamps(
  state: JsonObject,
  cursorField: string,
): { readonly common: string | undefined; readonly partitions: ReadonlyMap<string, string> } | undefined {
  const entries = Array.isArray(state.states) ? state.states.filter(isObject) : [];
  const partitions = new Map(
    entries.flatMap(({ partition, cursor }) => {
      const id = isObject(partition) ? partition.id : undefined;
      const timestamp = isObject(cursor) ? timestampFrom(cursor[cursorField]) : undefined;
      return typeof id === "string" && timestamp !== undefined ? [[id, timestamp] as const] : [];
    }),
  );
  const common =
    timestampFrom(state[cursorField]) ?? (isObject(state.state) ? timestampFrom(state.state[cursorField]) : undefined);
  // A common cursor beside partitions is the newest of them: new partitions were not read up to it.
  const usable = partitions.size === 0 ? common : undefined;
  return usable === undefined && partitions.size === 0 ? undefined : { common: usable, partitions };
}

function flat(state: JsonObject, cursorField: string): readonly Day[] {
  return dayFrom(state[cursorField]);
}

/** The ranges of dates that were read. */
function slicesOf(state: JsonObject): readonly JsonObject[] {
  return state.state_type === "date-range" && Array.isArray(state.slices) ? state.slices.filter(isObject) : [];
}

function partitions(state: JsonObject, cursorField: string): readonly Day[] {
  const cursors = Array.isArray(state.states)
    ? state.states.map((entry: Json) => (isObject(entry) ? entry.cursor : null))
    : [];
  const common = isObject(state.state) ? [state.state] : [];
  return [...cursors, ...(cursors.length === 0 ? common : [])].flatMap((cursor) =>
    isObject(cursor) ? dayFrom(cursor[cursorField]) : [],
  );
}

/** Of the year 9999: days after it are not ten characters long. */
const lastSecond = 253_402_300_799;

/** A day as text, `2024-05-01` or with a time behind it, or as epoch seconds. */
function dayFrom(value: Json | undefined): readonly Day[] {
  if (typeof value === "string" && isDay(value.slice(0, 10))) return [value.slice(0, 10)];
  const seconds =
    typeof value === "number" ? value : typeof value === "string" && /^\d+$/u.test(value) ? Number(value) : undefined;
  return seconds === undefined || seconds < 0 || seconds > lastSecond ? [] : [dayOf(seconds * 1000)];
}
