import type { Config } from "../../config/config.ts";
import type { ConfiguredStream } from "../../protocol/configured-catalog.ts";
import type { Stream } from "../../streams/stream.ts";
import { deletedAt, everyStream, updatedAt } from "../../streams/tracking.ts";
import type { StreamLog } from "../stream-log.ts";

/**
 * Returns whether records have the tracking columns, and whether to track changes and deletions of a stream. Tracking
 * requires that the connection uses the cursor of tracked streams and selects the field that marks deletions, without
 * which a tombstone would be a record of nulls. Otherwise, the stream is read without tracking, with a warning.
 */
export function trackingChoice(
  { name, isTracked: isWanted, archives }: Stream,
  { cursorField, syncMode, fields }: ConfiguredStream,
  { trackChanges }: Pick<Config, "trackChanges">,
  log: StreamLog,
): { readonly isStamped: boolean; readonly isTracked: boolean } {
  const isTracked = isWanted === true;
  const isStamped = cursorField === updatedAt;
  const isIncremental = syncMode === "incremental";
  const hidesDeletions = isIncremental && isTracked && isStamped && fields?.includes(deletedAt) === false;
  if (archives === true && (trackChanges.includes(everyStream) || trackChanges.includes(name))) {
    log("INFO", "Pinterest archives these records and never deletes them, so there are no deletions to track");
  }
  if (isIncremental && isTracked && !isStamped) {
    const cursor = cursorField === undefined ? "no cursor" : `the cursor ${cursorField}`;
    log(
      "WARN",
      `not tracked: the connection still uses ${cursor}. To track changes and deletions, refresh the source schema`,
    );
  }
  if (isIncremental && !isTracked && isStamped) {
    log("WARN", `no longer tracked, but the connection still uses the cursor ${updatedAt}. Refresh the source schema`);
  }
  if (hidesDeletions) {
    log(
      "WARN",
      `not tracked: the connection deselects ${deletedAt}. To track changes and deletions, select this field`,
    );
  }
  return { isStamped, isTracked: isTracked && isStamped && isIncremental && !hidesDeletions };
}
