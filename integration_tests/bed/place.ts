import type { JsonObject } from "../../src/base/json.ts";
import { childPartitionsOf } from "../../src/streams/partitions.ts";
import type { Stream } from "../../src/streams/stream.ts";

/** Returns what identifies a list's partition in its rows. */
export function placeOf(stream: Stream, row: JsonObject): string {
  const bound = childPartitionsOf(stream).flatMap((part) => Object.keys(part.parent.bind));
  const fields = [...bound, ...Object.keys(stream.fromRequest ?? {}), "board_section_id"];
  return JSON.stringify(stream.partitions.of === "single" ? [] : fields.map((field) => row[field]));
}
