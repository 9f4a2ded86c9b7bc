import type { Day } from "../../src/dates.ts";
import type { JsonObject } from "../../src/json.ts";
import type { Reading, Stream } from "../../src/streams/stream.ts";

/**
 * A state for every incremental stream that says that all was read up to a day. None names a partition, so they are
 * good for any account.
 */
export function statesUpTo(day: Day, streams: readonly Stream[]): readonly JsonObject[] {
  return streams.flatMap(({ name, reading }) => {
    const state = stateOf(reading, day);
    return state === undefined
      ? []
      : [{ type: "STREAM", stream: { stream_descriptor: { name }, stream_state: { version: 1, ...state } } }];
  });
}

function stateOf({ by }: Reading, day: Day): JsonObject | undefined {
  switch (by) {
    case "list":
      return undefined;
    case "feed":
      return { cursor: `${day}T00:00:00`, partitions: {} };
    case "analytics":
    case "report":
      return { cursor: day };
  }
}
