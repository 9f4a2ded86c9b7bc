import type { Day } from "../dates.ts";
import { dayOf, isDay } from "../dates.ts";
import type { Json, JsonObject } from "../json.ts";
import { isObject } from "../json.ts";

/**
 * The day up to which the official connector (airbyte/source-pinterest) had read a stream, from any state that it
 * wrote: flat `{"date": "2024-05-01"}`, ranges of dates, or partitions with a common cursor. Where it kept several
 * days, the earliest, so that nothing is skipped. Undefined when the state is not one of these.
 */
export function upstreamDay(state: JsonObject, cursorField: string): Day | undefined {
  const days = [...flat(state, cursorField), ...ranges(state), ...partitions(state, cursorField)];
  return days.sort()[0];
}

function flat(state: JsonObject, cursorField: string): readonly Day[] {
  return dayFrom(state[cursorField]);
}

function ranges(state: JsonObject): readonly Day[] {
  if (state.state_type !== "date-range" || !Array.isArray(state.slices)) return [];
  return state.slices.flatMap((slice: Json) =>
    isObject(slice) ? dayFrom(slice.most_recent_cursor_value ?? slice.end) : [],
  );
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
