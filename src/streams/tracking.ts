import type { JsonObject } from "../json.ts";
import type { Stream } from "./stream.ts";

/*
 * Tracking of changes and deletions, as the user chooses it by the names of streams. The columns are those of Airbyte's
 * sources with change data capture (CDC): its destinations know them.
 */

/** When a record was last seen to be new or changed: the cursor of tracked streams. */
export const updatedAt = "_ab_cdc_updated_at";
/** When a record was found to be gone; null in all others. */
export const deletedAt = "_ab_cdc_deleted_at";

/** The name that stands for all streams. */
export const everyStream = "*";

const timestamp = { format: "date-time", airbyte_type: "timestamp_with_timezone" };

/** What the schema of a tracked stream has besides. */
export const trackingColumns: JsonObject = {
  [updatedAt]: {
    ...timestamp,
    type: ["null", "string"],
    description: "When a sync found the record new or changed, or found it gone.",
  },
  [deletedAt]: {
    ...timestamp,
    type: ["null", "string"],
    description: "When a sync found the record gone: it then has only its key. Null in all other records.",
  },
};

/**
 * Whether a stream's rows can be compared with those of the last read: a list that is read to its end. Rows of days, of
 * files, and those that are told apart only by their number have no such list.
 */
export function isTrackable({ reading, rows, occurrence, archives }: Stream): boolean {
  const isList = reading.by === "feed" || (reading.by === "list" && reading.poll === undefined);
  return isList && rows !== "first_page" && occurrence === undefined && archives !== true;
}

/** The streams, of which those that the user wants tracked, and that can be, say so. */
export function withTracking(streams: readonly Stream[], wanted: readonly string[]): readonly Stream[] {
  if (wanted.length === 0) return streams;
  const isWanted = ({ name }: Stream) => wanted.includes(everyStream) || wanted.includes(name);
  return streams.map((stream) => (isWanted(stream) && isTrackable(stream) ? { ...stream, isTracked: true } : stream));
}

/** Whether a read finds what is new by the time of rows, and the rest only when it goes through all of them (a sweep). */
export function hasSweeps({ reading }: Pick<Stream, "reading">): boolean {
  return reading.by === "feed" && reading.order === "newest_first";
}

/** The cursor of a stream; undefined: it has no incremental mode. */
export function cursorOf({ reading, isTracked }: Pick<Stream, "reading" | "isTracked">): string | undefined {
  if (isTracked === true) return updatedAt;
  return reading.by === "list" ? undefined : reading.cursor;
}
