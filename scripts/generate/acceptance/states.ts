import type { Day } from "../../../src/base/dates.ts";
import type { JsonObject } from "../../../src/base/json.ts";
import { isByDate, type Stream } from "../../../src/streams/stream.ts";

/**
 * Returns a state for every stream by date, with only its cursor: `{"DATE": "2999-12-31"}`. CAT expects the state of the distant
 * future in this form (`test_state_with_abnormally_large_values`), that of Airbyte's own sources. The states of other streams
 * hold digests of an account's rows or partitions, so no file can have them.
 */
export function flatStatesUpTo(day: Day, streams: readonly Stream[]): readonly JsonObject[] {
  return streams.flatMap(({ name, reading }) =>
    isByDate(reading)
      ? [{ type: "STREAM", stream: { stream_descriptor: { name }, stream_state: { [reading.cursor]: day } } }]
      : [],
  );
}
