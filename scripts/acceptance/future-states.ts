import type { JsonObject } from "../../src/json.ts";
import type { Reading, Stream } from "../../src/streams/stream.ts";

/**
 * A state for every incremental stream that says that all was read up to a day far in the future. None names a
 * partition, so they are good for any account.
 */
export function futureStates(streams: readonly Stream[]): readonly JsonObject[] {
  return streams.flatMap(({ name, reading }) => {
    const state = stateOf(reading);
    return state === undefined
      ? []
      : [{ type: "STREAM", stream: { stream_descriptor: { name }, stream_state: { version: 1, ...state } } }];
  });
}

function stateOf({ by }: Reading): JsonObject | undefined {
  switch (by) {
    case "list":
      return undefined;
    case "feed":
      return { cursor: "2999-12-31T00:00:00", partitions: {} };
    case "analytics":
    case "report":
      return { cursor: "2999-12-31" };
  }
}
