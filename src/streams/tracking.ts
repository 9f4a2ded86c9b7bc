import type { JsonObject } from "../base/json.ts";
import { isListed, type Stream } from "./stream.ts";

/*
 * Tracking of changes and deletions, which the user enables by stream name. The columns are those of Airbyte's change data
 * capture (CDC) sources, which its destinations recognize.
 */

/** The cursor of tracked streams: when a sync found the record new, changed, or deleted. */
export const updatedAt = "_ab_cdc_updated_at";
/** When a sync found the record deleted; otherwise null. */
export const deletedAt = "_ab_cdc_deleted_at";

/** The name for all streams. */
export const everyStream = "*";

const timestamp = { type: ["null", "string"], format: "date-time", airbyte_type: "timestamp_with_timezone" };

/** Additional columns of tracked streams. */
export const trackingColumns: JsonObject = {
  [updatedAt]: {
    ...timestamp,
    description: "When a sync found the record new, changed, or deleted.",
  },
  [deletedAt]: {
    ...timestamp,
    description: "When a sync found the record deleted. It then has only its key. Null in all other records.",
  },
};

/**
 * Returns whether changes and deletions can be tracked: the stream is a list that can be read completely. Excludes metrics,
 * files, objects that are requested once, and rows identified only by their number.
 */
export function isTrackable({ reading, rows, occurrence, archives }: Stream): boolean {
  return isListed(reading) && rows !== "first_page" && occurrence === undefined && archives !== true;
}

/** Returns the streams with `isTracked` set on those that the user named and that can be tracked. */
export function withTracking(streams: readonly Stream[], wanted: readonly string[]): readonly Stream[] {
  if (wanted.length === 0) return streams;
  const isWanted = ({ name }: Stream) => wanted.includes(everyStream) || wanted.includes(name);
  return streams.map((stream) => (isWanted(stream) && isTrackable(stream) ? { ...stream, isTracked: true } : stream));
}

/** Returns the cursor field of a stream; undefined: no incremental mode. */
export function cursorOf({ reading, isTracked }: Pick<Stream, "reading" | "isTracked">): string | undefined {
  if (isTracked === true) return updatedAt;
  return reading.by === "list" || reading.by === "file" ? undefined : reading.cursor;
}
