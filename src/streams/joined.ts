import type { JsonObject } from "../json.ts";
import { asText } from "../json.ts";
import type { DerivedField } from "./stream.ts";

/**
 * A field put together of others, with slashes between them: a key for rows that have none. Missing ones leave nothing, not
 * even a slash at the end. A slash within one has a backslash before it, so that no two lists of values look alike.
 */
export function joined(fields: readonly string[]): DerivedField {
  return { type: "string", from: (record) => joinedValues(record, fields) };
}

/** The values of a record's fields, put together as `joined` does. */
export function joinedValues(record: JsonObject, fields: readonly string[]): string {
  const values = fields.map((field) => asText(record[field]).replaceAll(/[\\/]/gu, "\\$&"));
  return values.slice(0, values.findLastIndex((value) => value !== "") + 1).join("/");
}
