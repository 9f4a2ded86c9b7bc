import type { JsonObject } from "../../base/json.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { Stream } from "../../streams/stream.ts";
import { deletedAt, updatedAt } from "../../streams/tracking.ts";
import type { StreamLog } from "../engine-writer.ts";

/** Whether changes and deletions of a stream are tracked, and when its records were last stamped with their time. */
export interface Tracking {
  readonly isTracked: boolean;
  readonly isStamped: boolean;
  /** The last time in the records of earlier syncs, epoch milliseconds; 0: none. */
  readonly last: number;
}

/**
 * Decides whether to track changes and deletions of a stream. Tracking requires that the connection uses the cursor of tracked
 * streams and selects the field that marks deletions, without which a tombstone would be a record of nulls. Otherwise, the
 * stream is read without tracking, with a warning.
 */
export function trackingOf(
  { isTracked: wanted }: Stream,
  { cursorField, syncMode, fields }: ConfiguredStream,
  state: JsonObject | undefined,
  log: StreamLog,
): Tracking {
  const isWanted = wanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  const isConnected = isStamped && fields?.includes(deletedAt) !== false;
  if (isIncremental && isWanted && !isConnected) {
    const text = `not tracked: the connection lacks the cursor ${updatedAt} or the field ${deletedAt}. To track changes and deletions, refresh the source schema, and select both`;
    log("WARN", text);
  }
  if (isIncremental && !isWanted && isStamped)
    log("WARN", `no longer tracked, but the connection still uses the cursor ${updatedAt}. Refresh the source schema`);
  const last = typeof state?.stamped === "number" && Number.isSafeInteger(state.stamped) ? state.stamped : 0;
  return { isTracked: isIncremental && isWanted && isConnected, isStamped, last };
}
