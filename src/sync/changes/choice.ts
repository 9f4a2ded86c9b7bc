import type { Config } from "../../config/config.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { Stream } from "../../streams/stream.ts";
import { everyStream, updatedAt } from "../../streams/tracking.ts";

/** What becomes of a stream's records: whether they carry the columns of tracking, and whether the stream is tracked. */
export interface TrackingChoice {
  readonly isStamped: boolean;
  readonly isTracked: boolean;
}

/**
 * Returns what the configuration and the connection say of tracking a stream. The connection must go by the cursor of
 * tracked streams; where it was set up otherwise, the stream is read as if it were not tracked, and the user is told.
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
      `changes are not tracked, since the connection still goes ${cursor}. Refresh the source schema to track changes`,
    );
  }
  if (isIncremental && !isTracked && isStamped) {
    log("WARN", `changes are no longer tracked, though the connection goes by ${updatedAt}. Refresh the source schema`);
  }
  return { isStamped, isTracked: isTracked && isStamped && isIncremental };
}
