import type { Day } from "../../../src/base/dates.ts";
import { isObject, type Json, type JsonObject } from "../../../src/base/json.ts";
import { schemaOf } from "../../../src/commands/catalog.ts";
import type { Reading, Stream } from "../../../src/streams/stream.ts";

/** Returns a state for every incremental stream with a cursor at a given day, without partitions. */
export function statesUpTo(day: Day, streams: readonly Stream[]): readonly JsonObject[] {
  return streams.flatMap(({ name, reading }) => {
    const state = stateOf(reading, day);
    return state === undefined ? [] : [streamState(name, { version: 1, ...state })];
  });
}

/**
 * Returns a state for every incremental stream with only the cursor field, in its own type: `{"created_at":
 * "2999-12-31T00:00:00"}`, `{"updated_time": 32503593600}`. CAT expects the state of the distant future in this form
 * (`test_state_with_abnormally_large_values`), that of Airbyte's own sources.
 */
export async function flatStatesUpTo(day: Day, streams: readonly Stream[]): Promise<readonly JsonObject[]> {
  const states = await Promise.all(
    streams.map(async (stream) => {
      const { name, reading } = stream;
      if (reading.by === "list") return [];
      const { properties } = await schemaOf(stream);
      const field = isObject(properties) ? properties[reading.cursor] : undefined;
      if (!isObject(field)) throw new Error(`${name} has no field ${reading.cursor}`);
      return [streamState(name, { [reading.cursor]: cursorValue(field, day) })];
    }),
  );
  return states.flat();
}

function streamState(name: string, state: JsonObject): JsonObject {
  return { type: "STREAM", stream: { stream_descriptor: { name }, stream_state: state } };
}

/** Formats the start of a day in the field's format: epoch seconds, a date, or a date with a time. */
function cursorValue({ type, format }: JsonObject, day: Day): Json {
  if (Array.isArray(type) && (type.includes("integer") || type.includes("number"))) return Date.parse(day) / 1000;
  return format === "date" ? day : `${day}T00:00:00`;
}

function stateOf({ by }: Reading, day: Day): JsonObject | undefined {
  switch (by) {
    case "list":
    // A row per day is emitted whatever the state.
    case "snapshot":
      return undefined;
    case "feed":
      return { cursor: `${day}T00:00:00`, partitions: {} };
    case "analytics":
    case "report":
      return { cursor: day };
  }
}
