import { asText, type JsonObject } from "../base/json.ts";
import type { DimensionValue } from "../streams/stream.ts";

/*
 * The key of a partition identifies it in states: the values of its parameters as segments, separated by slashes. Only the last segment
 * can contain a slash itself. In a stream with several kinds of parents, the number of the kind is in front of them. The
 * key of a stream's only partition is `all`.
 */

/** Returns the key of a partition, from its values. */
export function keyOf(values: readonly string[]): string {
  return values.join("/");
}

/** Returns a key with the value of a dimension. @param key empty: that value is the first */
export function extendedKey(key: string, value: DimensionValue): string {
  return key === "" ? segmentOf(value) : `${key}/${segmentOf(value)}`;
}

/** Returns the segment of a value. */
export function segmentOf(value: DimensionValue): string {
  return typeof value === "object" ? value.join("+") : String(value);
}

/** Returns a key that differs from those of other kinds of parents. */
export function keyOfKind(kind: number, key: string): string {
  return `${kind}/${key}`;
}

/** Returns the key of the part of a compared list whose fields a record has from its request. */
export function keyOfFields(fields: readonly string[], record: JsonObject): string {
  return fields.map((field) => asText(record[field])).join("/");
}

/** Returns the segments of a key. */
export function segmentsIn(key: string): readonly string[] {
  return key.split("/");
}

/** Returns the first ID in the key of a partition or a part. @param hasKinds whether the number of the kind is in front */
export function containerIn(key: string, hasKinds: boolean): string {
  return segmentsIn(key)[hasKinds ? 1 : 0] ?? "";
}

/** Returns a key with another text in place of each segment. */
export function mapSegments(key: string, textOf: (segment: string) => string): string {
  return segmentsIn(key).map(textOf).join("/");
}
