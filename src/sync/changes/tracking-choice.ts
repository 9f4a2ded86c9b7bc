import type { Config } from "../../config/config.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { Stream } from "../../streams/stream.ts";
import { everyStream, updatedAt } from "../../streams/tracking.ts";

/** Whether records have the tracking columns, and whether changes and deletions are tracked. */
export interface TrackingChoice {
  readonly isStamped: boolean;
  readonly isTracked: boolean;
}

/**
 * Returns whether to track a stream. Tracking requires that the connection uses the cursor of tracked streams. Otherwise,
 * the stream is read without tracking, with a warning.
 */
export function trackingChoice(
  { name, isTracked: isWanted, archives }: Stream,
  { cursorField, syncMode }: ConfiguredStream,
  { trackChanges }: Pick<Config, "trackChanges">,
  log: (level: "INFO" | "WARN", message: string) => void,
): TrackingChoice {
  const isTracked = isWanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  if (archives === true && (trackChanges.includes(everyStream) || trackChanges.includes(name))) {
    log("INFO", "Pinterest archives these records and never deletes them, so there are no deletions to track");
  }
  if (isIncremental && isTracked && !isStamped) {
    const cursor = cursorField === undefined ? "without a cursor" : `by ${cursorField}`;
    log(
      "WARN",
      `changes are not tracked, since the connection still syncs ${cursor}. Refresh the source schema to track changes`,
    );
  }
  if (isIncremental && !isTracked && isStamped) {
    log("WARN", `changes are no longer tracked, but the connection syncs by ${updatedAt}. Refresh the source schema`);
  }
  return { isStamped, isTracked: isTracked && isStamped && isIncremental };
}
