import { schemaOf } from "../../src/catalog.ts";
import type { Day } from "../../src/dates.ts";
import { isObject, type Json, type JsonObject } from "../../src/json.ts";
import type { Reading, Stream } from "../../src/streams/stream.ts";

/**
 * Returns a state for every incremental stream that says that all was read up to a day. None names a partition, so they are
 * good for any account.
 */
export function statesUpTo(day: Day, streams: readonly Stream[]): readonly JsonObject[] {
  return streams.flatMap(({ name, reading }) => {
    const state = stateOf(reading, day);
    return state === undefined ? [] : [streamState(name, { version: 1, ...state })];
  });
}

/**
 * Returns a state for every incremental stream that is the cursor alone, with the cursor's own name and type:
 * `{"created_at": "2999-12-31T00:00:00"}`, `{"updated_time": 32503593600}`. CAT wants the state of a distant future in this
 * form (`test_state_with_abnormally_large_values`), the one that Airbyte's own sources write.
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

/** The start of a day as a field holds it: epoch seconds, a date, or a date with a time. */
function cursorValue({ type, format }: JsonObject, day: Day): Json {
  if (Array.isArray(type) && (type.includes("integer") || type.includes("number"))) return Date.parse(day) / 1000;
  return format === "date" ? day : `${day}T00:00:00`;
}

function stateOf({ by }: Reading, day: Day): JsonObject | undefined {
  switch (by) {
    case "list":
    // Each day's row comes whatever was read before.
    case "snapshot":
      return undefined;
    case "feed":
      return { cursor: `${day}T00:00:00`, partitions: {} };
    case "analytics":
    case "report":
      return { cursor: day };
  }
}
