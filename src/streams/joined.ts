import type { JsonObject } from "../json.ts";
import { asText } from "../json.ts";
import type { DerivedField } from "./stream.ts";

/** A field put together of others, with slashes between them: a key for rows that have none. Missing ones leave nothing. */
export function joined(description: string, fields: readonly string[]): DerivedField {
  return { description, type: "string", from: (record) => fields.map((field) => asText(record[field])).join("/") };
}

/** The same without those that are missing. */
export function joinedGiven(description: string, fields: readonly string[]): DerivedField {
  return {
    description,
    type: "string",
    from: (record: JsonObject) =>
      fields
        .map((field) => asText(record[field]))
        .filter((text) => text !== "")
        .join("/"),
  };
}
